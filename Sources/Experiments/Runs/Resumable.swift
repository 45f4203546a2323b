import Faults
import Jobs
import Store

/// Work that goes on from what is kept of it.
///
/// Its state is kept at the end of a batch or unit, now and then within one that takes long, and on
/// the way out; the next work of the kind takes that up when it is made.
protocol Resumable: AnyObject {
  /// Where the state is kept, and when that is due.
  var kept: KeptState { get set }
  /// What is done, as a record has it; nil where there is nothing to keep.
  var state: RunState? { get }
  /// Goes on from a record.
  ///
  /// - Throws: `Fault` for a record that does not fit, which is reported; nothing has changed then.
  func restore(_ record: StoreRecord) throws(Fault)
}

extension Resumable {
  /// Goes on from what is kept, or from what is kept of other work that began alike.
  func takeUp(from other: ResultEntry? = nil) {
    let record = (other ?? kept.entry).recalled { (record) throws(Fault) in
      try restore(record)
      return record
    }
    if let record { kept.note(record) }
  }

  /// Keeps what is done.
  func save() {
    // Making the record may take longer than writing it, so both count.
    var pace = kept.pace
    pace.act { if let state { kept.keep(state) } }
    kept.pace = pace
  }

  /// Keeps what is done if that is due.
  func saveIfDue() { if kept.pace.isDue { save() } }

  /// Keeps what is done on the way out.
  ///
  /// Who asked for the end waits: so what is large and was kept in the last two seconds stays as it
  /// is.
  func saveOnLeaving() { if kept.isDueOnLeaving { save() } }
}

extension JobSteps where Self: Resumable {
  func leave() { saveOnLeaving() }
}

/// What work has done, as a record has it.
struct RunState {
  let done: Int
  let total: Int
  let parts: [String: StoredArray]

  /// - Parameters:
  ///   - done: How much is done.
  ///   - total: How much it is in all.
  ///   - parts: The numbers.
  ///   - atHand: Those of the batch, scene or unit at hand, which may take minutes.
  init(
    done: Int,
    of total: Int,
    _ parts: [String: StoredArray],
    atHand: StoredArray? = nil
  ) {
    self.done = done
    self.total = total
    self.parts = parts.merging(atHand.map { [PartName.atHand: $0] } ?? [:]) { $1 }
  }
}

/// Where the state of work is kept, and what is there.
struct KeptState {
  let entry: ResultEntry
  /// How much is kept; nil for nothing.
  private(set) var done: Int?
  fileprivate var pace: Pace
  private var atHand: [Int64]?
  /// How many bytes were kept last.
  private var size = 0

  /// From how many bytes on keeping them takes a time that somebody notices.
  private static let largeSize = 1 << 20

  init(_ entry: ResultEntry) {
    self.entry = entry
    pace = entry.pace
  }

  /// Whether less than that is kept.
  func lacks(_ done: Int) -> Bool { done > self.done ?? 0 }

  /// What was kept of the batch or scene that comes first; there is none for the next.
  mutating func takeUpAtHand() -> [Int64]? {
    defer { atHand = nil }
    return atHand
  }

  /// Has the state kept once more, though no more is done: something else is known.
  mutating func forget() { done = nil }

  fileprivate var isDueOnLeaving: Bool { size < Self.largeSize || pace.isOverdue }

  fileprivate mutating func note(_ record: StoreRecord) {
    done = record.done
    atHand = record.integers(PartName.atHand)
  }

  fileprivate mutating func keep(_ state: RunState) {
    entry.keep(done: state.done, of: state.total, state.parts)
    done = state.done
    size = state.parts.values.reduce(0) { $0 + $1.byteCount }
  }
}

/// Says when something costly is due again: so that it takes a small share of the time.
struct Pace {
  /// How many times its own duration passes at least between two times.
  private let rarity: Double
  private let least: Duration
  private let most: Duration
  private let isAlwaysDue: Bool
  private var last = SuspendingClock.now
  private var cost = Duration.zero

  /// - Parameters:
  ///   - rarity: How many times its own duration passes between two times.
  ///   - least: What passes at least.
  ///   - most: Where this is exceeded half the rarity has to do.
  ///   - isAlwaysDue: Whether it is done at every occasion, whatever that costs.
  init(
    rarity: Double = 20,
    least: Duration = .zero,
    most: Duration = .seconds(2),
    isAlwaysDue: Bool = false
  ) {
    self.rarity = rarity
    self.least = least
    self.most = most
    self.isAlwaysDue = isAlwaysDue
  }

  var isDue: Bool {
    if isAlwaysDue { return true }
    let wanted = max(cost * (rarity / 2), min(most, cost * rarity), least)
    return SuspendingClock.now - last >= wanted
  }

  /// Whether it was last done so long ago that no cost excuses it.
  var isOverdue: Bool { SuspendingClock.now - last >= most }

  /// Does it and notes how long it took.
  mutating func act<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = SuspendingClock.now
    defer {
      last = .now
      cost = last - start
    }
    return try body()
  }
}

extension StoreRecord {
  /// A part of bytes that must be there.
  func needed(_ name: String) throws(Fault) -> [UInt8] {
    guard let bytes = bytes(name) else { throw misfit("no \(name)") }
    return bytes
  }

  /// Whole numbers that must be there, read.
  func restored<Value>(
    _ name: String,
    _ read: ([Int64]) -> Value?
  ) throws(Fault) -> Value {
    guard let value = integers(name).flatMap(read) else { throw misfitNumbers }
    return value
  }

  /// A record whose numbers contradict each other.
  var misfitNumbers: Fault { misfit("numbers that do not belong together") }

  /// A record that holds something else than its key says.
  func misfit(_ found: String) -> Fault {
    Fault(
      .refused,
      "go on with stored \(key.kind.rawValue) of",
      on: key.layer,
      found: found,
      advice: "They are computed again"
    )
  }
}
