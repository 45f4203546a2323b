import Testing

/// Several programs at one store.
@Suite(.enabled(if: TmuxTerminal.isAvailable, "tmux is not installed"), .serialized)
struct SharedStoreTests {
  @Test func `labels follow a dissection that another process stores`() throws {
    let session = try ExplorerSession()
    try session.open()
    try see(8, in: session)
    let (status, _) = try Command.run(
      [
        TmuxTerminal.program("ganscope"), "dissect", "--layers", "layer9", "--sample-size", "24",
      ],
      environment: [
        "HOME=" + session.file(""), "XDG_DATA_HOME=" + session.file("data"), "PATH=/usr/bin:/bin",
      ]
    )
    #expect(status == 0)
    try see(24, in: session)
    try session.leave()
  }

  /// Waits until the labels of layer9 are of so many scenes.
  private func see(_ scenes: Int, in session: ExplorerSession) throws {
    try session.require { screen in
      // What was told last goes with a key.
      if !screen.contains("layer9: ") { try? session.press("1") }
      return screen.contains("layer9: ") && screen.contains("\(scenes) scenes")
    }
  }
}
