// What the tests of this target share: a small published site, its rules, and requests to it.

import Building
import Files

@testable import Serving

/// The rules of a preview at port 8000, whose token begins with `01234567`.
func rules(base: String = "/") -> PreviewRules {
  PreviewRules(
    hosts: HostPolicy(bound: nil, names: [], port: 8000), base: Array(base.utf8),
    token: "0123456789abcdef")
}

/// The first publication of these files, without a folder for assets.
func site(_ files: [String: String]) -> ServedSite {
  let image = SiteImage(files.map { OutputFile($0.key, Array($0.value.utf8)) })
  return ServedSite().publishing(image, content: nil, changedAssets: []).site
}

/// A request with the preview's own host.
func request(_ path: String, query: String? = nil) -> Request {
  var request = Request()
  request.path = Array(path.utf8)
  request.query = query.map { Array($0.utf8) }
  request.host = Array("localhost:8000".utf8)
  return request
}

extension Response {
  /// The text of a response that holds bytes; nil for a file or a stream.
  var text: String? {
    if case .bytes(let bytes) = body { String(decoding: bytes, as: UTF8.self) } else { nil }
  }

  subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}
