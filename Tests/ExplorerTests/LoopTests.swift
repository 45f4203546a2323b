import Laboratory
import Terminal
import Testing

@testable import Explorer

@Suite struct LoopTests {
  private func options() -> ExplorerOptions {
    let files = FakeFiles()
    return ExplorerOptions(
      offer: FakeLaboratory.offer,
      readEdit: { files.read($0) },
      writeEdit: { files.write($0, path: $1) }
    )
  }

  @Test func `a session shows a frame before anything is loaded and ends with q`() {
    let screen = FakeScreen(keys: [.down, .character("q"), .character("n")])
    Explorer.run(screen: screen, laboratory: FakeLaboratory(), options: options())
    #expect(screen.isClosed)
    #expect(screen.frames.first?.plainText.contains("loading the generator") == true)
    #expect(screen.keys == [.character("n")])
  }

  @Test func `a session ends when the terminal goes away`() {
    let screen = FakeScreen()
    screen.ending = .hungUp
    Explorer.run(screen: screen, laboratory: FakeLaboratory(), options: options())
    #expect(screen.isClosed)
  }

  @Test func `news of other threads reach the state`() {
    let mailbox = Mailbox()
    mailbox.post(.laboratory(.finished(JobNumber(1))))
    mailbox.post(.laboratory(.finished(JobNumber(2))))
    #expect(mailbox.collect().count == 2)
    #expect(mailbox.collect().isEmpty)
    #expect(mailbox.descriptor >= 0)
  }

  @Test func `a screen is rendered without a terminal`() {
    let laboratory = FakeLaboratory()
    let grid = Explorer.renderOnce(
      size: GridSize(width: 100, height: 30),
      laboratory: laboratory,
      options: options(),
      keys: [.down]
    ) { laboratory.goOn() }
    #expect(grid.width == 100)
    #expect(grid.plainText.contains("units of layer4"))
  }

  @Test func `pictures are drawn once and then remembered`() {
    var values = RecentValues<Int, Int>(limit: 2)
    var made = 0
    func value(_ key: Int) -> Int {
      values.value(for: key) {
        made += 1
        return key
      }
    }
    _ = [1, 1, 2, 1, 3, 2].map(value)
    #expect(made == 3)
    _ = value(1)
    #expect(made == 4)
  }
}
