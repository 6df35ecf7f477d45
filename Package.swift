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

/// A library target of ours. What it may import is its `dependencies`; TidyTests holds the same
/// table against the `import` lines, because SwiftPM lets a transitive import through.
func library(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: ["Support"] + dependencies, exclude: exclude,
    swiftSettings: strict)
}

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "study",
  products: [.executable(name: "study", targets: ["study"])],
  dependencies: [
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CCMarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(name: "CStemmer", providers: [.apt(["libstemmer-dev"])]),
    .target(name: "Allocator", linkerSettings: [.linkedLibrary("mimalloc")]),
    library("Diagnostics", []),
    .target(name: "CMarkNodes", dependencies: ["CCMarkGFM"]),
    library("CommonMark", ["Diagnostics", "CCMarkGFM", "CMarkNodes"]),
    .systemLibrary(
      name: "CDuktape", pkgConfig: "duktape", providers: [.apt(["duktape-dev"])]),
    .target(name: "TeXEngine", dependencies: ["CDuktape"]),
    library("Mathematics", ["Diagnostics", "TeXEngine"]),
    library("Highlighting", []),
    library("Content", ["Diagnostics", "CommonMark", "Highlighting", yams]),
    library("Linking", ["Diagnostics", "Content"]),
    library("Indexing", ["Diagnostics", "Content", "Linking", "CStemmer"], exclude: ["FORMAT.md"]),
    library("Templates", ["Diagnostics"]),
    .target(
      name: "Theme", resources: [.embedInCode("files")], swiftSettings: strict),
    library("Rendering", ["Diagnostics", "Content", "Linking", "Templates"]),
    library(
      "Building",
      [
        "Diagnostics", "CommonMark", "Mathematics", "Content", "Linking", "Indexing", "Templates",
        "Rendering", "Theme",
      ]),
    .target(
      name: "Serving", dependencies: ["Diagnostics", "Content", "Rendering", "Building"],
      exclude: ["README.md"],
      resources: [.embedInCode("preview.js"), .embedInCode("preview.css")],
      swiftSettings: strict),
    .executableTarget(
      name: "study",
      dependencies: [
        "Serving", "Building", "CommonMark", "Content", "Diagnostics", "Allocator",
        argumentParser,
      ],
      swiftSettings: strict),
    // Measured by `make bench`; no part of the program.
    .executableTarget(
      name: "highlight-bench", dependencies: ["Highlighting"], path: "Benchmarks/highlight",
      swiftSettings: strict),
    .target(
      name: "Support", dependencies: ["Diagnostics", "Content", "Rendering", "Building"],
      path: "Tests/Support", swiftSettings: strict),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("CommonMarkTests", ["CommonMark"]),
    tests("HighlightingTests", ["Highlighting"]),
    tests("MathematicsTests", ["Mathematics"]),
    tests("ContentTests", ["Content", "CommonMark", "Diagnostics"]),
    tests("LinkingTests", ["Linking", "Content", "Diagnostics"]),
    tests(
      "IndexingTests", ["Indexing"],
      exclude: [
        "Fixtures", "vectors.json", "vectors.test.mjs", "engine.test.mjs", "answers.test.mjs",
      ]),
    tests("TemplatesTests", ["Templates", "Diagnostics"]),
    tests("RenderingTests", ["Rendering", "Linking", "Content", "Templates", "Diagnostics"]),
    tests("BuildingTests", ["Building", "Content", "Diagnostics", "Rendering"]),
    tests("ServingTests", ["Serving", "Building", "Content", "Diagnostics", "Rendering"]),
    tests("SpecTests", ["CommonMark", "Content", "Diagnostics"], exclude: ["Examples"]),
    tests(
      "GoldenTests", ["Building", "Content", "Diagnostics", "Rendering"], exclude: ["Fixtures"]),
    tests("CommandLineTests", []),
    tests("TidyTests", ["Diagnostics", "Theme"]),
  ]
)
