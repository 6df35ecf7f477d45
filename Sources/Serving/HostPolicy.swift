// Which host names a request may use. In DNS rebinding, a foreign page lets its own name resolve to
// this machine, but its requests still carry that name: checking it keeps the page out. It knows
// only the value of the `Host` field.

/// The hosts that requests may name.
struct HostPolicy: Sendable {
  /// In lower case and without a port; IPv6 addresses in brackets.
  let hosts: Set<[UInt8]>
  /// From `--allow-host`. A proxy may serve them at any port.
  let namesForAnyPort: Set<[UInt8]>
  let port: UInt16

  /// - Parameters:
  ///   - bound: the address that `--host` gave, as written; nil for the loopback addresses.
  ///   - names: what `--allow-host` gave.
  init(bound: String?, names: [String], port: UInt16) {
    var hosts: Set<[UInt8]> = [
      Array("localhost".utf8), Array("127.0.0.1".utf8), Array("[::1]".utf8),
    ]
    if let bound, bound != "0.0.0.0", bound != "::" {
      hosts.insert(lowercased((bound.contains(":") ? "[\(bound)]" : bound).utf8))
    }
    self.hosts = hosts
    namesForAnyPort = Set(names.map { lowercased($0.utf8) })
    self.port = port
  }

  /// Whether a request with this `Host` field is answered.
  func allows(_ host: [UInt8]) -> Bool {
    let host = lowercased(host)
    guard let (name, port) = split(host) else { return false }
    if namesForAnyPort.contains(Array(name)) { return true }
    guard hosts.contains(Array(name)) else { return false }
    return port == self.port || (port == nil && self.port == 80)
  }

  /// Whether a page of this origin is one of the preview's own.
  func isOwn(origin: [UInt8]) -> Bool {
    let origin = lowercased(origin)
    let scheme = Array("http://".utf8)
    return origin.starts(with: scheme) && allows(Array(origin.dropFirst(scheme.count)))
  }

  /// Name and port; nil when it is neither a name nor an address with perhaps a port.
  private func split(_ host: [UInt8]) -> (name: ArraySlice<UInt8>, port: UInt16?)? {
    let nameEnd: Int
    if host.first == UInt8(ascii: "[") {
      guard let bracket = host.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      nameEnd = bracket + 1
    } else {
      nameEnd = host.firstIndex(of: UInt8(ascii: ":")) ?? host.count
    }
    guard nameEnd > 0 else { return nil }
    let name = host[..<nameEnd]
    guard nameEnd < host.count else { return (name, nil) }
    let digits = host[(nameEnd + 1)...]
    guard host[nameEnd] == UInt8(ascii: ":"), !digits.isEmpty, digits.count <= 5,
      digits.first != UInt8(ascii: "0"),
      digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let port = UInt16(String(decoding: digits, as: UTF8.self))
    else { return nil }
    return (name, port)
  }
}
