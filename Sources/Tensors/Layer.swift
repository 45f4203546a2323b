/// The name of a generator's stage as its checkpoint spells it, such as "layer4".
public struct LayerName: RawRepresentable, Hashable, Codable, Sendable {
  /// The checkpoint's own spelling.
  public let rawValue: String

  /// Names a layer.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Names a layer.
  public init(_ name: String) { rawValue = name }
}

extension LayerName: ExpressibleByStringLiteral, CustomStringConvertible {
  /// Names a layer by a literal.
  public init(stringLiteral value: String) { rawValue = value }

  /// The name.
  public var description: String { rawValue }
}

/// A layer's place and size; its output has shape (batch, units, height, width).
public struct LayerDescription: Hashable, Sendable {
  /// The name.
  public let name: LayerName
  /// How many units (channels) the output has.
  public let units: Int
  /// Rows of the output.
  public let height: Int
  /// Columns of the output.
  public let width: Int

  /// Makes a description.
  public init(name: LayerName, units: Int, height: Int, width: Int) {
    self.name = name
    self.units = units
    self.height = height
    self.width = width
  }
}
