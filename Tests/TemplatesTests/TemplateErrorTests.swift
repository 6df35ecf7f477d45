// What is wrong with a template is said with file, line and column, before anything is rendered.

import Diagnostics
import Templates
import Testing

@Suite("Template errors")
struct TemplateErrorTests {
  @Test(
    "A tag that does not fit is an error at its place",
    arguments: [
      ("a\n  {{v", "2:3 a tag is opened here and not closed"),
      ("{{{v}}", "1:1 a tag is opened here and not closed"),
      ("a\n\n{{#v}}", "3:1 the section `v` is opened here and never closed"),
      ("a{{/v}}", "1:2 `{{/v}}` closes a section that is not open"),
      ("{{#v}}{{/w}}", "1:7 `{{/w}}` is found where `{{/v}}` is expected"),
      ("é {{=<% %>=}}", "1:3 other delimiters than `{{` and `}}` are not supported"),
    ])
  func broken(template: String, message: String) {
    let diagnostics = compile(["main": template], entries: ["main": ["v": .text]])
    #expect(diagnostics.map(\.code) == [.brokenTemplate])
    #expect(shown(diagnostics, template) == [message])
  }

  @Test("All broken sections of a template are reported at once")
  func several() {
    let template = "{{#a}}\n{{#b}}\n"
    #expect(
      shown(compile(["main": template], entries: [:]), template) == [
        "2:1 the section `b` is opened here and never closed",
        "1:1 the section `a` is opened here and never closed",
      ])
  }

  @Test(
    "A name that nothing provides is an error with the nearest",
    arguments: [
      "{{titel}}", "{{{titel}}}", "{{#titel}}x{{/titel}}", "{{^titel}}x{{/titel}}", "{{&titel}}",
    ])
  func unknownName(template: String) {
    let diagnostics = compile(["main": template], entries: ["main": ["title": .text]])
    #expect(diagnostics.map(\.code) == [.unknownTemplateValue])
    #expect(diagnostics.map(\.notes) == [["did you mean `title`?"]])
  }

  @Test("Without a near name all names in reach are listed, the inner ones too")
  func knownNames() {
    let diagnostics = compile(
      ["main": "{{#items}}{{zzz}}{{/items}}"],
      entries: ["main": ["items": .list(["href": .text]), "root": .text]])
    #expect(diagnostics.map(\.notes) == [["known here: href, items, root"]])
  }

  @Test("Names of a list are known within it only")
  func scopes() {
    let entries = ["main": ["items": TemplateShape.list(["href": .text])]]
    #expect(compile(["main": "{{#items}}{{href}}{{/items}}"], entries: entries) == [])
    #expect(
      compile(["main": "{{href}}"], entries: entries).map(\.code) == [.unknownTemplateValue])
    #expect(
      compile(["main": "{{^items}}{{href}}{{/items}}"], entries: entries).map(\.code)
        == [.unknownTemplateValue])
  }

  @Test("A partial is checked with the names of whoever includes it, and reported in its own file")
  func partialNames() {
    let diagnostics = compile(
      ["main": "{{> part}}", "other": "{{> part}}", "part": "\n{{a}}{{b}}"],
      entries: ["main": ["a": .text], "other": ["a": .text, "b": .text]])
    #expect(diagnostics.map(\.message) == ["nothing provides a value `b` here"])
    #expect(diagnostics.map(\.path) == ["templates/part.mustache"])
  }

  @Test("A problem of a partial that several templates include is reported once")
  func reportedOnce() {
    let diagnostics = compile(
      ["main": "{{> part}}{{> part}}", "other": "{{> part}}", "part": "{{b}}"],
      entries: ["main": [:], "other": [:]])
    #expect(diagnostics.count == 1)
  }

  @Test("A partial that does not exist is an error with the nearest")
  func unknownPartial() {
    let diagnostics = compile(["main": "{{> foter}}", "footer": ""], entries: ["main": [:]])
    #expect(diagnostics.map(\.code) == [.unknownTemplate])
    #expect(diagnostics.map(\.notes) == [["did you mean `footer`?"]])
  }

  @Test("Partials that include themselves, in one step or two, are errors")
  func recursion() {
    let own = compile(["main": "{{> main}}"], entries: ["main": [:]])
    #expect(own.map(\.message) == ["`main` includes itself: main > main"])
    let two = compile(["main": "{{> a}}", "a": "{{> b}}", "b": "{{> a}}"], entries: ["main": [:]])
    #expect(two.map(\.message) == ["`a` includes itself: main > a > b > a"])
  }

  @Test("A template that is rendered by name and missing is an error that names its file")
  func missing() {
    let diagnostics = compile([:], entries: ["page": [:]])
    #expect(diagnostics.map(\.code) == [.unknownTemplate])
    #expect(diagnostics.map(\.path) == ["templates/page.mustache"])
  }

  private func compile(
    _ templates: [String: String], entries: [String: [String: TemplateShape]]
  ) -> [Diagnostic] {
    compileTemplates(
      templates.map {
        TemplateSource(name: $0, file: SourceFile(path: "templates/\($0).mustache", text: $1))
      }, entries: entries
    ).diagnostics
  }

  private func shown(_ diagnostics: [Diagnostic], _ template: String) -> [String] {
    let source = SourceFile(path: "main", text: template)
    return diagnostics.map { diagnostic in
      let position = source.position(of: diagnostic.range?.start ?? 0)
      return "\(position.line):\(position.column) \(diagnostic.message)"
    }
  }
}
