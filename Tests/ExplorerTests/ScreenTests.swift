import Laboratory
import Terminal
import Testing

@testable import Explorer

@Suite struct ScreenTests {
  private static let large = [(80, 24), (200, 60)]

  private func driver(_ width: Int, _ height: Int) -> Driver {
    Driver(width: width, height: height).settle()
  }

  @Test(arguments: large)
  func `browsing`(width: Int, height: Int) throws {
    let driver = driver(width, height).press(.down, .down)
    try ScreenStore.expect(
      driver.loop.frame,
      named: "browsing-\(width)x\(height)",
      withColors: width == 80
    )
  }

  @Test(arguments: large)
  func `an ablation measured over a sample`(width: Int, height: Int) throws {
    let driver = driver(width, height).type("jjam").press(.enter)
    try ScreenStore.expect(driver.loop.frame, named: "measured-\(width)x\(height)")
  }

  @Test(arguments: large)
  func `before, after and difference`(width: Int, height: Int) throws {
    let driver = driver(width, height).type("jja3")
    try ScreenStore.expect(driver.loop.frame, named: "side-by-side-\(width)x\(height)")
  }

  @Test func `choosing cells`() throws {
    let driver = driver(80, 24).type("jc l j i")
    try ScreenStore.expect(driver.loop.frame, named: "cells", withColors: true)
  }

  @Test(arguments: [
    ("help", "?"), ("picker", "Atr"), ("effects", "jjaT"), ("export", "ae"), ("jobs", "t"),
    ("search", "/tree iou>0.1"), ("scene-prompt", "#37"), ("measure-prompt", "am"),
    ("settings", "Ojl"),
  ])
  func `dialogs`(name: String, keys: String) throws {
    try ScreenStore.expect(driver(80, 24).type(keys).loop.frame, named: name)
  }

  @Test func `a dissection that is running`() throws {
    let driver = Driver()
    while driver.state.jobs.current?.progress?.done != 300 { driver.step() }
    try ScreenStore.expect(driver.loop.frame, named: "dissecting")
  }

  @Test func `units without labels`() throws {
    let driver = Driver(hasSegmenter: false).settle().type("jja")
    try ScreenStore.expect(driver.loop.frame, named: "without-segmenter")
  }

  @Test func `the cost before an own checkpoint is dissected`() throws {
    let driver = Driver(dissectsUnasked: false).settle()
    try ScreenStore.expect(driver.loop.frame, named: "cost")
  }

  @Test func `loading and a terminal that is too small`() throws {
    try ScreenStore.expect(Driver().loop.frame, named: "loading")
    try ScreenStore.expect(Driver(width: 60, height: 12).settle().loop.frame, named: "too-small")
  }

  @Test func `without colour pictures are shades`() {
    let text = ScreenPainter().paint(driver(80, 24).state, in: .none).plainText
    #expect("░▒▓█".allSatisfy { text.contains($0) })
    #expect(text.contains("units of layer4"))
  }
}
