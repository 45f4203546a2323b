/// Each unit of a layer with its partner in another of as many units, so that the sum of the
/// partners' correlations is the largest there is.
///
/// Two checkpoints of one training keep most units in their place; two trainings do not, and a unit
/// may find no partner worth the name: its correlation tells (Li et al. 2015 match units so).
public struct UnitMatching: Hashable, Sendable {
  /// The partner of each unit.
  public let partners: [Int]
  /// The correlation of each unit with its partner.
  public let correlations: [Float]
  /// How many scenes they were measured on.
  public let scenes: Int

  /// Correlations from here on count as the same unit.
  public static let closeness: Float = 0.5

  /// Pairs units.
  public init(_ correlation: UnitCorrelation) {
    self.init(table: correlation.table, scenes: correlation.scenes)
  }

  /// Pairs units by a square table: [first * units + second].
  init(table: [Float], scenes: Int) {
    let units = Int(Double(table.count).squareRoot())
    let partners = Self.assignment(of: table.map { -Double($0) }, units)
    self.partners = partners
    self.scenes = scenes
    correlations = partners.enumerated().map { table[$0 * units + $1] }
  }

  /// The same from the other layer's side.
  public var inverted: UnitMatching {
    var inverted = partners
    var table = correlations
    for (unit, partner) in partners.enumerated() {
      inverted[partner] = unit
      table[partner] = correlations[unit]
    }
    return UnitMatching(partners: inverted, correlations: table, scenes: scenes)
  }

  private init(partners: [Int], correlations: [Float], scenes: Int) {
    self.partners = partners
    self.correlations = correlations
    self.scenes = scenes
  }

  /// How many units have a partner that correlates as one unit with itself at another time does.
  public var closeCount: Int { correlations.count { $0 >= Self.closeness } }

  /// The mean correlation with the partner.
  public var mean: Double {
    correlations.reduce(0) { $0 + Double($1) } / Double(max(1, correlations.count))
  }

  /// The cheapest assignment of rows to columns, by shortest augmenting paths (Kuhn 1955; Jonker and
  /// Volgenant 1987): the column of each row.
  private static func assignment(of costs: [Double], _ size: Int) -> [Int] {
    guard size > 0 else { return [] }
    // Row and column 0 stand for none.
    var rowPrices = [Double](repeating: 0, count: size + 1)
    var columnPrices = rowPrices
    var rows = [Int](repeating: 0, count: size + 1)
    for row in 1...size {
      var cheapest = [Double](repeating: .infinity, count: size + 1)
      var before = [Int](repeating: 0, count: size + 1)
      var isDone = [Bool](repeating: false, count: size + 1)
      var column = 0
      rows[0] = row
      repeat {
        isDone[column] = true
        let here = rows[column]
        var (step, next) = (Double.infinity, 0)
        for other in 1...size where !isDone[other] {
          let cost = costs[(here - 1) * size + other - 1] - rowPrices[here] - columnPrices[other]
          if cost < cheapest[other] { (cheapest[other], before[other]) = (cost, column) }
          if cheapest[other] < step { (step, next) = (cheapest[other], other) }
        }
        for other in 0...size {
          if isDone[other] {
            rowPrices[rows[other]] += step
            columnPrices[other] -= step
          } else {
            cheapest[other] -= step
          }
        }
        column = next
      } while rows[column] != 0
      while column != 0 {
        rows[column] = rows[before[column]]
        column = before[column]
      }
    }
    var columns = [Int](repeating: 0, count: size)
    for column in 1...size { columns[rows[column] - 1] = column - 1 }
    return columns
  }
}
