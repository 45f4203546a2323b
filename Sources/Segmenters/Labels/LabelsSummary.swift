import Concepts

/// What a segmenter's heads tell, and by which names.
public struct LabelsSummary: Hashable, Sendable {
  /// A list of classes of which one is the answer at a pixel.
  public struct Head: Hashable, Sendable {
    /// What it tells, as "object" or "material".
    public let name: String
    /// How many classes it has, "-" included.
    public let classes: Int
  }

  /// Where names are from.
  public enum Source: Hashable, Sendable {
    /// A labels.json.
    case labelsFile
    /// The id2label of a config.json.
    case configuration
    /// The program, which knows a data set's classes.
    case program(String)
  }

  /// The heads in the order of the label channels.
  public var heads: [Head] = []
  /// Where the names are from.
  public var source = Source.labelsFile
  /// The objects whose parts are labelled unless all are asked for; escape before showing.
  public var partOwners: [String] = []
  /// How many objects have parts.
  public var partOwnerCount = 0
}

extension LabelsSummary {
  init(_ labels: ParsingLabels) {
    heads = [
      Head(name: "object", classes: labels.objects.count),
      Head(name: "material", classes: labels.materials.count),
      Head(name: "part", classes: labels.partLogitCount),
    ]
    partOwners = labels.owners(all: false).map { labels.objects[$0.object] }
    partOwnerCount = labels.owners.count
  }

  init(_ labels: CategoryLabels, _ source: Source) {
    heads = labels.categories.map { category in
      let first = category.numbers.first.flatMap { labels.vocabulary[Int($0)] }
      return Head(name: first?.category.rawValue ?? "class", classes: category.classes.count)
    }
    self.source = source
  }
}
