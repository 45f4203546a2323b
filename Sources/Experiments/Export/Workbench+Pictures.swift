import Dissection
public import Faults
import Generators
import Images
import Interventions
public import Laboratory
import Latents
import OneDNN
import Segmenters
import Store
import Tensors

extension Workbench {
  /// Composes a picture at the generator's own resolution times the request's scale.
  ///
  /// - Throws: `Fault` for a scene, layer or unit that is not there, and for top scenes or levels
  ///   of a layer that was not dissected.
  public func picture(for request: ExportRequest) throws(Fault) -> Picture {
    session.claimThread()
    guard (1...64).contains(request.scale) else {
      throw Fault(
        .usage,
        "enlarge the picture",
        expected: "a scale from 1 to 64",
        found: "\(request.scale)"
      )
    }
    return Picture(image: try image(for: request), recipe: recipe(for: request))
  }

  private func recipe(for request: ExportRequest) -> Recipe {
    var recipe = recipe(
      of: request.scene.scene,
      with: request.scene.edit,
      layer: request.scene.layer
    )
    recipe.seed = request.scene.seed
    recipe.unit = request.unit
    return recipe
  }

  private func image(for request: ExportRequest) throws(Fault) -> RGBImage {
    switch request.content {
    case .original: return try original(request).enlarged(by: request.scale)
    case .edited: return try edited(request).enlarged(by: request.scale)
    case .sideBySide:
      return compared(try original(request), try edited(request), scale: request.scale)
    case .versus:
      var other = request
      other.scene.edit = request.other ?? Edit()
      return compared(try edited(request), try edited(other), scale: request.scale)
    case .heatmap: return try heatmap(request)
    case .topScenes: return try topScenes(request)
    case .segmentation: return try segmentation(request)
    }
  }

  /// Two pictures and their difference.
  private func compared(_ first: RGBImage, _ second: RGBImage, scale: Int) -> RGBImage {
    let images = [first, second, second.difference(from: first)]
    return .grid(images.map { $0.enlarged(by: scale) }, columns: 3)
  }

  private func original(_ request: ExportRequest) throws(Fault) -> RGBImage {
    RGBImage(clamping: try draw([request.scene.scene], seed: request.scene.seed).images)
  }

  private func edited(_ request: ExportRequest) throws(Fault) -> RGBImage {
    let scene = request.scene
    return RGBImage(clamping: try draw([scene.scene], seed: scene.seed, edit: scene.edit).images)
  }

  /// The unit's activation over the scene, with its level as a contour where it is known.
  private func heatmap(_ request: ExportRequest) throws(Fault) -> RGBImage {
    let (layer, unit) = try layerAndUnit(of: request)
    let generation = try draw(
      [request.scene.scene],
      seed: request.scene.seed,
      observing: [layer.name]
    )
    let scene = RGBImage(clamping: generation.images).enlarged(by: request.scale)
    guard let activations = generation.activations[layer.name] else { return scene }
    let level = try storedDissection(of: layer.name)?.levels[unit]
    return scene.heatmap(of: FeatureMap(activations, unit: unit), level: level)
  }

  /// The scenes that activate the unit most, dark where it is not active.
  private func topScenes(_ request: ExportRequest) throws(Fault) -> RGBImage {
    let (layer, unit) = try layerAndUnit(of: request)
    guard let dissection = try storedDissection(of: layer.name),
      dissection.topScenes.indices.contains(unit), !dissection.topScenes[unit].isEmpty
    else {
      throw Fault(
        .missing,
        "find the top scenes of",
        on: "\(layer.name) unit \(unit)",
        expected: "a dissection in the store",
        found: "none",
        advice: "Run 'ganscope dissect --layers \(layer.name)' first"
      )
    }
    var images: [RGBImage] = []
    for top in dissection.topScenes[unit] {
      let generation = try draw([top.scene], seed: options.seed, observing: [layer.name])
      let scene = RGBImage(clamping: generation.images).enlarged(by: request.scale)
      guard let activations = generation.activations[layer.name] else { continue }
      let map = FeatureMap(activations, unit: unit)
      images.append(scene.spotlight(of: map, level: dissection.levels[unit]))
    }
    return .grid(images, columns: 5)
  }

  private func layerAndUnit(
    of request: ExportRequest
  ) throws(Fault) -> (LayerDescription, Int) {
    let layer = try layer(request.scene.layer)
    guard let unit = request.unit, (0..<layer.units).contains(unit) else {
      throw Fault(
        .usage,
        "show a unit of",
        on: layer.name.rawValue,
        expected: "a unit from 0 to \(layer.units - 1)",
        found: request.unit.map { "\($0)" } ?? "none"
      )
    }
    return (layer, unit)
  }

  func draw(
    _ scenes: [Int],
    seed: UInt32,
    edit: Edit = Edit(),
    observing: Set<LayerName> = []
  ) throws(Fault) -> Generation {
    try checkScenes(scenes)
    let z = networks.latents.rows(seed: seed, scenes: scenes)
    return try networks.draw(z, under: edit, observing: observing)
  }
}
