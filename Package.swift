// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "ganscope",
  products: [
    .executable(name: "ganscope", targets: ["ganscope"]),
    .executable(name: "fuzz", targets: ["Fuzzing"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
  ],
  targets: [
    // C libraries, each behind the one module that may import it.
    .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CNCurses", providers: [.apt(["libncursesw5-dev"])]),
    .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CDemoWorld", exclude: ["weights"]),
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png16")]),
    .target(name: "CFuzzing"),
    .target(name: "CKernels", dependencies: ["CParallel"], exclude: ["README.md"]),
    .target(name: "CParallel"),
    .target(name: "CStatistics", dependencies: ["CParallel"]),
    .target(name: "CTerminalGuard"),
    .target(name: "CThemes"),

    // Values and files.
    .target(name: "Faults"),
    .target(name: "JSONText", dependencies: ["Faults"]),
    .target(name: "Tensors"),
    .target(name: "Files", dependencies: ["CCrypto", "CZlib", "Faults"]),
    .target(name: "NumPyFiles", dependencies: ["Faults", "Files", "Tensors"]),
    .target(name: "Latents", dependencies: ["CStatistics", "Tensors"]),
    .target(name: "Checkpoints", dependencies: ["Faults", "Files", "JSONText"]),
    .target(name: "Images", dependencies: ["CPNG", "Faults", "Files", "Tensors"]),
    .target(name: "Plots", dependencies: ["Causes", "Concepts", "Faults", "Images", "Tensors"]),
    .target(name: "Concepts", dependencies: ["Faults", "Tensors"]),
    .target(
      name: "Interventions",
      dependencies: ["Faults", "Images", "JSONText", "Latents", "Tensors"]
    ),

    .target(
      name: "Directions",
      dependencies: [
        "CStatistics", "Faults", "Files", "Interventions", "JSONText", "NumPyFiles", "Tensors",
      ]
    ),

    // Samples and reference files for tests, and the fuzzing of every reader.
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .target(name: "SampleFiles", dependencies: ["CZlib"]),
    .executableTarget(
      name: "Fuzzing",
      dependencies: [
        "CFuzzing", "Checkpoints", "Concepts", "Directions", "Dissection", "Explorer", "Files",
        "Generators", "Images", "Interventions", "NumPyFiles", "SampleFiles", "Segmenters", "Store",
        "Tensors",
        "Terminal",
      ]
    ),

    // Networks.
    .target(
      name: "OneDNN",
      dependencies: ["CKernels", "COneDNN", "CParallel", "Faults", "Tensors"]
    ),
    .target(
      name: "Layers",
      dependencies: ["CKernels", "Faults", "OneDNN", "Tensors"],
      exclude: ["README.md"]
    ),
    .target(
      name: "Generators",
      dependencies: [
        "CKernels", "Checkpoints", "Faults", "Interventions", "Latents", "Layers", "OneDNN",
        "Tensors",
      ],
      exclude: ["README.md"]
    ),
    .target(
      name: "Segmenters",
      dependencies: [
        "Checkpoints", "Concepts", "Faults", "Files", "JSONText", "Layers", "OneDNN", "Tensors",
      ]
    ),

    // The method.
    .target(
      name: "Dissection",
      dependencies: [
        "CStatistics", "Concepts", "Faults", "Interventions", "JSONText", "Tensors",
      ]
    ),
    .target(
      name: "Causes",
      dependencies: [
        "CStatistics", "Concepts", "Dissection", "Faults", "Interventions", "Tensors",
      ]
    ),
    .target(name: "Reports", dependencies: ["Concepts", "Faults"]),
    .target(name: "Jobs", dependencies: ["Faults"]),
    .target(
      name: "Store",
      dependencies: [
        "CZlib", "Faults", "Files",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]
    ),
    .target(
      name: "Laboratory",
      dependencies: [
        "Causes", "Concepts", "Directions", "Dissection", "Faults", "Images", "Interventions",
        "Tensors",
      ]
    ),
    .target(
      name: "Experiments",
      dependencies: [
        "CDemoWorld", "Causes", "Checkpoints", "Concepts", "Directions", "Dissection", "Faults",
        "Generators",
        "Images",
        "Interventions", "Jobs", "Laboratory", "Latents", "OneDNN", "Plots", "Segmenters", "Store",
        "Tensors",
        .product(name: "Logging", package: "swift-log"),
      ]
    ),

    .target(
      name: "Cluster",
      dependencies: ["Faults", "Files", "TOMLKit"]
    ),

    // The screen and the commands.
    .target(
      name: "Terminal",
      dependencies: ["CNCurses", "CTerminalGuard", "CThemes", "Faults", "Images"]
    ),
    .target(
      name: "Explorer",
      dependencies: [
        "Causes", "Cluster", "Concepts", "Directions", "Dissection", "Faults", "Images",
        "Interventions",
        "JSONText", "Laboratory", "Plots", "Tensors", "Terminal",
        .product(name: "DequeModule", package: "swift-collections"),
      ]
    ),
    .target(
      name: "Commands",
      dependencies: [
        "Causes", "Checkpoints", "Cluster", "Concepts", "Directions", "Dissection", "Experiments",
        "Explorer",
        "Faults", "Files",
        "Generators", "Images", "Interventions", "JSONText", "Jobs", "Laboratory", "Latents",
        "NumPyFiles", "OneDNN", "Plots", "Reports",
        "Segmenters", "Store", "Tensors", "Terminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        "TOMLKit",
      ]
    ),
    .target(name: "PseudoTerminals", dependencies: ["Faults"]),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "CParallel", "Checkpoints", "Concepts", "Dissection", "Experiments", "Faults", "Generators",
        "Images",
        "Interventions", "Laboratory", "NumPyFiles", "OneDNN", "PseudoTerminals", "Segmenters",
        "Store", "Tensors", "Terminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: [
        "compare.sh", "shards.sh", "pytorch_counterpart.py", "pytorch_segmenters.py",
        "pytorch_styles.py",
      ]
    ),
    .executableTarget(
      name: "ganscope",
      dependencies: ["CParallel", "Commands"],
      exclude: ["explorer-room.png", "first-minute.png"]
    ),

    .testTarget(
      name: "CommandsTests",
      dependencies: [
        "Commands", "Dissection", "Experiments", "Explorer", "Faults", "Interventions",
        "Laboratory", "Tensors",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
    .testTarget(
      name: "CheckpointsTests",
      dependencies: ["Checkpoints", "Faults", "NumPyFiles", "SampleFiles", "TestSupport"]
    ),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "ganscope", "Images", "NumPyFiles", "Tensors", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]
    ),
    .testTarget(name: "ImagesTests", dependencies: ["Faults", "Images", "Tensors", "TestSupport"]),
    .testTarget(
      name: "ExplorerTests",
      dependencies: [
        "Causes", "Cluster", "Concepts", "Directions", "Dissection", "Explorer", "Faults", "Images",
        "Interventions", "Laboratory", "Tensors", "Terminal",
      ],
      exclude: ["Screens"]
    ),
    .testTarget(name: "FaultsTests", dependencies: ["Faults"]),
    .testTarget(name: "FilesTests", dependencies: ["Faults", "Files", "SampleFiles"]),
    .testTarget(
      name: "NumPyFilesTests",
      dependencies: ["Faults", "NumPyFiles", "SampleFiles", "Tensors"]
    ),
    .executableTarget(
      name: "TerminalStage",
      dependencies: ["Faults", "Terminal"],
      path: "Tests/TerminalStage"
    ),
    .testTarget(
      name: "TerminalTests",
      dependencies: ["Faults", "Images", "Terminal", "TestSupport"]
    ),
    .testTarget(
      name: "DrivenTerminalTests",
      dependencies: [
        "Images", "PseudoTerminals", "TestSupport", "Terminal", "TerminalStage", "ganscope",
      ],
      exclude: ["README.md"]
    ),
    .testTarget(
      name: "DissectionTests",
      dependencies: [
        "Checkpoints", "Concepts", "Dissection", "Faults", "Generators", "Interventions",
        "JSONText", "Latents", "NumPyFiles", "OneDNN", "Segmenters", "Tensors", "TestSupport",
      ]
    ),
    .testTarget(
      name: "InterventionsTests",
      dependencies: ["Faults", "Images", "Interventions", "Tensors"]
    ),
    .testTarget(name: "ClusterTests", dependencies: ["Cluster", "Faults"]),
    .testTarget(name: "ReportsTests", dependencies: ["Reports"]),
    .testTarget(
      name: "DirectionsTests",
      dependencies: [
        "Checkpoints", "Directions", "Faults", "Generators", "Interventions", "NumPyFiles",
        "SampleFiles", "Tensors", "TestSupport",
      ]
    ),
    .testTarget(name: "LatentsTests", dependencies: ["Latents", "Tensors"]),
    .testTarget(
      name: "CausesTests",
      dependencies: ["Causes", "Concepts", "Dissection", "Faults", "Tensors", "TestSupport"]
    ),
    .testTarget(name: "PlotsTests", dependencies: ["Images", "Plots"]),
    .testTarget(name: "JobsTests", dependencies: ["Faults", "Jobs"]),
    .testTarget(
      name: "StoreTests",
      dependencies: ["Faults", "Store", .product(name: "GRDB", package: "GRDB.swift")]
    ),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Causes", "Checkpoints", "Concepts", "Directions", "Dissection", "Experiments", "Faults",
        "Generators", "Images",
        "Interventions", "Jobs", "Laboratory", "Latents", "NumPyFiles", "OneDNN", "Segmenters",
        "Store", "Tensors", "TestSupport",
      ]
    ),
    .testTarget(
      name: "GeneratorsTests",
      dependencies: [
        "Checkpoints", "Faults", "Generators", "Interventions", "Layers", "NumPyFiles", "OneDNN",
        "SampleFiles", "Tensors", "TestSupport",
      ]
    ),
    .testTarget(
      name: "LayersTests",
      dependencies: ["Faults", "Layers", "OneDNN", "Tensors"]
    ),
    .testTarget(
      name: "SegmentersTests",
      dependencies: [
        "Checkpoints", "Concepts", "Faults", "Generators", "Interventions", "Latents", "Layers",
        "NumPyFiles",
        "OneDNN", "Segmenters", "Tensors", "TestSupport",
      ]
    ),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]
for target in package.targets where target.type != .system {
  target.swiftSettings = (target.swiftSettings ?? []) + swiftSettings
}
