/// What surrounded the tensors in a file: the dictionary they were under and what lay beside them.
public struct Wrapping: Hashable, Sendable {
  /// A value beside the tensors, such as an epoch number.
  public struct Metadatum: Hashable, Sendable {
    /// Its key.
    public let key: String
    /// Its value as text; escape it before it is shown.
    public let value: String
  }

  /// The keys under which the tensors were found, outermost first: ["state_dict"].
  public var path: [String] = []
  /// A prefix that all names had and that was taken off, such as "module.".
  public var removedPrefix: String?
  /// Numbers and strings that lay beside the tensors.
  public var metadata: [Metadatum] = []
  /// Keys of other objects that were not used, such as "optimizer".
  public var setAside: [String] = []
  /// Keys of other dictionaries of tensors from which this one was chosen.
  public var alternatives: [String] = []

  /// Makes an empty wrapping: a bare dictionary of tensors.
  public init() {}
}
