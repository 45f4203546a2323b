import Concepts

/// Names of classes by number that come from elsewhere than a labels.json.
enum ClassNames {
  /// More classes than any published segmenter has.
  static let largestCount = 10_000

  /// The names of an object that has a number's text for each key, as {"0": "wall"}.
  ///
  /// - Throws: `Mistake` unless the numbers are 0, 1, … and every name is one.
  static func ordered(
    _ labels: [String: String],
    in list: String
  ) throws(LabelsDocument.Mistake) -> [String] {
    guard !labels.isEmpty, labels.count <= largestCount else {
      throw LabelsDocument.Mistake("\(labels.count) names in \(list)")
    }
    var names: [String] = []
    for number in 0..<labels.count {
      guard let name = labels["\(number)"] else {
        throw LabelsDocument.Mistake("no name of class \(number) in \(list)")
      }
      let length = name.unicodeScalars.count
      guard (1...200).contains(length) else {
        throw LabelsDocument.Mistake("a name of \(length) characters in \(list)")
      }
      names.append(name)
    }
    return names
  }

  /// The same names, those that occur again followed by a number: "screen", "screen (2)".
  static func distinct(_ names: [String]) -> [String] {
    var taken = Set(names)
    var seen: Set<String> = []
    return names.map { name in
      guard !seen.insert(name).inserted else { return name }
      var number = 2
      while taken.contains("\(name) (\(number))") { number += 1 }
      let other = "\(name) (\(number))"
      taken.insert(other)
      return other
    }
  }

  /// The classes of Pascal VOC, which torchvision's segmenters were trained for; 0 is none.
  static let pascalVOC = [
    "background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair",
    "cow", "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa",
    "train", "tvmonitor",
  ]

  /// The classes of CelebAMask-HQ in the order of published face parsers, spelt out; l and r are
  /// the person's own sides.
  static let faces = [
    "background", "skin", "left brow", "right brow", "left eye", "right eye", "glasses",
    "left ear", "right ear", "earring", "nose", "mouth", "upper lip", "lower lip", "neck",
    "necklace", "cloth", "hair", "hat",
  ]

  /// Whether a name says that there is no concept, as many lists' first does.
  static func isBackground(_ name: String) -> Bool {
    ["background", "__background__", "-"].contains(name.lowercased())
  }
}

extension CategoryLabels {
  /// One category of objects whose numbers are those of the classes.
  ///
  /// A first class that is the background is the absence of a concept; else 0 is a concept.
  init(names: [String]) {
    let hasAbsence = names.first.map(ClassNames.isBackground) ?? false
    let distinct = ClassNames.distinct(names)
    let shown = hasAbsence ? [ConceptVocabulary.absence] + distinct.dropFirst() : distinct
    self.init(
      vocabulary: ConceptVocabulary(shown.map { ($0, .object) }, zeroIsConcept: !hasAbsence),
      categories: [
        Category(classes: Array(names.indices), numbers: names.indices.map(Int32.init))
      ]
    )
  }
}
