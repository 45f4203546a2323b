import ArgumentParser

/// How many scenes a statistic is taken over: 1 to 1,000,000.
struct SampleSize: ExpressibleByArgument, Equatable {
  let count: Int

  init(_ count: Int) { self.count = count }

  init?(argument: String) {
    guard let count = Int(argument), (1...1_000_000).contains(count) else { return nil }
    self.count = count
  }

  var defaultValueDescription: String { "\(count)" }
}
