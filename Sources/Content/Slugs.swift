// GitHub's heading anchors: lower-cased, punctuation removed, spaces replaced by hyphens, and `-1`,
// `-2` appended to the second and third of a name. Links written for GitHub work here, and vice
// versa. Also which ids an author may choose.

internal import Bytes

/// Assigns the ids of one page, each at most once. Ids that differ only in Unicode form are the
/// same: a link finds both.
struct SlugMaker {
  private var used: [String: Int] = [:]

  /// All ids assigned so far.
  var ids: PageIDs { PageIDs(used) }

  /// The anchor for a heading's text.
  mutating func slug(for heading: String) -> String { unique(gitHubSlug(heading)) }

  /// The name itself, or with a number if it is taken.
  mutating func unique(_ base: String) -> String {
    // Most pages have a dozen headings; growing the table would hash all of them again.
    if used.isEmpty { used.reserveCapacity(24) }
    guard var number = used.updateValue(0, forKey: base) else { return base }
    // A later heading may itself be called "name-1": count until the name is free.
    repeat { number += 1 } while used["\(base)-\(number)"] != nil
    used[base] = number
    used["\(base)-\(number)"] = 0
    return "\(base)-\(number)"
  }

  /// Reserves a name that the author chose; false when it is already taken.
  mutating func claim(_ anchor: String) -> Bool {
    guard used[anchor] == nil else { return false }
    used[anchor] = 0
    return true
  }
}

/// The ids of a page that links may use.
package struct PageIDs: Sendable {
  private let names: [String: Int]

  init(_ names: [String: Int] = [:]) { self.names = names }

  /// The id as the page has it, for a name that may be in another Unicode form; nil when there is
  /// none. Browsers compare ids byte by byte, so a link has to use this one.
  package func spelling(of name: String) -> String? {
    guard !name.isEmpty else { return nil }
    return names.index(forKey: name).map { names[$0].key }
  }
}

/// What the ids of templates and generated elements begin with. No author's id may.
private let ownPrefix = "study."

/// Whether an author may choose this id: anything without spaces and control characters. What a
/// browser would not take for the same id in an address is excluded: `%41` and `:~:`.
func isAnchor(_ id: ArraySlice<UInt8>) -> Bool {
  let isPlain = !id.isEmpty && !id.contains { $0 <= 0x20 || $0 == 0x7F }
  guard isPlain, !id.starts(with: ownPrefix.utf8) else { return false }
  let text = String(decoding: id, as: UTF8.self)
  return textDirective(in: text) == nil && percentDecoded(text) == text
}

/// The anchor GitHub derives from a heading's text, before numbering. Letters, marks, digits, `_`
/// and `-` of any script are kept. O(n).
package func gitHubSlug(_ heading: String) -> String {
  var out: [UInt8] = []
  out.reserveCapacity(heading.utf8.count)
  var isASCII = true
  let bytes = heading.utf8.span
  for index in bytes.indices {
    let byte = bytes[index]
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): out.append(byte | 0x20)
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "-"):
      out.append(byte)
    case 0x20: out.append(UInt8(ascii: "-"))
    case 0x80...: isASCII = false
    default: break
    }
    if !isASCII { break }
  }
  if isASCII { return String(decoding: out, as: UTF8.self) }
  var slug = String.UnicodeScalarView()
  for scalar in heading.lowercased().unicodeScalars {
    if scalar == " " {
      slug.append("-")
    } else if scalar == "-" || scalar == "_" || isWord(scalar) {
      slug.append(scalar)
    }
  }
  return String(slug)
}

/// Slugs for names that need an address each. A slug that only one name has is that name's; of
/// several, the name that lost no sign in it keeps it, and the others have their signs in words:
/// `c`, `c-plus-plus`, `c-sharp`. Deterministic, whatever the order of the names. O(n log n).
/// - Parameter names: all different, not empty.
package func distinctSlugs(for names: [String]) -> [String] {
  let plain = names.map { shortened(gitHubSlug($0)) }
  var sharing: [String: [Int]] = [:]
  for (index, slug) in plain.enumerated() { sharing[slug, default: []].append(index) }
  var slugs = plain
  var spelled: [Int] = []
  for (slug, members) in sharing {
    guard members.count > 1 || slug.isEmpty else { continue }
    let keeper = slug.isEmpty ? nil : members.first { names[$0].lowercased() == slug }
    spelled += members.filter { $0 != keeper }
  }
  let areSpelled = Set(spelled)
  var used = Set(plain.indices.filter { !areSpelled.contains($0) }.map { plain[$0] })
  spelled.sort { precedes(names[$0], names[$1]) }
  for index in spelled {
    let base = shortened(spelledSlug(names[index]))
    var slug = base
    var number = 1
    while !used.insert(slug).inserted {
      number += 1
      slug = "\(base)-\(number)"
    }
    slugs[index] = slug
  }
  return slugs
}

private let slugByteLimit = 200

/// The part of a slug that fits into the name of a file together with a number.
private func shortened(_ slug: String) -> String {
  guard slug.utf8.count > slugByteLimit else { return slug }
  var short = ""
  for character in slug {
    guard short.utf8.count + character.utf8.count <= slugByteLimit else { break }
    short.append(character)
  }
  return short
}

/// A slug with the signs that `gitHubSlug` drops as words.
private func spelledSlug(_ name: String) -> String {
  var words: [String] = []
  var word = ""
  func isKept(_ scalar: Unicode.Scalar) -> Bool { scalar == "_" || isWord(scalar) }
  for scalar in name.lowercased().unicodeScalars {
    if isKept(scalar) {
      word.unicodeScalars.append(scalar)
      continue
    }
    words.append(word)
    word = ""
    if scalar != " " {
      words.append(signNames[scalar] ?? "u" + String(scalar.value, radix: 16))
    }
  }
  return (words + [word]).filter { !$0.isEmpty }.joined(separator: "-")
}

private let signNames: [Unicode.Scalar: String] = [
  "+": "plus", "#": "sharp", ".": "dot", "-": "hyphen", "&": "and", "@": "at", "/": "slash",
  "*": "star", "!": "bang", "$": "dollar", "%": "percent", "=": "equals", "'": "quote",
  "?": "question",
]

private func isWord(_ scalar: Unicode.Scalar) -> Bool {
  // `\p{Word}` in GitHub's regular expression excludes `²` and `½`, and includes `Ⅳ` and `ⓐ`.
  if scalar.properties.isAlphabetic { return true }
  return switch scalar.properties.generalCategory {
  case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: true
  default: false
  }
}
