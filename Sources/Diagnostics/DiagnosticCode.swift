// The registry of everything that can be wrong with an author's input. `study explain CODE`, the
// reference page and a test (every code has a fixture that provokes it) are made from this list.

/// A stable name for one kind of problem.
package enum DiagnosticCode: String, Sendable, CaseIterable {
  // What makes a correct site impossible.
  case unreadableFile = "unreadable-file"
  case notRegularFile = "not-a-regular-file"
  case linkLeavesContent = "symlink-leaves-content"
  case notUTF8 = "not-utf8"
  case nulByte = "nul-byte"
  case fileTooLarge = "file-too-large"
  case overLimit = "over-limit"
  case renderingTooExpensive = "rendering-too-expensive"
  case brokenYAML = "broken-yaml"
  case badConfiguration = "bad-configuration"
  case duplicateURL = "duplicate-url"
  case duplicateName = "not-portable-duplicate"
  case ambiguousPage = "ambiguous-page"
  case badRedirect = "bad-redirect"
  case brokenTemplate = "broken-template"
  case unknownTemplateValue = "unknown-template-value"
  case unknownTemplate = "unknown-template"
  case brokenOutput = "broken-output"

  // What leaves a usable site.
  case unknownPage = "unknown-page"
  case unknownAnchor = "unknown-anchor"
  case missingAsset = "missing-asset"
  case linkOutsideContent = "link-outside-content"
  case linkToDraft = "link-to-draft"
  case unsafeURL = "unsafe-url"
  case blockedHTML = "blocked-html"
  case unknownKey = "unknown-key"
  case wrongType = "wrong-type"
  case duplicateAnchor = "duplicate-anchor"
  case emptyContent = "empty-content"

  /// What the code counts as. Warnings fail a strict build; errors fail every build.
  package var severity: Severity {
    switch self {
    case .unknownPage, .unknownAnchor, .missingAsset, .linkOutsideContent, .linkToDraft,
      .unsafeURL, .blockedHTML, .unknownKey, .wrongType, .duplicateAnchor, .emptyContent:
      .warning
    default: .error
    }
  }

  /// What it means and what to do, in two or three sentences, as `study explain` prints it.
  package var explanation: String {
    switch self {
    case .unreadableFile:
      "The file or folder could not be read. Check its permissions, or that it still exists."
    case .notRegularFile:
      "Only regular files can be pages or assets; pipes, sockets and devices are not read. "
        + "Move it out of the content folder."
    case .linkLeavesContent:
      "A symbolic link leads out of the content folder, or in a circle. What is outside is never "
        + "published. Copy the file into the content folder, or remove the link."
    case .notUTF8:
      "The file is not valid UTF-8. Save it as UTF-8; nothing is guessed or repaired in silence."
    case .nulByte:
      "The file holds a NUL byte, which text never has. It is probably not a text file, or was "
        + "saved as UTF-16."
    case .fileTooLarge:
      "The file is larger than the limit for its kind. Split the page, or move the bulk of it into "
        + "an asset."
    case .overLimit:
      "The page is over a limit that keeps the Markdown parser from using unbounded time or "
        + "memory. The message names the limit. Split or simplify the construct it points at."
    case .renderingTooExpensive:
      "The page looks like input that makes Markdown parsers slow, so it was tried in a separate "
        + "process first, and used up its time or memory. Simplify the part the message points at."
    case .brokenYAML:
      "The block is not valid YAML as accepted here: one document, no anchors, aliases or tags, "
        + "no key twice."
    case .badConfiguration:
      "A setting in study.yml is unknown or has a value that cannot be used. The message lists "
        + "what is possible."
    case .duplicateURL:
      "Two sources would have the same address, or addresses that differ only in upper and lower "
        + "case or in Unicode form, which many hosts and file systems do not tell apart. "
        + "Rename one."
    case .duplicateName:
      "Two names in one folder differ only in case or Unicode form. Some file systems cannot hold "
        + "both. Rename one."
    case .ambiguousPage:
      "A wikilink's name fits several pages. Write the path of the one you mean: [[folder/page]]."
    case .badRedirect:
      "A redirect_from address is not a relative path within the site, or is already taken by a "
        + "page, an asset or another redirect."
    case .brokenTemplate:
      "The template is not valid Mustache: a section is not closed, closed twice, or a tag is "
        + "unfinished."
    case .unknownTemplateValue:
      "The template names a value that nothing provides, so it would always print nothing. The "
        + "message offers the nearest name; templates/DESIGN.md lists them all."
    case .unknownTemplate:
      "A page or a template names a template that does not exist."
    case .brokenOutput:
      "A finished page holds a link or an asset that leads nowhere, though every link was "
        + "resolved: usually an address written by hand in a template."
    case .unknownPage:
      "A link leads to a page that does not exist. It is shown as marked text until it is mended."
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
        + "run a program or a script at the reader's, so only the link's text is kept."
    case .blockedHTML:
      "This HTML is not on the list of what pages may contain, so it is shown as text. Use "
        + "Markdown, or an element of the list; scripts, styles, forms and frames are never on it."
    case .unknownKey:
      "The key is not known, so it has no effect."
    case .wrongType:
      "The value is not of the kind that its key takes, so it is not used."
    case .duplicateAnchor:
      "An explicit {#anchor} is used twice on a page; only the first can be linked to."
    case .emptyContent:
      "The content folder holds no Markdown file, so the site would be empty."
    }
  }
}
