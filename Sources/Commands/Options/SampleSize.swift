/// How many scenes a statistic is taken over: 1 to 1,000,000.
struct SampleSize: FormedArgument, Equatable {
  static let form = "a number from 1 to 1000000"

  let count: Int

  init(_ count: Int) { self.count = count }

  init?(argument: String) {
    guard let count = Int(argument), (1...1_000_000).contains(count) else { return nil }
    self.count = count
  }

  var description: String { "\(count)" }
}
