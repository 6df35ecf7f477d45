// Mustache as this project speaks it: what each construct renders to.

import Diagnostics
import Templates
import Testing

@Suite("Template rendering")
struct TemplateRenderingTests {
  @Test("A variable is escaped for text and attributes")
  func escaping() {
    #expect(
      render("<a title=\"{{v}}\">{{v}}</a>", ["v": .text("<b> & \"q\" 'a'")])
        == "<a title=\"&lt;b&gt; &amp; &quot;q&quot; &#39;a&#39;\">"
        + "&lt;b&gt; &amp; &quot;q&quot; &#39;a&#39;</a>")
  }

  @Test("Three braces and & print text as it is", arguments: ["{{{v}}}", "{{&v}}", "{{& v }}"])
  func unescaped(template: String) {
    #expect(render(template, ["v": .text("<b>&'\"")]) == "<b>&'\"")
  }

  @Test("Finished HTML is never escaped again", arguments: ["{{v}}", "{{{v}}}", "{{&v}}"])
  func html(template: String) {
    #expect(render(template, ["v": .html(Array("<b>".utf8))]) == "<b>")
  }

  @Test("Escaped text is not read as a template again")
  func noSecondReading() {
    #expect(render("{{v}}{{{v}}}", ["v": .text("{{v}}")]) == "{{v}}{{v}}")
  }

  @Test("Spaces within a tag do not matter")
  func spaces() {
    #expect(render("{{  v  }}|{{{ v }}}|{{# v }}x{{/ v }}", ["v": .text("a")]) == "a|a|x")
  }

  @Test("What is not there prints nothing")
  func absent() {
    #expect(render("[{{v}}{{{v}}}{{#v}}x{{/v}}]", [:]) == "[]")
  }

  @Test("A section for a text, HTML or flag is there or not; empty counts as absent")
  func sections() {
    let template = "{{#v}}yes {{/v}}{{^v}}no {{/v}}"
    #expect(render(template, ["v": .text("a")]) == "yes ")
    #expect(render(template, ["v": .text("")]) == "no ")
    #expect(render(template, ["v": .html([0x61])]) == "yes ")
    #expect(render(template, ["v": .html([])]) == "no ")
    #expect(render(template, ["v": .flag(true)]) == "yes ")
    #expect(render(template, ["v": .flag(false)]) == "no ")
    #expect(render(template, ["v": .list([])]) == "no ")
    #expect(render(template, ["v": .group([:])]) == "yes ")
    #expect(render(template, [:]) == "no ")
  }

  @Test("A list repeats its section, and names look outwards from each item")
  func lists() {
    #expect(
      render(
        "{{#l}}{{n}}{{o}},{{/l}}",
        [
          "l": .list([["n": .text("a")], ["n": .text("b"), "o": .text("?")], [:]]),
          "o": .text("!"),
        ]) == "a!,b?,!,")
  }

  @Test("A group opens its names, the inner before the outer")
  func groups() {
    #expect(
      render(
        "{{#g}}{{a}}{{b}}{{/g}}{{a}}",
        ["g": .group(["a": .text("in")]), "a": .text("out"), "b": .text("far")]) == "infarout")
  }

  @Test("A name of an outer scope that is empty within hides the outer one")
  func hiding() {
    #expect(render("{{#g}}{{a}}{{/g}}", ["g": .group(["a": .text("")]), "a": .text("out")]) == "")
  }

  @Test("Sections nest, also within themselves")
  func nesting() {
    #expect(
      render(
        "{{#a}}[{{#b}}{{#c}}{{v}}{{/c}}{{^c}}-{{/c}}{{/b}}]{{/a}}",
        [
          "a": .list([["b": .list([["c": .flag(true)], [:]])], ["b": .list([])]]), "v": .text("x"),
        ]) == "[x-][]")
  }

  @Test("Partials see the names of where they are included, in a list too")
  func partials() {
    let sources = ["main": "{{#l}}{{> item}};{{/l}}", "item": "{{n}}{{o}}"]
    #expect(
      render(
        sources,
        ["l": .list([["n": .text("a")], ["n": .text("b")]]), "o": .text("!")]) == "a!;b!;")
  }

  @Test("Comments print nothing, over several lines too")
  func comments() {
    #expect(render("a{{! no {{ }}b", [:]) == "ab")
    #expect(render("a{{! one\ntwo }}b", [:]) == "ab")
  }

  @Test("A tag that has its line to itself takes the line with it")
  func standaloneLines() {
    let template = "<ul>\n  {{#l}}\n  <li>{{n}}</li>\n  {{/l}}\n{{! note }}\n</ul>\n"
    #expect(
      render(template, ["l": .list([["n": .text("a")], ["n": .text("b")]])])
        == "<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>\n")
  }

  @Test("A standalone tag may end in CR LF, or the file")
  func standaloneEnds() {
    #expect(render("a\r\n{{#v}}\r\nb\r\n{{/v}}\r\nc", ["v": .flag(true)]) == "a\r\nb\r\nc")
    #expect(render("a\n{{! end }}", [:]) == "a\n")
  }

  @Test("A tag with something else on its line leaves the line")
  func inlineTags() {
    #expect(render("a {{#v}}\nb{{/v}}\n", ["v": .flag(true)]) == "a \nb\n")
    #expect(render("{{v}}\n", [:]) == "\n")
  }

  @Test("Text without tags, and braces that are none, stay as they are")
  func plainText() {
    #expect(render("a { b } {x} }} \u{1F600}\n", [:]) == "a { b } {x} }} \u{1F600}\n")
    #expect(render("", [:]) == "")
  }

  /// Up to six values are stored in another way than more.
  @Test(
    "Values are set, replaced and removed, whether few or many", arguments: [1, 5, 6, 7, 8, 30])
  func counts(count: Int) {
    let names = (0..<count).map { "v\($0)" }
    let template = names.map { "{{\($0)}}," }.joined()
    var values: TemplateValues = [:]
    for name in names { values[name] = .text("old") }
    #expect(render(template, values) == String(repeating: "old,", count: count))
    for name in names { values[name] = .text(name.uppercased()) }
    #expect(render(template, values) == names.map { "\($0.uppercased())," }.joined())
    values["v0"] = nil
    #expect(render("{{v0}}.", values) == ".")
    let others: TemplateValues = ["v0": .text("added"), "v\(count - 1)": .text("kept")]
    let last = count == 1 ? "added" : "V\(count - 1)"
    #expect(render("{{v0}}{{v\(count - 1)}}", values.adding(others)).hasPrefix("added"))
    #expect(render("{{v\(count - 1)}}", values.adding(others)) == last)
  }

  @Test("A literal of six values and one of seven hold all of them")
  func literals() {
    let six: TemplateValues = [
      "a": .text("1"), "b": .text("2"), "c": .text("3"), "d": .text("4"), "e": .text("5"),
      "f": .text("6"),
    ]
    let seven: TemplateValues = [
      "a": .text("1"), "b": .text("2"), "c": .text("3"), "d": .text("4"), "e": .text("5"),
      "f": .text("6"), "g": .text("7"),
    ]
    let template = "{{a}}{{b}}{{c}}{{d}}{{e}}{{f}}{{g}}"
    #expect(render(template, six) == "123456")
    #expect(render(template, seven) == "1234567")
    #expect(render(template, six.adding(seven)) == "1234567")
  }

  /// Renders one template, or `main` of several, without looking at names.
  private func render(_ template: String, _ values: TemplateValues) -> String {
    render(["main": template], values)
  }

  private func render(
    _ templates: [String: String], _ values: TemplateValues
  ) -> String {
    let compiled = compileTemplates(
      templates.map {
        TemplateSource(name: $0, file: SourceFile(path: "\($0).mustache", text: $1))
      }, entries: [:])
    #expect(compiled.diagnostics == [])
    return String(decoding: compiled.value.render("main", values), as: UTF8.self)
  }
}
