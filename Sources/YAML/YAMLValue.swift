// A YAML document as a tree. Every scalar is the text as written (`NO` is a word, `012` three
// digits); what it means as a number or a date is for those who read it.

package import Diagnostics

/// A YAML value and where it is in the file.
package struct YAMLValue: Sendable {
  package enum Content: Sendable {
    case scalar(String)
    case sequence([YAMLValue])
    case mapping([YAMLPair])
    case null
  }

  package let content: Content
  /// Of a scalar, with its quotes; of a sequence or a mapping, its beginning.
  package let range: SourceRange
}

/// A key and its value.
package struct YAMLPair: Sendable {
  /// Empty for a key that is not a scalar.
  package let key: String
  package let keyRange: SourceRange
  package let value: YAMLValue

  package init(key: String, keyRange: SourceRange, value: YAMLValue) {
    self.key = key
    self.keyRange = keyRange
    self.value = value
  }
}
