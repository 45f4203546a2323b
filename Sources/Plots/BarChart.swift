/// Bars with intervals: one description for terminal, SVG and PNG.
public struct BarChart: Hashable, Sendable {
  /// What is shown.
  public var title: String
  /// The axis of the values.
  public var axis: PlotAxis
  /// The bars from above.
  public var bars: [Bar]

  /// Makes a chart.
  public init(title: String, axis: PlotAxis, bars: [Bar]) {
    self.title = title
    self.axis = axis
    self.bars = bars
  }

  /// One bar.
  public struct Bar: Hashable, Sendable {
    /// What it stands for.
    public var name: String
    /// Its value.
    public var value: Double
    /// Half the width of its interval; nil for none.
    public var halfWidth: Double?
    /// What else to say of it, such as how many places it comes from.
    public var remark: String

    /// Makes a bar.
    public init(_ name: String, value: Double, halfWidth: Double? = nil, remark: String = "") {
      self.name = name
      self.value = value
      self.halfWidth = halfWidth
      self.remark = remark
    }
  }
}
