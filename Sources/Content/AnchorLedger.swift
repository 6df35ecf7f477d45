// The ledger of published addresses and anchors, `content/anchors.txt`: the addresses that readers
// may have linked to and that must keep working. One address per line, with or without `#anchor`; a
// line that begins with `#` is a comment. Does not know which addresses exist now.

internal import Bytes
package import Diagnostics
package import Files

/// The ledger's file in the content folder.
package let anchorLedgerPath = ContentPath("anchors.txt")

/// A line of the ledger.
package struct LedgerEntry: Sendable, Equatable {
  /// `topics/a/` or `topics/a/#anchor`.
  package let address: String
  package let range: SourceRange
}

/// The entries of a ledger, in file order.
package func readLedger(_ file: SourceFile) -> [LedgerEntry] {
  var entries: [LedgerEntry] = []
  var start = 0
  for line in file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
    let text = line.last == 0x0D ? line.dropLast() : line
    if !text.isEmpty, !text.starts(with: "# ".utf8), !text.elementsEqual("#".utf8) {
      entries.append(
        LedgerEntry(
          address: String(decoding: text, as: UTF8.self),
          range: SourceRange(start, start + text.count)))
    }
    start += line.count + 1
  }
  return entries
}

/// A ledger's text for these addresses, sorted and without duplicates.
package func ledgerText(_ addresses: some Sequence<String>) -> [UInt8] {
  let sorted = Set(addresses).sorted { precedes($0, $1) }
  let head = """
    # Addresses and anchors that have been published, for `study check --anchors`. New ones are
    # added by `study check --anchors --update`; remove a line only if nothing can link to it.

    """
  return Array((head + sorted.map { $0 + "\n" }.joined()).utf8)
}
