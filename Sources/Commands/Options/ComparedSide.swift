import Concepts
import Dissection
import Experiments
import Faults
import Files
import Glibc
import Laboratory
import Tensors

/// One side of a comparison as it is written: MODEL or MODEL@LAYER.
struct ComparedSide {
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

  /// The labels of the layer that is meant.
  ///
  /// - Throws: `Fault` for a file that is no dissection, or a layer that is not there or not
  ///   dissected.
  func labelledLayer(_ options: ModelOptions) throws(Fault) -> LabelledLayer {
    model.hasSuffix(".json") ? try published() : try stored(options)
  }

  /// The labels of a dissect.json.
  ///
  /// - Throws: `Fault` for a file that is no dissection, or a layer that is not there.
  func published() throws(Fault) -> LabelledLayer {
    let bytes = try RegularFile.read(
      model,
      to: "read the dissection",
      limit: PublishedDissection.byteLimit
    )
    let layers = try PublishedDissection(bytes, from: model).layers
    if let layer {
      if let found = layers.first(where: { $0.name == layer }) { return found.layer }
      throw unknown(layer, among: layers.map(\.name))
    }
    return try best(of: layers.map(\.layer))
  }

  private func stored(_ options: ModelOptions) throws(Fault) -> LabelledLayer {
    var options = options
    switch model {
    case "this": break
    case "demo": (options.generator, options.demo) = (nil, .country)
    default:
      let world = access(model, F_OK) == 0 ? nil : DemoWorld(rawValue: model)
      (options.generator, options.demo) = (world == nil ? model : nil, world)
    }
    let workbench = try options.openWorkbench(withSegmenter: true, store: .reading)
    let names = workbench.layers.map(\.name)
    if let layer {
      guard names.contains(LayerName(layer)) else {
        throw unknown(layer, among: names.map(\.rawValue))
      }
      guard let found = try labelled(LayerName(layer), workbench) else {
        throw try workbench.undissected(LayerName(layer), "compare")
      }
      return found
    }
    var found: [LabelledLayer] = []
    for name in names { if let layer = try labelled(name, workbench) { found.append(layer) } }
    return try best(of: found)
  }

  private func labelled(
    _ name: LayerName,
    _ workbench: Workbench
  ) throws(Fault) -> LabelledLayer? {
    guard let dissection = try workbench.storedDissection(of: name), dissection.countedScenes > 0
    else { return nil }
    let vocabulary = workbench.segmenterFacts?.vocabulary
    let done =
      dissection.countedScenes < dissection.sampleSize
      ? " (\(dissection.countedScenes) of \(dissection.sampleSize) scenes)" : ""
    return LabelledLayer(
      title: "\(workbench.generatorFacts.name) \(name.rawValue)\(done)",
      rule: dissection.rule.title,
      units: dissection.labels.map { label in
        let concept = label.overlap == nil ? nil : vocabulary?[label.concept]
        return LabelledLayer.Unit(
          unit: label.unit,
          label: concept?.name ?? "-",
          category: concept?.category.rawValue ?? "-",
          iou: Double(label.iou),
          isInterpretable: label.isInterpretable
        )
      }
    )
  }

  private func best(of layers: [LabelledLayer]) throws(Fault) -> LabelledLayer {
    let best = layers.max { one, other in
      // Shares as products, so that equal ones leave the first.
      one.interpretable.count * other.units.count < other.interpretable.count * one.units.count
    }
    if let best { return best }
    throw Fault(
      .missing,
      "compare",
      on: text,
      found: "no layer is dissected yet by this rule",
      advice: "Run 'ganscope dissect' with the same options first"
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
