// A picture of how topics connect: sections as columns of boxes, links as curves behind them.
// Columns rather than a cloud, because then names never overlap, readers know where to look, and
// the same corpus gives the same picture on every machine.

internal import Bytes
internal import Content
internal import Diagnostics
internal import Files
internal import Linking

/// A box of the map, in units of the drawing.
struct TopicBox: Equatable {
  let topic: Int
  let x: Int
  let y: Int
  let height: Int
  let lines: [String]
}

/// The positions of everything on the map.
struct TopicMapLayout: Equatable {
  var boxes: [TopicBox] = []
  var titles: [Title] = []
  var width = 0
  var height = 0

  struct Title: Equatable {
    let text: String
    let x: Int
    let y: Int
  }
}

let topicBoxWidth = 216
private let columnGap = 84
private let boxGap = 14
private let lineHeight = 18
private let titleHeight = 34
private let margin = 12
private let columnsInRow = 3
/// How many topics a column holds before its section continues in the next one.
private let columnLength = 12

/// Places the topics: a column for each section, up to three side by side. Within a column topics
/// are ordered by the positions of the topics they link to (barycentres; Sugiyama, Tagawa, Toda
/// 1981), so that fewer curves cross. O(topics + links), times a few rounds.
func topicMapLayout(_ graph: TopicGraph) -> TopicMapLayout {
  var columns = columns(of: graph)
  sortByNeighbours(&columns, graph)
  var layout = TopicMapLayout()
  var top = margin
  for start in stride(from: 0, to: columns.count, by: columnsInRow) {
    var bottom = top
    for (position, column) in columns[start..<min(start + columnsInRow, columns.count)].enumerated()
    {
      let x = margin + position * (topicBoxWidth + columnGap)
      layout.titles.append(TopicMapLayout.Title(text: column.title, x: x, y: top + 20))
      var y = top + titleHeight
      for topic in column.topics {
        let lines = wrapped(graph.topics[topic].page.title)
        let height = lines.count * lineHeight + 16
        layout.boxes.append(TopicBox(topic: topic, x: x, y: y, height: height, lines: lines))
        y += height + boxGap
      }
      bottom = max(bottom, y)
      layout.width = max(layout.width, x + topicBoxWidth + margin + columnGap / 2)
    }
    top = bottom + 2 * boxGap
  }
  layout.height = max(0, top - 2 * boxGap)
  return layout
}

private struct Column {
  let title: String
  var topics: [Int]
}

private func columns(of graph: TopicGraph) -> [Column] {
  let groups = graph.sections.indices.map { section in
    graph.topics.indices.filter { graph.topics[$0].section == section }
  }
  // A single section would be one tall column, so it is divided into three.
  let length = groups.count == 1 ? max(3, (groups[0].count + 2) / 3) : columnLength
  return zip(graph.sections, groups).flatMap { title, topics in
    stride(from: 0, to: topics.count, by: length).map { start in
      Column(
        title: start == 0 ? title : "",
        topics: Array(topics[start..<min(start + length, topics.count)]))
    }
  }
}

private func sortByNeighbours(_ columns: inout [Column], _ graph: TopicGraph) {
  var neighbours = [[Int]](repeating: [], count: graph.topics.count)
  for edge in graph.edges {
    neighbours[edge.from].append(edge.to)
    neighbours[edge.to].append(edge.from)
  }
  var rows = [Int](repeating: 0, count: graph.topics.count)
  func note(_ column: Column) {
    for (row, topic) in column.topics.enumerated() { rows[topic] = row }
  }
  columns.forEach(note)
  for _ in 0..<6 {
    for index in columns.indices {
      let weights = columns[index].topics.map { topic in
        // In hundredths of a row, so that no rounding differs between machines.
        neighbours[topic].isEmpty
          ? 100 * rows[topic]
          : 100 * neighbours[topic].reduce(0) { $0 + rows[$1] } / neighbours[topic].count
      }
      columns[index].topics = zip(weights, columns[index].topics)
        .sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1)
      note(columns[index])
    }
  }
}

/// A title on one or two lines of the box's width; a longer one is cut and ends in `…`.
private func wrapped(_ title: String) -> [String] {
  let limit = 26
  var lines: [String] = []
  var line = ""
  for word in title.split(separator: " ") {
    let candidate = line.isEmpty ? String(word) : "\(line) \(word)"
    if width(candidate) <= limit {
      line = candidate
    } else {
      if !line.isEmpty { lines.append(line) }
      line = shortened(String(word), to: limit)
    }
  }
  lines.append(line)
  guard lines.count > 2 else { return lines }
  return [lines[0], shortened(lines[1] + " " + lines[2], to: limit - 1, always: true)]
}

private func shortened(_ text: String, to limit: Int, always: Bool = false) -> String {
  guard always || width(text) > limit else { return text }
  var out = ""
  for character in text {
    if width(out + String(character)) > limit - 1 { break }
    out.append(character)
  }
  return out + "…"
}

