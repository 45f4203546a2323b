import Concepts
import Dissection
import Interventions
import Laboratory
import Tensors

extension FakeLaboratory {
  private func layer(_ name: LayerName) -> LayerDescription {
    FakeWorld.layers.first { $0.name == name } ?? FakeWorld.layers[0]
  }

  /// The scene, first without, then with its segmentations.
  func drawn(_ request: SceneRequest) -> [SceneResult] {
    let world = FakeWorld(scene: request.scene)
    let (before, after) = (world.labels(Edit()), world.labels(request.edit))
    var result = SceneResult(
      request: request,
      original: world.image(before),
      edited: world.image(after),
      activations: world.activations(layer(request.layer))
    )
    guard request.isSegmented else { return [result] }
    let quick = result
    result.originalSegmentation = before
    result.editedSegmentation = after
    result.effects = effects([before], [after])
    return [quick, result]
  }

  func alone(
    _ edits: [Edit],
    _ scene: SceneRequest,
    _ number: JobNumber
  ) -> [LaboratoryEvent] {
    let world = FakeWorld(scene: scene.scene)
    let found = edits.map { edit -> LaboratoryEvent in
      let changes = effects([world.labels(Edit())], [world.labels(edit)])
      return .alone(number, edit, scene: scene.scene, changes)
    }
    return found + [.finished(number)]
  }

  func drawn(_ request: ThumbnailRequest) -> [Thumbnail] {
    request.scenes.map { scene in
      let world = FakeWorld(scene: scene)
      let layer = layer(request.layer)
      let map = world.activations(layer).featureMap(sample: 0, unit: request.unit)
      return Thumbnail(
        scene: scene,
        image: world.image(world.labels(request.edit)),
        featureMap: Tensor(Shape(1, 1, layer.height, layer.width), Array(map))
      )
    }
  }

  private func effects(_ before: [LabelMap], _ after: [LabelMap]) -> [ConceptEffect] {
    func area(_ concept: Int, _ map: LabelMap) -> Double {
      Double(map.labels.count { $0 == Int32(concept) }) / Double(map.labels.count)
    }
    return (1..<FakeWorld.vocabulary.count).compactMap { concept in
      let first = before.map { area(concept, $0) }.reduce(0, +) / Double(before.count)
      let second = after.map { area(concept, $0) }.reduce(0, +) / Double(after.count)
      guard first > 0 || second > 0 else { return nil }
      return ConceptEffect(
        concept: concept,
        before: first,
        after: second,
        halfWidth: before.count > 1 ? 0.013 / Double(before.count).squareRoot() : nil
      )
    }
  }

  /// A layer's dissection after some scenes: the IoU settles while the sample grows.
  static func dissection(
    _ layer: LayerDescription,
    counted: Int,
    of sampleSize: Int,
    isLabelled: Bool = true
  ) -> LayerDissection {
    let concepts = FakeWorld.vocabulary.count
    var iou = [Float](repeating: 0, count: isLabelled ? concepts * layer.units : 0)
    var labels: [UnitLabel] = []
    for unit in 0..<layer.units where isLabelled {
      let meant = FakeWorld.concept(of: unit, in: layer.name)
      let settled = 0.02 + 0.4 * FakeWorld.noise(unit, layer.units)
      let wobble =
        0.1 * (FakeWorld.noise(unit, counted) - 0.5) * (1 - Double(counted) / Double(sampleSize))
      let best = meant == 0 ? 0.01 : Float(max(0.01, settled + wobble))
      for concept in 1..<concepts { iou[concept * layer.units + unit] = 0.01 }
      iou[max(meant, 1) * layer.units + unit] = best
      labels.append(
        UnitLabel(unit: unit, concept: max(meant, 1), iou: best, isInterpretable: best > 0.05)
      )
    }
    let fractions = [0.5, 0.9, 0.99, 0.995, 1]
    let levels = (0..<layer.units).map { Float(1 + $0 % 3) * 2.2 }
    return LayerDissection(
      layer: layer,
      rule: .heldOut,
      countedScenes: counted,
      sampleSize: sampleSize,
      levels: levels,
      iou: iou,
      labels: labels,
      quantiles: UnitQuantiles(
        fractions: fractions,
        values: levels.flatMap { level in [0.1, 0.5, 0.9, 1, 1.4].map { level * $0 } }
      ),
      topScenes: (0..<layer.units).map { unit in
        (0..<16).map { TopScene(scene: (unit * 31 + $0 * 17) % 200, activation: 9 - Float($0) / 4) }
      }
    )
  }

  func dissection(
    _ name: LayerName,
    sampleSize: Int,
    _ number: JobNumber
  ) -> [LaboratoryEvent] {
    (1...10).flatMap { step -> [LaboratoryEvent] in
      let counted = sampleSize * step / 10
      return [
        .progress(
          number,
          JobProgress(
            phase: "IoU counts",
            done: counted,
            total: sampleSize,
            secondsLeft: Double(10 - step) * 2
          )
        ),
        .dissection(
          Self.model,
          Self.dissection(
            layer(name),
            counted: counted,
            of: sampleSize,
            isLabelled: isLabelling
          )
        ),
      ]
    }
  }

  func measurement(
    _ edit: Edit,
    against other: Edit,
    _ sampleSize: Int,
    _ number: JobNumber
  ) -> [LaboratoryEvent] {
    let worlds = (0..<8).map { FakeWorld(scene: $0) }
    let effects = effects(worlds.map { $0.labels(other) }, worlds.map { $0.labels(edit) })
    return (1...4).flatMap { step -> [LaboratoryEvent] in
      let scenes = sampleSize * step / 4
      return [
        .progress(
          number,
          JobProgress(
            phase: "scenes measured",
            done: scenes,
            total: sampleSize,
            secondsLeft: Double(4 - step)
          )
        ),
        .measurement(
          number,
          Measurement(edit: edit, against: other, seed: 1, scenes: scenes, effects: effects)
        ),
      ]
    } + [.finished(number)]
  }

  func sweep(_ name: LayerName, _ sampleSize: Int, _ number: JobNumber) -> [LaboratoryEvent] {
    let layer = layer(name)
    let concepts = FakeWorld.vocabulary.count
    var change = [Float](repeating: 0, count: concepts * layer.units)
    for unit in 0..<layer.units {
      let meant = FakeWorld.concept(of: unit, in: name)
      if meant > 0 { change[meant * layer.units + unit] = -0.05 * Float(FakeWorld.noise(unit, 7)) }
    }
    let baseline = [0, 0.4, 0.3, 0.08, 0.1, 0.05, 0.01, 0.02, 0.04]
    return (1...4).flatMap { step -> [LaboratoryEvent] in
      let units = layer.units * step / 4
      return [
        .progress(
          number,
          JobProgress(
            phase: "units of \(name) ablated",
            done: units,
            total: layer.units,
            secondsLeft: Double(4 - step)
          )
        ),
        .sweep(
          Self.model,
          Sweep(
            layer: layer,
            seed: 1,
            scenes: sampleSize,
            measuredUnits: units,
            baseline: baseline,
            change: change
          )
        ),
      ]
    } + [.finished(number)]
  }
}
