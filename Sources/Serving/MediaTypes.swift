// The media type of a file by the ending of its name. A fixed table instead of the system's, so
// that a file has the same type on every machine. It looks at no contents.

/// The value of `Content-Type` for a file of this name.
func mediaType(ofFileNamed name: [UInt8]) -> String {
  guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return unknown }
  let ending = String(decoding: lowercased(name[(dot + 1)...]), as: UTF8.self)
  return types[ending] ?? unknown
}

/// Browsers download it and show nothing.
private let unknown = "application/octet-stream"

private let types: [String: String] = [
  "html": "text/html; charset=utf-8",
  "htm": "text/html; charset=utf-8",
  "css": "text/css; charset=utf-8",
  "js": "text/javascript; charset=utf-8",
  "mjs": "text/javascript; charset=utf-8",
  "json": "application/json; charset=utf-8",
  "map": "application/json; charset=utf-8",
  "webmanifest": "application/manifest+json; charset=utf-8",
  "xml": "application/xml; charset=utf-8",
  "txt": "text/plain; charset=utf-8",
  "md": "text/markdown; charset=utf-8",
  "markdown": "text/markdown; charset=utf-8",
  "csv": "text/csv; charset=utf-8",
  "bib": "text/plain; charset=utf-8",
  "yml": "text/plain; charset=utf-8",
  "yaml": "text/plain; charset=utf-8",
  "svg": "image/svg+xml; charset=utf-8",
  "png": "image/png",
  "jpg": "image/jpeg",
  "jpeg": "image/jpeg",
  "gif": "image/gif",
  "webp": "image/webp",
  "avif": "image/avif",
  "ico": "image/x-icon",
  "bmp": "image/bmp",
  "mp4": "video/mp4",
  "m4v": "video/mp4",
  "webm": "video/webm",
  "ogv": "video/ogg",
  "mp3": "audio/mpeg",
  "m4a": "audio/mp4",
  "ogg": "audio/ogg",
  "oga": "audio/ogg",
  "opus": "audio/ogg",
  "wav": "audio/wav",
  "flac": "audio/flac",
  "vtt": "text/vtt; charset=utf-8",
  "pdf": "application/pdf",
  "zip": "application/zip",
  "gz": "application/gzip",
  "tar": "application/x-tar",
  "wasm": "application/wasm",
  "woff": "font/woff",
  "woff2": "font/woff2",
  "ttf": "font/ttf",
  "otf": "font/otf",
  "epub": "application/epub+zip",
]
