import Layers
import OneDNN
import Tensors

/// The logits of one or several sizes, ready to be resampled to a label map's extent.
struct ParsingVotes {
  let object: LogitVote
  let material: LogitVote
  let part: LogitVote?
  private let batch: Int

  init(_ logits: [ParsingNetwork.Logits], height: Int, width: Int) {
    batch = logits[0].object.shape.batch
    object = LogitVote(logits.map(\.object), height: height, width: width)
    material = LogitVote(logits.map(\.material), height: height, width: width)
    let parts = logits.compactMap(\.part)
    part = parts.isEmpty ? nil : LogitVote(parts, height: height, width: width)
  }

  /// The label map without quadrants.
  func decide(_ numbering: UnifiedNumbering) -> LabelMap {
    let shape = Shape(batch, 3, object.height, object.width)
    var map = LabelMap(shape, [Int32](repeating: 0, count: shape.count))
    let objects = 0..<numbering.objectCount + 1
    object.decide(objects, numbers: objects.map(Int32.init), channel: 0, of: &map)
    let materials = 0..<numbering.materialCount
    material.decide(
      materials,
      numbers: materials.map { Int32(numbering.number(ofMaterial: $0)) },
      channel: 1,
      of: &map
    )
    for owner in numbering.owners {
      part?.decide(
        owner.logits,
        numbers: owner.partNumbers,
        channel: 2,
        of: &map,
        where: LogitVote.Gate(channel: 0, value: Int32(owner.object))
      )
    }
    return map
  }
}

extension ParsingNetwork {
  /// The network with the summed probability of a concept as material, or else as object and part.
  ///
  /// A part's probability counts wherever its owner is, as published.
  func scoring(
    _ concept: Int,
    numbering: UnifiedNumbering,
    options: SegmentationOptions,
    extents: SegmentationExtents
  ) -> (steps: Network, probability: Slot) {
    var steps = network
    func probability(_ logits: Slot, _ index: Int, among classes: Range<Int>) -> Slot {
      let enlarging = Resampling(.bilinear, height: extents.height, width: extents.width)
      let all = steps.add(Softmax(over: classes), steps.add(enlarging, logits))
      return steps.add(Selection(index), all)
    }
    if let index = numbering.material(of: concept) {
      let term = probability(material, index, among: 0..<numbering.materialCount)
      return (steps, term)
    }
    var terms: [Slot] = []
    if concept <= numbering.objectCount {
      terms.append(probability(object, concept, among: 0..<numbering.objectCount + 1))
    }
    for owner in numbering.owners {
      guard let part = parts(all: options.allParts),
        let index = owner.partNumbers.firstIndex(of: Int32(concept))
      else { continue }
      terms.append(probability(part, index, among: owner.logits))
    }
    var sum = terms[0]
    for term in terms.dropFirst() { sum = steps.add(Addition(), sum, term) }
    return (steps, sum)
  }
}

extension LabelMap {
  /// 1 where any channel holds the number, else 0, (batch, 1, height, width).
  func mask(of number: Int32) -> LabelMap {
    let plane = shape.planeCount
    var mask = LabelMap(
      Shape(shape.batch, 1, shape.height, shape.width),
      [Int32](repeating: 0, count: shape.batch * plane)
    )
    for (index, label) in labels.enumerated() where label == number {
      mask.labels[index / shape.sampleCount * plane + index % plane] = 1
    }
    return mask
  }
}
