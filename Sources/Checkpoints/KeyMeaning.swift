/// What the key of a network in a file says of it, by the words training scripts use.
///
/// A rule instead of a list of keys: "generator_smooth", "netG_ema", "avgG", "Gs", "GAN_GEN_SHADOW"
/// and what others may write are told by the words they are made of.
struct KeyMeaning: Sendable {
  /// What part a network has.
  enum Part: Sendable {
    case generator
    /// A discriminator, an encoder and the like.
    case other
    case optimizer
  }

  /// The innermost part that any of the keys names.
  private(set) var part: Part?
  /// Whether a key says that the weights are means over the training.
  private(set) var isAveraged = false
  /// The place of the innermost key among the usual ones for "the network"; nil if it is none.
  private(set) var usualPlace: Int?

  /// Judges keys, the outermost first.
  init(_ path: [String]) {
    for key in path {
      let words = Self.words(of: key)
      if words.contains(where: Self.averagedWords.contains) {
        isAveraged = true
      } else if words.contains(where: Self.currentWords.contains) {
        isAveraged = false
      }
      part = Self.part(of: words) ?? part
      usualPlace = Self.usualKeys.firstIndex(of: key) ?? usualPlace
      if usualPlace == nil, words.contains(where: { Self.usualWords.contains($0) }) {
        usualPlace = Self.usualKeys.count
      }
    }
  }

  /// How likely these are the weights that somebody wants to look at; the greater the better.
  var rank: Int {
    switch (part, isAveraged) {
    case (.generator, true): 60
    case (.generator, false): 50
    case (nil, true): 45
    case (nil, false): usualPlace.map { 40 - $0 } ?? 20
    case (.other, _): 10
    case (.optimizer, _): 0
    }
  }

  /// Whether a key looks averaged although its words run together: "netgema".
  static func soundsAveraged(_ path: [String]) -> Bool {
    path.flatMap(words).contains { word in
      ["ema", "smooth", "shadow", "avg", "running"].contains { sound in
        word.hasSuffix(sound) || (word.hasPrefix(sound) && word.count <= sound.count + 1)
      }
    }
  }

  private static func part(of words: [String]) -> Part? {
    if words.contains(where: optimizerWords.contains) { return .optimizer }
    if words.contains(where: otherWords.contains) { return .other }
    return words.contains(where: generatorWords.contains) ? .generator : nil
  }

  private static let averagedWords: Set<String> = [
    "average", "averaged", "averages", "avg", "ema", "emas", "gavg", "ge", "gema", "gma", "gs",
    "ma",
    "mavg", "mean", "moving", "polyak", "running", "shadow", "smooth", "smoothed", "swa",
  ]
  /// What is not averaged although the dictionary around it is called so.
  private static let currentWords: Set<String> = ["current", "online", "raw", "source", "student"]
  private static let generatorWords: Set<String> = [
    "g", "gavg", "ge", "gema", "gen", "generator", "gma", "gnet", "gs", "netg",
  ]
  private static let otherWords: Set<String> = [
    "aug", "augment", "classifier", "critic", "d", "dec", "decoder", "dis", "disc",
    "discriminator", "dnet", "e", "enc", "encoder", "lpips", "netd", "nete", "vgg",
  ]
  private static let optimizerWords: Set<String> = [
    "amp", "lr", "opt", "optim", "optimizer", "optimizers", "optims", "scaler", "sched",
    "scheduler", "schedulers",
  ]
  private static let usualKeys = ["state_dict", "model", "net", "weights"]
  private static let usualWords: Set<String> = [
    "checkpoint", "model", "models", "module", "net", "network", "params", "state", "weights",
  ]

  /// The words of a key in lower case: at signs, digits and where capitals begin.
  static func words(of key: String) -> [String] {
    var words: [String] = []
    var word = ""
    let scalars = Array(key.unicodeScalars.prefix(128))
    for (index, scalar) in scalars.enumerated() {
      guard scalar.properties.isAlphabetic else {
        words.append(word)
        word = ""
        continue
      }
      let isCapital = scalar.properties.isUppercase
      let followsSmall = index > 0 && scalars[index - 1].properties.isLowercase
      let precedesSmall =
        index + 2 < scalars.count && scalars[index + 1].properties.isLowercase
        && scalars[index + 2].properties.isAlphabetic
      let followsCapital = index > 0 && scalars[index - 1].properties.isUppercase
      if isCapital, followsSmall || (followsCapital && precedesSmall) {
        words.append(word)
        word = ""
      }
      word += scalar.properties.lowercaseMapping
    }
    return (words + [word]).filter { !$0.isEmpty }
  }
}
