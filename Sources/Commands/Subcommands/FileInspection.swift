import Checkpoints
import Faults
import Files
import Generators
import Glibc
import Images
import Interventions

/// What a file is, as lines that are safe to print.
enum FileInspection {
  static func lines(of path: String) throws(Fault) -> [String] {
    try checkpoint(CheckpointInspection.describe(path: path))
  }

  private static func checkpoint(_ inspection: CheckpointInspection) -> [String] {
    let facts = inspection.facts + architecture(of: inspection.state)
    return indented(facts) + ["  tensors:"] + inspection.tensorLines.map { "    " + $0 }
  }

  private static func indented(_ facts: [(heading: String, text: String)]) -> [String] {
    let width = facts.map(\.heading.count).max() ?? 0
    return facts.map { heading, text in
      "  \(heading)\(String(repeating: " ", count: width - heading.count))  \(text)"
    }
  }

  private static func architecture(of state: StateDictionary) -> [(heading: String, text: String)] {
    guard GeneratorArchitecture.recognizes(state) else {
      return [("network", "not one that ganscope knows by its tensors alone")]
    }
    do {
      let generator = try GeneratorArchitecture.infer(from: state)
      let layers = generator.layers.map { "\($0.name) \($0.units)x\($0.height)x\($0.width)" }
      return [
        (
          "network",
          "progressive GAN, generator of \(generator.imageWidth)x\(generator.imageHeight) images"
        ),
        ("latent z", "\(generator.latentWidth) numbers"),
        ("layers", layers.joined(separator: ", ")),
      ]
    } catch {
      return [("network", "progressive GAN, but damaged: \(error.found)")]
    }
  }
}
