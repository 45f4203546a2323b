import ArgumentParser
import Dissection
import Experiments
import Faults
import Files
import Generators
import Images
import Interventions
import Laboratory
import NumPyFiles
import Tensors

extension GenerateCommand {
  func run() throws {
    let reporter = Reporter(isStored: sheet != nil)
    let workbench = try model.openWorkbench(
      withSegmenter: sheet != nil,
      store: sheet == nil ? .none : .writing
    )
    let edit = try EditFile.read(edit)
    if let npy { try writeArray(to: npy, workbench, edit: edit, reporter: reporter) }
    if let sheet { try writeComparison(to: sheet, workbench, edit: edit, reporter: reporter) }
    guard let output else { return }
    if output.lowercased().hasSuffix(".png") {
      try writeSheet(to: output, workbench, edit: edit, reporter: reporter)
    } else {
      try writePictures(into: output, workbench, edit: edit, reporter: reporter)
    }
  }

  private var scenes: [Int] { samples?.numbers ?? (sheet == nil ? [0] : Array(0..<8)) }

  /// Before, after and difference of every scene, beside what the edit causes.
  private func writeComparison(
    to path: String,
    _ workbench: Workbench,
    edit: Edit,
    reporter: Reporter
  ) throws(Fault) {
    var measurement: Measurement?
    if let vocabulary = workbench.segmenterFacts?.vocabulary {
      let measured = try workbench.measure(
        edit,
        sampleSize: sampleSize?.count ?? 200,
        progress: reporter.report
      )
      try say(lines: MeasureCommand.table(of: measured, vocabulary))
      measurement = measured
    } else {
      complain("the edit's effect is not measured: there is no segmenter")
    }
    // About as wide as high: a scene takes three places.
    let columns = max(1, Int((Double(scenes.count) / 3).squareRoot().rounded()))
    let sheet = SceneSheet(
      seed: workbench.options.seed,
      scenes: scenes,
      edit: edit,
      form: .comparison,
      columns: columns,
      scale: SceneSheet.usualScale(imageWidth: workbench.generatorFacts.imageWidth)
    )
    try workbench.picture(of: sheet, measurement: measurement, progress: reporter.report)
      .write(to: path)
  }

  private func writeArray(
    to path: String,
    _ workbench: Workbench,
    edit: Edit,
    reporter: Reporter
  ) throws(Fault) {
    let layer = try activations.map { name throws(Fault) in try workbench.layer(LayerName(name)) }
    if let layer, let unit, !(0..<layer.units).contains(unit) {
      throw Fault(
        .usage,
        "find the unit",
        on: "\(layer.name) unit \(unit)",
        expected: "a unit from 0 to \(layer.units - 1)",
        found: "\(unit)"
      )
    }
    let one = layer.map { Shape(1, unit == nil ? $0.units : 1, $0.height, $0.width) }
    let shape = (one ?? workbench.imageShape).withBatch(scenes.count)
    let (header, attempt) = (NPY.header(floats: shape), "write the array")
    let size = header.count + shape.count * MemoryLayout<Float>.stride
    try Destination.checkRoom(for: size, at: path, attempt: attempt)
    try Destination.write(to: path, attempt: attempt) { (append) throws(Fault) in
      try append(header)
      try workbench.generate(
        scenes: scenes,
        edit: edit,
        observing: layer.map { [$0.name] } ?? [],
        progress: reporter.report
      ) { (generation) throws(Fault) in
        var values = generation.images
        if let layer, let activations = generation.activations[layer.name] {
          values = unit.map { activations.units($0...$0) } ?? activations
        }
        try append(NPY.body(values.values))
      }
    }
  }

  private func writeSheet(
    to path: String,
    _ workbench: Workbench,
    edit: Edit,
    reporter: Reporter
  ) throws(Fault) {
    try workbench.checkSheet(of: scenes.count)
    var pictures: [RGBImage] = []
    try workbench.generate(scenes: scenes, edit: edit, progress: reporter.report) {
      let images = $0.images
      pictures += (0..<images.shape.batch).map { RGBImage(clamping: images, sample: $0) }
    }
    let columns = Int(Double(pictures.count).squareRoot().rounded(.up))
    try PNG.write(
      RGBImage.grid(pictures, columns: columns, gap: 0),
      texts: try workbench.recipe(of: scenes, with: edit),
      to: path
    )
  }

  private func writePictures(
    into folder: String,
    _ workbench: Workbench,
    edit: Edit,
    reporter: Reporter
  ) throws(Fault) {
    try FinishedFile.makeFolder(folder, attempt: "make the folder")
    for start in stride(from: 0, to: scenes.count, by: workbench.batchSize) {
      let scenes = Array(scenes[start...].prefix(workbench.batchSize))
      let images = try workbench.generate(scenes: scenes, edit: edit).images
      for (sample, scene) in scenes.enumerated() {
        try PNG.write(
          RGBImage(clamping: images, sample: sample),
          texts: try workbench.recipe(of: [scene], with: edit),
          to: "\(folder)/\(workbench.pictureName(of: scene)).png"
        )
      }
      try reporter.report(
        JobProgress(
          phase: "scenes drawn",
          done: start + scenes.count,
          total: scenes.count,
          secondsLeft: nil
        )
      )
    }
  }
}

extension Workbench {
  /// "seed1-scene37".
  func pictureName(of scene: Int) -> String { "seed\(options.seed)-scene\(scene)" }

  /// The text chunk that lets ganscope open a picture again; of several scenes at the first.
  func recipe(of scenes: [Int], with edit: Edit) throws(Fault) -> [PNGText] {
    let layer = edit.layers.first ?? layers[layers.count / 2].name
    var recipe = recipe(of: scenes[0], with: edit, layer: layer)
    if scenes.count > 1 { recipe.scenes = scenes }
    return [PNGText(keyword: Recipe.keyword, text: try recipe.json())]
  }
}

extension Tensor {
  /// Some of the channels, (batch, range, height, width).
  func units(_ range: ClosedRange<Int>) -> Tensor {
    let values = (0..<shape.batch).flatMap { sample in
      range.flatMap { featureMap(sample: sample, unit: $0) }
    }
    return Tensor(Shape(shape.batch, range.count, shape.height, shape.width), values)
  }
}
