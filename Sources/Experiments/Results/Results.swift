import Concepts
import Dissection
public import Faults
import OneDNN
public import Store

/// What is remembered: the store that results go to, and those that are only looked into.
///
/// It knows no network. A record that cannot be read is reported, and is as good as none: it is
/// computed again.
public final class Results {
  /// Where results are kept.
  public let store: Store
  /// A store with merged results of earlier phases, looked into where the own one has none.
  public var base: StoreReader?
  /// Results that are part of the program, looked into last; nil but for a demo world.
  private let shipped: StoreImage?
  /// Called with what is wrong with stored results that cannot be read.
  public var reportTrouble: (Fault) -> Void = { _ in }
  /// Whether it was reported that the store cannot be listed.
  private var hasReportedStore = false
  /// Whether every batch is saved, whatever that costs.
  var savesAlways = false

  /// - Parameters:
  ///   - store: Where results are kept.
  ///   - shipped: Results that are part of the program.
  public init(_ store: Store, shipped: StoreImage? = nil) {
    (self.store, self.shipped) = (store, shipped)
  }

  // MARK: Looking up

  /// What the store holds under a key, read.
  func recalled<Value>(
    _ key: StoreKey,
    _ read: (StoreRecord) throws(Fault) -> Value?
  ) -> Value? {
    do throws(Fault) {
      // What is part of the program is finished; the same work in the store may be on its way.
      if let record = try shipped?.record(for: key) { return try read(record) }
      if let record = try store.record(for: key), let value = try read(record) { return value }
      guard let record = try base?.record(for: key) else { return nil }
      return try read(record)
    } catch {
      reportTrouble(error)
      return nil
    }
  }

  /// What the store holds; damaged numbers are as good as none, since they are measured again.
  func stored(_ key: StoreKey) -> StoreRecord? { recalled(key) { $0 } }

  /// How many scenes or units of a result the store holds.
  func storedDone(_ key: StoreKey) -> Int {
    summaries.filter { $0.key == key }.map(\.done).max() ?? 0
  }

  /// What the store holds of a kind and layer, over any sample, most scenes first; where it holds
  /// nothing, what is part of the program.
  func storedKeys(like key: StoreKey) -> [StoreKey] {
    let fitting = summaries.filter { summary in
      var other = summary.key
      other.sampleSize = key.sampleSize
      return other == key
    }
    let sorted = fitting.sorted { ($0.done, $0.key.sampleSize) > ($1.done, $1.key.sampleSize) }
      .map(\.key)
    let shippedKeys = Set(shipped?.summaries.map(\.key) ?? [])
    let own = sorted.filter { !shippedKeys.contains($0) }
    return own.isEmpty ? sorted : own
  }

  /// What is held of a kind and layer, over any sample and of any detail.
  func storedKeys(ofAnyDetailLike key: StoreKey) -> [StoreKey] {
    summaries.map(\.key).filter { known in
      var other = known
      (other.sampleSize, other.detail) = (key.sampleSize, key.detail)
      return other == key
    }
  }

  /// What is in the store, in the one that it builds on, and in the program.
  var summaries: [StoreSummary] {
    ownSummaries + ((try? base?.summaries()) ?? []) + (shipped?.summaries ?? [])
  }

  /// What is in the store; one that cannot be listed is reported once and taken for empty.
  private var ownSummaries: [StoreSummary] {
    do {
      return try store.summaries()
    } catch {
      if !hasReportedStore { reportTrouble(error) }
      hasReportedStore = true
      return []
    }
  }

  // MARK: Keeping

  /// Keeps a result; with a part of one goes what it takes to merge it without the networks.
  func keep(_ record: StoreRecord, _ vocabulary: ConceptVocabulary?) {
    var record = record
    if record.key.part != nil {
      record.parts[PartName.maker] = .bytes(Array(Self.maker.utf8))
      if let vocabulary { record.parts[PartName.vocabulary] = .bytes(vocabulary.encoded()) }
    }
    store.save(record)
  }

  /// Program, libraries and instruction set, on which the last bits of a result depend.
  private static var maker: String {
    "ganscope \(Release.version), oneDNN \(Processor.libraryVersion) on \(Processor.instructionSet), "
      + "own kernels \(Processor.kernelInstructionSet)"
  }
}
