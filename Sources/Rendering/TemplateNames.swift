// The contract between themes and this target: which templates are rendered and which values each
// may name. A theme that names anything else gets a diagnostic; templates/DESIGN.md lists the same
// for people.

package import Templates

private let link: [String: TemplateShape] = ["title": .text, "href": .text]

private let articleHeader: [String: TemplateShape] = [
  "description": .text, "updated": .text, "readingMinutes": .text, "status": .text,
  "hasTags": .flag, "tags": .list(["name": .text, "href": .text]),
]

/// What every whole page is rendered with.
private let page: [String: TemplateShape] = articleHeader.merging(
  [
    "language": .text, "direction": .text, "title": .text, "pageTitle": .text, "siteTitle": .text,
    "siteDescription": .text, "canonical": .text, "robots": .text, "contentSecurityPolicy": .text,
    "root": .text, "kind": .text, "isHome": .flag, "isFAQ": .flag, "isSearch": .flag,
    "body": .html, "navigation": .html, "outline": .html, "breadcrumbs": .list(link),
    "previous": .group(link), "next": .group(link), "hasBacklinks": .flag,
    "backlinks": .list(link), "editURL": .text, "structuredData": .html,
    "sections": .list(["title": .text, "href": .text, "isCurrent": .flag]), "generator": .text,
  ], uniquingKeysWith: { first, _ in first })

/// The templates that are rendered by name, with the values each may use.
package let templateEntries: [String: [String: TemplateShape]] = [
  "page": page,
  "article-header": articleHeader,
  "question-list": ["items": .list(link)],
  "question-topics": ["items": .list(link)],
  "listing": [
    "title": .text, "lead": .text,
    "items": .list(["title": .text, "href": .text, "description": .text]),
  ],
  "search": ["title": .text, "root": .text, "tree": .html],
  "not-found": ["title": .text, "root": .text, "tree": .html],
  "redirect": ["target": .text, "title": .text, "language": .text],
]
