// `study render`: a file or standard input to HTML on standard output.

import Support
import Testing

@Suite("study render", .slow)
struct RenderCommandTests {
  @Test("Standard input is rendered, with and without `-`", arguments: [[], ["-"]])
  func standardInput(arguments: [String]) async throws {
    let run = try await study(["render"] + arguments, files: [:], input: "# Hi\n\n[a](b.md)\n")
    #expect(run.code == 0)
    #expect(run.output.contains("<h1 id=\"hi\">Hi</h1>"))
    #expect(run.output.contains("<a href=\"b.md\">a</a>"))
  }

  @Test("--gfm is cmark-gfm's own output, nothing of our own")
  func gfm() async throws {
    let run = try await study(
      ["render", "--gfm"], files: [:], input: "# hi\n\n| a |\n|---|\n| ~~b~~ |\n")
    #expect(run.code == 0)
    #expect(
      run.output == """
        <h1>hi</h1>
        <table>
        <thead>
        <tr>
        <th>a</th>
        </tr>
        </thead>
        <tbody>
        <tr>
        <td><del>b</del></td>
        </tr>
        </tbody>
        </table>

        """)
  }

  @Test("A file is rendered; what is wrong with it goes to standard error")
  func file() async throws {
    let run = try await study(
      ["render", "page.md"], files: ["page.md": "# P\n\n<script>x</script>\n"])
    #expect(run.code == 0)
    #expect(run.output.contains("&lt;script&gt;"))
    #expect(run.errors.contains("page.md:3:1: warning: "))
  }

  @Test("A page that cannot be read gives no HTML and code 1")
  func error() async throws {
    let run = try await study(["render"], files: [:], input: "a\0")
    #expect(run.code == 1)
    #expect(run.output == "")
    #expect(run.errors.contains("standard input:1:2: warning: "))
  }

  @Test("A file that is not there is code 2 and named")
  func missing() async throws {
    let run = try await study(["render", "gone.md"], files: [:])
    #expect(run.code == 2)
    #expect(run.errors.contains("gone.md"))
  }

  @Test("A file over the limit is code 2, for --gfm too", arguments: [[], ["--gfm"]])
  func tooLarge(arguments: [String]) async throws {
    let run = try await study(
      ["render"] + arguments, files: [:], input: String(repeating: "a\n", count: 600_000))
    #expect(run.code == 2)
    #expect(run.output == "")
  }
}
