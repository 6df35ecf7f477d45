// What `publish` does on a bad day: a full or read-only disk, a masked mode, a mount point for an
// output, and a process killed in the middle.
//
// The disks are small file systems in memory, which only root may mount; elsewhere those tests are
// skipped. The whole fault list, one call at a time, is Tests/Faults/emit_faults.py.

import Files
import Foundation
import Glibc
import Publishing
import Support
import SystemPackage
import Testing

/// Whether this process may mount file systems: tried, because root in a container may not.
private let canMount: Bool = {
  let folder = NSTemporaryDirectory() + "publish-mount-\(UUID().uuidString)"
  let disk = FileManager.default
  try? disk.createDirectory(atPath: folder, withIntermediateDirectories: false)
  defer { try? disk.removeItem(atPath: folder) }
  return mountMemory(folder, "size=64k") && runs("/usr/bin/umount", "--lazy", folder)
}()

private func mountMemory(_ folder: String, _ options: String) -> Bool {
  runs("/usr/bin/mount", "-t", "tmpfs", "-o", options, "tmpfs", folder)
}

@Suite("Emit: disks", .slow, .enabled(if: canMount, "needs root, to mount a small file system"))
struct EmitDiskTests {
  @Test("A full disk: the message says so, the old site stays, nothing is left behind")
  func fullDisk() async throws {
    let sandbox = try OutputSandbox("full")
    defer { sandbox.remove() }
    #expect(mountMemory(sandbox.folder, "size=1m"))
    defer { _ = runs("/usr/bin/umount", "--lazy", sandbox.folder) }
    try await sandbox.publish(["index.html": "old", "a/b.html": "old"])
    let before = try sandbox.tree()
    var pages: [String: String] = [:]
    for number in 0..<40 {
      pages["page-\(number).html"] = String(repeating: "x", count: 50_000 + number)
    }
    for jobs in [1, 2] {
      let failure = await failure { () throws(PublishFailure) in
        try await sandbox.publish(pages, jobs: jobs)
      }
      #expect(failure?.errno == .noSpace)
      #expect(failure?.message.contains("no space is left on the device") == true)
      #expect(try sandbox.tree() == before)
      #expect(try sandbox.namesBesideOutput() == [])
    }
    try await sandbox.publish(["index.html": "new"])
    #expect(sandbox.text("site/index.html") == "new")
  }

  @Test("A full disk where the output is a mount point: nothing changes either")
  func fullMountPoint() async throws {
    let sandbox = try OutputSandbox("fullmount")
    defer { sandbox.remove() }
    try sandbox.makeFolder("site")
    #expect(mountMemory(sandbox.output, "size=1m"))
    defer { _ = runs("/usr/bin/umount", "--lazy", sandbox.output) }
    try await sandbox.publish(["index.html": "old"])
    let before = try sandbox.tree()
    let failure = await failure { () throws(PublishFailure) in
      try await sandbox.publish([
        "index.html": "new", "long.html": String(repeating: "x", count: 2_000_000),
      ])
    }
    #expect(failure?.errno == .noSpace)
    #expect(try sandbox.tree() == before)
  }

  @Test("A read-only disk: the message says so; a build without changes still succeeds")
  func readOnly() async throws {
    let sandbox = try OutputSandbox("readonly")
    defer { sandbox.remove() }
    #expect(mountMemory(sandbox.folder, "size=1m"))
    defer { _ = runs("/usr/bin/umount", "--lazy", sandbox.folder) }
    try await sandbox.publish(["index.html": "old"])
    #expect(runs("/usr/bin/mount", "-o", "remount,ro", sandbox.folder))
    let failure = await failure { () throws(PublishFailure) in
      try await sandbox.publish(["index.html": "new"])
    }
    #expect(failure?.errno == .readOnlyFileSystem)
    #expect(failure?.message.contains("read-only") == true)
    #expect(sandbox.text("site/index.html") == "old")
    #expect(try await sandbox.publish(["index.html": "old"]).unchanged == 1)
  }

  @Test("An output that is a mount point is published in place, with the same result")
  func mountPoint() async throws {
    let plain = try OutputSandbox("plain")
    defer { plain.remove() }
    let mounted = try OutputSandbox("mounted")
    defer { mounted.remove() }
    try mounted.makeFolder("site")
    #expect(mountMemory(mounted.output, "size=4m"))
    defer { _ = runs("/usr/bin/umount", "--lazy", mounted.output) }
    for version in 1...3 {
      var pages = manyPages(80, version: version)
      // Files become folders and folders files on the way.
      pages["swap" + (version.isMultiple(of: 2) ? "/in" : "")] = "swap \(version)"
      try await plain.publish(pages)
      let report = try await mounted.publish(pages)
      #expect(report.warnings == [])
      if version == 1 {
        try plain.write("mine", to: "site/topics/mine.txt")
        try mounted.write("mine", to: "site/topics/mine.txt")
      }
      #expect(try mounted.tree() == plain.tree())
      #expect(try mounted.namesBesideOutput() == [])
    }
    let before = try mounted.identity("site/topics/page-0/index.html")
    let report = try await mounted.publish(manyPages(80, version: 4))
    #expect(report.foreign == ["topics/mine.txt"])
    #expect(try mounted.identity("site/topics/page-0/index.html") == before)
  }

}

@Suite("Emit: masks and kills", .slow)
struct EmitProcessTests {
  @Test("Files and folders have modes 644 and 755 whatever the process masks")
  func masks() async throws {
    for mask: UInt16 in [0o000, 0o022, 0o077, 0o777] {
      let sandbox = try OutputSandbox("mask")
      defer { sandbox.remove() }
      let output = sandbox.output
      await #expect(processExitsWith: .success) {
        [mask = mask as UInt16, output = output as String] in
        umask(mode_t(mask))
        let files = image(["index.html": "home", "deep/down/page.html": "page"])
        _ = try await publishImage(files, to: output, protecting: [], jobs: 2)
      }
      for file in ["index.html", "deep/down/page.html", ".study-manifest"] {
        #expect(try sandbox.mode("site/\(file)") == 0o644)
      }
      for folder in ["", "/deep", "/deep/down"] {
        #expect(try sandbox.mode("site\(folder)") == 0o755)
      }
    }
  }

  @Test("Killed at some moment, a build leaves the old site or the new one; the next one tidies up")
  func killed() async throws {
    let sandbox = try OutputSandbox("killed")
    defer { sandbox.remove() }
    let output = sandbox.output
    try await sandbox.publish(manyPages(300, version: 0))
    try sandbox.write("example.org", to: "site/CNAME")
    for round in 1...12 {
      let microseconds = UInt32(round) * 1500
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          round = round as Int, microseconds = microseconds as UInt32,
          output = output as String
        ] in
        Thread.detachNewThread {
          usleep(microseconds)
          kill(getpid(), SIGKILL)
        }
        // From one version to the next and back until the signal comes.
        for step in 0... {
          let pages = manyPages(300, version: step.isMultiple(of: 2) ? round : 0)
          _ = try await publishImage(image(pages), to: output, protecting: [], jobs: 2)
        }
      }
      var tree = try sandbox.tree().filter { $0.value != "folder" }
      #expect(tree.removeValue(forKey: ".study-manifest") != nil)
      #expect(tree.removeValue(forKey: "CNAME") == "example.org")
      let version = tree["only-in-0/index.html"] == nil ? round : 0
      #expect(tree == manyPages(300, version: version))
      // Back to the start for the next round; whatever the killed one left goes.
      try await sandbox.publish(manyPages(300, version: 0))
      #expect(try sandbox.namesBesideOutput() == [])
    }
  }
}
