// The commands as a user types them: what they write where, and the exit codes.

import Foundation
import Support
import Testing

@Suite("Commands", .slow)
struct CommandTests {
  @Test("A bare folder of Markdown becomes a site, with no settings and no templates")
  func bareFolder() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n\n[a](a.md)\n", to: "docs/index.md")
      try folder.write("# A\n", to: "docs/a.md")
      try folder.write("picture", to: "docs/img/x.png")
      let run = try study(["build", "--content", "docs", "--output", "out"], in: folder.path)
      #expect(run.code == 0)
      #expect(run.output == "")
      #expect(run.errors.contains("study: 2 pages to out in "))
      #expect(folder.text("out/index.html")?.contains("<a href=\"a/\">a</a>") == true)
      #expect(folder.text("out/a/index.html")?.contains("<h1 id=\"a\">A</h1>") == true)
      #expect(folder.text("out/img/x.png") == "picture")
      #expect(folder.exists("out/assets/site.css") && folder.exists("out/404.html"))
    }
  }

  @Test("In a project `study build` needs no arguments; study.yml says the rest")
  func project() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("title: Mine\ncontent: pages\noutput: public\n", to: "study.yml")
      try folder.write("# Home\n", to: "pages/index.md")
      try folder.write("<p>own footer of {{siteTitle}}</p>", to: "templates/site-footer.mustache")
      #expect(try study(["build"], in: folder.path).code == 0)
      let home = try #require(folder.text("public/index.html"))
      #expect(home.contains("<title>Home · Mine</title>"))
      #expect(home.contains("<p>own footer of Mine</p>"))
    }
  }

  @Test("--project builds a project from elsewhere, and messages lead there from here")
  func otherProject() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("title: Mine\n", to: "p/study.yml")
      try folder.write("# Home\n\n[[Nobody]]\n", to: "p/content/index.md")
      let run = try study(["build", "--project", "p"], in: folder.path)
      #expect(run.code == 0)
      #expect(run.errors.contains("p/content/index.md:3:1: warning: "))
      #expect(folder.exists("p/site/index.html"))
    }
  }

  @Test(
    "A content path means the same however it is written",
    arguments: ["docs", "docs/", "./docs", "docs/../docs", "sub/../docs/."])
  func contentPaths(path: String) async throws {
    try await withTemporaryFolder { folder in
      try folder.makeFolder("sub")
      try folder.write("# Home\n\n[[Nobody]]\n", to: "docs/index.md")
      let run = try study(["build", "--content", path, "--output", "out"], in: folder.path)
      #expect(run.code == 0)
      #expect(folder.exists("out/index.html"))
      #expect(run.errors.contains("docs/") && run.errors.contains("index.md:3:1: warning:"))
    }
  }

  @Test("The folder one stands in can be the content, with the output inside it")
  func hereAsContent() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n\n[[Nobody]]\n", to: "index.md")
      for _ in 0..<2 {
        let run = try study(["build", "--content", ".", "--output", "out"], in: folder.path)
        #expect(run.code == 0)
        #expect(run.errors.contains("index.md:3:1: warning:"))
      }
      #expect(folder.exists("out/index.html"))
      #expect(!folder.exists("out/out"))
    }
  }

  @Test("A second build with nothing changed writes no file")
  func secondBuild() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n", to: "content/index.md")
      _ = try study(["build"], in: folder.path)
      let before = try folder.tree("site")
      let run = try study(["build"], in: folder.path)
      #expect(run.code == 0)
      #expect(run.errors.contains(" 0 files written, 0 removed, "))
      #expect(try folder.tree("site") == before)
    }
  }

  @Test("A page that is gone is gone from the output; its assets too")
  func vanishedPage() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n", to: "content/index.md")
      try folder.write("# Old\n", to: "content/old/page.md")
      try folder.write("x", to: "content/old/x.png")
      _ = try study(["build"], in: folder.path)
      #expect(folder.exists("site/old/x.png"))
      try FileManager.default.removeItem(atPath: folder.path + "/content/old")
      #expect(try study(["build"], in: folder.path).code == 0)
      #expect(!folder.exists("site/old"))
    }
  }

  @Test("--jobs 1 and --jobs 2 give the same files")
  func jobs() async throws {
    try await withTemporaryFolder { folder in
      for number in 0..<30 {
        try folder.write(
          "---\ntags: [t\(number % 3)]\n---\n# Page \(number)\n\n~~x~~ [[Page \(number / 2)]]\n",
          to: "content/f\(number % 4)/p\(number).md")
      }
      _ = try study(["build", "--jobs", "1", "--output", "one"], in: folder.path)
      _ = try study(["build", "--jobs", "2", "--output", "two"], in: folder.path)
      let one = try folder.tree("one")
      #expect(one.count > 40)
      #expect(try folder.tree("two") == one)
    }
  }

  @Test("Warnings pass a build, and fail it under --strict, which then writes nothing")
  func strict() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n\n[[Nobody]]\n", to: "content/index.md")
      let strict = try study(["build", "--strict"], in: folder.path)
      #expect(strict.code == 1)
      #expect(strict.errors.contains("study: no errors and 1 warning. Nothing was written."))
      #expect(try folder.tree(".").keys.sorted() == ["content/index.md"])
      #expect(try study(["build"], in: folder.path).code == 0)
      #expect(folder.exists("site/index.html"))
    }
  }

  @Test("`study check` writes nothing, and warnings fail it")
  func check() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("# Home\n", to: "content/index.md")
      #expect(try study(["check"], in: folder.path).code == 0)
      try folder.write("# Home\n\n[[Nobody]]\n", to: "content/index.md")
      let run = try study(["check"], in: folder.path)
      #expect(run.code == 1)
      #expect(run.errors.contains("content/index.md:3:1: warning: no page is called `Nobody`"))
      #expect(!folder.exists("site"))
    }
  }

  @Test("A message shows place, line, caret, code and what to do")
  func message() async throws {
    let run = try await study(
      ["check"],
      files: [
        "content/index.md": "# Home\n\nSee [it](othr.md).\n", "content/other.md": "# Other\n",
      ])
    #expect(
      run.errors.contains(
        """
        content/index.md:3:5: warning: there is no page `othr.md` [unknown-page]
        3 | See [it](othr.md).
          |     ^^^^^^^^^^^^^
          = did you mean `other.md`?
          = fix: replace `othr.md` by `other.md`

        """))
  }

  @Test("--quiet says nothing of warnings and success, and all of errors")
  func quiet() async throws {
    let warnings = try await study(
      ["build", "--quiet"], files: ["content/index.md": "# Home\n\n[[Nobody]]\n"])
    #expect(warnings.code == 0 && warnings.errors == "" && warnings.output == "")
    let errors = try await study(
      ["build", "--quiet"],
      files: ["content/index.md": "# H\n", "content/glossary.yml": "- a: [\n"])
    #expect(errors.code == 1)
    #expect(errors.errors.contains("content/glossary.yml:2:1: error:"))
  }

  @Test("--diagnostics json writes one object a line to standard output")
  func json() async throws {
    let run = try await study(
      ["check", "--diagnostics", "json"],
      files: ["content/index.md": "# Home\n\n[[Nobody]] [x](#y)\n"])
    #expect(run.code == 1)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 2)
    let first = try #require(
      try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
    #expect(first["code"] as? String == "unknown-page")
    #expect(first["severity"] as? String == "warning")
    #expect(first["file"] as? String == "content/index.md")
    #expect(first["line"] as? Int == 3 && first["column"] as? Int == 1)
  }

  @Test("--diagnostics github annotates, sarif is one JSON document")
  func otherFormats() async throws {
    let files = ["content/index.md": "# Home\n\n[[Nobody]]\n"]
    let github = try await study(["check", "--diagnostics", "github"], files: files)
    #expect(
      github.output == "::warning file=content/index.md,line=3,col=1,title=unknown-page::"
        + "no page is called `Nobody`\n")
    let sarif = try await study(["check", "--diagnostics", "sarif"], files: files)
    let log = try JSONSerialization.jsonObject(with: Data(sarif.output.utf8)) as? [String: Any]
    #expect(log?["version"] as? String == "2.1.0")
  }

  @Test("No colours where nobody looks")
  func noColours() async throws {
    let run = try await study(["check"], files: ["content/index.md": "[[Nobody]]\n"])
    #expect(!run.errors.contains("\u{1B}"))
  }

  @Test("Drafts are published with --drafts only")
  func drafts() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("---\ndraft: true\n---\n# Later\n", to: "content/later.md")
      try folder.write("# Home\n", to: "content/index.md")
      _ = try study(["build"], in: folder.path)
      #expect(!folder.exists("site/later"))
      _ = try study(["build", "--drafts"], in: folder.path)
      #expect(folder.exists("site/later/index.html"))
    }
  }

  @Test("--base-url gives sitemap and feed their addresses, and goes before study.yml")
  func baseURL() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("base_url: https://old.example.org\n", to: "study.yml")
      try folder.write("# Home\n", to: "content/index.md")
      _ = try study(["build", "--base-url", "https://example.org/x"], in: folder.path)
      let map = folder.text("site/sitemap.xml")
      #expect(map?.contains("<loc>https://example.org/x/</loc>") == true)
    }
  }

  @Test("--version says which cmark-gfm is inside")
  func version() async throws {
    let run = try await study(["--version"], files: [:])
    #expect(run.code == 0)
    #expect(run.output.hasPrefix("study 0.") && run.output.contains("(cmark-gfm 0."))
  }

  @Test("--help succeeds on standard output and names the commands")
  func help() async throws {
    let run = try await study(["--help"], files: [:])
    #expect(run.code == 0)
    for command in ["build", "check", "render", "explain"] { #expect(run.output.contains(command)) }
  }

  @Test(
    "Wrong usage is code 2, on standard error",
    arguments: [
      ["buidl"], ["build", "--jbos", "2"], ["build", "--jobs", "0"], ["build", "--jobs", "x"],
      ["check", "--diagnostics", "xml"], ["build", "--base-url", "example.org"],
      ["explain", "no-such-code"],
    ])
  func usage(arguments: [String]) async throws {
    let run = try await study(arguments, files: ["content/index.md": "# Home\n"])
    #expect(run.code == 2)
    #expect(run.output == "")
    #expect(run.errors != "")
  }

  @Test("`explain` explains a code, lists all, and offers the nearest")
  func explain() async throws {
    let one = try await study(["explain", "nul-byte"], files: [:])
    #expect(
      one.code == 0 && one.output.hasPrefix("nul-byte (warning)\n\nThe file holds a NUL byte"))
    let all = try await study(["explain"], files: [:])
    #expect(all.output.contains("unknown-page  (warning)\n"))
    let wrong = try await study(["explain", "nul-bite"], files: [:])
    #expect(wrong.errors.contains("Did you mean `nul-byte`?"))
  }
}
