// Tests wait for conditions: a fixed wait is too short on a busy machine and too long on a quiet
// one. Looks at the tests in Python and JavaScript.

import Testing

/// Lines that let time pass. Only a function `until`, which asks for a condition again and again,
/// may do that.
private func fixedWaits(in text: String) -> [Int] {
  var isInUntil = false
  return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    .compactMap { index, line in
      if let first = line.first, first != " " { isInUntil = line.hasPrefix("def until(") }
      let waits = line.contains(/(^|[^A-Za-z_])(wait_for_timeout|waitForTimeout|sleep)\(/)
      return waits && !isInUntil ? index + 1 : nil
    }
}

@Test func fixedWaitsAreFound() {
  let code = """
    import time

    def until(condition):
        while not condition():
            time.sleep(0.005)

    def check(page):
        time.sleep(1)
        page.wait_for_timeout(300)
        page.wait_for_function("() => window.ready")
        sleep(2)
    """
  #expect(fixedWaits(in: code) == [8, 9, 11])
}

@Test func testsWaitForConditionsAndNeverForATime() throws {
  let paths = try Repository.files(under: "Tests", endings: [".py", ".mjs", ".js"])
  #expect(paths.count > 20)
  #expect(try Repository.offences(against: fixedWaits, in: paths) == [])
}
