// Other programs, and what they may do to the one that runs them: write too much, read nothing,
// not end, not exist, leave children behind. Each is a line of shell.

import Foundation
import Testing

@testable import Disk

@Suite("Running a program")
struct RunProgramTests {
  private func shell(
    _ script: String, input: [UInt8] = [], seconds: Int = 60, outputLimit: Int? = 1 << 20
  ) async -> ProgramRun? {
    await run(["/bin/sh", "-c", script], input: input, seconds: seconds, outputLimit: outputLimit)
  }

  @Test("What it reads, writes and ends with comes back")
  func plain() async {
    let ended = await shell("cat; echo oops >&2; exit 3", input: Array("hello".utf8))
    #expect(ended == ProgramRun(code: 3, output: Array("hello".utf8), errors: Array("oops\n".utf8)))
  }

  @Test("A name without a slash is looked up, and one that is nowhere gives nil")
  func names() async {
    #expect(await run(["true"], seconds: 60, outputLimit: nil)?.code == 0)
    #expect(await run(["no-such-program-here"], seconds: 60, outputLimit: nil) == nil)
    #expect(await run(["/nowhere/program"], seconds: 60, outputLimit: nil) == nil)
    #expect(await run([], seconds: 60, outputLimit: nil) == nil)
  }

  @Test("An end by a signal is the code -1")
  func signal() async {
    #expect(await shell("kill -KILL $$")?.code == -1)
  }

  @Test("Output of more than a pipe holds comes whole, on both channels")
  func moreThanAPipe() async {
    let ended = await shell(
      "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2; head -c 1 /dev/zero")
    #expect(ended?.code == 0)
    #expect(ended?.output.count == 300_001)
    #expect(ended?.errors.count == 1 << 16)
  }

  @Test("Exactly as much output as is allowed is kept, one byte more ends the program")
  func outputLimit() async {
    #expect(await shell("head -c 100000 /dev/zero", outputLimit: 100_000)?.output.count == 100_000)
    #expect(await shell("head -c 100001 /dev/zero", outputLimit: 100_000) == nil)
    #expect(await shell("cat /dev/zero", outputLimit: 100_000) == nil)
  }

  @Test("Of errors 65,536 bytes are kept, and no byte more")
  func errorLimit() async {
    #expect(await shell("head -c 65536 /dev/zero >&2")?.errors.count == 65_536)
    #expect(await shell("head -c 65537 /dev/zero >&2")?.errors.count == 65_536)
  }

  @Test("Output that nothing asked for is thrown away, however long")
  func discarded() async {
    #expect(
      await shell("head -c 3000000 /dev/zero", outputLimit: nil)
        == ProgramRun(code: 0, output: [], errors: []))
  }

  @Test("A program that does not read its input harms nothing")
  func unreadInput() async {
    let input = [UInt8](repeating: 1, count: 1 << 20)
    #expect(await shell("exec <&-; echo done", input: input)?.output == Array("done\n".utf8))
  }

  @Test("A program that takes too long is ended, even if it ignores being asked")
  func timeLimit() async {
    #expect(await shell("sleep 600", seconds: 1) == nil)
    #expect(await shell("trap '' TERM; while :; do sleep 0.1; done", seconds: 1) == nil)
  }

  @Test("A task that is cancelled ends its program")
  func cancelled() async throws {
    let folder = NSTemporaryDirectory() + "study-run-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let task = Task {
      await shell("echo $$ > \(folder)/new; mv \(folder)/new \(folder)/id; exec sleep 600")
    }
    var process: String?
    while process == nil {
      process = try? String(contentsOfFile: folder + "/id", encoding: .utf8)
      await Task.yield()
    }
    task.cancel()
    #expect(await task.value == nil)
    let id = try #require(process).trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(!FileManager.default.fileExists(atPath: "/proc/\(id)"))
  }

  @Test("A program's end counts, even while a child of it holds the pipes")
  func grandchild() async {
    let ended = await shell("sleep 600 & echo $!")
    let child = ended.map { String(decoding: $0.output, as: UTF8.self) } ?? ""
    let id = child.trimmingCharacters(in: .whitespacesAndNewlines)
    defer { _ = kill(pid_t(id) ?? 0, SIGKILL) }
    #expect(ended?.code == 0)
    #expect(FileManager.default.fileExists(atPath: "/proc/\(id)"), "the child has not ended yet")
  }

  @Test("Many programs at once are kept apart")
  func many() async {
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<40 {
        group.addTask {
          await shell("cat; exit \(number)", input: Array("\(number)".utf8))
            == ProgramRun(code: Int32(number), output: Array("\(number)".utf8), errors: [])
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }
}
