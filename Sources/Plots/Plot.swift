/// Lines over two axes, with their uncertainty: one description for terminal, SVG and PNG.
public struct Plot: Hashable, Sendable {
  /// What is shown.
  public var title: String
  /// The horizontal axis.
  public var x: PlotAxis
  /// The vertical axis.
  public var y: PlotAxis
  /// The lines, the most important first; a line's place decides its letter and colour.
  public var lines: [PlotLine]
  /// Places along the horizontal axis that have a name.
  public var marks: [PlotMark]

  /// Makes a plot.
  public init(
    title: String,
    x: PlotAxis,
    y: PlotAxis,
    lines: [PlotLine],
    marks: [PlotMark] = []
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.lines = lines
    self.marks = marks
  }
}

/// A place along the horizontal axis, drawn as an upright line.
public struct PlotMark: Hashable, Sendable {
  /// The place.
  public var x: Double
  /// Its name.
  public var name: String
  /// Whether it is the one that matters, to be drawn over the others.
  public var isChosen: Bool

  /// Makes a mark.
  public init(_ name: String, x: Double, isChosen: Bool = false) {
    (self.name, self.x, self.isChosen) = (name, x, isChosen)
  }
}

/// One axis.
public struct PlotAxis: Hashable, Sendable {
  /// What is measured, with its unit.
  public var title: String
  /// From where to where; values outside are not drawn.
  public var range: ClosedRange<Double>
  /// Whether values are shares, to be written in per cent.
  public var isPercent: Bool
  /// Whether values are decimal logarithms, to be written as what they stand for.
  public var isLogarithmic: Bool

  /// Makes an axis.
  public init(
    _ title: String,
    _ range: ClosedRange<Double>,
    isPercent: Bool = false,
    isLogarithmic: Bool = false
  ) {
    self.isLogarithmic = isLogarithmic
    self.title = title
    // An axis of no length would divide by it.
    self.range =
      range.upperBound > range.lowerBound
      ? range : range.lowerBound - 0.5...range.lowerBound + 0.5
    self.isPercent = isPercent
  }

  /// Where a value lies, 0 at the start and 1 at the end.
  func share(of value: Double) -> Double {
    (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// Round values inside the range, about as many as asked for.
  func ticks(about count: Int) -> [Double] {
    let step = step(about: count)
    let (first, last) = (range.lowerBound / step, range.upperBound / step)
    guard step > 0, last - first < 1000 else { return [range.lowerBound] }
    let start = Int((first - 1e-9).rounded(.up))
    return (start...max(start, Int((last + 1e-9).rounded(.down)))).map { Double($0) * step }
  }

  /// The axis in cells that its ticks divide evenly: it takes a little less than the room there is,
  /// and ends less than a cell after its values.
  ///
  /// - Parameters:
  ///   - count: About how many ticks there are.
  ///   - cells: The room.
  ///   - dots: How many dots a cell has along the axis.
  /// - Returns: The axis and how many cells it takes.
  func fitted(about count: Int, cells: Int, dots: Int) -> (axis: PlotAxis, cells: Int) {
    let step = step(about: count)
    let steps = (range.upperBound - range.lowerBound) / step
    guard step > 0, steps.isFinite, steps >= 1 else { return (self, cells) }
    let perStep = Int(Double(cells * dots - 1) / (steps * Double(dots)))
    guard perStep > 0 else { return (self, cells) }
    let needed = steps * Double(perStep * dots) + 1
    let taken = min(cells, Int((needed / Double(dots) - 1e-9).rounded(.up)))
    var axis = self
    let length = Double(taken * dots - 1) / Double(perStep * dots) * step
    axis.range = range.lowerBound...max(range.upperBound, range.lowerBound + length)
    return (axis, taken)
  }

  private func step(about count: Int) -> Double {
    var rough = (range.upperBound - range.lowerBound) / Double(max(1, count))
    // Between whole powers of ten nothing is round.
    if isLogarithmic { rough = max(rough, 1) }
    guard rough > 0, rough.isFinite else { return 0 }
    let power = decimalPower(atMost: rough)
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? 10 * power
  }

  private func decimalPower(atMost value: Double) -> Double {
    var power = 1.0
    while power > value { power /= 10 }
    while power * 10 <= value { power *= 10 }
    return power
  }

  /// A tick's value as text.
  func text(of value: Double) -> String {
    if isLogarithmic { return power(value + (isPercent ? 2 : 0)) + (isPercent ? " %" : "") }
    return isPercent ? plain(value * 100) + " %" : plain(value)
  }

  /// Ten to a whole power: "0.1", "100", "1e-6".
  private func power(_ exponent: Double) -> String {
    let places = Int(min(max(exponent, -99), 99).rounded())
    switch places {
    case 0...4: return "1" + String(repeating: "0", count: places)
    case -4..<0: return "0." + String(repeating: "0", count: -places - 1) + "1"
    default: return "1e\(places)"
    }
  }

  private func plain(_ value: Double) -> String {
    let rounded = (value * 1e4).rounded() / 1e4
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }
}

/// One line.
public struct PlotLine: Hashable, Sendable {
  /// What it stands for.
  public var name: String
  /// Whether it is a control, to be drawn more quietly.
  public var isControl: Bool
  /// The points, from left to right.
  public var points: [PlotPoint]
  /// Whether neighbouring points are joined.
  public var isJoined: Bool
  /// Whether what lies below it is filled.
  public var isFilled: Bool
  /// Red, green and blue, where it stands for something that has a colour; nil for its place's.
  public var color: [UInt8]?

  /// Makes a line.
  public init(
    _ name: String,
    isControl: Bool = false,
    points: [PlotPoint],
    isJoined: Bool = true,
    isFilled: Bool = false,
    color: [UInt8]? = nil
  ) {
    self.name = name
    self.isControl = isControl
    self.points = points
    self.isJoined = isJoined
    self.isFilled = isFilled
    self.color = color
  }

  /// Whether its points are so few that each is marked; else the highest is.
  var marksPoints: Bool { isJoined && points.count <= 32 }
}

/// One point.
public struct PlotPoint: Hashable, Sendable {
  /// The place.
  public var x: Double, y: Double
  /// Half the height of its interval; nil for none.
  public var halfWidth: Double?

  /// Makes a point.
  public init(x: Double, y: Double, halfWidth: Double? = nil) {
    self.x = x
    self.y = y
    self.halfWidth = halfWidth
  }
}

/// The colours of lines and bars: Okabe and Ito's, which people of any colour vision tell apart.
public enum PlotColor {
  /// Red, green and blue of a line by its place.
  public static func bytes(of line: Int) -> [UInt8] { colors[line % colors.count] }

  private static let colors: [[UInt8]] = [
    [0, 114, 178], [213, 94, 0], [0, 158, 115], [204, 121, 167], [230, 159, 0], [86, 180, 233],
    [120, 120, 120], [160, 150, 0],
  ]

  /// The letter of a line by its place.
  public static func letter(of line: Int) -> Character {
    Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(line % 26)))
  }
}
