/// Says when something costly is due again: so that it takes a small share of the time.
struct Pace {
  /// How many times its own duration passes at least between two times.
  private let rarity: Double
  private let least: Duration
  private let most: Duration
  private let isAlwaysDue: Bool
  private var last = SuspendingClock.now
  private var cost = Duration.zero

  /// - Parameters:
  ///   - rarity: How many times its own duration passes between two times.
  ///   - least: What passes at least.
  ///   - most: Where this is exceeded half the rarity has to do.
  ///   - isAlwaysDue: Whether it is done at every occasion, whatever that costs.
  init(
    rarity: Double = 20,
    least: Duration = .zero,
    most: Duration = .seconds(2),
    isAlwaysDue: Bool = false
  ) {
    self.rarity = rarity
    self.least = least
    self.most = most
    self.isAlwaysDue = isAlwaysDue
  }

  var isDue: Bool {
    if isAlwaysDue { return true }
    let wanted = max(cost * (rarity / 2), min(most, cost * rarity), least)
    return SuspendingClock.now - last >= wanted
  }

  /// Does it and notes how long it took.
  mutating func act<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = SuspendingClock.now
    defer {
      last = .now
      cost = last - start
    }
    return try body()
  }
}
