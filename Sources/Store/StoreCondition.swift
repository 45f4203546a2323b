public import Faults

/// Where results go at the moment.
public enum StoreCondition: Hashable, Sendable {
  /// Into the file.
  case writing
  /// Into memory for now, because the file is full or may only be read, or another process does not
  /// stop writing.
  ///
  /// What the file holds is still found. As soon as the file can be had, results move into it.
  case reading(Fault)
  /// Into memory only, because the file is damaged or not to be opened.
  case inMemory(Fault)

  /// What keeps results from being saved; nil while they are.
  public var trouble: Fault? {
    switch self {
    case .writing: nil
    case .reading(let fault), .inMemory(let fault): fault
    }
  }
}
