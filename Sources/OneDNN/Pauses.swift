public import Faults

/// What may come between two layers of a network: something more urgent, or the end of the work.
public struct Pauses {
  private let isWanted: () -> Bool
  private let body: () throws(Fault) -> Void

  /// - Parameters:
  ///   - isWanted: Whether there is anything to do; asked between any two layers.
  ///   - body: Does it. It may use the networks, and throws to end the work at hand.
  public init(
    whenever isWanted: @escaping () -> Bool,
    _ body: @escaping () throws(Fault) -> Void
  ) {
    self.isWanted = isWanted
    self.body = body
  }

  func take(on session: Session) throws(Fault) {
    guard isWanted() else { return }
    try session.keepingTinyNumbers(body)
    session.claimThread()
  }
}
