// Pages, and the files of the search index, that go to disk as soon as they are made, into the
// staging folder of an output that does not exist yet: a large site is then never all in memory.
//
// It knows no page from another.

internal import Disk
package import Files
internal import SystemPackage

/// The staging folder of a new output, locked and open for the files of a site that is still being
/// made. Ends with `publish` or with `discard`.
package final class StagedFiles: Sendable {
  let location: OutputLocation
  let staging: StagingFolder
  /// Sentences for the reader about leftovers of earlier builds that had to stay.
  let warnings: [String]
  private let lock: OutputLock

  /// Makes the staging folder.
  ///
  /// - Returns: nil where files must wait for `publish`: there is an output, whose files have to be
  ///   compared first; its parent folder is yet to be made; another build is at work; or something
  ///   is wrong, which `publish` will find as well and say.
  package init?(forOutput outputFolder: String, protecting: [String]) {
    guard hasParentFolder(outputFolder), let location = try? locateOutput(outputFolder) else {
      return nil
    }
    guard let lock = Self.lock(newOutput: location, protecting: protecting) else { return nil }
    do {
      warnings = try Leftovers.clear(location, nil)
      staging = try makeStaging(location)
    } catch {
      lock.release()
      return nil
    }
    self.location = location
    self.lock = lock
  }

  private static func lock(newOutput location: OutputLocation, protecting: [String]) -> OutputLock?
  {
    do {
      if try openOutput(location, protecting: protecting) != nil { return nil }
      return try OutputLock.take(location, root: nil)
    } catch {
      return nil
    }
  }

  /// Writes a file; its bytes are needed no more.
  ///
  /// - Returns: the file without its bytes; the file itself if it could not be written: `publish`
  ///   tries again then, and says what is wrong.
  package func stage(_ file: OutputFile) -> OutputFile {
    guard case .bytes(let bytes) = file.contents else { return file }
    let path = DiskPath(file.path.text)
    assertClean(path)
    var buffer: [UInt8] = []
    do throws(PublishFailure) {
      try makeFolders(of: path)
      let fingerprint = try writeFile(
        .bytes(bytes), at: path, in: staging.folder, shown: location.shown(path),
        fixesMode: staging.fixesModes, buffer: &buffer)
      return OutputFile(
        path: file.path, contents: .staged(size: fingerprint.size, hash: fingerprint.hash))
    } catch {
      if error.errno != .fileExists { try? staging.folder.removeFile(path) }
      return file
    }
  }

  /// Most pages have a folder of their own, in one that is there.
  private func makeFolders(of path: DiskPath) throws(PublishFailure) {
    let folders = path.folders(notSharedWith: nil)
    guard let own = folders.last else { return }
    try attempt(.create, location.shown(own)) { () throws(Errno) in
      do throws(Errno) { try staging.makeFolder(own) } catch {
        guard error == .noSuchFileOrDirectory else { throw error }
        for folder in folders { try staging.makeFolder(folder) }
      }
    }
  }

  /// Removes what was written, for a site that is not published after all.
  package func discard() {
    _ = removeTree(staging.name, in: location.parent) { _, _, _ in true }
    release()
  }

  /// Lets other builds at the output.
  func release() { lock.release() }
}
