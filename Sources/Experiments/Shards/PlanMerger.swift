import Dissection
import Faults
import Store
import Tensors

/// Parts that were read and not yet merged.
private struct WaitingParts<Part: PartialResult> {
  private(set) var parts: [Part] = []
  private(set) var sources: [ShardSource] = []
  private var byteCount = 0

  mutating func add(_ part: Part, of source: ShardSource) {
    parts.append(part)
    sources.append(source)
    byteCount += part.waitingByteCount ?? .max / 2
  }

  /// Whether they had better be merged before another is read.
  var isFull: Bool { byteCount >= 64 << 20 }
}

/// Carries out one plan inside a transaction: beside what is merged, one part is in memory at once,
/// or 64 MiB of packed ones.
struct PlanMerger {
  let plan: ShardPlan
  let target: String
  let change: StoreChange
  let allowsMixed: Bool
  let allowsMissing: Bool

  /// What goes with every part.
  private struct Company: Equatable {
    var maker: StoredArray?
    let vocabulary: StoredArray?
  }

  func run(noted: () throws(Fault) -> Void) throws(Fault) -> ShardMerge.Outcome {
    if !plan.wholes.isEmpty {
      try takeOver()
      try noted()
      return ShardMerge.Outcome(key: plan.key, parts: 0, missing: [])
    }
    switch plan.key.kind {
    case .levels: return try merge(PartialLevels.self, noted)
    case .joint, .dissection: return try merge(PartialCounts.self, noted)
    case .measurement: return try merge(PartialMeasurement.self, noted)
    case .curve, .context: return try merge(PartialSums.self, noted)
    case .statistics: return try merge(PartialStatistics.self, noted)
    case .sweep: return try mergeSweep(noted)
    case .lineage: return try merge(PartialFlows.self, noted)
    case .search, .propagation, .judgement, .ace, .ranking:
      throw Fault(.refused, "merge a \(plan.key.title) into", on: target, found: "no parts of it")
    }
  }

  // MARK: Wholes

  /// Copies a whole result; all stores that hold it must hold the same.
  private func takeOver() throws(Fault) {
    var known: (record: StoreRecord, path: String)?
    if plan.isInTarget, let record = try change.record(for: plan.key) {
      known = (try record.renewed(), target)
    }
    for source in plan.wholes {
      let record = try read(plan.key, from: source).renewed()
      if let known, known.record != record { throw contradiction(source.path, known.path) }
      known = known ?? (record, source.path)
    }
    if !plan.isInTarget, let record = known?.record { try change.write(record) }
  }

  private func contradiction(_ path: String, _ other: String) -> Fault {
    Fault(
      .refused,
      "merge the \(plan.key.title) from",
      on: path,
      expected: "the same numbers as in '\(other)'",
      found: "others, though networks and choices are the same",
      advice: "They come from different versions or processors: make one of them again"
    )
  }

  // MARK: Parts

  private func merge<Part: PartialResult>(
    _ type: Part.Type,
    _ noted: () throws(Fault) -> Void
  ) throws(Fault) -> ShardMerge.Outcome {
    var company: Company?
    let merged = try sum(plan.pieces, as: Part.self, company: &company, noted: noted)
    let missing = plan.missing(unitCount: nil)
    if missing.isEmpty {
      try finish(merged.wholeParts, total: merged.total ?? plan.key.sampleSize)
    } else {
      try keep(merged, of: plan.pieces, company: company)
    }
    return ShardMerge.Outcome(key: plan.key, parts: plan.pieces.count, missing: missing)
  }

  /// Adds up parts of the same units.
  private func sum<Part: PartialResult>(
    _ pieces: [ShardPlan.Piece],
    as type: Part.Type,
    company: inout Company?,
    noted: () throws(Fault) -> Void
  ) throws(Fault) -> Part {
    var merged: Part?
    var waiting = WaitingParts<Part>()
    for piece in pieces {
      let record = try read(piece.key, from: piece.source)
      try check(record, company: &company, piece: piece)
      do throws(Fault) {
        var part = try Part(record)
        if merged == nil {
          try part.begin()
          merged = part
        } else {
          waiting.add(part, of: piece.source)
        }
      } catch {
        throw named(error, piece.source)
      }
      if waiting.isFull { try add(&waiting, to: &merged) }
      try noted()
    }
    try add(&waiting, to: &merged)
    guard let merged else {
      throw Fault(.defect, "merge the \(plan.key.title) into", on: target, found: "no parts")
    }
    return merged
  }

  private func add<Part: PartialResult>(
    _ waiting: inout WaitingParts<Part>,
    to merged: inout Part?
  ) throws(Fault) {
    do throws(PartFault) { try merged?.merge(all: waiting.parts) } catch {
      throw named(error.fault, waiting.sources[error.place])
    }
    waiting = WaitingParts()
  }

