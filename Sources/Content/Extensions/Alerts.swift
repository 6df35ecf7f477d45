// GitHub's alerts: a block quote whose first line is `[!NOTE]` (TIP, IMPORTANT, WARNING, CAUTION),
// optionally with a custom title: `[!TIP] Read this first`.

internal import Bytes
internal import CommonMark
internal import Interface

/// The five kinds, with the title of each when the author gives none.
private let alertTitles: [(mark: String, name: String, title: Word)] = [
  ("[!note]", "note", .note),
  ("[!tip]", "tip", .tip),
  ("[!important]", "important", .important),
  ("[!warning]", "warning", .warning),
  ("[!caution]", "caution", .caution),
]

/// The alert for a block quote whose first text is `firstText`; nil when it remains a quote.
/// - Parameter isAlone: whether the line ends with that text (no emphasis, link… follows on it).
func alert(firstText: [UInt8], isAlone: Bool, words: Words) -> AlertEdit? {
  guard firstText.first == UInt8(ascii: "["), isAlone else { return nil }
  let lower = String(decoding: firstText.prefix(16), as: UTF8.self).lowercased()
  guard let kind = alertTitles.first(where: { lower.hasPrefix($0.mark) }) else { return nil }
  let rest = String(decoding: firstText.dropFirst(kind.mark.utf8.count), as: UTF8.self)
  guard rest.isEmpty || rest.hasPrefix(" ") else { return nil }
  let ownTitle = rest.drop { $0 == " " }
  let title = escapedHTML(ownTitle.isEmpty ? words[kind.title] : String(ownTitle))
  return AlertEdit(
    openingHTML:
      "<div class=\"alert alert-\(kind.name)\" role=\"note\"><p class=\"alert-title\">\(title)</p>",
    closingHTML: "</div>", trimmedPrefixCount: firstText.count)
}
