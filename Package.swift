// swift-tools-version: 6.2
import PackageDescription

// One list of settings for every target of ours, so that no room is stricter than another.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
  .strictMemorySafety(),  // SE-0458
  .treatAllWarnings(as: .error),
]

/// For C of our own: a frame that was written past its end stops the program, and so does a copy
/// that is longer than what it is copied to.
let hardened: [CSetting] = [
  .unsafeFlags(["-fstack-protector-strong"]),
  .define("_FORTIFY_SOURCE", to: "2", .when(configuration: .release)),
]

/// A library target of ours. What it may import is its `dependencies`; TidyTests holds the same
/// table against the `import` lines, because SwiftPM lets a transitive import through. Each has a
/// README.md, which is not built.
func library(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: ["README.md"] + exclude,
    swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: ["Support"] + dependencies, exclude: exclude,
    swiftSettings: strict)
}

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
  name: "study",
  products: [.executable(name: "study", targets: ["study"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    // Without its default trait, which would bring Foundation.
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
  ],
  targets: [
    // Doors to C.
    .systemLibrary(
      name: "CCMarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .target(name: "CMarkNodes", dependencies: ["CCMarkGFM"], cSettings: hardened),
    .systemLibrary(
      name: "CDuktape", pkgConfig: "duktape", providers: [.apt(["duktape-dev"])]),
    .target(name: "TeXEngine", dependencies: ["CDuktape"], cSettings: hardened),
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CStemmer", providers: [.apt(["libstemmer-dev"])]),
    .target(name: "CXXHash", cSettings: hardened),
    // `#embed` is of C23, and clang has it everywhere.
    .target(
      name: "CTheme", cSettings: hardened + [.unsafeFlags(["-Wno-c23-extensions"])]),
    .target(name: "CLinux", cSettings: hardened),
    .target(
      name: "Allocator", cSettings: hardened, linkerSettings: [.linkedLibrary("mimalloc")]),
    // Leaves.
    library("Bytes", ["CXXHash"]),
    library("Parallel", []),
    library("Diagnostics", ["Bytes"]),
    library("Files", ["Bytes", "Diagnostics"]),
    library("Interface", ["Bytes"]),
    library("YAML", ["Diagnostics", "CYAML"]),
    // What a page is written in.
    library("CommonMark", ["Bytes", "CCMarkGFM", "CMarkNodes"]),
    library("Highlighting", ["Bytes"]),
    library("Mathematics", ["Bytes", "Diagnostics", "TeXEngine"]),
    library("Templates", ["Bytes", "Diagnostics"]),
    library("Theme", ["CTheme"]),
    // From pages to files.
    library(
      "Content",
      [
        "Bytes", "Parallel", "Diagnostics", "Files", "Interface", "YAML", "CommonMark",
        "Highlighting",
      ]),
    library("Linking", ["Bytes", "Parallel", "Diagnostics", "Files", "Interface", "Content"]),
    library(
      "Indexing", ["Bytes", "Diagnostics", "Files", "Content", "Linking", "CStemmer"],
      exclude: ["FORMAT.md"]),
    library("Answering", ["Bytes", "Files", "Indexing"]),
    library(
      "Rendering",
      ["Bytes", "Diagnostics", "Files", "Interface", "Content", "Linking", "Templates"]),
    // The machine.
    library(
      "Disk",
      ["Bytes", "Parallel", "Diagnostics", "Files", "CLinux", systemPackage, subprocess]),
    library("Publishing", ["Bytes", "Parallel", "Files", "Disk", systemPackage]),
    library("Checking", ["Bytes", "Diagnostics", "Files", "YAML", "Disk", "Content"]),
    library(
      "Drawing",
      [
        "Bytes", "Parallel", "Diagnostics", "Files", "Disk", "Mathematics", "Content", "Linking",
        "Rendering",
      ]),
    // All of it.
    library(
      "Building",
      [
        "Bytes", "Parallel", "Diagnostics", "Files", "Interface", "YAML", "CommonMark", "Content",
        "Linking", "Indexing", "Templates", "Rendering", "Theme", "Disk", "Publishing", "Checking",
        "Drawing",
      ]),
    .target(
      name: "Serving",
      dependencies: ["Bytes", "Diagnostics", "Files", "Interface", "Disk", "Content", "Building"],
      exclude: ["README.md"],
      resources: [.embedInCode("preview.js"), .embedInCode("preview.css")],
      swiftSettings: strict),
    .executableTarget(
      name: "study",
      dependencies: [
        "Bytes", "Diagnostics", "Files", "YAML", "CommonMark", "Content", "Answering", "Disk",
        "Publishing", "Checking", "Building", "Serving", "Allocator", argumentParser,
      ],
      exclude: ["README.md"],
      swiftSettings: strict,
      // Everything is resolved at the start, so that the table of addresses can be read-only.
      linkerSettings: [.unsafeFlags(["-Xlinker", "-z", "-Xlinker", "now"])]),
    // Measured by `make bench`; no part of the program.
    .executableTarget(
      name: "highlight-bench", dependencies: ["Highlighting"], path: "Benchmarks/highlight",
      swiftSettings: strict),
    .target(
      name: "Support", dependencies: ["Diagnostics", "Files", "Content", "Linking", "Building"],
      path: "Tests/Support", swiftSettings: strict),
    tests("BytesTests", ["Bytes"]),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("FilesTests", ["Files"]),
    tests("YAMLTests", ["YAML", "Diagnostics"]),
    tests("CommonMarkTests", ["CommonMark", "CCMarkGFM"]),
    tests("HighlightingTests", ["Highlighting"]),
    tests("MathematicsTests", ["Mathematics"]),
    tests("ContentTests", ["Content", "CommonMark", "Files", "Interface", "Diagnostics"]),
    tests("LinkingTests", ["Linking", "Content", "Files", "Interface", "Diagnostics"]),
    tests(
      "IndexingTests", ["Indexing", "Bytes"],
      exclude: [
        "Fixtures", "vectors.json", "vectors.test.mjs", "engine.test.mjs", "answers.test.mjs",
      ]),
    tests("TemplatesTests", ["Templates", "Diagnostics"]),
    tests(
      "RenderingTests",
      ["Rendering", "Linking", "Content", "Files", "Interface", "Templates", "Diagnostics"]),
    tests("DiskTests", ["Disk", "Files", "Diagnostics", systemPackage]),
    tests("PublishingTests", ["Publishing", "Disk", "Files", "Diagnostics", systemPackage]),
    tests("CheckingTests", ["Checking", "Content", "Files", "Diagnostics"]),
    tests("DrawingTests", ["Drawing", "Content", "Files", "Rendering", "Diagnostics"]),
    tests(
      "BuildingTests",
      ["Building", "Answering", "Content", "Files", "Interface", "Diagnostics", "Rendering"]),
    tests("ServingTests", ["Serving", "Building", "Content", "Disk", "Files", "Diagnostics"]),
    tests("SpecTests", ["CommonMark", "Content", "Files", "Diagnostics"], exclude: ["Examples"]),
    tests("GoldenTests", ["Building", "Content", "Files", "Diagnostics"], exclude: ["Fixtures"]),
    tests("CommandLineTests", []),
    tests("TidyTests", ["Diagnostics", "Theme"]),
  ]
)

// Only for `make fuzz`: the target has no entry point but libFuzzer's.
if Context.environment["STUDY_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "study-fuzz",
      dependencies: ["Content", "CommonMark", "Files", "Diagnostics", "Templates", "Serving"],
      path: "Tests/Fuzz", exclude: ["README.md"],
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
