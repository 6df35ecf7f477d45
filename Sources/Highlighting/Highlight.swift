// The door: which languages there are, and code in one of them as HTML. Knows bytes only, and
// nothing of a fence's first line.

/// A language that code can be highlighted in.
package enum CodeLanguage: String, Sendable, CaseIterable {
  case bash, c, console
  case cplusplus = "c++"
  case csharp = "c#"
  case css, diff, dockerfile, go, html, ini
  case java, javascript, json, jsx, kotlin, latex, markdown, php, plain, powershell, python, ruby
  case rust, sql, swift, toml, tsx, typescript, xml, yaml

  /// The language with this name or alias, ignoring case.
  package init?(named name: String) {
    guard let language = languageNames[name.lowercased()] else { return nil }
    self = language
  }

  /// All names that `init(named:)` accepts, sorted.
  package static let names: [String] = languageNames.keys.sorted()
}

/// Aliases of a language.
private let aliases: [CodeLanguage: String] = [
  .bash: "sh shell zsh ksh fish shellscript",
  .c: "h",
  .console: "terminal shell-session shellsession sh-session bash-session",
  .cplusplus: "cpp cc cxx hpp hh",
  .csharp: "cs csharp",
  .css: "scss less",
  .diff: "patch udiff",
  .dockerfile: "docker containerfile",
  .go: "golang",
  .html: "htm xhtml vue svelte",
  .ini: "cfg conf properties editorconfig dotenv env",
  .javascript: "js mjs cjs node ecmascript",
  .json: "jsonc json5 jsonl ndjson webmanifest",
  .kotlin: "kt kts",
  .latex: "tex",
  .markdown: "md mdx",
  .php: "php3 php4 php5",
  .plain: "math text txt plaintext none output syntax log ascii",
  .powershell:
    "ps ps1 psm1 psd1 pwsh posh powershell-interactive powershell-console azurepowershell",
  .python: "py python3 py3 pyi pycon ipython",
  .ruby: "rb",
  .rust: "rs",
  .sql: "postgres postgresql mysql sqlite plsql tsql",
  .typescript: "ts mts cts",
  .xml: "svg xsd xsl xslt rss atom plist xaml csproj mathml",
  .yaml: "yml",
]

private let languageNames: [String: CodeLanguage] = {
  var names: [String: CodeLanguage] = [:]
  for language in CodeLanguage.allCases {
    names[language.rawValue] = language
    for alias in (aliases[language] ?? "").split(separator: " ") { names[String(alias)] = language }
  }
  return names
}()

/// Code as HTML: escaped, with `<span class=…>` around what the theme colours. Without tags and
/// escapes the result is `code`, byte for byte, whatever the bytes are.
///
/// Complexity: O(code), whatever it contains.
package func highlightedHTML(
  _ code: [UInt8], _ language: CodeLanguage, _ style: LineStyle = LineStyle()
) -> [UInt8] {
  codeHTML(code, tokens(of: style.isDiff ? withoutDiffSigns(code) : code, language), style)
}

/// Replaces the leading `+` or `-` of each line by a space, so that the rest is lexed in its
/// language.
private func withoutDiffSigns(_ code: [UInt8]) -> [UInt8] {
  var code = code
  var isLineStart = true
  for index in code.indices {
    let byte = code[index]
    if isLineStart, byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { code[index] = 0x20 }
    isLineStart = byte == 0x0A
  }
  return code
}

func tokens(of code: [UInt8], _ language: CodeLanguage) -> TokenList {
  var tokens = TokenList(capacity: code.count / 4)
  let range = code.indices
  switch language {
  case .plain: break
  case .console: lexConsole(code, range, into: &tokens)
  case .css: lexCSS(code, range, into: &tokens)
  case .diff: lexDiff(code, range, into: &tokens)
  case .html: lexMarkup(code, range, isHTML: true, into: &tokens)
  case .xml: lexMarkup(code, range, isHTML: false, into: &tokens)
  case .latex: lexLaTeX(code, range, into: &tokens)
  case .markdown: lexMarkdown(code, range, into: &tokens)
  case .yaml: lexYAML(code, range, into: &tokens)
  default:
    if let grammar = grammar(of: language) { CodeLexer.lex(code, range, grammar, into: &tokens) }
  }
  return tokens
}

private func grammar(of language: CodeLanguage) -> Grammar? {
  switch language {
  case .bash: bash
  case .c: c
  case .cplusplus: cPlusPlus
  case .csharp: cSharp
  case .dockerfile: dockerfile
  case .go: go
  case .ini: ini
  case .java: java
  case .javascript, .jsx: javaScript
  case .json: json
  case .kotlin: kotlin
  case .php: php
  case .powershell: powerShell
  case .python: python
  case .ruby: ruby
  case .rust: rust
  case .sql: sql
  case .swift: swift
  case .toml: toml
  case .typescript, .tsx: typeScript
  case .console, .css, .diff, .html, .xml, .latex, .markdown, .plain, .yaml: nil
  }
}
