// A corpus linked as a build links it, and a glossary as a build reads it, for tests of what comes
// after.

package import Content
package import Diagnostics
package import Linking

/// The site of a corpus, with the diagnostics of the link stage and those for what did not resolve.
package func linkedSite(_ corpus: Corpus) async -> Diagnosed<Site> {
  let record = await link(corpus, jobs: 2)
  return Diagnosed(record.site, record.diagnostics + record.explanations().diagnostics)
}

/// The glossary of a glossary.yml, with its definitions.
package func glossary(fromText text: String) async -> Diagnosed<Glossary> {
  let terms = readTerms(SourceFile(path: "glossary.yml", text: text))
  let definitions = await scanDefinitions(of: terms.value, options: ScanOptions(), jobs: 2)
  let glossary = terms.value.with(definitions)
  return Diagnosed(glossary.value, terms.diagnostics + glossary.diagnostics)
}
