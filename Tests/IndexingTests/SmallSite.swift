// A small site as search documents: the input of the golden file that the Node tests of the
// engine search, and of the round trip.

@testable import Indexing

/// A page from sections given as (anchor, heading, level, text). A heading that ends with a
/// question mark is a question.
func searchPage(
  _ url: String, _ title: String, aliases: [String] = [], breadcrumbs: [String] = [],
  kind: String = "page", tags: [String] = [], links: Int = 0,
  _ sections: [(String, String, Int, String)]
) -> SearchDocument {
  var text: [UInt8] = []
  let parts = sections.map { anchor, heading, level, body in
    let start = text.count
    text.append(contentsOf: body.utf8)
    let part = SearchSection(
      anchor: anchor, heading: heading, level: level, isQuestion: heading.hasSuffix("?"),
      text: start..<text.count)
    text.append(0x0A)
    return part
  }
  return SearchDocument(
    url: url, title: title, aliases: aliases, breadcrumbs: breadcrumbs, kind: kind, tags: tags,
    inboundLinkCount: links, text: text, sections: parts)
}

/// The files of an index; with `isCut` in as many as there can be.
func makeFiles(
  _ documents: [SearchDocument], language: String = "en", isCut: Bool = false
) -> [SearchFile] {
  let index = makeIndex(
    documents: documents, terms: tokenize(documents[...]), language: language)
  return encode(index, layout: isCut ? smallestLayout : IndexLayout()) { $0 }
}

/// Every part in files of its own, small ones.
let smallestLayout = IndexLayout(
  wholeBytes: 0, termBytes: 0, termShard: 400, reverseShard: 100, documentBlock: 200,
  mostHashes: 8)

let smallSite: [SearchDocument] = [
  searchPage(
    "", "A study of a language model",
    [("", "", 0, "Pages about training, safety and the search for honest answers.")]),
  searchPage(
    "topics/constitutional-ai/", "Constitutional AI", aliases: ["CAI", "principle-based training"],
    breadcrumbs: ["Topics"], kind: "topic", tags: ["Safety", "Written principles"], links: 12,
    [
      ("", "", 0, "A model is trained to follow written principles. It criticises and revises."),
      (
        "critique-and-revision", "Critique and revision", 2,
        "In the first stage the model writes a critique of its answer and then a revision."
      ),
      (
        "reinforcement-learning", "Reinforcement learning from AI feedback", 2,
        "A preference model, trained on the judgements of a model, takes the place of people."
      ),
    ]),
  searchPage(
    "topics/reward-models/", "Reward models", aliases: ["RLHF"], breadcrumbs: ["Topics"],
    kind: "topic", links: 3,
    [
      ("", "", 0, "People compare two answers; a reward model learns their preference."),
      (
        "limits", "Limits of human feedback", 2,
        "Human feedback is slow. Constitutional AI needs less of it."
      ),
    ]),
  searchPage(
    "faq/", "Frequently asked questions", kind: "faq", links: 1,
    [
      ("", "", 0, "Short answers with links."),
      (
        "is-the-source-code-open", "Is the source code open?", 2,
        "No. Research and principles are published; the training code is proprietary."
      ),
      (
        "what-is-constitutional-ai", "What is Constitutional AI?", 2,
        "Training in which written principles guide self-critique."
      ),
    ]),
  searchPage(
    "tools/command-line/", "Command line", breadcrumbs: ["Tools", "Reference & more"],
    [
      ("", "", 0, "Run the tool with --dry-run first, or with -v. It reads .gitignore."),
      (
        "names", "Names that have hurt others", 2,
        "The words constructor, __proto__, toString and hasOwnProperty are words."
      ),
      ("get-child-item", "getChildItem and HTTPServer2", 3, "Written in C++ and C#, not in C."),
    ]),
  searchPage(
    "languages/", "Languages – Sprachen – 言語", breadcrumbs: ["Reference"],
    [
      ("", "", 0, "Zürich, naïve, Łódź, Straße, Ёлка and οδός."),
      ("日本語", "日本語の全文検索", 2, "全文検索エンジンは単語を分けずに探す。𠮷野家も猫も見つかる。"),
      ("한국어", "한국어", 2, "검색을 위한 낱말과 어미."),
    ]),
  searchPage(
    "hostile/a%20b/", "Hostile <script>alert(1)</script> \"quoted\" \\ text",
    [
      (
        "x", "</script><!--<script>", 2,
        "It has\u{2028}line\u{2029}separators, a tab\t, control \u{0} characters, <img src=x "
          + "onerror=alert(1)>, \"quotes\", back\\slashes and \\u0041 \\n that are no escapes."
      ),
      ("empty", "", 3, ""),
    ]),
]
