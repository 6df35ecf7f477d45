// Runs the built `study` in a folder of its own and gives back what a user would see. Used by the
// command-line tests; it knows nothing of what is inside.

import Foundation
import Support

/// What a run of the program left behind.
struct Run {
  let code: Int32
  let output: String
  let errors: String
}

/// Runs `study` with `arguments` in `folder`. Standard input is `input`.
func study(
  _ arguments: [String], in folder: String, input: String = "",
  environment: [String: String] = [:]
) throws -> Run {
  try run(studyProgram, arguments, in: folder, input: input, environment: environment)
}

/// The same for any program.
func run(
  _ program: URL, _ arguments: [String], in folder: String, input: String = "",
  environment: [String: String] = [:]
) throws -> Run {
  let process = Process()
  process.executableURL = program
  process.arguments = arguments
  process.currentDirectoryURL = URL(filePath: folder)
  // Nothing of the developer's own settings reaches the test.
  process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder + "/no-home"].merging(
    environment
  ) { $1 }
  // Files, not pipes: a full pipe would stop the program while nobody reads.
  let place = NSTemporaryDirectory() + "study-run-" + UUID().uuidString
  try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: place) }
  for (name, contents) in [("in", input), ("out", ""), ("err", "")] {
    try Data(contents.utf8).write(to: URL(filePath: place + "/" + name))
  }
  process.standardInput = FileHandle(forReadingAtPath: place + "/in")
  process.standardOutput = FileHandle(forWritingAtPath: place + "/out")
  process.standardError = FileHandle(forWritingAtPath: place + "/err")
  try process.run()
  process.waitUntilExit()
  func read(_ name: String) -> String {
    String(
      decoding: FileManager.default.contents(atPath: place + "/" + name) ?? Data(), as: UTF8.self)
  }
  // A signal is no exit code: 128 + n, as shells say it.
  let code =
    process.terminationReason == .exit
    ? process.terminationStatus : 128 + process.terminationStatus
  return Run(code: code, output: read("out"), errors: read("err"))
}

/// Runs `study` in a folder that holds these files.
func study(
  _ arguments: [String], files: [String: String], input: String = ""
) async throws -> Run {
  try await withTemporaryFolder { folder in
    for (name, text) in files { try folder.write(text, to: name) }
    return try study(arguments, in: folder.path, input: input)
  }
}

/// The program lies beside the test bundle: `swift build --build-tests` makes both.
let studyProgram: URL = {
  let beside = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "study")
  if let beside, FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
  let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return package.appending(path: ".build/debug/study")
}()
