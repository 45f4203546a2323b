import Dissection
public import Faults
import Laboratory
import OneDNN
import Tensors

/// Other generators that are open beside the one explored, the two used last.
final class Neighbours {
  private var benches: [(path: String, bench: Workbench)] = []
  private static let limit = 2

  /// Forgets all, as when scenes are counted another way from now on.
  func clear() { benches = [] }

  /// The workbench of a generator's file or demo world, which works as another one does.
  ///
  /// - Throws: `Fault` that names the file and what is wrong with it.
  func bench(_ path: String, beside other: Workbench) throws(Fault) -> Workbench {
    if let known = benches.first(where: { $0.path == path }) { return known.bench }
    let bench = try Workbench(beside: other, generator: GeneratorSource(named: path))
    benches.append((path, bench))
    if benches.count > Self.limit { benches.removeFirst() }
    return bench
  }
}

extension Workbench {
  /// Loads another generator: with the session, the segmenter, the store and the choices of a bench.
  ///
  /// - Throws: `Fault` that names the file and what is wrong with it.
  public convenience init(beside other: Workbench, generator: GeneratorSource) throws(Fault) {
    var options = other.options
    options.generator = generator
    // What was said of the other's file says nothing of this one.
    (options.weights, options.layout) = (nil, nil)
    try self.init(
      loadingGeneratorOf: options,
      in: other.session,
      segmenter: other.networks.segmenter,
      store: other.results.store
    )
  }

  /// The layer of this generator that is set beside another's: the one that is named, else the one
  /// of the same name if it is dissected, else that with the largest share of matching units.
  ///
  /// - Throws: `Fault` for an unknown layer, or where nothing is dissected.
  func neighbourLayer(for request: NeighbourRequest) throws(Fault) -> NeighbourLayer {
    if let name = request.layer {
      guard let found = try labelled(name) else { throw try undissected(name, "compare") }
      return NeighbourLayer(path: request.path, generator: generatorFacts, dissection: found)
    }
    var found: [LayerDissection] = []
    for layer in layers {
      if let dissection = try labelled(layer.name) { found.append(dissection) }
    }
    let best = found.max { one, other in
      one.interpretableCount * other.layer.units < other.interpretableCount * one.layer.units
    }
    guard let chosen = found.first(where: { $0.layer.name == request.beside }) ?? best else {
      throw Fault(
        .missing,
        "compare with",
        on: request.path,
        expected:
          "a layer in the store that is dissected by the rule \(options.settings.rule.title)",
        found: "none",
        advice: "Run 'ganscope dissect \(options.generator.flags)' with this segmenter first"
      )
    }
    return NeighbourLayer(path: request.path, generator: generatorFacts, dissection: chosen)
  }

  private func labelled(_ name: LayerName) throws(Fault) -> LayerDissection? {
    guard let found = try storedDissection(of: name), !found.labels.isEmpty else { return nil }
    return found
  }
}
