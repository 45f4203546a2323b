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
  static let attempt = "read the directions"
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
    return try DirectionReader(archive: archive, name: name, spaces: spaces, chosen: space).set()
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
}
