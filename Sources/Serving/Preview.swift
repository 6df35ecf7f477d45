// The door of this target: `runPreview` listens, builds and watches until a signal ends it. It
// prints nothing and finds no project; the caller hands in a function for each.

package import Building
package import Diagnostics
package import Disk

/// How a preview is meant to run.
package struct PreviewSettings: Sendable {
  /// The address of `--host`; nil for both loopback addresses.
  package var host: String?
  /// The first port to try, 1...65535.
  package var port: UInt16
  /// The path of the site on the server: begins and ends with a slash.
  package var base: String
  /// Names besides the machine's own that requests may call the preview by.
  package var allowedHosts: [String]
  package var jobs: Int
  package var isColored: Bool
  /// Prints for the user; the second argument says whether even with `--quiet`.
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

/// A project as found at one look.
package struct PreviewProject: Sendable {
  /// Nil when it cannot be built: study.yml is broken, a folder is missing.
  package var request: BuildRequest?
  package var content: DiskTree?
  package var templates: DiskTree?
  /// The source of the settings, compared to see whether it changed.
  package var configuration: SourceFile
  /// The diagnostics of the settings, and the files they point into.
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

  /// Whether anything but the contents of the folders changed.
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
/// first and must not have started others: it blocks signals, and new threads inherit that.
/// - Parameter open: finds the project; called before each look at its folders.
package func runPreview(
  _ settings: PreviewSettings, open: @escaping @Sendable () -> PreviewProject
) throws(PreviewFailure) {
  let signals = SocketCalls.endingSignals()
  let listening = try listen(settings)
  let port = listening.port
  let name =
    switch settings.host {
    case nil, "0.0.0.0", "::", "127.0.0.1", "::1": "localhost"
    case let host?: host.contains(":") ? "[\(host)]" : host
    }
  let address = "http://\(name):\(port)\(settings.base)"
  let session = try makeSession(settings, open: open)
  let rules = PreviewRules(
    hosts: HostPolicy(bound: settings.host, names: settings.allowedHosts, port: port),
    base: Array(settings.base.utf8), token: randomToken())
  settings.say("study: the preview is at \(address) (Control-C ends it)\n", false)
  settings.show?(address)
  var server = Server(
    rules: rules, session: session, listeners: listening.listeners, signals: signals)
  server.run()
  settings.say("study: the preview has ended\n", false)
}

private func makeSession(
  _ settings: PreviewSettings, open: @escaping @Sendable () -> PreviewProject
) throws(PreviewFailure) -> PreviewSession {
  let wakeup: WakeupPipe
  do throws(SocketError) {
    wakeup = try WakeupPipe()
  } catch {
    throw PreviewFailure(message: "cannot create a pipe: error \(error.number)")
  }
  let watcher = try? Watcher()
  if watcher == nil {
    settings.say(
      "study: note: folders cannot be watched here; polling them instead. "
        + "`sudo sysctl fs.inotify.max_user_instances=512` raises the limit\n", true)
  }
  return PreviewSession(settings: settings, wakeup: wakeup, watcher: watcher, open: open)
}

/// 128 bits as hexadecimal digits.
private func randomToken() -> String {
  (0..<2).map { _ in
    let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }.joined()
}

/// The most ports that are tried in a row.
let portLimit = 50

/// The ports to try, from the first on, as far as there are ports.
func portsToTry(from first: UInt16) -> ClosedRange<UInt16> {
  first...UInt16(min(65_535, Int(first) + portLimit - 1))
}

private struct Listening: ~Copyable {
  var listeners: Server.Listeners
  let port: UInt16
}

/// Sockets at one port of every address that is wanted; at the next port when that one is in use.
private func listen(_ settings: PreviewSettings) throws(PreviewFailure) -> Listening {
  let addresses = try addresses(settings)
  let ports = portsToTry(from: settings.port)
  for port in ports {
    let listeners: Server.Listeners
    do throws(SocketError) {
      listeners = try listen(at: addresses, port)
    } catch {
      if error == .addressInUse { continue }
      throw PreviewFailure(message: sentence(for: error, settings, port))
    }
    guard listeners.count > 0 else {
      throw PreviewFailure(message: "this machine has no loopback address")
    }
    if port != settings.port {
      settings.say("study: note: port \(settings.port) is in use; taking \(port)\n", true)
    }
    return Listening(listeners: listeners, port: port)
  }
  throw PreviewFailure(
    message: "ports \(ports.lowerBound) to \(ports.upperBound) are all in use. Name another one "
      + "with --port")
}

private func addresses(_ settings: PreviewSettings) throws(PreviewFailure) -> [ListenAddress] {
  guard let host = settings.host else { return ListenAddress.loopbacks }
  if host == "localhost" { return ListenAddress.loopbacks }
  guard let address = ListenAddress(host) else {
    throw PreviewFailure(
      message: "`\(host)` is not an address. --host takes one of this machine's addresses, "
        + "such as 127.0.0.1 or ::1")
  }
  if host == "0.0.0.0" || host == "::" {
    settings.say(
      "study: warning: every machine on this network can connect. Requests are answered only if "
        + "they name localhost, or a name given with --allow-host\n", true)
  }
  return [address]
}

/// Fails unless every address of this machine is free; one without IPv6 (or IPv4) skips it.
private func listen(
  at addresses: [ListenAddress], _ port: UInt16
) throws(SocketError) -> Server.Listeners {
  var listeners = Server.Listeners()
  for address in addresses {
    do throws(SocketError) {
      let refused = listeners.insert(try OpenSocket.listening(at: address, port: port))
      precondition(refused == nil, "there are as many slots as addresses")
    } catch  where error.isMissingProtocol && addresses.count > 1 {
      continue
    }
  }
  return listeners
}

private func sentence(for error: SocketError, _ settings: PreviewSettings, _ port: UInt16) -> String
{
  if error.isForbidden {
    return "port \(port) needs more rights. Name one from 1024 on with --port"
  }
  if error.isMissingProtocol {
    return "\(settings.host ?? "the address") is not an address of this machine"
  }
  return "cannot listen on port \(port): error \(error.number)"
}
