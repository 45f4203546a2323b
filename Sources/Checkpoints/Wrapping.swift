import Faults

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
  /// Objects of classes that are not known here, by key, with their classes' names.
  public var objects: [Metadatum] = []
  /// Single values inside dictionaries and objects beside the tensors: "config.alpha".
  public var settings: [Metadatum] = []
  /// Keys of other dictionaries of tensors from which this one was chosen.
  public var alternatives: [String] = []
  /// Those of the alternatives that hold tensors of the same names and shapes.
  public var equals: [String] = []
  /// Keys under which averaged weights lie in a form that is not read, with that form.
  public var unreadAverages: [Metadatum] = []
  /// Whether the key says that these weights are means over the training.
  public var isAveraged = false
  /// Whether the parts lay in a folder, as an unpacked archive leaves them, without checksums.
  public var isUnpacked = false

  /// Makes an empty wrapping: a bare dictionary of tensors.
  public init() {}
}

extension Wrapping {
  /// A single value beside the tensors, or inside something beside them, by its key.
  public func value(_ key: String) -> String? {
    (metadata + settings).first { $0.key == key }?.value
  }

  /// Sentences on what a user should know of how the weights were found.
  public var remarks: [String] {
    let unpacked =
      "these are the contents of an unpacked .pth, which nothing proves to be whole: download it "
      + "once more, or zip the folder again"
    return [choice, passedOver].compactMap(\.self) + (isUnpacked ? [unpacked] : [])
  }

  /// That there are averaged weights which could not be taken.
  private var passedOver: String? {
    guard !isAveraged, let average = unreadAverages.first else { return nil }
    return "'\(displayable(average.key))' holds averaged weights as "
      + "\(displayable(average.value, limit: 120)), which is not read: the weights that are used "
      + "are not averaged"
  }

  /// Which of several networks was taken; nil where there was no choice to make.
  private var choice: String? {
    guard !equals.isEmpty else { return nil }
    let taken = path.joined(separator: "/")
    let others = equals.prefix(3).map { "'\(displayable($0))'" }.joined(separator: ", ")
    let kind = isAveraged ? "the averaged weights" : "the weights"
    return "\(kind) of '\(displayable(taken))' are used, not \(others); --weights KEY chooses"
  }

  /// Notes which candidate was taken and which were not.
  mutating func note(_ chosen: Candidate, among candidates: [Candidate]) {
    path = chosen.path
    removedPrefix = chosen.removedPrefix.isEmpty ? nil : chosen.removedPrefix
    let others = candidates.filter { $0.path != chosen.path && $0.meaning.part != .optimizer }
    alternatives = others.map(\.key)
    let signature = chosen.signature
    equals = others.filter { $0.signature == signature }.map(\.key)
    isAveraged = chosen.meaning.isAveraged || KeyMeaning.soundsAveraged(chosen.path)
  }
}
