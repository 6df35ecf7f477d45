// What templates are filled with, and what they may name. `Rendering` declares a shape for each
// template and fills values of that shape; nothing here knows what a page is.

/// A value for a name in a template.
package enum TemplateValue: Sendable {
  /// Text; escaped where it is printed. Empty counts as absent.
  case text(String)
  /// Finished HTML, printed as it is. Empty counts as absent.
  case html([UInt8])
  case flag(Bool)
  case list([TemplateValues])
  case group(TemplateValues)

  /// The bytes of finished HTML.
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

/// A part of a text that is the same on every page but for the values in it.
package enum TextPiece: Sendable, Equatable {
  case text(String)
  /// The name of a value that the template is given.
  case value(String)
}

/// The names a template may use, and what stands behind them.
package enum TemplateShape: Sendable {
  case text
  case html
  case flag
  /// Each item has these names.
  case list([String: TemplateShape])
  case group([String: TemplateShape])
}
