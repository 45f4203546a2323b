public import Faults
import Files

/// A NumPy archive: a zip file of `.npy` arrays.
///
/// Arrays are decoded when they are asked for.
public struct NPZ: Sendable {
  private let archive: ZipArchive
  private let source: String
  private static let attempt = "read the NumPy archive"

  /// Reads an archive's directory.
  ///
  /// - Throws: `Fault` of kind missing, refused or inputOutput.
  public init(path: String) throws(Fault) {
    try self.init(bytes: try RegularFile.read(path, to: Self.attempt), named: path)
  }

  /// Reads an archive that is in memory already; messages call it by a name.
  public init(bytes: [UInt8], named name: String) throws(Fault) {
    source = name
    do throws(Refusal) {
      archive = try ZipArchive(bytes, limits: .init(inflatedBytes: 4 << 30))
    } catch {
      throw error.fault(Self.attempt, on: name)
    }
  }

  /// The arrays' names in the order of the file, without ".npy".
  public var names: [String] {
    archive.entries.map(\.name).filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
  }

  /// Decodes an array.
  ///
  /// - Throws: `Fault` if there is none of this name or it is damaged.
  public func array(_ name: String) throws(Fault) -> NPYArray {
    guard let entry = archive.entry(name + ".npy") else {
      throw Fault(
        .refused,
        "read array '\(name)' of",
        on: source,
        found: "no array of this name"
      )
    }
    do throws(Refusal) {
      return try decode(entry)
    } catch {
      throw error.fault(Self.attempt, on: source)
    }
  }

  private func decode(_ entry: ZipArchive.Entry) throws(Refusal) -> NPYArray {
    let contents = try archive.contents(of: entry)
    do throws(Refusal) {
      return try NPYDecoder.decode(contents)
    } catch {
      throw error.inside("entry '\(entry.name)'")
    }
  }
}

extension NPZ {
  /// An .npz of arrays by name.
  ///
  /// - Parameter arrays: Names without ".npy", and what `NPY.encode` gave.
  /// - Returns: The file's bytes.
  public static func encode(_ arrays: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    StoredZip.bytes(arrays.map { ($0.name + ".npy", $0.bytes) })
  }
}
