/// The seed of the scenes, as NumPy's RandomState takes it.
struct SeedNumber: FormedArgument {
  static let form = "a number from 0 to \(UInt32.max)"

  let number: UInt32

  init?(argument: String) {
    guard let number = UInt32(argument) else { return nil }
    self.number = number
  }

  var description: String { "\(number)" }
}
