import Terminal

/// The help: words first, then every key table.
struct HelpText {
  enum Line: Hashable {
    case heading(String), word(String, String), key(String, String, String?), blank
  }

  static let words: [(String, String)] = [
    ("layer", "a stage of the generator; its output is a stack of small pictures"),
    ("unit", "one of these pictures (a channel): it lights up where it sees its thing"),
    ("activation", "how strongly a unit lights up at a place; the heatmap shows it"),
    ("level", "the activation above which a unit counts as active: the contour; O tells the rule"),
    ("concept", "what the segmenter can name: tree, roof, sky, …"),
    ("IoU", "how well the places above the level cover a concept: shared area over joint area"),
    ("ablation", "the unit is forced to zero: what it draws vanishes"),
    ("insertion", "the unit is forced to a high level: what it draws appears where it can"),
    ("effect", "what an edit does to a concept, in % of its area: at -100 % all of it goes"),
    ("area", "how much of the picture a concept takes; areas and changes are in % of the pixels"),
    ("scene", "a picture the generator makes of one random vector; its number names it"),
  ]

  /// Where the explanations start.
  static let stop = 15

  let lines: [Line]

  /// The lines of key tables for a screen.
  init(_ tables: [KeyTable<Action>], on screen: GridSize) {
    let frame = DialogFrame(size: screen, width: DialogFrame.helpWidth, height: 10)
    lines = Self.all(tables).flatMap { Self.wrapped($0, width: frame.inside.width - Self.stop) }
  }

  /// The lines that hold a text, each under its heading; all of them for none.
  func lines(with text: String) -> [Line] {
    let text = text.lowercased()
    guard !text.isEmpty else { return lines }
    var found: [Line] = []
    var heading: Line?
    for line in lines {
      switch line {
      case .heading: heading = line
      case .blank: break
      case .word(let word, let meaning), .key(let word, let meaning, _):
        guard "\(word) \(meaning)".lowercased().contains(text) else { continue }
        if let title = heading { found += (found.isEmpty ? [] : [.blank]) + [title] }
        heading = nil
        found.append(line)
      }
    }
    return found
  }

  /// Where the keys of a table begin; the start where there is none.
  func place(of title: String?) -> Int {
    lines.firstIndex { line in
      if case .heading(let heading) = line { heading == title } else { false }
    } ?? 0
  }

  private static func all(_ tables: [KeyTable<Action>]) -> [Line] {
    var lines: [Line] = [.heading("The words")]
    lines += words.map { .word($0.0, $0.1) }
    for section in tables.flatMap(\.sections) {
      lines += [.blank, .heading(section.title)]
      lines += section.bindings.map { .key($0.keyLabels, $0.description, $0.disabledReason) }
    }
    lines += [
      .blank, .heading("The mouse"),
      .word(
        "click",
        "a layer, a unit, a column's head, a top scene, a key below, a line of a list"
      ),
      .word("", "on the scene: what is there, and who draws it; with the brush: paint"),
      .word("wheel", "moves in lists and scrolls tables"),
    ]
    return lines
  }

  /// An explanation that is too long goes on below.
  private static func wrapped(_ line: Line, width: Int) -> [Line] {
    func parts(_ text: String, _ make: (String, Bool) -> Line) -> [Line] {
      CellText.wrapped(text, to: width).enumerated().map { make($0.element, $0.offset == 0) }
    }
    switch line {
    case .heading, .blank: return [line]
    case .word(let word, let text): return parts(text) { .word($1 ? word : "", $0) }
    case .key(let keys, let text, let reason):
      let whole = text + (reason.map { ": \($0)" } ?? "")
      return parts(whole) { .key($1 ? keys : "", $0, reason) }
    }
  }
}
