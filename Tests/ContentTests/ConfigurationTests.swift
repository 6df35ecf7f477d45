// study.yml: its settings, and that a setting without an effect is never passed over in silence.

import CommonMark
import Content
import Diagnostics
import Testing

@Suite("Configuration")
struct ConfigurationTests {
  private func read(_ text: String) -> Diagnosed<Configuration> {
    readConfiguration(SourceFile(path: "study.yml", text: text))
  }

  private func messages(_ text: String) -> [String] { read(text).diagnostics.map(\.message) }

  @Test func anEmptyFileIsAllDefaults() {
    let read = read("# nothing yet\n")
    #expect(read.diagnostics == [])
    #expect(read.value.language == "en" && read.value.contentFolder == "content")
    #expect(read.value.outputFolder == "site" && read.value.templatesFolder == "templates")
    #expect(read.value.title == nil && read.value.navigation == nil)
    #expect(read.value.scan == ScanOptions())
  }

  @Test func thePreviewsEditorIsAnAddressWithThePathInIt() {
    let form = "idea://open?file={path}&line={line}"
    #expect(read("preview_edit_url: \(form)\n").value.previewEditForm == form)
    for wrong in ["vscode://file", "javascript:alert({path})", "'{path}'", "'a b:{path}'"] {
      let read = read("preview_edit_url: \(wrong)\n")
      #expect(read.diagnostics.map(\.code) == [.badConfiguration], "\(wrong)")
      #expect(read.value.previewEditForm == nil, "\(wrong)")
    }
  }

  @Test func everySettingIsRead() {
    let read = read(
      """
      title: A study
      description: Of something
      language: de-AT
      base_url: https://example.org/study
      edit_url: https://example.org/edit/
      html: trusted
      url_schemes: [tel, SMS]
      content: docs/pages
      output: public
      templates: theme
      """)
    #expect(read.diagnostics == [])
    #expect(read.value.title == "A study" && read.value.description == "Of something")
    #expect(read.value.language == "de-AT")
    #expect(read.value.baseURL == "https://example.org/study/")
    #expect(read.value.editURL == "https://example.org/edit/")
    #expect(read.value.scan.trustsHTML && read.value.scan.extraSchemes == ["tel", "sms"])
    #expect(read.value.contentFolder == "docs/pages" && read.value.outputFolder == "public")
    #expect(read.value.templatesFolder == "theme")
  }

  // MARK: Unknown and wrong

  @Test func anUnknownSettingIsAnErrorWithASuggestion() {
    let diagnostic = read("titel: x\n").diagnostics.first
    #expect(diagnostic?.code == .badConfiguration && diagnostic?.severity == .error)
    #expect(diagnostic?.message == "unknown setting `titel`")
    #expect(diagnostic?.notes == ["did you mean `title`?"])
    #expect(diagnostic?.fixes.map(\.replacement) == ["title"])
  }

  @Test(arguments: [
    ("title: [a]", "`title` takes a text"),
    ("html: yes", "`html` takes one of `safe`, `trusted`, not `yes`"),
    ("base_url: example.org", "`base_url` takes an address that begins with https:// or http://"),
    (
      "edit_url: javascript:a", "`edit_url` takes an address that begins with https:// or http://"
    ),
    ("content: ../other", "`content` takes a folder inside the project, not `../other`"),
    ("output: /tmp/x", "`output` takes a folder inside the project, not `/tmp/x`"),
    ("templates: a/../../b", "`templates` takes a folder inside the project, not `a/../../b`"),
    ("url_schemes: [javascript]", "the scheme `javascript` can run code and is never allowed"),
    ("url_schemes: DATA", "the scheme `data` can run code and is never allowed"),
    ("nav: a.md", "`nav` takes a list of pages and groups"),
    ("nav: [[a.md]]", "an entry of `nav` is a path, `Title: path` or `Title:` with a list"),
    ("limits: {nodes: 0}", "`nodes` takes a number above 0"),
    ("limits: {nodes: many}", "`nodes` takes a whole number, not `many`"),
    ("limits: {node: 1}", "unknown setting `node`"),
    (
      "levels: {unknown-page: loud}",
      "`unknown-page` takes one of `off`, `note`, `warning`, `error`, not `loud`"
    ),
    ("levels: {unknwon-page: off}", "unknown setting `unknwon-page`"),
    ("levels: {broken-yaml: off}", "`broken-yaml` is an error, and errors cannot be turned down"),
    ("- a", "expected `key: value` lines here"),
  ])
  func whatIsWrongIsNamed(text: String, message: String) {
    #expect(messages(text + "\n") == [message])
    #expect(read(text + "\n").diagnostics.hasErrors)
  }

  @Test func brokenYAMLIsAnErrorAndTheDefaultsHold() {
    let read = read("title: [\n")
    #expect(read.diagnostics.map(\.code) == [.brokenYAML])
    #expect(read.value.contentFolder == "content")
  }

  @Test func anchorsAreRefusedHereToo() {
    #expect(messages("a: &x b\nc: *x\n") == ["anchors and aliases (`&`, `*`) are not accepted"])
  }

  // MARK: Structures

  @Test func navigationIsPathsTitlesAndGroups() {
    let navigation = read(
      """
      nav:
        - index.md
        - Start here: start.md
        - Topics:
            - topics/a.md
            - More:
                - B: topics/b.md
      """
    ).value.navigation
    #expect(navigation?.map(\.path) == ["index.md", "start.md", nil])
    #expect(navigation?.map(\.title) == [nil, "Start here", "Topics"])
    #expect(navigation?[2].children.map(\.path) == ["topics/a.md", nil])
    #expect(navigation?[2].children[1].title == "More")
    #expect(navigation?[2].children[1].children.map(\.path) == ["topics/b.md"])
  }

  @Test func navigationKnowsWhereItStands() {
    let text = "nav:\n  - index.md\n"
    let range = read(text).value.navigation?.first?.range
    #expect(range.map { Array(text.utf8)[$0.start..<$0.end] } == Array("index.md".utf8)[...])
  }

  @Test func limitsAreRead() {
    let limits = read(
      """
      limits:
        page_bytes: 1
        container_depth: 2
        table_columns: 3
        table_cells: 4
        nodes: 5
        node_depth: 6
        html_bytes: 7
        paragraph_tildes: 8
        parser_bytes: 9
        parser_milliseconds: 10
      """
    ).value.scan.limits
    var expected = MarkdownLimits()
    expected.pageBytes = 1
    expected.containerDepth = 2
    expected.tableColumns = 3
    expected.tableCells = 4
    expected.nodes = 5
    expected.nodeDepth = 6
    expected.htmlBytes = 7
    expected.paragraphTildes = 8
    expected.parserBytes = 9
    expected.parserMilliseconds = 10
    #expect(limits == expected)
  }

  @Test func levelsOfWarningsCanBeChanged() {
    let levels = read(
      "levels:\n  unknown-page: error\n  missing-asset: note\n  unknown-key: off\n"
    ).value.levels
    #expect(levels[.unknownPage] == .some(.error))
    #expect(levels[.missingAsset] == .some(.note))
    #expect(levels[.unknownKey] == .some(nil))
    #expect(levels[.blockedHTML] == nil)
  }

  @Test(arguments: [("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("FA", "rtl"), ("", "ltr")])
  func aLanguageHasADirection(tag: String, expected: String) {
    #expect(direction(ofLanguage: tag) == expected)
  }
}
