import Concepts
import Faults
import Foundation
import Store

/// The entry of one result among the results: what a run takes up when it begins, and what it keeps
/// as it goes.
struct ResultEntry {
  /// Tells of a part which scenes and units it is of.
  let key: StoreKey
  private let results: Results
  /// Goes with a part, which is merged without the networks.
  private let vocabulary: ConceptVocabulary?

  init(_ key: StoreKey, in results: Results, _ vocabulary: ConceptVocabulary? = nil) {
    self.key = key
    self.results = results
    self.vocabulary = vocabulary
  }

  /// Whether only some of the scenes or units are worked on, so that nothing is a result yet.
  var isPart: Bool { key.part != nil }

  /// When what is done is saved.
  var pace: Pace { Pace(isAlwaysDue: results.savesAlways) }

  /// What is kept, read; nil for nothing, or for what cannot be read, which is reported.
  func recalled<Value>(_ read: (StoreRecord) throws(Fault) -> Value?) -> Value? {
    results.recalled(key, read)
  }

  /// Whole numbers that are kept, read; those that cannot be are reported and made again.
  func recalledSums<Value>(_ name: String, _ read: ([Int64]) -> Value?) -> Value? {
    recalled { (record) throws(Fault) in
      if let numbers = record.integers(name), let value = read(numbers) { return value }
      throw Fault(
        .refused,
        "read a stored \(key.kind.rawValue)",
        found: "numbers that do not belong together",
        advice: "It is measured again"
      )
    }
  }

  /// Keeps a state of the result.
  ///
  /// - Parameters:
  ///   - done: How much of it is done.
  ///   - total: How much it is in all.
  ///   - parts: Its numbers.
  func keep(done: Int, of total: Int, _ parts: [String: StoredArray]) {
    results.keep(StoreRecord(key: key, done: done, total: total, parts: parts), vocabulary)
  }
}

/// Keeps what a run has done: at the end of each batch, and now and then what is done of the batch,
/// scene or unit at hand, which may take minutes.
struct KeptProgress {
  private let entry: ResultEntry
  private let total: Int
  private var pace: Pace
  private var hasTakenUp = false

  init(_ entry: ResultEntry, of total: Int) {
    self.entry = entry
    self.total = total
    pace = entry.pace
  }

  /// Whether it is time to save what is at hand.
  var isDue: Bool { pace.isDue }

  /// What was kept of the batch that comes first; there is none for the next.
  mutating func takeUpAtHand() -> [Int64]? {
    guard !hasTakenUp else { return nil }
    hasTakenUp = true
    return entry.recalled { (record) throws(Fault) in record.integers(PartName.atHand) }
  }

  /// Keeps a state.
  mutating func keep(_ done: Int, _ parts: [String: StoredArray], atHand: StoredArray? = nil) {
    var parts = parts
    parts[PartName.atHand] = atHand
    let (entry, total) = (entry, total)
    pace.act { entry.keep(done: done, of: total, parts) }
  }
}

extension StoredArray {
  /// What was asked for, as a part of a record.
  static func request(_ request: some Encodable) -> StoredArray? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return (try? encoder.encode(request)).map { .bytes(Array($0)) }
  }
}

extension StoreRecord {
  /// What was asked for; nil in records of earlier versions.
  func request<Request: Decodable>(_ type: Request.Type) -> Request? {
    bytes(PartName.request).flatMap { try? JSONDecoder().decode(type, from: Data($0)) }
  }
}
