// `study serve`: listens, builds, watches, until it is told to end. The door of this target; called
// by ServeCommand.swift of `study`, which finds the project and prints what is said here.

package import Building
package import Diagnostics
package import Disk

/// How a preview is meant to run.
package struct PreviewSettings: Sendable {
  /// The address of `--host`; nil for both loopback addresses.
  package var host: String?
  /// The first port to try, 1...65535.
  package var port: UInt16
  /// Where the site lies on the server: begins and ends with a slash.
  package var base: String
  /// Names besides the machine's own that requests may call the preview by.
  package var allowedHosts: [String]
  package var jobs: Int
  package var isColored: Bool
  /// Prints for the user; the second says whether also when only errors are wanted.
  package var say: @Sendable (String, _ isImportant: Bool) -> Void
  /// Shows an address in the user's browser; nil when that is not wanted.
  package var show: (@Sendable (String) -> Void)?

  package init(
    host: String?, port: UInt16, base: String, allowedHosts: [String], jobs: Int, isColored: Bool,
    say: @escaping @Sendable (String, Bool) -> Void
  ) {
    self.host = host
    self.port = port
    self.base = base
    self.allowedHosts = allowedHosts
    self.jobs = jobs
    self.isColored = isColored
    self.say = say
  }
}

/// A project as it is found when the preview looks at it.
package struct PreviewProject: Sendable {
  /// Nil when it cannot be built: study.yml is broken, a folder is missing.
  package var request: BuildRequest?
  package var content: DiskTree?
  package var templates: DiskTree?
  /// The settings' source, to see whether it changed.
  package var configuration: SourceFile
  /// What is wrong with the settings, and the files that this points into.
  package var diagnostics: [Diagnostic]
  package var sources: [String: SourceFile]
  /// What else keeps it from being built, as a sentence.
  package var obstacle: String?
  /// Absolute folders that hold study.yml, content and templates, and their names there.
  package var rootFolders: [String]
  package var rootNames: Set<[UInt8]>
  /// Opens a file in an editor: `vscode://file{path}:{line}:{column}`.
  package var editForm: String

  package init(
    request: BuildRequest?, content: DiskTree?, templates: DiskTree?, configuration: SourceFile,
    diagnostics: [Diagnostic], sources: [String: SourceFile], obstacle: String?,
    rootFolders: [String], rootNames: Set<[UInt8]>, editForm: String
  ) {
    self.request = request
    self.content = content
    self.templates = templates
    self.configuration = configuration
    self.diagnostics = diagnostics
    self.sources = sources
    self.obstacle = obstacle
    self.rootFolders = rootFolders
    self.rootNames = rootNames
    self.editForm = editForm
  }

  /// Whether anything but what lies in the folders is another.
  func differs(from other: PreviewProject) -> Bool {
    configuration != other.configuration || obstacle != other.obstacle
      || (request == nil) != (other.request == nil) || diagnostics != other.diagnostics
  }
}

/// Why no preview can begin, as a sentence.
package struct PreviewFailure: Error {
  package let message: String
}

/// Serves a project until a signal ends it. Keeps the calling thread, which must be the program's
/// first and must not have started others: signals are taken by it alone.
/// - Parameter open: finds the project anew; called before each look at its folders.
package func runPreview(
  _ settings: PreviewSettings, open: @escaping @Sendable () -> PreviewProject
) throws(PreviewFailure) {
  let signals = SocketCalls.endingSignals()
  let (listeners, port) = try listen(settings)
  let name =
    switch settings.host {
    case nil, "0.0.0.0", "::", "127.0.0.1", "::1": "localhost"
    case let host?: host.contains(":") ? "[\(host)]" : host
    }
  let address = "http://\(name):\(port)\(settings.base)"
  let bell: (hears: Int32, rings: Int32)
  do throws(SocketError) {
    bell = try SocketCalls.bell()
  } catch {
    throw PreviewFailure(message: "the system gives no pipe: error \(error.number)")
  }
  let watcher = try? SocketCalls.watcher()
  if watcher == nil {
    settings.say(
      "study: note: folders cannot be watched here; looking at them from time to time instead. "
        + "`sudo sysctl fs.inotify.max_user_instances=512` raises the limit\n", true)
  }
  let session = PreviewSession(
    settings: settings, address: address, bell: bell.rings, watcher: watcher, open: open)
  let rules = PreviewRules(
    hosts: HostPolicy(bound: settings.host, names: settings.allowedHosts, port: port),
    base: Array(settings.base.utf8), token: randomToken())
  settings.say("study: the preview is at \(address) (Control-C ends it)\n", false)
  settings.show?(address)
  var server = Server(
    rules: rules, session: session, listeners: listeners, bell: bell.hears, signals: signals,
    watcher: watcher)
  server.run()
  settings.say("study: the preview has ended\n", false)
}

/// 128 bits as hexadecimal digits.
private func randomToken() -> String {
  (0..<2).map { _ in
    let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }.joined()
}

/// How many ports are tried.
private let portCount = 50

/// Sockets at one port of every address that is wanted; the next port when somebody has that one.
private func listen(
  _ settings: PreviewSettings
) throws(PreviewFailure) -> (listeners: [Int32], port: UInt16) {
  var addresses = ListenAddress.loopbacks
  if let host = settings.host {
    guard let address = SocketCalls.address(host == "localhost" ? "127.0.0.1" : host) else {
      throw PreviewFailure(
        message: "`\(host)` is not an address. --host takes one of this machine's addresses, "
          + "such as 127.0.0.1 or ::1")
    }
    if host != "localhost" { addresses = [address] }
    if host == "0.0.0.0" || host == "::" {
      settings.say(
        "study: warning: everybody in this network can connect. Requests are answered only if "
          + "they name localhost, or a name given with --allow-host\n", true)
    }
  }
  for port in settings.port...UInt16(min(65_535, Int(settings.port) + portCount - 1)) {
    var listeners: [Int32] = []
    do throws(SocketError) {
      for address in addresses {
        do throws(SocketError) {
          listeners.append(try SocketCalls.listen(at: address, port: port))
        } catch  where error.isMissingProtocol && addresses.count > 1 {
          continue
        }
      }
    } catch {
      for listener in listeners { SocketCalls.close(listener) }
      if error == .addressInUse { continue }
      throw PreviewFailure(message: sentence(for: error, settings, port))
    }
    guard !listeners.isEmpty else {
      throw PreviewFailure(message: "this machine has no loopback address")
    }
    if port != settings.port {
      settings.say("study: note: port \(settings.port) is in use; taking \(port)\n", true)
    }
    return (listeners, port)
  }
  throw PreviewFailure(
    message: "ports \(settings.port) to \(min(65_535, Int(settings.port) + portCount - 1)) are all "
      + "in use. Name another one with --port")
}

private func sentence(for error: SocketError, _ settings: PreviewSettings, _ port: UInt16) -> String
{
  if error.isForbidden {
    return "port \(port) may not be used without more rights. Name one from 1024 on with --port"
  }
  if error.isMissingProtocol {
    return "\(settings.host ?? "the address") is not an address of this machine"
  }
  return "port \(port) cannot be listened at: error \(error.number)"
}
