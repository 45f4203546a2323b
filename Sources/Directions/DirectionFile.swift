public import Faults
import Files
import Interventions
import JSONText
import NumPyFiles
public import Tensors

/// Directions in NumPy's archives, under the names of GANSpace.
///
/// `lat_comp` are directions of length 1, `lat_stdev` the deviations along them, `lat_mean` the mean
/// latent, `var_ratio` the shares of variance; `act_comp`, `act_mean` and `act_stdev` the same in the
/// activations that were decomposed, which are the latents where w was. What GANSpace has no name
/// for, such as the directions' own, is JSON in the bytes of `ganscope`.
public enum DirectionFile {
  private static let attempt = "read the directions"
  /// The most directions of a file.
  public static let countLimit = 4096

  // MARK: Reading

  /// Reads a file of GANSpace or of ganscope.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - spaces: The generator's latent spaces; a file that names none is of the last of z and w
  ///     whose width it has, as GANSpace takes w where there is one.
  ///   - space: The space that the file is of, where the person says it.
  /// - Returns: The directions.
  /// - Throws: `Fault` of kind missing, inputOutput or refused.
  public static func read(
    _ path: String,
    spaces: [LatentSpace],
    space: String? = nil
  ) throws(Fault) -> DirectionSet {
    try decode(RegularFile.read(path, to: attempt), named: path, spaces: spaces, space: space)
  }

  /// Reads a file that is in memory already.
  ///
  /// - Throws: `Fault` of kind refused.
  public static func decode(
    _ bytes: [UInt8],
    named name: String,
    spaces: [LatentSpace],
    space: String? = nil
  ) throws(Fault) -> DirectionSet {
    let archive = try NPZ(bytes: bytes, named: name)
    guard archive.names.contains("lat_comp") else {
      throw Fault(
        .refused,
        attempt,
        on: name,
        expected: "an array 'lat_comp', as GANSpace and ganscope write",
        found: archive.names.isEmpty
          ? "no array" : archive.names.prefix(8).joined(separator: ", ")
      )
    }
    return try Reader(archive: archive, name: name, spaces: spaces, chosen: space).set()
  }

  // MARK: Writing

  /// A set as a file's bytes.
  ///
  /// - Throws: `Fault` of kind usage for a set without directions or of several widths.
  public static func encode(_ set: DirectionSet) throws(Fault) -> [UInt8] {
    let (count, width) = (set.entries.count, set.width)
    guard count > 0, set.entries.allSatisfy({ $0.direction.vector.count == width }) else {
      throw Fault(
        .usage,
        "write directions",
        expected: "at least one, all of one width",
        found: "\(count)"
      )
    }
    let vectors = set.entries.flatMap(\.direction.vector)
    let deviations = set.entries.map(\.direction.deviation)
    let mean = set.mean.count == width ? set.mean : [Float](repeating: 0, count: width)
    let own = set.activations
    let dimensions = [1] + (own?.dimensions ?? [width])
    let arrays: [(String, [UInt8])] = [
      (
        "act_comp",
        NPY.encode(own?.components.flatMap { $0 } ?? vectors, dimensions: [count] + dimensions)
      ), ("act_mean", NPY.encode(own?.mean ?? mean, dimensions: dimensions)),
      ("act_stdev", NPY.encode(own?.deviations ?? deviations, dimensions: [count])),
      ("lat_comp", NPY.encode(vectors, dimensions: [count, 1, width])),
      ("lat_mean", NPY.encode(mean, dimensions: [1, width])),
      ("lat_stdev", NPY.encode(deviations, dimensions: [count])),
      ("var_ratio", NPY.encode(set.entries.map { $0.weight ?? 0 }, dimensions: [count])),
      ("ganscope", NPY.encode(bytes: Array(notes(of: set).text().utf8))),
    ]
    return NPZ.encode(arrays)
  }

