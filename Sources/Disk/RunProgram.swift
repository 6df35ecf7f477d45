// Runs another program: curl, Graphviz, QuickJS, the desktop's browser. One
// function for all of them, which waits for nothing but events and holds no thread meanwhile. It
// does not know what the programs are for.

internal import CLinux
internal import Subprocess
internal import SystemPackage

/// How a program ended.
package struct ProgramRun: Sendable, Equatable {
  /// Its exit code; -1 when a signal ended it.
  package let code: Int32
  /// What it wrote to standard output; nothing when that was not asked for.
  package let output: [UInt8]
  /// The beginning of what it wrote to standard error.
  package let errors: [UInt8]
}

/// How much of standard error is kept; it is for one sentence to the reader.
private let errorByteLimit = 1 << 16

/// Runs a program and waits for its end. What it started itself may go on: only the program's own
/// end counts, even while another process holds its output open.
/// - Parameters:
///   - command: a path with a slash, or a name to be looked up in `PATH`, and the arguments.
///   - input: its standard input. It need not read it.
///   - seconds: of wall-clock time; then the program is asked to end, and killed if it does not.
///     The same happens when the task is cancelled.
///   - outputLimit: a program that writes more is ended; nil: what it writes is thrown away.
/// - Returns: nil when it could not be started, took too long or wrote too much.
package func run(
  _ command: [String], input: [UInt8] = [], seconds: Int, outputLimit: Int?
) async -> ProgramRun? {
  await withTaskGroup(of: ProgramRun?.self) { group in
    group.addTask { try? await run(command, input, outputLimit) }
    group.addTask {
      try? await Task.sleep(for: .seconds(seconds))
      return nil
    }
    let first = await group.next() ?? nil
    group.cancelAll()
    return first
  }
}

private func run(
  _ command: [String], _ input: [UInt8], _ outputLimit: Int?
) async throws -> ProgramRun? {
  guard let program = command.first else { return nil }
  // A file in memory, not a pipe: writing to a pipe that the program does not read would end this
  // process with SIGPIPE.
  let inputFile = OpenFile(taking: try memoryFile())
  try inputFile.write(input)
  try inputFile.rewind()
  var platform = PlatformOptions()
  platform.teardownSequence = [
    .gracefulShutDown(allowedDurationToNextStep: .milliseconds(500))
  ]
  return try await collect(
    Configuration(
      executable: program.contains("/") ? .path(FilePath(program)) : .name(program),
      arguments: Arguments(Array(command.dropFirst())), platformOptions: platform),
    input: inputFile, outputLimit)
}

private func memoryFile() throws(Errno) -> Int32 {
  let number = clinux_memory_file()
  if number < 0 { throw kernelError }
  return number
}

private struct TooMuchOutput: Error {}

private func collect(
  _ configuration: Configuration, input: borrowing OpenFile, _ outputLimit: Int?
) async throws -> ProgramRun {
  let ended = try await Subprocess.run(
    configuration,
    input: .fileDescriptor(
      FileDescriptor(rawValue: input.number), closeAfterSpawningProcess: false),
    output: .sequence, error: .sequence
  ) { program in
    async let errors = beginning(of: program.standardError, count: errorByteLimit)
    var output: [UInt8] = []
    for try await piece in program.standardOutput {
      guard let outputLimit else { continue }
      append(piece, to: &output)
      if output.count > outputLimit { throw TooMuchOutput() }
    }
    return (output, try await errors)
  }
  let code: Int32
  if case .exited(let number) = ended.terminationStatus { code = number } else { code = -1 }
  return ProgramRun(code: code, output: ended.closureResult.0, errors: ended.closureResult.1)
}

/// Reads to the end, or the program would wait for its reader.
private func beginning(of sequence: SubprocessOutputSequence, count: Int) async throws -> [UInt8] {
  var bytes: [UInt8] = []
  for try await piece in sequence where bytes.count < count { append(piece, to: &bytes) }
  return Array(bytes.prefix(count))
}

private func append(_ piece: SubprocessOutputSequence.Buffer, to bytes: inout [UInt8]) {
  // Unsafe because: the bytes are copied during the call.
  unsafe piece.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
}

/// Shows an address in the user's browser, if the desktop knows one. Waits for nothing.
package func openInBrowser(_ address: String) {
  Task.detached { _ = await run(["xdg-open", address], seconds: 20, outputLimit: nil) }
}
