// The contract between themes and this target: which templates are rendered, and which values each
// may use. A theme that uses any other name gets a diagnostic; templates/DESIGN.md is the same list
// for people.

package import Templates

private let link: [String: TemplateShape] = ["title": .text, "href": .text]

private let articleHeader: [String: TemplateShape] = [
  "description": .text, "updated": .text, "readingMinutes": .text, "status": .text,
  "hasTags": .flag, "tags": .list(["name": .text, "href": .text]),
  "hasGlance": .flag,
  "glance": .list(["title": .text, "href": .text, "items": .list(link)]),
]

/// A list of numbered works.
private let workList: TemplateShape = .list([
  "id": .text, "reference": .html, "entry": .text, "name": .text,
  "places": .list(["href": .text, "label": .text, "isOnly": .flag]),
])

/// What is shown below a page's text because of other pages.
private let concepts: [String: TemplateShape] = [
  "hasSources": .flag, "sources": workList, "definitions": .html,
  "hasQuestions": .flag, "questions": .list(["title": .text, "href": .text, "answer": .text]),
  "hasRelated": .flag, "related": .list(["title": .text, "href": .text, "reason": .text]),
  "hasMentions": .flag,
  "mentions": .list([
    "label": .text, "more": .text,
    "items": .list(["title": .text, "href": .text, "sentence": .text]),
  ]),
]

/// What is shown on a page because reading paths contain it.
private let paths: [String: TemplateShape] = [
  "hasPlaces": .flag,
  "places": .list([
    "path": .text, "title": .text, "href": .text, "number": .text, "count": .text,
    "previousStep": .group(link), "nextStep": .group(link),
  ]),
]

/// What the home page shows of the rest of the site.
private let home: [String: TemplateShape] = [
  "hasRecentQuestions": .flag, "recentQuestions": .list(link), "allQuestionsHref": .text,
  "hasReadingPaths": .flag,
  "readingPaths": .list([
    "title": .text, "href": .text, "description": .text, "minutes": .text, "count": .text,
  ]),
]

/// The values with which every whole page is rendered.
private let page: [String: TemplateShape] = articleHeader.merging(concepts) { first, _ in first }
  .merging(paths) { first, _ in first }.merging(home) { first, _ in first }
  .merging(
    [
      "language": .text, "direction": .text, "title": .text, "pageTitle": .text, "siteTitle": .text,
      "siteDescription": .text, "canonical": .text, "robots": .text, "contentSecurityPolicy": .text,
      "earlyScript": .html,
      "root": .text, "search": .text, "assets": .text, "icon": .text, "iconType": .text,
      "movedSearch": .text,
      "kind": .text, "isHome": .flag, "isFAQ": .flag, "isSearch": .flag,
      "body": .html, "navigation": .html, "outline": .html, "breadcrumbs": .list(link),
      "previous": .group(link), "next": .group(link), "editURL": .text, "structuredData": .html,
      "sections": .list(["title": .text, "href": .text, "isCurrent": .flag]), "generator": .text,
      "concepts": .list(link), "printHref": .text, "route": .text,
    ], uniquingKeysWith: { first, _ in first })

/// The templates that are rendered by name, with the values each may use.
package let templateEntries: [String: [String: TemplateShape]] = [
  "page": page,
  "article-header": articleHeader,
  "question-list": ["items": .list(link)],
  "question-topics": ["items": .list(link)],
  "path-steps": [
    "audience": .text, "outcome": .text, "minutes": .text, "count": .text, "path": .text,
    "steps": .list([
      "number": .text, "title": .text, "href": .text, "description": .text,
      "readingMinutes": .text, "route": .text,
    ]),
  ],
  "print": [
    "title": .text, "count": .text, "root": .text,
    "pages": .list(["id": .text, "title": .text]),
    "contents": .html,
  ],
  "listing": [
    "title": .text, "lead": .text,
    "items": .list(["title": .text, "href": .text, "description": .text]),
  ],
  "glossary": [
    "title": .text,
    "terms": .list([
      "id": .text, "name": .text, "aliases": .text, "definition": .html, "see": .list(link),
      "hasSee": .flag, "isUsed": .flag,
      "page": .group(link), "uses": .list(link), "useCount": .text,
    ]),
    "hasSources": .flag, "sources": workList,
  ],
  "sources": [
    "title": .text, "count": .text,
    "works": .list([
      "id": .text, "reference": .html, "citedIn": .list(link), "isCited": .flag,
    ]),
  ],
  "topic-map": [
    "title": .text, "map": .html,
    "sections": .list([
      "title": .text,
      "topics": .list(["title": .text, "href": .text, "links": .list(link)]),
    ]),
  ],
  "search": [
    "title": .text, "root": .text, "tree": .html, "hasRegister": .flag,
    "letterLinks": .list(link),
    "letters": .list(["id": .text, "name": .text, "entries": .html]), "hasQuestions": .flag,
    "questionPages": .list([
      "title": .text, "href": .text, "count": .text, "items": .list(link),
    ]),
  ],
  "register": [
    "title": .text,
    "letterLinks": .list(["title": .text, "href": .text, "isCurrent": .flag]),
    "entries": .html, "previous": .group(link), "next": .group(link),
  ],
  "not-found": ["title": .text, "root": .text, "search": .text, "tree": .html],
  "redirect": ["target": .text, "title": .text, "language": .text],
]
