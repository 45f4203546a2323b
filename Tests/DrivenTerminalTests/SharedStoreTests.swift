import Testing

/// Several programs at one store.
@Suite(.enabled(if: TmuxTerminal.isAvailable, "tmux is not installed"), .serialized)
struct SharedStoreTests {
  @Test func `labels follow a dissection that another process stores`() throws {
    let session = try ExplorerSession()
    try session.open()
    try session.see("layer9 is dissected")
    try session.press("1")
    try session.see("8 scenes")
    let (status, _) = try Command.run(
      [
        TmuxTerminal.program("ganscope"), "dissect", "--layers", "layer9", "--sample-size", "24",
      ],
      environment: [
        "HOME=" + session.file(""), "XDG_DATA_HOME=" + session.file("data"), "PATH=/usr/bin:/bin",
      ]
    )
    #expect(status == 0)
    // What was told last goes with a key.
    try session.require { screen in
      if !screen.contains("layer9: ") { try? session.press("1") }
      return screen.contains("24 scenes")
    }
    try session.leave()
  }
}
