// Measures the highlighter: reads Markdown from standard input and says, for each language of its
// fenced code, how many megabytes of code one core turns into HTML in a second. Beside it the same
// for copying the bytes, so that numbers of different machines compare. Built and run by
// `make bench`.

internal import Highlighting

/// The fenced code of a Markdown text, by language.
func fences(of lines: [String]) -> [CodeLanguage: [UInt8]] {
  var found: [CodeLanguage: [UInt8]] = [:]
  var open: CodeLanguage?
  for line in lines {
    if line.hasPrefix("```") {
      let name = line.dropFirst(3).prefix { $0 != " " && $0 != "{" }
      open = open == nil ? CodeLanguage(named: String(name)) : nil
    } else if let language = open {
      found[language, default: []] += Array((line + "\n").utf8)
    }
  }
  return found
}

/// The best of several runs: what the machine can do when nothing else wants it.
func megabytesPerSecond(of code: [UInt8], _ work: ([UInt8]) -> Int) -> (speed: Double, made: Int) {
  var best = Duration.seconds(3600)
  var made = 0
  for _ in 0..<7 {
    let time = ContinuousClock().measure { made = work(code) }
    best = min(best, time)
  }
  let seconds = Double(best.components.attoseconds) / 1e18 + Double(best.components.seconds)
  return (Double(code.count) / 1e6 / seconds, made)
}

func padded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

var lines: [String] = []
while let line = readLine() { lines.append(line) }
print(padded("language", 12), padded("MB/s", 8), padded("x copy", 8), padded("HTML/code", 10))
for (language, sample) in fences(of: lines).sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
  var code: [UInt8] = []
  while code.count < 1 << 20 { code += sample }
  let copy = megabytesPerSecond(of: code) { code in
    var copied = code
    copied[0] = 0x20
    return copied.count
  }
  let own = megabytesPerSecond(of: code) { highlightedHTML($0, language).count }
  let ratio = (own.made * 100 / code.count)
  print(
    padded(language.rawValue, 12), padded("\(Int(own.speed))", 8),
    padded("\(Int(copy.speed / own.speed))", 8),
    padded("\(ratio / 100).\(ratio % 100 < 10 ? "0" : "")\(ratio % 100)", 10))
}
