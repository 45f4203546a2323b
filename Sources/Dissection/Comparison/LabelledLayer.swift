/// A layer's units and what they stand for, wherever that was found out.
public struct LabelledLayer: Hashable, Sendable {
  /// A unit and its label.
  public struct Unit: Hashable, Sendable {
    /// The unit's number.
    public let unit: Int
    /// The concept that it matches best.
    public let label: String
    /// The concept's category.
    public let category: String
    /// IoU of the unit with the concept.
    public let iou: Double
    /// Whether that is above the bounds of the rule that was followed.
    public let isInterpretable: Bool

    /// Makes a unit.
    public init(unit: Int, label: String, category: String, iou: Double, isInterpretable: Bool) {
      self.unit = unit
      self.label = label
      self.category = category
      self.iou = iou
      self.isInterpretable = isInterpretable
    }
  }

  /// What is compared, in words: "church.pth layer4".
  public let title: String
  /// The rule that gave the labels, such as "iqr" or "0.005".
  public let rule: String
  /// All units of the layer.
  public let units: [Unit]

  /// Makes a layer.
  public init(title: String, rule: String, units: [Unit]) {
    self.title = title
    self.rule = rule
    self.units = units
  }

  /// The units that match a concept.
  public var interpretable: [Unit] { units.filter(\.isInterpretable) }
}