  private func mergeSweep(_ noted: () throws(Fault) -> Void) throws(Fault) -> ShardMerge.Outcome {
    var company: Company?
    var whole: PartialSweep?
    var units: Int?
    var groups: [(PartialSweep, [ShardPlan.Piece])] = []
    for pieces in plan.groups {
      let merged = try sum(pieces, as: PartialSweep.self, company: &company, noted: noted)
      units = merged.tally.layer.units
      groups.append((merged, pieces))
    }
    let missing = plan.missing(unitCount: units)
    if missing.isEmpty {
      for (part, pieces) in groups {
        do throws(Fault) {
          if whole == nil { whole = part } else { try whole?.append(part) }
        } catch {
          throw named(error, pieces[0].source)
        }
      }
      if let whole, let units { try finish(whole.wholeParts, total: units) }
    } else if allowsMissing {
      for (part, pieces) in groups { try keep(part, of: pieces, company: company) }
    } else {
      throw Fault(
        .missing,
        "merge the \(plan.key.title) into",
        on: target,
        expected: "all \(units ?? 0) units",
        found: "none of \(missing.joined(separator: "; "))",
        advice: "Name the missing shards too, or keep what there is for later with --partial"
      )
    }
    return ShardMerge.Outcome(key: plan.key, parts: plan.pieces.count, missing: missing)
  }

  /// Writes a whole and lets go of its parts.
  private func finish(_ parts: [String: StoredArray], total: Int) throws(Fault) {
    let record = StoreRecord(key: plan.key, done: total, total: total, parts: parts)
    if plan.isInTarget, let known = try change.record(for: plan.key)?.renewed() {
      guard known == record else {
        throw contradiction(plan.pieces.first?.source.path ?? target, target)
      }
    } else {
      try change.write(record)
    }
    for piece in plan.pieces where piece.source.isTarget { try change.remove(piece.key) }
  }

  /// Writes parts that do not make a whole yet as one larger part.
  private func keep(
    _ merged: some PartialResult,
    of pieces: [ShardPlan.Piece],
    company: Company?
  ) throws(Fault) {
    for piece in pieces where piece.source.isTarget { try change.remove(piece.key) }
    var key = plan.key
    let scenes = ShardPlan.scenes(of: pieces)
    key.part = StorePart(scenes: scenes, units: pieces.first?.part.units)
    var parts = merged.parts
    parts[PartName.maker] = company?.maker
    parts[PartName.vocabulary] = company?.vocabulary
    let done = merged.total ?? key.part?.units?.count ?? scenes.numberCount
    try change.write(StoreRecord(key: key, done: done, total: done, parts: parts))
  }

  // MARK: Reading

  private func read(_ key: StoreKey, from source: ShardSource) throws(Fault) -> StoreRecord {
    do throws(Fault) {
      let record =
        switch source {
        case .shard(let reader): try reader.record(for: key)
        case .target: try change.record(for: key)
        }
      if let record { return record }
      throw Fault(.missing, "read a result from the store", found: "it is gone")
    } catch {
      throw named(error, source)
    }
  }

  private func check(
    _ record: StoreRecord,
    company: inout Company?,
    piece: ShardPlan.Piece
  ) throws(Fault) {
    var own = Company(
      maker: record.parts[PartName.maker],
      vocabulary: record.parts[PartName.vocabulary]
    )
    guard let known = company else {
      company = own
      return
    }
    guard known != own else { return }
    let first = plan.pieces[0].source.path
    if known.vocabulary != own.vocabulary {
      throw Fault(
        .refused,
        "merge the \(plan.key.title) from",
        on: piece.source.path,
        expected: "the concepts of '\(first)'",
        found: "others"
      )
    }
    if allowsMixed {
      own.maker = .bytes(Array("several".utf8))
      company = own
      return
    }
    throw Fault(
      .refused,
      "merge the \(plan.key.title) from",
      on: piece.source.path,
      expected: "numbers made as in '\(first)' (\(Self.text(known.maker)))",
      found: Self.text(own.maker),
      advice: "Processors of another kind differ in the last bits: hold all to one with "
        + "ONEDNN_MAX_CPU_ISA=AVX2, or take the differences with --mixed"
    )
  }

  private static func text(_ maker: StoredArray?) -> String {
    if case .bytes(let bytes) = maker { String(decoding: bytes, as: UTF8.self) } else { "unknown" }
  }

  private func named(_ fault: Fault, _ source: ShardSource) -> Fault {
    var fault = fault
    let subject = fault.subject
    fault.subject = source.path
    fault.attempt = "merge the \(plan.key.title) from"
    if let subject, subject != source.path, subject != plan.key.layer {
      fault.found += " (\(subject))"
    }
    if fault.kind == .defect { fault.kind = .refused }
    return fault
  }
}

extension StoreRecord {
  /// The same numbers as this version writes them.
  fileprivate func renewed() throws(Fault) -> StoreRecord {
    guard [.joint, .dissection].contains(key.kind), let counts = bytes("counts") else {
      return self
    }
    var record = self
    record.parts["counts"] = .bytes(try EarlierLevelCounts.renewed(counts))
    return record
  }
}
