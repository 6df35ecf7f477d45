// The default theme: the files of `templates/`, which are part of the program. Knows nothing of
// what they mean.

internal import CTheme

/// The default theme's files by path within the templates folder. Copies all of them: O(bytes).
package func defaultTheme() -> [String: [UInt8]] {
  var files: [String: [UInt8]] = [:]
  for index in 0..<theme_file_count() {
    // Unsafe because: path and bytes are constants of the program, and the count is the length of
    // the bytes.
    let file = unsafe theme_file_at(index)
    unsafe files[String(cString: file.path)] = unsafe [UInt8](
      UnsafeBufferPointer(start: file.bytes, count: file.count))
  }
  return files
}
