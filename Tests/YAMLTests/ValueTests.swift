// What a YAML text becomes: texts, lists and mappings, each with its place in the file.

import Diagnostics
import Testing
import YAML

@Test func anEmptyTextIsAnEmptyMapping() {
  #expect(shown("") == "{}")
}
