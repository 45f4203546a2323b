internal import Glibc
internal import Images

extension NCursesScreen {
  /// How many images are kept in the form that the terminal takes.
  private static let codeLimit = 24

  /// What it shows.
  public var abilities: ScreenAbilities {
    var abilities = ScreenAbilities(color.mode)
    (abilities.pictures, abilities.reason) = (pictures.name, pictures.reason)
    switch pictures.method {
    case .cells(let glyphs): abilities.glyphs = glyphs
    case .kitty, .iterm:
      abilities.images = .init(cell: cellExtent ?? GridSize(width: 8, height: 16))
    case .sixel:
      abilities.images = cellExtent.map {
        .init(cell: $0, largest: answers.largestSixel ?? GridSize(width: 1000, height: 1000))
      }
    }
    return abilities
  }

  /// The pixels of a cell, if the terminal tells.
  private var cellExtent: GridSize? { TerminalReport.cellPixels() ?? answers.cell }

  // MARK: Choosing

  /// Chooses how pictures are shown by what is wanted and known now.
  func choosePictures() {
    let choice = PictureRules(surroundings: surroundings).choose(
      wishes.pictures,
      answers: answers,
      cell: cellExtent,
      color: color.mode,
      line: options.line
    )
    defer { pictures = choice }
    guard choice.method != stage.method else { return }
    if isOpen { send(stage.removal(for: [], blank: blank)) }
    // Other programs on the same terminal choose small numbers, or those of their process.
    stage = PictureStage(choice.method, firstNumber: 1_000_000 + Int(getpid()) % 1000 * 1000)
    (codes, wantedPictures) = ([], [])
  }

  /// Asks the terminal what it shows, once; its answers come among the keys.
  func askForPictures() {
    guard !isAsked, PictureRules(surroundings: surroundings).asks(for: wishes.pictures) else {
      return
    }
    isAsked = true
    send(PictureRules.question)
  }

  /// Takes in answers; the frame is to be drawn again where they change how pictures are shown.
  func noteAnswers(_ new: [TerminalAnswer]) {
    guard !new.isEmpty else { return }
    let before = abilities
    new.forEach { answers.take($0) }
    // Some terminals are known by the last answer alone.
    guard answers.isComplete else { return }
    choosePictures()
    if abilities != before { resized = true }
  }

  // MARK: Showing

  /// The images of a frame that are shown as such: those that nothing covers, as far as the line is
  /// fast enough.
  func images(of grid: CellGrid) -> [(picture: GridPicture, placed: PictureStage.Placed)] {
    guard abilities.images != nil else { return [] }
    var images: [(picture: GridPicture, placed: PictureStage.Placed)] = []
    for picture in grid.uncoveredPictures {
      guard let code = code(of: picture.image) else { continue }
      let placed = PictureStage.Placed(area: picture.area, image: picture.image, code: code)
      images.append((picture, placed))
    }
    guard let room = pacing.speed.room else { return images }
    let bytes = images.reduce(0) { $0 + $1.placed.code.count * 4 / 3 }
    // What is shown stays for a while when the line seems to become slower.
    return bytes <= (wantedPictures.isEmpty ? room / 2 : room) ? images : []
  }

  private func code(of image: RGBImage) -> [UInt8]? {
    if let known = codes.last(where: { $0.image == image }) { return known.code }
    let code: [UInt8]?
    switch pictures.method {
    case .kitty, .iterm: code = try? PNG.encode(image)
    case .sixel: code = Sixels(image, colors: answers.sixelColors ?? 256).code
    case .cells: code = nil
    }
    guard let code else { return nil }
    codes.append((image, code))
    if codes.count > Self.codeLimit { codes.removeFirst() }
    return code
  }

  func removalOfPictures() -> [UInt8] { stage.removal(for: wantedPictures, blank: blank) }

  /// What shows the images that are not shown yet, once the cells below all of them are free.
  func placementOfPictures(on grid: CellGrid, as frame: CellGrid) -> [UInt8] {
    let areFree = wantedPictures.allSatisfy { grid.subgrid($0.area) == frame.subgrid($0.area) }
    return areFree ? stage.placement(of: wantedPictures) : []
  }

  /// Writes the cells below an image again, which takes it away where images are part of the cells;
  /// curses knows these cells, and where its cursor was.
  private func blank(_ area: CellRect) -> [UInt8] {
    var bytes = Array("\u{1B}7".utf8)
    let line = String(repeating: "\u{A0}", count: area.width)
    for row in area.row..<area.row + area.height {
      let color = palette.number(of: shown[row, area.column].style.background)
      bytes += "\u{1B}[\(row + 1);\(area.column + 1)H\u{1B}[0;\(background(color))m\(line)".utf8
    }
    return bytes + "\u{1B}8".utf8
  }

  /// A background's parameters.
  private func background(_ number: Int32) -> String {
    switch number {
    case ..<0: "49"
    case _ where color.mode == .truecolor:
      "48;2;\(number >> 16 & 255);\(number >> 8 & 255);\(number & 255)"
    default: "48;5;\(number)"
    }
  }
}
