// The program we are compared with: Debian's `cmark-gfm`, asked for many documents at once.

import Foundation

/// Whether `cmark-gfm` can be asked.
let hasReference = FileManager.default.isExecutableFile(atPath: "/usr/bin/cmark-gfm")

/// What `cmark-gfm` makes of each document. One shell for all of them: starting processes from here
/// one by one would take most of a suite's time.
func referenceHTML(of documents: [String]) throws -> [String] {
  let folder = FileManager.default.temporaryDirectory.appending(path: "spec-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for (number, document) in documents.enumerated() {
    try Data(document.utf8).write(to: folder.appending(path: "\(number).md"))
  }
  let shell = Process()
  shell.executableURL = URL(filePath: "/bin/sh")
  shell.currentDirectoryURL = folder
  shell.arguments = [
    "-c",
    """
    for file in *.md; do
      /usr/bin/cmark-gfm -e table -e strikethrough -e autolink -e tasklist -e footnotes \
        < "$file" > "${file%.md}.html"
    done
    """,
  ]
  try shell.run()
  shell.waitUntilExit()
  return try documents.indices.map { number in
    let html = try Data(contentsOf: folder.appending(path: "\(number).html"))
    return String(decoding: html, as: UTF8.self)
  }
}
