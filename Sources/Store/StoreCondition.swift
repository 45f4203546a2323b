public import Faults

/// Where results go at the moment.
public enum StoreCondition: Hashable, Sendable {
  /// Into the file.
  case writing
  /// Into memory, because another process writes to the file, or it may only be read.
  ///
  /// What the file holds is still found. As soon as the file can be had, results move into it.
  case reading(Fault)
  /// Into memory only, because the file is full, damaged or not to be opened.
  case inMemory(Fault)

  /// What keeps results from being saved; nil while they are.
  public var trouble: Fault? {
    switch self {
    case .writing: nil
    case .reading(let fault), .inMemory(let fault): fault
    }
  }
}
