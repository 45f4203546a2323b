import Concepts
import Dissection
import Explorer
import Files
import Glibc
import Interventions
import Store
import Tensors
import Terminal

/// What the program itself keeps, or what a terminal sends; others may have changed it.
extension FuzzTarget {
  static let kept = [
    FuzzTarget(name: "store", seeds: storeSeeds) { bytes in
      guard let image = try? StoreImage(bytes: bytes, name: "input") else { return }
      for summary in image.summaries { _ = try? image.record(for: summary.key) }
    },
    FuzzTarget(name: "results", seeds: resultSeeds, read: useResults),
    FuzzTarget(name: "session", seeds: { [Array(sessionSeed.utf8)] }) { bytes in
      guard let session = try? SavedSession(json: bytes, path: "input") else { return }
      guard let text = try? session.json() else { return }
      guard let again = try? SavedSession(json: Array(text.utf8), path: "input") else {
        preconditionFailure("a session cannot be read again")
      }
      precondition((try? again.json()) == text)
    },
    FuzzTarget(name: "theme", seeds: { [Array(themeSeed.utf8)] }) { bytes in
      _ = Theme.read(String(decoding: bytes, as: UTF8.self), from: "input", name: "input")
    },
    FuzzTarget(name: "keys", seeds: { keySeeds.map { Array($0.utf8) } }, read: useKeys),
  ]

  /// The bytes as a terminal sends them; 0 stands for a pause.
  private static func useKeys(_ bytes: [UInt8]) {
    var decoder = InputDecoder()
    var now = Duration.zero
    for piece in bytes.split(separator: 0, omittingEmptySubsequences: false) {
      var waiting = piece.map { RawKey.scalar(UInt32($0)) }.reversed() as [RawKey]
      now += .milliseconds(100)
      repeat {
        while decoder.next(at: now, { waiting.popLast() }) != nil {}
        _ = decoder.takeStatusReports()
      } while decoder.isInterrupted
      precondition(waiting.isEmpty, "keys that nobody reads")
    }
    _ = decoder.next(at: now + .seconds(2)) { nil }
    // After a pause whatever came before is over.
    var last: [RawKey] = [.scalar(UInt32(UInt8(ascii: "q")))]
    precondition(decoder.next(at: now + .seconds(4)) { last.popLast() } == .character("q"))
  }

  private static func useResults(_ bytes: [UInt8]) {
    _ = try? ConceptVocabulary(decoding: bytes)
    _ = try? ConceptCounter(decoding: bytes, vocabulary: vocabulary)
    _ = try? EffectAccumulator(decoding: bytes, vocabulary: vocabulary)
    _ = try? LabelSpread(decoding: bytes)
    _ = try? LevelCounter(decoding: bytes, vocabulary: vocabulary)
    _ = try? LevelSample(decoding: bytes, rule: .informationQuality)
    _ = try? LevelScores(decoding: bytes, grid: grid)
    _ = (try? SweepAccumulator(decoding: bytes, vocabulary: vocabulary))?.sweep
    _ = try? TopScenes(decoding: bytes)
  }

  private static let vocabulary = ConceptVocabulary([
    ("-", .object), ("sky", .object), ("tree", .object), ("wood", .material),
  ])

  private static let grid = LevelGrid(
    (0..<LevelGrid.fractions.count * 2).map { -Float($0 % LevelGrid.fractions.count) }
  )

  private static let layer = LayerDescription(
    name: LayerName("layer1"),
    units: 2,
    height: 2,
    width: 2
  )

  @Sendable private static func resultSeeds() -> [[UInt8]] {
    let map = LabelMap(Shape(1, 1, 2, 2), [1, 1, 2, 0])
    var areas = ConceptAreas(vocabulary: vocabulary)
    areas.add(map)
    var sweep = SweepAccumulator(layer: layer, seed: 1, baseline: areas)
    try? sweep.addNextUnit(areas)
    var effects = EffectAccumulator(vocabulary: vocabulary)
    try? effects.add(before: map, after: map)
    return [
      vocabulary.encoded(), sweep.encoded(), effects.encoded(), TopScenes(units: 2).encoded(),
      ConceptCounter(levels: [1, 2], vocabulary: vocabulary, convention: .gandissect).encoded(),
      LevelCounter(grid: grid, vocabulary: vocabulary).encoded(),
      LevelSample(
        layer: layer,
        rule: .informationQuality,
        sampleSize: 8,
        segmentationHeight: 4,
        segmentationWidth: 4
      ).encoded(),
    ]
  }

  /// A store's file at rest.
  @Sendable private static func storeSeeds() -> [[UInt8]] {
    let path = "/tmp/ganscope-fuzz-\(getpid()).sqlite"
    defer { for ending in ["", "-wal", "-shm"] { unlink(path + ending) } }
    let key = StoreKey(.sweep, generator: "ab", layer: "layer1", seed: 1, sampleSize: 8)
    do {
      let store = Store(path: path)
      store.save(
        StoreRecord(
          key: key,
          done: 1,
          total: 2,
          parts: ["units": .bytes([1, 2, 3]), "sums": .integers([4, 5]), "levels": .floats([6])]
        )
      )
      store.rememberModel(hash: "ab", name: "a.pth")
    }
    guard var bytes = try? RegularFile.read(path, to: "read the store"), bytes.count > 20 else {
      return []
    }
    // Without a write-ahead log, which a database in memory cannot have.
    (bytes[18], bytes[19]) = (1, 1)
    return [bytes]
  }

  private static let sessionSeed =
    #"{"ganscope_session":1,"layer":"layer4","scene":7,"title":"without trees","#
    + #""edit":"[{\"ablations\":[{\"layer\":\"layer4\",\"unit\":3}]}]","units":{"layer4":3},"#
    + #""marks":{"layer4":[1,2]},"view":2,"ranking":"IoU","reversed":false,"quantile":0.995,"#
    + #""sets":[{"name":"trees","layer":"layer4","units":[3,4],"remark":"by hand"}]}"#

  private static let themeSeed = """
    # A theme of btop
    theme[main_bg]="#14181f"
    theme[main_fg]="#cc"
    theme[title]="20 30 40"
    theme[hi_fg]=""

    """

  private static let keySeeds = [
    "jk\u{1B}[A\u{1B}OP\0\u{1B}\0q", "\u{1B}[<0;12;7M\u{1B}[<0;12;7m\u{1B}[M !!",
    "\u{1B}[200~pasted\u{1B}[20\u{1B}[201~\u{1B}[0n\u{1B}]0;title\u{7}\u{1B}Pq\u{1B}\\é",
  ]
}