/// In widths of Latin letters; an ideograph counts as two.
private func width(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
}

// MARK: - Drawing

/// The longest curves extend slightly beyond the columns.
private let mapBleed = 8

/// The map as an SVG element. Boxes are links in reading order; colours come from the stylesheet.
func topicMapSVG(_ graph: TopicGraph, from route: Route) -> [UInt8] {
  let layout = topicMapLayout(graph)
  var boxes = [TopicBox?](repeating: nil, count: graph.topics.count)
  for box in layout.boxes { boxes[box.topic] = box }
  var svg =
    "<svg class=\"topic-map\(layout.width > 600 ? " topic-map-wide" : "")\" "
    + "viewBox=\"-\(mapBleed) 0 \(layout.width + 2 * mapBleed) \(layout.height)\" "
    + "width=\"\(layout.width + 2 * mapBleed)\" height=\"\(layout.height)\">"
    + "<title>How topics connect</title>\n"
  for edge in graph.edges {
    guard let from = boxes[edge.from], let to = boxes[edge.to] else { continue }
    svg +=
      "<path class=\"map-edge\(edge.isMutual ? " map-edge-mutual" : "")\" "
      + "data-from=\"\(edge.from)\" data-to=\"\(edge.to)\" d=\"\(path(from, to))\"/>\n"
  }
  for title in layout.titles where !title.text.isEmpty {
    svg +=
      "<text class=\"map-section\" x=\"\(title.x)\" y=\"\(title.y)\">"
      + "\(escapedHTML(title.text))</text>\n"
  }
  var degrees = [Int](repeating: 0, count: graph.topics.count)
  for edge in graph.edges {
    degrees[edge.from] += 1
    degrees[edge.to] += 1
  }
  for box in layout.boxes {
    let topic = graph.topics[box.topic]
    let count = degrees[box.topic]
    let name = "\(topic.page.title), \(count) connection\(count == 1 ? "" : "s")"
    svg +=
      "<a class=\"map-topic map-group-\(topic.section % 6)\" "
      + "href=\"\(escapedHTML(route.link(to: topic.page.route)))\" "
      + "data-topic=\"\(box.topic)\" aria-label=\"\(escapedHTML(name))\">"
      + "<rect x=\"\(box.x)\" y=\"\(box.y)\" width=\"\(topicBoxWidth)\" height=\"\(box.height)\" "
      + "rx=\"8\"/><text x=\"\(box.x + 14)\">"
    for (number, line) in box.lines.enumerated() {
      svg +=
        "<tspan x=\"\(box.x + 14)\" y=\"\(box.y + 21 + number * lineHeight)\">"
        + "\(escapedHTML(line))</tspan>"
    }
    svg += "</text></a>\n"
  }
  return Array((svg + "</svg>").utf8)
}

/// A curve from side to side; within a column, an arc at the side.
private func path(_ from: TopicBox, _ to: TopicBox) -> String {
  let start = from.y + from.height / 2
  let end = to.y + to.height / 2
  if from.x == to.x {
    let x = from.x + topicBoxWidth
    let reach = min(columnGap - 8, 18 + abs(start - end) / 6)
    return "M\(x) \(start)C\(x + reach) \(start) \(x + reach) \(end) \(x) \(end)"
  }
  let goesRight = from.x < to.x
  let x = goesRight ? from.x + topicBoxWidth : from.x
  let target = goesRight ? to.x : to.x + topicBoxWidth
  let bend = (target - x) / 2
  return "M\(x) \(start)C\(x + bend) \(start) \(target - bend) \(end) \(target) \(end)"
}

/// The topics and their links for programs.
func graphData(_ graph: TopicGraph) -> [UInt8] {
  var out = Array("{\"sections\":[".utf8)
  for (index, section) in graph.sections.enumerated() {
    if index > 0 { out.append(UInt8(ascii: ",")) }
    appendJSONString(section.utf8, to: &out)
  }
  out.append(utf8: "],\"topics\":[")
  for (index, topic) in graph.topics.enumerated() {
    out.append(utf8: index > 0 ? ",\n{\"title\":" : "\n{\"title\":")
    appendJSONString(topic.page.title.utf8, to: &out)
    out.append(utf8: ",\"url\":")
    appendJSONString(percentEncoded(topic.page.route.text).utf8, to: &out)
    out.append(utf8: ",\"section\":\(topic.section)}")
  }
  out.append(utf8: "],\"links\":[")
  for (index, edge) in graph.edges.enumerated() {
    out.append(utf8: index > 0 ? ",\n" : "\n")
    out.append(utf8: "{\"from\":\(edge.from),\"to\":\(edge.to),\"mutual\":\(edge.isMutual)}")
  }
  return out + "]}\n".utf8
}