  private static func notes(of set: DirectionSet) -> JSONValue {
    func optional(_ number: Float?) -> JSONValue { number.map { .float($0) } ?? .null }
    var members: [(name: String, value: JSONValue)] = [
      ("version", .integer(Notes.version)), ("origin", .string(set.origin)),
      ("space", .string(set.space)),
      ("generator", set.generator.map { .string($0) } ?? .null),
    ]
    if let sample = set.sample {
      members += [("seed", .integer(Int(sample.seed))), ("scenes", .integer(sample.scenes))]
    }
    let directions = set.entries.map { entry -> JSONValue in
      var fields: [(name: String, value: JSONValue)] = [
        ("name", .string(entry.direction.name)), ("weight", optional(entry.weight)),
        ("slope", optional(entry.slope)),
      ]
      if let inputs = entry.inputs {
        fields.append(
          ("inputs", .array([.integer(inputs.lowerBound), .integer(inputs.upperBound)]))
        )
      }
      if let quality = entry.quality {
        fields.append(
          (
            "quality",
            .object([
              ("value", .float(quality.value)), ("low", .float(quality.low)),
              ("high", .float(quality.high)), ("scenes", .integer(quality.scenes)),
            ])
          )
        )
      }
      return .object(fields)
    }
    return .object(members + [("directions", .array(directions))])
  }

  /// What the bytes of `ganscope` hold.
  struct Notes: Decodable {
    static let version = 1

    struct Quality: Decodable {
      var value: Float
      var low: Float
      var high: Float
      var scenes: Int
    }

    struct Entry: Decodable {
      var name: String
      var weight: Float?
      var slope: Float?
      var inputs: [Int]?
      var quality: Quality?
    }

    var version: Int
    var origin: String
    var space: String
    var generator: String?
    var seed: UInt32?
    var scenes: Int?
    var directions: [Entry]
  }

  // MARK: The parts of a file

  private struct Reader {
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
        "1 to \(DirectionFile.countLimit) directions, a row each",
        "an array of shape \(components.dimensions)"
      )
      let width = values.count / count
      try require(
        1...Direction.widthLimit ~= width,
        "directions of 1 to \(Direction.widthLimit) numbers",
        "\(width)"
      )
      try require(values.allSatisfy(\.isFinite), "finite numbers", "NaN or infinity in lat_comp")
      let deviations = try numbers("lat_stdev", count) ?? [Float](repeating: 1, count: count)
      let mean = try numbers("lat_mean", width) ?? []
      let weights = try numbers("var_ratio", count)
      let notes = try notes(count)
      let told = notes?.space ?? chosen
      let space: String
      if let told { space = told } else { space = try guessedSpace(width) }
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
        "'act_comp' with a finite row for each of \(count) directions",
        "shape \(array.dimensions)"
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
        "\(count) finite numbers in '\(array)'",
        "\(values.count)\(values.count == count ? " with NaN or infinity" : "")"
      )
      return values
    }

    private func notes(_ count: Int) throws(Fault) -> Notes? {
      guard archive.names.contains("ganscope") else { return nil }
      guard case .uint8(let bytes) = try archive.array("ganscope").values else {
        throw fault("the bytes of a text in 'ganscope'", "something else")
      }
      let notes = try JSONText.decode(Notes.self, bytes, from: name, to: attempt)
      try require(notes.version == Notes.version, "version \(Notes.version)", "\(notes.version)")
      try require(notes.directions.count == count, "\(count) names", "\(notes.directions.count)")
      let longest = notes.directions.map(\.name.count).max() ?? 0
      try require(
        longest <= Direction.nameLimit && notes.directions.allSatisfy { !$0.name.isEmpty },
        "names of 1 to \(Direction.nameLimit) characters",
        "one of \(longest == 0 ? 0 : longest)"
      )
      return notes
    }

    private func require(
      _ holds: Bool,
      _ expected: String,
      _ found: @autoclosure () -> String
    ) throws(Fault) {
      guard holds else { throw fault(expected, found()) }
    }

    private func fault(_ expected: String, _ found: String, advice: String? = nil) -> Fault {
      Fault(.refused, attempt, on: name, expected: expected, found: found, advice: advice)
    }
  }
}
