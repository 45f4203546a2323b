extension Action {
  /// The name by which the configuration knows it: "edit-ablate", "open-concepts-insert".
  ///
  /// It is made of the case's own words, so that no action is without one.
  var name: String {
    String(describing: self).split { "(), :\"".contains($0) }.compactMap { piece in
      guard piece.first?.isLetter == true else {
        let digits = piece.filter(\.isNumber)
        return (piece.hasPrefix("-") ? "minus" : "") + digits
      }
      let word = piece.split(separator: ".").last.map(String.init) ?? ""
      return word == "Optional" ? nil : Self.hyphenated(word)
    }.joined(separator: "-")
  }

  /// "nextTop" as "next-top".
  private static func hyphenated(_ word: String) -> String {
    word.reduce(into: "") { text, letter in
      if letter.isUppercase, !text.isEmpty { text += "-" }
      text += letter.lowercased()
    }
  }
}
