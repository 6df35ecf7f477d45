// The registry of everything that can be wrong with an author's input. `study explain CODE`, the
// reference page and a test that every code has a fixture provoking it are derived from this list.

/// A stable name for one kind of problem.
package enum DiagnosticCode: String, Sendable, CaseIterable {
  // Errors: a correct site is impossible.
  case unreadableFile = "unreadable-file"
  case brokenYAML = "broken-yaml"
  case badConfiguration = "bad-configuration"
  case duplicateURL = "duplicate-url"
  case duplicateName = "not-portable-duplicate"
  case brokenTemplate = "broken-template"
  case unknownTemplateValue = "unknown-template-value"
  case unknownTemplate = "unknown-template"
  case missingProgram = "missing-program"

  // Warnings and notes: the site is still usable.
  case notRegularFile = "not-a-regular-file"
  case linkLeavesContent = "symlink-leaves-content"
  case notUTF8 = "not-utf8"
  case nulByte = "nul-byte"
  case fileTooLarge = "file-too-large"
  case overLimit = "over-limit"
  case renderingTooExpensive = "rendering-too-expensive"
  case brokenOutput = "broken-output"
  case badRedirect = "bad-redirect"
  case duplicateSource = "duplicate-source"
  case sharedAddress = "shared-address"
  case movedOwnPage = "moved-own-page"
  case foreignLink = "foreign-link"
  case unreadFile = "unread-file"
  case unportableName = "unportable-name"
  case unknownPage = "unknown-page"
  case ambiguousPage = "ambiguous-page"
  case unknownAnchor = "unknown-anchor"
  case missingAsset = "missing-asset"
  case linkOutsideContent = "link-outside-content"
  case linkToDraft = "link-to-draft"
  case unsafeURL = "unsafe-url"
  case blockedHTML = "blocked-html"
  case unknownKey = "unknown-key"
  case wrongType = "wrong-type"
  case duplicateAnchor = "duplicate-anchor"
  case badAnchor = "bad-anchor"
  case emptyContent = "empty-content"
  case emptyLink = "empty-link"
  case unusedDefinition = "unused-definition"
  case unusedFootnote = "unused-footnote"
  case undefinedReference = "undefined-reference"
  case undefinedFootnote = "undefined-footnote"
  case literalEmphasis = "literal-emphasis"
  case unknownLanguage = "unknown-language"
  case badCodeInfo = "bad-code-info"
  case badFormula = "bad-formula"
  case badDiagram = "bad-diagram"
  case orphanPage = "orphan-page"
  case badSource = "bad-source"
  case unknownSource = "unknown-source"
  case uncitedSource = "uncited-source"
  case misplacedCitation = "misplaced-citation"
  case badTerm = "bad-term"
  case duplicateTerm = "duplicate-term"
  case unknownTerm = "unknown-term"
  case circularTerm = "circular-term"
  case duplicateQuestion = "duplicate-question"
  case emptyAnswer = "empty-answer"
  case vanishedAddress = "vanished-address"
  case brokenExternalLink = "broken-external-link"
  case movedExternalLink = "moved-external-link"
  case uncheckedExternalLink = "unchecked-external-link"
  case untranslatedLanguage = "untranslated-language"

  /// The code's default severity. Warnings fail a strict build; errors fail every build.
  package var severity: Severity {
    switch self {
    // Each remaining error would publish something wrong on every page, or nothing in place of what
    // was published before; Sources/Diagnostics/README.md has the reason for each.
    case .unreadableFile, .brokenYAML, .badConfiguration, .duplicateURL,
      .brokenTemplate, .unknownTemplateValue, .unknownTemplate, .missingProgram:
      .error
    case .literalEmphasis, .movedExternalLink, .uncheckedExternalLink, .untranslatedLanguage,
      .movedOwnPage, .foreignLink, .unportableName:
      .note
    default: .warning
    }
  }

  /// What it means and what to do, in two or three sentences, as `study explain` prints it.
  package var explanation: String {
    switch self {
    case .unreadableFile:
      "The file or folder could not be read. Check its permissions, or that it still exists."
    case .notRegularFile:
      "Only regular files can be pages or assets; pipes, sockets and devices are not read and left "
        + "out of the site. Move it out of the content folder."
    case .linkLeavesContent:
      "A symbolic link leads out of the content folder, or in a circle. What is outside is never "
        + "published. Copy the file into the content folder, or remove the link."
    case .notUTF8:
      "The file is not valid UTF-8. A page is shown as its text, with a sign in place of each byte "
        + "that is none; a data file is not read. Save it as UTF-8."
    case .nulByte:
      "The file holds a NUL byte, which text never has, so it is shown as its text. It is probably "
        + "not a text file, or was saved as UTF-16."
    case .fileTooLarge:
      "The file is larger than the limit for its kind. A page is published empty, so that its "
        + "address stays. Split the page, or move the bulk of it into an asset."
    case .overLimit:
      "The page is over a limit that keeps the Markdown parser from using unbounded time or "
        + "memory, so it is shown as its text. The message names the limit. Split or simplify the "
        + "construct it points at."
    case .renderingTooExpensive:
      "Parsing the page took more processor time or memory than any page of its size needs, so it "
        + "was stopped; the page is shown as its text. Constructs that are opened thousands of "
        + "times and never closed do that. Simplify the page, or split it."
    case .brokenYAML:
      "The block is not valid YAML as accepted here: one document, no anchors, aliases or tags, "
        + "no duplicate keys. A page is shown without its front matter; in any other file it is an "
        + "error."
    case .badConfiguration:
      "A setting in study.yml is unknown or has a value that cannot be used. The message lists "
        + "what is possible."
    case .duplicateURL:
      "Two files would be written to one path, or one where the other needs a folder: files of a "
        + "project's own theme. Rename one."
    case .duplicateName:
      "Two names in one folder differ only in case or Unicode form. Some file systems cannot hold "
        + "both. Rename one."
    case .sharedAddress:
      "Two files of the content folder want one address, or addresses that differ only in upper "
        + "and lower case or in Unicode form, which many hosts and disks take for one. A page "
        + "that gives way is published at the address in the message. Rename one of the two."
    case .movedOwnPage:
      "A file has an address where study usually puts a page or a file that it makes, such as the "
        + "glossary or the search. The file keeps it, and study puts its own next to it."
    case .foreignLink:
      "A link to a page has the form of another tool or of a built site: `x.html`, `x\\y.md`, "
        + "`../content/x.md`. It leads to the page that is meant; `study check --fix` rewrites it."
    case .unreadFile:
      "A file looks like a page or like settings, and is not read because of its name or its "
        + "format. It is not published either, unless a page links to it. Rename or convert it."
    case .unportableName:
      "Windows, or a program on the way to the host, cannot hold a file of this name: it is "
        + "reserved there, has a sign that is not allowed in names, or is too long."
    case .ambiguousPage:
      "A wikilink's name fits several pages equally well. It leads to the nearest of them: the one "
        + "in the same folder, else the one with the shortest path. Write the path of the one you "
        + "mean: [[folder/page]]."
    case .badRedirect:
      "A redirect_from address is not a relative path within the site, or is already taken by a "
        + "page, a file or another redirect. That redirect is left out."
    case .brokenTemplate:
      "The template is not valid Mustache: a section is not closed, closed twice, or a tag is "
        + "unfinished."
    case .unknownTemplateValue:
      "The template names a value that nothing provides, so it would always print nothing. The "
        + "message offers the nearest name; templates/DESIGN.md lists them all."
    case .unknownTemplate:
      "A page or a template names a template that does not exist."
    case .brokenOutput:
      "A finished page has a link or an asset that leads nowhere, or an id twice, although all "
        + "links of the content resolve: usually an address written by hand in a template, or in "
        + "the HTML of a trusted page."
    case .unknownPage:
      "A link leads to a page that does not exist. It is shown as marked text until it is fixed."
    case .unknownAnchor:
      "A link leads to a heading that its page does not have. The link goes to the page instead."
    case .missingAsset:
      "A link or an image names a file that is not in the content folder."
    case .linkOutsideContent:
      "A relative link leads out of the content folder; what is outside is never published."
    case .linkToDraft:
      "A link leads to a page that is a draft and is not published now."
    case .unsafeURL:
      "Links may use http, https, mailto, relative addresses and #anchors. Any other scheme could "
        + "run a program or a script on the reader's machine, so only the link's text is kept."
    case .blockedHTML:
      "This HTML is not on the list of what pages may contain, so it is shown as text. Use "
        + "Markdown, or an element of the list; scripts, styles, forms and frames are never on it."
    case .unknownKey:
      "The key is not known, so it has no effect."
    case .wrongType:
      "The value is not of the kind that its key takes, so it is not used."
    case .duplicateAnchor:
      "An explicit {#anchor} is used twice on a page; only the first can be linked to."
    case .badAnchor:
      "The braces at the end of a heading look like `{#anchor}` and cannot be one, so they are "
        + "shown with the heading. An anchor has no spaces and does not begin with `study.`."
    case .emptyContent:
      "The content folder holds no Markdown file, so the site would be empty."
    case .emptyLink:
      "A link has no address, or nothing between its brackets that a reader could see or hear."
    case .unusedDefinition:
      "A line `[label]: address` defines an address that no link of the page uses. Often the "
        + "link's label is misspelt. A comment, `[//]: # (text)`, is not reported."
    case .unusedFootnote:
      "A footnote is defined and nothing refers to it, so it is not shown."
    case .undefinedReference:
      "A link of the form [text][label] names a label that the page does not define, so it "
        + "is shown as it was typed. Define it in a line `[label]: address`."
    case .undefinedFootnote:
      "A footnote is referred to but not defined on the page, so the mark is shown as typed."
    case .literalEmphasis:
      "Stars or tildes were probably meant as emphasis and are shown as typed. GitHub's rule needs "
        + "a space or punctuation outside a mark that has punctuation inside, which Chinese, "
        + "Japanese and Korean often lack: write `**注意**。次` or `<strong>注意。</strong>次`."
    case .unknownLanguage:
      "The word after a fence is not a language that can be highlighted, so the code is shown "
        + "without colours. Write `text` if that is intended; content/manual/code.md lists the "
        + "languages."
    case .badCodeInfo:
      "Something after the opening fence of a code block cannot be understood: a marked line "
        + "that the code does not have, an unclosed quote, a misspelt word."
    case .badFormula:
      "A formula is not TeX as KaTeX understands it, so its source is shown. Where a dollar sign "
        + "was meant as one, write `\\$`."
    case .badDiagram:
      "A diagram has no title, which readers who cannot see it need, or Graphviz does not "
        + "understand it, so its source is shown."
    case .missingProgram:
      "A page holds a formula or a diagram, and the program that draws it is not installed. "
        + "Formulas need KaTeX (Debian: libjs-katex, and quickjs from Debian 13 on), diagrams need "
        + "Graphviz (Debian: graphviz)."
    case .orphanPage:
      "No page links to this one and the navigation of study.yml does not list it, so readers can "
        + "find it only by searching. Link to it, or add it to `nav:`."
    case .duplicateSource:
      "Two entries of sources.yml have the same key, so a citation of it could mean either. It "
        + "leads to the first. Give one of them another `id`."
    case .badSource:
      "An entry of sources.yml lacks its `id` or title, or a value is not in the form CSL "
        + "requires: dates as 2022-12-15, a DOI as 10.1000/182, addresses with https://."
    case .unknownSource:
      "A citation names a key that sources.yml does not have. Add the source (`study new source`), "
        + "or correct the key."
    case .uncitedSource:
      "No page cites this entry of sources.yml. It is listed in the bibliography all the same; "
        + "cite it, or remove it."
    case .misplacedCitation:
      "A citation is in a heading. Headings are also shown in the outline, the search and in "
        + "links, where a number means nothing. Cite in the text below."
    case .badTerm:
      "An entry of glossary.yml lacks a term or a definition, or a value is not of the kind "
        + "its key takes."
    case .duplicateTerm:
      "Two entries of glossary.yml have the same name or alias. The first one is linked."
    case .unknownTerm:
      "A `see:` of glossary.yml names a term that is not in the glossary."
    case .circularTerm:
      "Entries of glossary.yml that only say `see` lead in a circle, so that a reader never "
        + "reaches a definition."
    case .duplicateQuestion:
      "The same question is answered in two places. Keep one answer and link to it."
    case .emptyAnswer:
      "A question of an FAQ page has no answer under it."
    case .vanishedAddress:
      "The ledger content/anchors.txt has an address that the site no longer has, so "
        + "links from elsewhere break. Keep a page's address with `redirect_from:`, and a "
        + "heading's anchor with `{#anchor}` or `{.was-anchor}` after it."
    case .brokenExternalLink:
      "A link to another host leads to nothing: the page is gone or the host does not exist. Only "
        + "`study check --external` looks, as nothing else uses the network."
    case .movedExternalLink:
      "A link to another host is answered with a permanent redirect. The new address is offered as "
        + "a fix."
    case .uncheckedExternalLink:
      "A link to another host could not be judged: the host refuses programs, is too slow, or has "
        + "trouble of its own. Look at it by hand now and then."
    case .untranslatedLanguage:
      "The interface has no words in the language that study.yml names, so labels and buttons are "
        + "English. The pages say that they are in the language named."
    }
  }
}
