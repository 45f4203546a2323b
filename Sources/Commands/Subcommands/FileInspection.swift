import Checkpoints
import Experiments
import Faults
import Files
import Generators
import Glibc
import Images
import Interventions
import Segmenters
import Tensors

/// What a file is, as lines that are safe to print.
enum FileInspection {
  static func lines(of path: String) throws(Fault) -> [String] {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      if CheckpointReader.isDivided(path) {
        return try checkpoint(CheckpointInspection.describe(path: path))
      }
      do throws(Fault) { return try segmenters(in: path) } catch {
        guard let files = FolderInspection(of: path), !files.isOfSegmenter else { throw error }
        return files.lines
      }
    }
    switch try FileSignature(of: path, to: "inspect") {
    case .png: return try picture(PNG.read(path: path), path)
    case .checkpoint where path.lowercased().hasSuffix(".npz"): return try archive(path)
    case .other where path.lowercased().hasSuffix(".npy"): return try array(path)
    case .json where path.lowercased().hasSuffix(".json") && !CheckpointReader.isDivided(path):
      return try edit(EditFile.read(path))
    default: return try checkpoint(CheckpointInspection.describe(path: path))
    }
  }

  /// The segmenter of a folder, or of the folders in it, which count as one.
  private static func segmenters(in path: String) throws(Fault) -> [String] {
    let folders = try SegmenterLoader.innerFolders(of: path).map { displayable($0) }
    let lines = segmenter(try SegmenterLoader.inspect(directory: path))
    guard !folders.isEmpty else { return lines }
    return indented([("taken from", "its folder \(folders.joined(separator: " and "))")]) + lines
  }

  private static func segmenter(_ summary: SegmenterSummary) -> [String] {
    SegmenterInspection(summary).lines
  }

  private static func picture(_ picture: PNGPicture, _ path: String) throws(Fault) -> [String] {
    var facts = [("picture", "PNG, \(picture.image.width)x\(picture.image.height) pixels")]
    if picture.text(Recipe.keyword) != nil {
      let recipe = try Recipe(pngAt: path)
      facts += [
        ("recipe", "scene \(recipe.scene) of seed \(recipe.seed), layer \(recipe.layer)"),
        ("generator", recipe.generator), ("segmenter", recipe.segmenter ?? "none"),
        ("computed", "with \(displayable(recipe.precision ?? "float32"))"),
        ("segmented", displayable(recipe.segmentation ?? "not at all")),
        ("edit", summary(of: recipe.edit)),
      ]
    }
    return indented(facts)
  }

  private static func edit(_ edit: Edit) -> [String] { indented([("edit", summary(of: edit))]) }

  private static func summary(of edit: Edit) -> String {
    let count = edit.interventions.reduce(0) { $0 + $1.units.count }
    let moves = edit.directions.map { move in
      "\(displayable(move.direction.name)) \(fixed(Double(move.strength), 1)) in "
        + displayable(move.direction.space)
    }
    let along = moves.isEmpty ? "" : "along \(moves.prefix(12).joined(separator: ", "))"
    guard count > 0 else { return along.isEmpty ? "none" : along }
    let layers = edit.layers.map(\.rawValue)
    let rest = layers.count > 12 ? " and \(layers.count - 12) more layers" : ""
    return "\(counted(edit.interventions.count, "intervention")) on \(counted(count, "unit")) "
      + "of \(layers.prefix(12).joined(separator: ", "))\(rest)"
      + (along.isEmpty ? "" : ", \(along)")
  }

  private static func checkpoint(_ inspection: CheckpointInspection) -> [String] {
    let facts = inspection.facts + architecture(of: inspection.state)
    return indented(facts) + ["  tensors:"] + inspection.tensorLines.map { "    " + $0 }
  }

  static func indented(_ facts: [(heading: String, text: String)]) -> [String] {
    let width = facts.map(\.heading.count).max() ?? 0
    return facts.map { heading, text in
      "  \(heading)\(String(repeating: " ", count: width - heading.count))  \(text)"
    }
  }

  static func architecture(of state: StateDictionary) -> [(heading: String, text: String)] {
    guard GeneratorLoader.recognizes(state) else {
      let name = GeneratorLoader.foreignName(of: state)
      return [("network", name ?? "not one that ganscope knows by its tensors alone")]
    }
    do {
      let generator = try GeneratorLoader.summary(of: state)
      let layers = generator.layers.map { "\($0.name) \($0.units)x\($0.height)x\($0.width)" }
      return [
        (
          "network",
          "\(generator.family), generator of "
            + "\(generator.imageWidth)x\(generator.imageHeight) images"
        )
      ] + generator.latentSpaces.map { ("latent \($0.name)", "\($0.width) numbers") }
        + [("layers", layers.joined(separator: ", "))]
        + generator.remarks.map { ("note", displayable($0, limit: 400)) }
    } catch {
      return [("network", "a generator, but damaged: \(error.found)")]
    }
  }
}
