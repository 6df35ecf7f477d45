// What templates are filled with, and what they may name: a shape for each template, and values of
// that shape. Does not know what a page is.

/// The value of a name in a template.
package enum TemplateValue: Sendable {
  /// Text, escaped when printed. Empty counts as absent.
  case text(String)
  /// Finished HTML, printed without escaping. Empty counts as absent.
  case html([UInt8])
  case flag(Bool)
  case list([TemplateValues])
  case group(TemplateValues)

  /// How many bytes of finished HTML it has.
  var htmlCount: Int { if case .html(let html) = self { html.count } else { 0 } }

  /// Whether a section for it is rendered.
  var isPresent: Bool {
    switch self {
    case .text(let text): !text.isEmpty
    case .html(let html): !html.isEmpty
    case .flag(let isOn): isOn
    case .list(let items): !items.isEmpty
    case .group: true
    }
  }
}

/// A piece of a text that is the same on every page except for the values in it.
package enum TextPiece: Sendable, Equatable {
  case text(String)
  /// The name of a value given to the template.
  case value(String)
}

/// What a name in a template means.
package enum TemplateShape: Sendable {
  case text
  case html
  case flag
  /// A list whose items provide these names.
  case list([String: TemplateShape])
  case group([String: TemplateShape])
}
