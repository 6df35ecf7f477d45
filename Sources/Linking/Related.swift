// Determines which topics belong together, by what they cite, what they link to and their tags.
// Covers only pages of kind `topic`.

internal import Bytes
internal import Content
internal import Diagnostics
internal import Files
internal import Interface

/// The most related pages that are shown.
let relatedLimit = 5

/// Something that two pages can have in common.
private struct SharedFeature {
  let pages: [Int]
  let weight: Double
  /// "both cite Bai et al. 2022"
  let reason: String
}

/// For each page of kind `topic` the pages of that kind that have most in common with it, best
/// first, with the strongest reason. Features that many pages share count little (inverse document
/// frequency); those that more than 100 share do not count. Ties are broken by path.
/// - Complexity: O(pages x shared features), not pages squared.
func relatedPages(
  _ pages: [Page], _ resolved: [ResolvedPage], works: [[Int]], allWorks: [Work], words: Words
) -> [Route: [RelatedPage]] {
  let topics = pages.indices.filter { pages[$0].kind == .topic }
  guard topics.count > 1 else { return [:] }
  let features = sharedFeatures(
    of: topics, pages, resolved, works: works, allWorks: allWorks, words: words)
  var featuresOfPage: [Int: [Int]] = [:]
  for (number, feature) in features.enumerated() {
    for page in feature.pages { featuresOfPage[page, default: []].append(number) }
  }
  let links = directLinks(among: topics, pages, resolved)
  var neighbours: [Int: Set<Int>] = [:]
  for link in links {
    neighbours[link.from, default: []].insert(link.to)
    neighbours[link.to, default: []].insert(link.from)
  }
  var related: [Route: [RelatedPage]] = [:]
  for topic in topics {
    var scores: [Int: (score: Double, best: Double, reason: String)] = [:]
    func add(_ other: Int, _ weight: Double, _ reason: String) {
      let old = scores[other] ?? (0, 0, "")
      scores[other] = (
        old.score + weight, max(old.best, weight), weight > old.best ? reason : old.reason
      )
    }
    for number in featuresOfPage[topic] ?? [] {
      let feature = features[number]
      for other in feature.pages where other != topic { add(other, feature.weight, feature.reason) }
    }
    for other in neighbours[topic] ?? [] {
      let isTo = links.contains(Pair(from: topic, to: other))
      let isFrom = links.contains(Pair(from: other, to: topic))
      if isTo && isFrom { add(other, 3, words[.eachLinks]) }
      if isTo && !isFrom { add(other, 1.5, words[.linksToIt]) }
      if isFrom && !isTo { add(other, 1.5, words[.linksHere]) }
    }
    related[pages[topic].route] = scores.sorted { left, right in
      left.value.score != right.value.score
        ? left.value.score > right.value.score : pages[left.key].path < pages[right.key].path
    }.prefix(relatedLimit).map { other, found in
      RelatedPage(
        page: PageLink(title: pages[other].title, route: pages[other].route),
        reason: found.reason)
    }
  }
  return related
}

private struct Pair: Hashable {
  let from: Int
  let to: Int
}

private func directLinks(
  among topics: [Int], _ pages: [Page], _ resolved: [ResolvedPage]
) -> Set<Pair> {
  var links: Set<Pair> = []
  for topic in topics {
    for mention in resolved[topic].mentions where pages[mention.target].kind == .topic {
      links.insert(Pair(from: topic, to: mention.target))
    }
  }
  return links
}

private func sharedFeatures(
  of topics: [Int], _ pages: [Page], _ resolved: [ResolvedPage], works: [[Int]],
  allWorks: [Work], words: Words
) -> [SharedFeature] {
  var byWork: [Int: [Int]] = [:]
  var byTarget: [Int: [Int]] = [:]
  var byTag: [String: [Int]] = [:]
  for topic in topics {
    for work in works[topic] { byWork[work, default: []].append(topic) }
    for mention in resolved[topic].mentions { byTarget[mention.target, default: []].append(topic) }
    for tag in Set(pages[topic].tags) { byTag[tag, default: []].append(topic) }
  }
  func weight(_ count: Int, _ factor: Double) -> Double { factor / Double(count) }
  var features: [SharedFeature] = []
  for work in byWork.keys.sorted() {
    let pages = byWork[work] ?? []
    guard (2...100).contains(pages.count) else { continue }
    features.append(
      SharedFeature(
        pages: pages, weight: weight(pages.count, 4),
        reason: words.filled(.bothCite, shortName(of: allWorks[work], words))))
  }
  for target in byTarget.keys.sorted(by: { pages[$0].route < pages[$1].route }) {
    let mentioning = byTarget[target] ?? []
    guard (2...100).contains(mentioning.count) else { continue }
    features.append(
      SharedFeature(
        pages: mentioning, weight: weight(mentioning.count, 3),
        reason: words.filled(.bothMention, pages[target].title)))
  }
  for tag in byTag.keys.sorted(by: { precedes($0, $1) }) {
    let pages = byTag[tag] ?? []
    guard (2...100).contains(pages.count) else { continue }
    features.append(
      SharedFeature(
        pages: pages, weight: weight(pages.count, 2), reason: words.filled(.bothTagged, tag)))
  }
  return features
}

/// How topics connect: the pages of kind `topic`, by section and title, and the links among them.
func topicGraph(_ pages: [Page], _ resolved: [ResolvedPage], _ named: [Route: PageLink])
  -> TopicGraph
{
  let topics = pages.indices.filter { pages[$0].kind == .topic }
  let sections = Set(topics.map { section(of: pages[$0].route) }).sorted()
  let order = topics.sorted { left, right in
    let sections = (section(of: pages[left].route), section(of: pages[right].route))
    if sections.0 != sections.1 { return sections.0 < sections.1 }
    return pages[left].route < pages[right].route
  }
  var numbers: [Int: Int] = [:]
  for (number, topic) in order.enumerated() { numbers[topic] = number }
  var edges: [TopicGraph.Edge] = []
  let links = directLinks(among: topics, pages, resolved)
  for link in links {
    guard let from = numbers[link.from], let to = numbers[link.to] else { continue }
    let isMutual = links.contains(Pair(from: link.to, to: link.from))
    if isMutual && from > to { continue }
    edges.append(TopicGraph.Edge(from: from, to: to, isMutual: isMutual))
  }
  return TopicGraph(
    sections: sections.map { named[$0]?.title ?? $0.text },
    topics: order.map { topic in
      TopicGraph.Topic(
        page: PageLink(title: pages[topic].title, route: pages[topic].route),
        section: sections.firstIndex(of: section(of: pages[topic].route)) ?? 0)
    },
    edges: edges.sorted { ($0.from, $0.to) < ($1.from, $1.to) })
}

/// The folder of a topic, or the topic itself if it is a folder's page.
private func section(of route: Route) -> Route { route.parent ?? .root }
