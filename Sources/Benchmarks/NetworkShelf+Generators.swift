import Checkpoints
import Generators
import Interventions
import OneDNN
import Tensors

extension NetworkShelf {
  var generatorSubjects: [Subject] {
    var subjects = [scene(256, .float32), scene(256, .bfloat16)]
    subjects += [rerender(.float32), rerender(.bfloat16)]
    for layer in ["layer7", "layer8", "layer9"] as [LayerName] {
      subjects += [cellEdit(layer, isLocal: true), cellEdit(layer, isLocal: false)]
    }
    subjects += Precision.allCases.map { style(256, $0) }
    return subjects + [scene(128, .float32), scene(1024, .float32)]
  }

  /// One image of a StyleGAN2 at the widths of its config-f.
  private func style(_ extent: Int, _ precision: Precision) -> Subject {
    Subject(name: "stylegan2-\(extent)-\(precision)", operations: 0) { [self] in
      let generator = try generator(in: "stylegan2_\(extent).pt")
      let z = try latent(0)
      return { _ = try generator.generate(z, precision: precision) }
    }
  }

  /// One image from its latent.
  private func scene(_ extent: Int, _ precision: Precision) -> Subject {
    Subject(
      name: "proggan-\(extent)-\(precision)",
      operations: publishedOperations(extent, after: 0)
    ) { [self] in
      let generator = try generator(extent)
      let z = try latent(0)
      return { _ = try generator.generate(z, precision: precision) }
    }
  }

  /// The image again after another unit of layer4 is ablated everywhere.
  private func rerender(_ precision: Precision) -> Subject {
    Subject(name: "rerender-layer4-\(precision)", operations: publishedOperations(256, after: 4)) {
      [self] in
      let generator = try generator(256)
      let toLayer = try generator.begin(to: "layer4", from: latent(0), precision: precision)
      var unit = 0
      return {
        unit = (unit + 1) % 512
        var weight = Tensor(Shape(1, 512, 1, 1), filledWith: 0)
        weight[0, unit, 0, 0] = 1
        let edit = LayerEdit(
          layer: "layer4",
          weight: weight,
          replacement: Tensor(weight.shape, filledWith: 0)
        )
        _ = try generator.generate(from: toLayer, edits: [edit])
      }
    }
  }

  /// The image after one cell of a layer is edited: by all that follows the layer, or as the
  /// explorer has it, from the request to the picture.
  private func cellEdit(_ name: LayerName, isLocal: Bool) -> Subject {
    Subject(name: "cell-\(name)-\(isLocal ? "local" : "whole")", operations: 0) { [self] in
      if isLocal {
        let laboratory = try laboratory()
        guard let layer = laboratory.layers.first(where: { $0.name == name }) else { return {} }
        var edits = CellEdits(layer)
        return { try laboratory.draw(edits.next(), layer: name) }
      }
      let generator = try generator(256)
      guard let layer = generator.summary.layer(name) else { return {} }
      let toLayer = try generator.begin(to: name, from: latent(0))
      var edits = CellEdits(layer)
      return {
        let edits = try edits.next().layerEdits(for: generator.summary.layers)
        _ = try generator.generate(from: toLayer, edits: edits)
      }
    }
  }

  /// From a file to the first image.
  var loadingSubjects: [Subject] {
    [
      Subject(name: "load-proggan-256", operations: 0) { [self] in
        let z = try latent(0)
        return {
          let checkpoint = try CheckpointReader.read(path: "\(self.folder)/proggan_256.pth")
          let generator = try GeneratorLoader.load(checkpoint, session: self.session)
          _ = try generator.generate(z)
        }
      }
    ]
  }

  /// Writes images for the comparison with PyTorch.
  func writeGeneratorOutputs() throws {
    let files =
      [128, 256, 1024].map { ("proggan_\($0)", "pth") }
      + [256, 1024].map { ("stylegan2_\($0)", "pt") }
    for (name, suffix) in files {
      for precision in Precision.allCases where precision.isOffered {
        let generator = try generator(in: "\(name).\(suffix)")
        let images = try generator.generate(try latent(0), precision: precision).images
        try write(images, as: "ours_\(name)_\(precision)")
      }
    }
  }
}

/// Floating-point operations of the published arithmetic after a layer, at the published widths.
private func publishedOperations(_ extent: Int, after layer: Int) -> Double {
  let wide = extent == 1024 ? 5 : 4
  var inputs = 512
  var sum = 0.0
  for index in 0... {
    let side = 4 << (index / 2)
    let pairs = index / 2 + 1
    if side > extent { return sum + 2 * Double(inputs * 3 * extent * extent) }
    let units = pairs < wide ? 512 : 512 >> (pairs - wide + 1)
    // The first layer is a 4x4 convolution of one pixel.
    let taps = index == 0 ? 1 : 9
    if index >= layer { sum += 2 * Double(inputs * units * taps) * Double(side * side) }
    inputs = units
  }
  return sum
}

/// Edits of one cell after another, 20 units each.
private struct CellEdits {
  private let layer: LayerDescription
  private var cell = 0

  init(_ layer: LayerDescription) { self.layer = layer }

  mutating func next() -> Edit {
    cell = (cell + 67) % (layer.height * layer.width)
    let place = GridCell(row: cell / layer.width, column: cell % layer.width)
    let units = (0..<20).map { UnitEdit(layer: layer.name, unit: $0, value: 3) }
    let mask = Mask(height: layer.height, width: layer.width, set: [place])
    return Edit([Intervention(units, mask: mask)])
  }
}
