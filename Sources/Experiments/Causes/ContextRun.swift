import Causes
import Concepts
import Faults
import Generators
import Interventions
import Jobs
import Laboratory
import Latents
import Segmenters
import Store
import Tensors

/// Inserts a set of units at each cell of the layer's grid, scene by scene.
final class ContextRun: JobSteps, Resumable {
  /// The scene at hand; several of its cells are tried at once.
  private struct Work {
    let toLayer: Continuation
    var gains: [Int] = []
    var images: Tensor?
  }

  private let networks: Networks
  private let request: ContextRequest
  private let layer: LayerDescription
  private let batches: SceneBatches
  private let onUpdate: (ContextResult) -> Void
  private var tally: ContextTally
  private var before: (batch: Int, map: LabelMap)?
  private var work: Work?
  private let vocabulary: ConceptVocabulary
  var kept: KeptState

  /// Prepares a run and takes up what is kept of it.
  ///
  /// - Throws: `Fault` without a segmenter, or for units that the layer has not.
  init(
    _ networks: Networks,
    _ request: ContextRequest,
    in layer: LayerDescription,
    over batches: SceneBatches,
    at entry: ResultEntry,
    onUpdate: @escaping (ContextResult) -> Void
  ) throws(Fault) {
    vocabulary = try networks.vocabulary(for: ContextRequest.attempt)
    try request.check(layer, vocabulary)
    self.networks = networks
    self.request = request
    self.layer = layer
    self.batches = batches
    self.onUpdate = onUpdate
    tally = ContextTally(vocabulary: vocabulary, cells: layer.height * layer.width)
    kept = KeptState(entry)
    takeUp()
  }

  /// The gains so far.
  var result: ContextResult {
    tally.result(of: request, layer: layer, seed: batches.seed, sampleSize: batches.count)
  }

  func advance() throws(Fault) -> StepOutcome {
    guard tally.scenes < batches.count else {
      onUpdate(result)
      return .finished
    }
    let batch = tally.scenes / batches.size
    guard let before, before.batch == batch else {
      self.before = (batch, try segmentation(of: batch))
      return .working(report)
    }
    guard var work else {
      self.work = Work(
        toLayer: try networks.draw(
          repeated(batches.scenes.lowerBound + tally.scenes),
          to: layer.name
        ),
        gains: gainsTakenUp()
      )
      return .working(report)
    }
    if let images = work.images {
      work.images = nil
      count(try networks.countableSegmentation(of: images), before.map, into: &work)
    } else {
      work.images = try networks.generator.generate(
        from: work.toLayer,
        edits: [request.edit(at: cells(from: work.gains.count), of: layer)]
      ).images
    }
    self.work = work
    if work.gains.count == layer.height * layer.width {
      finishScene(work, before.map)
    } else {
      saveIfDue()
    }
    return .working(report)
  }

  var state: RunState? {
    let gains = work?.gains ?? []
    guard kept.lacks(tally.scenes) || !gains.isEmpty else { return nil }
    var parts: [String: StoredArray] = ["sums": .integers(tally.numbers)]
    parts[PartName.request] = .request(request)
    return RunState(
      done: tally.scenes,
      of: batches.count,
      parts,
      atHand: gains.isEmpty ? nil : .integers(([tally.scenes] + gains).map(Int64.init))
    )
  }

  func restore(_ record: StoreRecord) throws(Fault) {
    let cells = layer.height * layer.width
    tally = try record.restored("sums") {
      ContextTally($0, vocabulary: vocabulary, cells: cells)
    }
  }

  /// What was kept of the first scene: its number and the gains of its first cells.
  private func gainsTakenUp() -> [Int] {
    guard let stored = kept.takeUpAtHand(), stored.first == Int64(tally.scenes),
      (2...layer.height * layer.width).contains(stored.count),
      stored.allSatisfy({ (-1 << 40...1 << 40).contains($0) })
    else { return [] }
    return stored.dropFirst().map(Int.init)
  }

  private var report: StepReport {
    let cells = layer.height * layer.width
    return StepReport(
      phase: "cells tried",
      done: tally.scenes * cells + (work?.gains.count ?? 0),
      total: batches.count * cells
    )
  }

  private func segmentation(of batch: Int) throws(Fault) -> LabelMap {
    if let known = networks.keptSegmentation(batches, batch) { return known }
    let images = try networks.draw(batches.latents(batch, of: networks.latents)).images
    return try networks.countableSegmentation(of: images, batches, batch)
  }

  private func repeated(_ scene: Int) -> Tensor {
    networks.latents.rows(
      seed: batches.seed,
      scenes: Array(repeating: scene, count: batches.size)
    )
  }

  /// As many cells as are drawn together; the last one fills what is left over.
  private func cells(from first: Int) -> [Int] {
    (first..<first + batches.size).map { min($0, layer.height * layer.width - 1) }
  }

  private func count(_ after: LabelMap, _ before: LabelMap, into work: inout Work) {
    let scene = tally.scenes % batches.size
    let area = before.area(of: request.concept, scene: scene)
    for sample in 0..<batches.size where work.gains.count < layer.height * layer.width {
      work.gains.append(after.area(of: request.concept, scene: sample) - area)
    }
  }

  private func finishScene(_ work: Work, _ before: LabelMap) {
    tally.add(
      work.gains,
      before: before,
      scene: tally.scenes % batches.size,
      layer: layer
    )
    self.work = nil
    save()
    onUpdate(result)
  }
}

extension ContextRequest {
  /// What is asked for, in words.
  static let attempt = "try an insertion in every context"

  /// Refuses units and concepts that there are not.
  func check(_ layer: LayerDescription, _ vocabulary: ConceptVocabulary) throws(Fault) {
    guard vocabulary.isConcept(concept), !units.isEmpty,
      units.allSatisfy({ (0..<layer.units).contains($0) }), values.allSatisfy(\.isFinite)
    else {
      throw Fault(
        .usage,
        "\(Self.attempt) of",
        on: layer.name.rawValue,
        expected: "a concept, units from 0 to \(layer.units - 1) and finite values",
        found: "concept \(concept), \(units.count) units"
      )
    }
  }

  /// The insertion at one cell for each sample of a batch.
  func edit(at cells: [Int], of layer: LayerDescription) -> LayerEdit {
    let shape = Shape(cells.count, layer.units, layer.height, layer.width)
    var weight = Tensor(shape, filledWith: 0)
    var replacement = Tensor(shape, filledWith: 0)
    for (sample, cell) in cells.enumerated() {
      for (unit, value) in zip(units, values) {
        let place = shape.offset(sample, unit, 0, 0) + cell
        weight.values[place] = 1
        replacement.values[place] = value
      }
    }
    return LayerEdit(layer: layer.name, weight: weight, replacement: replacement)
  }
}

extension LabelMap {
  /// How many pixels of a scene hold a concept; one that holds it in two channels counts once.
  func area(of concept: Int, scene: Int) -> Int {
    let (plane, start) = (shape.planeCount, scene * shape.sampleCount)
    let wanted = Int32(concept)
    return labels.withUnsafeBufferPointer { labels in
      (0..<plane).count { pixel in
        for channel in 0..<shape.channels where labels[start + channel * plane + pixel] == wanted {
          return true
        }
        return false
      }
    }
  }
}
