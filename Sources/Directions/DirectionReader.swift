import Faults
import Files
import Interventions
import JSONText
import NumPyFiles
import Tensors

/// Takes the parts of an archive of directions for what they are.
struct DirectionReader {
  let archive: NPZ
  let name: String
  let spaces: [LatentSpace]
  let chosen: String?

  func set() throws(Fault) -> DirectionSet {
    let components = try archive.array("lat_comp")
    let count = components.dimensions.first ?? 0
    let values = components.floats
    try require(
      1...DirectionFile.countLimit ~= count && components.dimensions.count >= 2,
      expected: "1 to \(DirectionFile.countLimit) directions, a row each",
      found: "an array of shape \(components.dimensions)"
    )
    let width = values.count / count
    try require(
      1...Direction.widthLimit ~= width,
      expected: "directions of 1 to \(Direction.widthLimit) numbers",
      found: "\(width)"
    )
    try require(
      values.allSatisfy(\.isFinite),
      expected: "finite numbers",
      found: "NaN or infinity in lat_comp"
    )
    let deviations = try numbers("lat_stdev", count) ?? [Float](repeating: 1, count: count)
    let mean = try numbers("lat_mean", width) ?? []
    let weights = try numbers("var_ratio", count)
    let notes = try notes(count)
    let named = notes?.space ?? chosen
    let space: String
    if let named { space = named } else { space = try guessedSpace(width) }
    if let chosen, chosen != space {
      throw fault("directions in \(chosen)", "ones in \(space), by the file's own words")
    }
    let entries = (0..<count).map { index -> DirectionSet.Entry in
      let note = notes?.directions[index]
      var entry = DirectionSet.Entry(
        Direction(
          name: note?.name ?? "component \(index)",
          space: space,
          vector: Array(values[index * width..<(index + 1) * width]),
          deviation: deviations[index]
        ),
        weight: note == nil ? weights?[index] : note?.weight
      )
      entry.slope = note?.slope
      if let ends = note?.inputs, ends.count == 2, ends[0] >= 0, ends[0] <= ends[1] {
        entry.inputs = ends[0]...ends[1]
      }
      entry.quality = note?.quality.map {
        AreaRegression.Quality(value: $0.value, low: $0.low, high: $0.high, scenes: $0.scenes)
      }
      return entry
    }
    var set = DirectionSet(
      origin: notes?.origin ?? "GANSpace",
      space: space,
      generator: notes?.generator,
      mean: mean,
      entries: entries
    )
    if let seed = notes?.seed, let scenes = notes?.scenes { set.sample = (seed, scenes) }
    set.activations = try activations(of: set)
    return set
  }

  /// The components in activations, unless they are the latents' own.
  private func activations(of set: DirectionSet) throws(Fault) -> DirectionSet.Activations? {
    guard archive.names.contains("act_comp") else { return nil }
    let array = try archive.array("act_comp")
    let (count, values) = (set.entries.count, array.floats)
    try require(
      array.dimensions.first == count && values.count.isMultiple(of: count)
        && values.allSatisfy(\.isFinite),
      expected: "'act_comp' with a finite row for each of \(count) directions",
      found: "shape \(array.dimensions)"
    )
    if values == set.entries.flatMap(\.direction.vector) { return nil }
    let width = values.count / count
    guard let mean = try numbers("act_mean", width),
      let deviations = try numbers("act_stdev", count)
    else { return nil }
    // The second place is the batch's.
    let dimensions = array.dimensions.dropFirst()
    return DirectionSet.Activations(
      components: (0..<count).map { Array(values[$0 * width..<($0 + 1) * width]) },
      mean: mean,
      deviations: deviations,
      dimensions: Array(
        dimensions.first == 1 && dimensions.count > 1
          ? dimensions.dropFirst() : dimensions
      )
    )
  }

  private func guessedSpace(_ width: Int) throws(Fault) -> String {
    let usual = spaces.filter { $0.name != "w+" }
    if let space = usual.last(where: { $0.width == width }) { return space.name }
    throw fault(
      "directions of "
        + alternatives(usual.map { "\($0.width) numbers of \($0.name)" }),
      "\(width) numbers",
      advice: "The directions were found in another generator"
    )
  }

  private func numbers(_ array: String, _ count: Int) throws(Fault) -> [Float]? {
    guard archive.names.contains(array) else { return nil }
    let values = try archive.array(array).floats
    try require(
      values.count == count && values.allSatisfy(\.isFinite),
      expected: "\(count) finite numbers in '\(array)'",
      found: "\(values.count)\(values.count == count ? " with NaN or infinity" : "")"
    )
    return values
  }

  private func notes(_ count: Int) throws(Fault) -> DirectionFile.Notes? {
    guard archive.names.contains("ganscope") else { return nil }
    guard case .uint8(let bytes) = try archive.array("ganscope").values else {
      throw fault("the bytes of a text in 'ganscope'", "something else")
    }
    let notes = try JSONText.decode(
      DirectionFile.Notes.self,
      bytes,
      from: name,
      to: DirectionFile.attempt
    )
    try require(
      notes.version == DirectionFile.Notes.version,
      expected: "version \(DirectionFile.Notes.version)",
      found: "\(notes.version)"
    )
    try require(
      notes.directions.count == count,
      expected: "\(count) names",
      found: "\(notes.directions.count)"
    )
    let longest = notes.directions.map(\.name.count).max() ?? 0
    try require(
      longest <= Direction.nameLimit && notes.directions.allSatisfy { !$0.name.isEmpty },
      expected: "names of 1 to \(Direction.nameLimit) characters",
      found: "one of \(longest == 0 ? 0 : longest)"
    )
    return notes
  }

  private func require(
    _ holds: Bool,
    expected: String,
    found: @autoclosure () -> String
  ) throws(Fault) {
    guard holds else { throw fault(expected, found()) }
  }

  private func fault(_ expected: String, _ found: String, advice: String? = nil) -> Fault {
    Fault(
      .refused,
      DirectionFile.attempt,
      on: name,
      expected: expected,
      found: found,
      advice: advice
    )
  }
}
