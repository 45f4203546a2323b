import Concepts

/// The names that somebody gives to the classes of a segmenter of their own.
enum OwnLabels {
  /// The file with the names: a labels.json, else a table of classes.
  static func name(in files: SegmenterFiles, classes count: Int?) -> String? {
    files.names.contains(LabelsDocument.fileName)
      ? LabelsDocument.fileName : ClassTable.name(among: files.names, classes: count)
  }

  /// What to write where there are no names, or names of another number.
  static func form(count: Int?) -> String {
    let list = "[\"wall\", \"sky\", …]"
    guard let count else { return "Write labels.json as a list of the classes' names: \(list)" }
    let table = "object\(count)_info.csv"
    var advice =
      "Write labels.json as a list of the \(count) classes' names in order, \(list), or put the "
      + "data set's \(table) beside the network"
    if count == ADE20K.names.count + 1 {
      advice += "; if these are ADE20K's 150 classes after a background, begin with \"background\""
    }
    return advice
  }
}

/// The classes of the ADE20K scene parsing benchmark, in the order of their label numbers.
enum ADE20K {
  /// The first name of each class in the benchmark's object150_info.csv; number 0 is the wall.
  static let names = [
    "wall", "building", "sky", "floor", "tree", "ceiling", "road", "bed", "windowpane", "grass",
    "cabinet", "sidewalk", "person", "earth", "door", "table", "mountain", "plant", "curtain",
    "chair", "car", "water", "painting", "sofa", "shelf", "house", "sea", "mirror", "rug",
    "field", "armchair", "seat", "fence", "desk", "rock", "wardrobe", "lamp", "bathtub",
    "railing", "cushion", "base", "box", "column", "signboard", "chest of drawers", "counter",
    "sand", "sink", "skyscraper", "fireplace", "refrigerator", "grandstand", "path", "stairs",
    "runway", "case", "pool table", "pillow", "screen door", "stairway", "river", "bridge",
    "bookcase", "blind", "coffee table", "toilet", "flower", "book", "hill", "bench",
    "countertop", "stove", "palm", "kitchen island", "computer", "swivel chair", "boat", "bar",
    "arcade machine", "hovel", "bus", "towel", "light", "truck", "tower", "chandelier", "awning",
    "streetlight", "booth", "television", "airplane", "dirt track", "apparel", "pole", "land",
    "bannister", "escalator", "ottoman", "bottle", "buffet", "poster", "stage", "van", "ship",
    "fountain", "conveyer belt", "canopy", "washer", "plaything", "swimming pool", "stool",
    "barrel", "basket", "waterfall", "tent", "bag", "minibike", "cradle", "oven", "ball", "food",
    "step", "tank", "trade name", "microwave", "pot", "animal", "bicycle", "lake", "dishwasher",
    "screen", "blanket", "sculpture", "hood", "sconce", "vase", "traffic light", "tray", "ashcan",
    "fan", "pier", "crt screen", "plate", "monitor", "bulletin board", "shower", "radiator",
    "glass", "clock", "flag",
  ]

  /// The vocabulary of label maps that hold the networks' argmax.
  static let vocabulary = ConceptVocabulary(
    names.map { ($0, .object) },
    zeroIsConcept: true
  )
}
