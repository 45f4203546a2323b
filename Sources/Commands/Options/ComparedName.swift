import Concepts
import Dissection
import Experiments
import Faults
import Files
import Glibc
import Laboratory
import Tensors

/// One side of a comparison as it is written: MODEL or MODEL@LAYER.
struct ComparedName {
  private let text: String
  private let model: String
  private let layer: String?

  /// Reads a side; an existing file whose name has an @ is taken whole.
  init(_ text: String) {
    self.text = text
    if access(text, F_OK) != 0, let mark = text.lastIndex(of: "@"), mark != text.startIndex {
      model = String(text[..<mark])
      layer = String(text[text.index(after: mark)...])
    } else {
      (model, layer) = (text, nil)
    }
  }

  /// A layer with its labels, and the network that it belongs to; nil for that of a file.
  struct Layer {
    let labels: LabelledLayer
    let network: Network?
    /// Among how many layers it was chosen; nil where it was named, or there was no other.
    var choices: Int?
  }

  /// A layer of a generator, which can be drawn again.
  struct Network {
    let options: ModelOptions
    let layer: LayerDescription
  }

  /// The labels of the layer that is meant.
  ///
  /// - Throws: `Fault` for a file that is no dissection, or a layer that is not there or not
  ///   dissected.
  func layer(_ options: ModelOptions) throws(Fault) -> Layer {
    model.hasSuffix(".json")
      ? try readPublished() : try stored(options)
  }

  /// The labels of a dissect.json.
  ///
  /// - Throws: `Fault` for a file that is no dissection, or a layer that is not there.
  func published() throws(Fault) -> LabelledLayer { try readPublished().labels }

  private func readPublished() throws(Fault) -> Layer {
    let bytes = try RegularFile.read(
      model,
      to: "read the dissection",
      limit: PublishedDissection.byteLimit
    )
    let layers = try PublishedDissection(bytes, from: model).layers
    if let layer {
      if let found = layers.first(where: { $0.name == layer }) {
        return Layer(labels: found.layer, network: nil)
      }
      throw unknown(layer, among: layers.map(\.name))
    }
    return try best(of: layers.map { Layer(labels: $0.layer, network: nil) }, advice: nil)
  }

  private func stored(_ options: ModelOptions) throws(Fault) -> Layer {
    var options = options
    switch model {
    case "this": break
    case "demo": (options.generator, options.demo) = (nil, .country)
    default:
      switch GeneratorSource(named: model) {
      case .demo(let world): (options.generator, options.demo) = (nil, world)
      case .file(let path): (options.generator, options.demo) = (path, nil)
      }
    }
    let workbench = try options.openWorkbench(withSegmenter: true, store: .reading)
    let names = workbench.layers.map(\.name)
    if let layer {
      guard names.contains(LayerName(layer)) else {
        throw unknown(layer, among: names.map(\.rawValue))
      }
      guard let found = try labelled(LayerName(layer), workbench: workbench, options: options)
      else {
        var fault = try workbench.undissected(LayerName(layer), "compare")
        fault.advice = fault.advice?.replacing("'ganscope dissect", with: "'\(dissect(options))")
        throw fault
      }
      return found
    }
    var found: [Layer] = []
    for name in names {
      if let layer = try labelled(name, workbench: workbench, options: options) {
        found.append(layer)
      }
    }
    return try best(of: found, advice: "Run '\(dissect(options))' with the same options first")
  }

  /// The command that dissects this side.
  private func dissect(_ options: ModelOptions) -> String {
    let generator = options.generator.map { "--generator '\($0)'" }
    let world = options.demo.map { "--demo \($0.rawValue)" }
    return (["ganscope dissect"] + [generator ?? world].compactMap { $0 }).joined(separator: " ")
  }

  private func labelled(
    _ name: LayerName,
    workbench: Workbench,
    options: ModelOptions
  ) throws(Fault) -> Layer? {
    guard let dissection = try workbench.storedDissection(of: name), dissection.countedScenes > 0
    else { return nil }
    let done =
      dissection.countedScenes < dissection.sampleSize
      ? " (\(dissection.countedScenes) of \(counted(dissection.sampleSize, "scene")))" : ""
    let labels = dissection.labelled(
      workbench.segmenterFacts?.vocabulary,
      title: "\(workbench.generatorFacts.name) \(name.rawValue)\(done)"
    )
    return Layer(
      labels: labels,
      network: Network(options: options, layer: dissection.layer)
    )
  }

  private func best(of layers: [Layer], advice: String?) throws(Fault) -> Layer {
    let best = layers.max { one, other in
      let (first, second) = (one.labels, other.labels)
      // Shares as products, so that equal ones leave the first.
      return first.interpretable.count * second.units.count
        < second.interpretable.count * first.units.count
    }
    if var best {
      if layers.count > 1 { best.choices = layers.count }
      return best
    }
    throw Fault(
      .missing,
      "compare",
      on: text,
      found: "no layer is dissected yet by this rule",
      advice: advice
    )
  }

  private func unknown(_ layer: String, among names: [String]) -> Fault {
    Fault(
      .usage,
      "compare",
      on: text,
      expected: "one of the layers \(names.joined(separator: ", "))",
      found: layer
    )
  }
}
