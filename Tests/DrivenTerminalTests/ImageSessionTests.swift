import Foundation
import Images
import PseudoTerminals
import TestSupport
import Testing

/// The explorer at a terminal that takes kitty's images.
@Suite(.serialized) struct ImageSessionTests {
  private final class Session {
    let terminal: PseudoTerminal
    private(set) var images = ImageReplay()
    private(set) var text = ""
    private let folder: URL

    init(_ arguments: String...) throws {
      folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("ganscope images \(UUID().uuidString.prefix(8))")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      terminal = try PseudoTerminal(
        [TmuxTerminal.program("ganscope"), "--sample-size", "8"] + arguments,
        width: 100,
        height: 50,
        environment: [
          "TERM=xterm-256color", "COLORTERM=truecolor", "PATH=/usr/bin:/bin", "LANG=C.UTF-8",
          "HOME=\(folder.path)",
        ]
      )
      terminal.answersStatusRequests = true
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Takes in what comes until a condition holds and nothing more comes.
    func settle(quietly quiet: Int32 = 500, _ condition: () -> Bool = { true }) throws {
      for _ in 0..<60 {
        let bytes = terminal.read(patience: 1000 + quiet, quiet: quiet)
        images.take(bytes)
        text += String(decoding: bytes, as: UTF8.self)
        if condition() { return }
      }
      #expect(condition(), "\(images.shown.count) images, \(images.faults)")
    }

    func press(_ keys: String, _ condition: () -> Bool) throws {
      text = ""
      terminal.type(keys)
      try settle(condition)
    }

    var pictures: [RGBImage] {
      images.shown.sorted { $0.key < $1.key }.compactMap {
        try? PNG.decode($0.value.png, named: "image").image
      }
    }
  }

  @Test func `the scene is an image, hidden below dialogs, and gone in the end`() throws {
    let session = try Session()
    try session.settle { session.text.contains("\u{1B}_Gi=31,s=1,v=1,a=q") }
    #expect(session.images.shown.isEmpty, "nothing is known of the terminal yet")
    session.terminal.type("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[6;20;10t\u{1B}[?62;c")
    try session.settle { !session.images.shown.isEmpty }
    // The first frames are of a scene that is not yet looked at closely.
    try session.settle(quietly: 2500)
    let first = try #require(session.pictures.first)
    #expect(first.width >= 200 && Set(first.pixels).count > 50, "a scene")
    // A dialog that lies over it has it shown in cells.
    try session.press("?") { session.images.shown.isEmpty }
    #expect(session.text.contains("▀"))
    try session.press("\u{1B}") { !session.images.shown.isEmpty }
    let isSame = session.pictures.first == first
    #expect(isSame)
    // Another scene replaces the image; one never stays below another.
    let count = session.images.placements
    try session.press("n") { session.images.placements > count }
    let isOther = session.pictures.first != first
    #expect(isOther)
    let places = session.images.shown.values.map { [$0.row, $0.column] }
    #expect(Set(places).count == places.count)
    // Stopped, the terminal has no image; continued, it has them again.
    kill(session.terminal.process, SIGTSTP)
    try session.press("") { session.text.contains("\u{1B}[?1049l") }
    #expect(session.images.shown.isEmpty)
    kill(session.terminal.process, SIGCONT)
    try session.settle { !session.images.shown.isEmpty }
    try session.press("q") { session.text.contains("\u{1B}[?1049l") }
    #expect(
      session.images.shown.isEmpty && session.images.faults.isEmpty,
      "\(session.images.faults)"
    )
    #expect(session.terminal.wait() == 0)
  }

  @Test func `a crash and a second signal leave no image behind`() throws {
    let session = try Session("--pictures", "kitty")
    try session.settle { !session.images.shown.isEmpty }
    kill(session.terminal.process, SIGSEGV)
    try session.settle { session.text.contains("\u{1B}[?1049l") }
    #expect(session.images.shown.isEmpty)
    _ = session.terminal.wait()
  }

  @Test func `pictures and colours change while it runs`() throws {
    let session = try Session("--pictures", "half-blocks")
    try session.settle { session.text.contains("▀") }
    try session.press(":pictures kitty\r") { !session.images.shown.isEmpty }
    try session.press(":pictures quadrants\r") {
      session.text.contains(where: "▘▝▖▗▚▞▙▛▜▟".contains)
    }
    #expect(session.images.shown.isEmpty)
    try session.press(":color 256\r") { session.text.contains("48;5;") }
    #expect(session.text.contains("\u{1B}[?1049h"), "the terminal is opened as another type")
    #expect(!(session.text.components(separatedBy: "\u{1B}[?1049h").last ?? "").contains("48;2;"))
    try session.press(":color none\r") { session.text.contains("▒") }
    try session.press(":color auto\r") { session.text.contains("48;2;") }
    try session.press("q") { session.text.contains("\u{1B}[?1049l") }
    #expect(session.terminal.wait() == 0)
  }
}
