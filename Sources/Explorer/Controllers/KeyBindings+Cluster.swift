import Terminal

extension KeyBindings {
  /// What can be done with a cluster's work.
  private static let clusterOrders: [Binding] = [
    Binding(
      [.character("r")],
      .answer(.resubmit),
      hint: "submit again",
      "what failed or was lost; finished shards stay"
    ),
    Binding(
      [.character("x"), .delete],
      .answer(.cancelJob),
      hint: "end jobs",
      "end its jobs; what is done is kept"
    ),
    Binding(
      [.character("m")],
      .answer(.collect),
      hint: "take over",
      "take the merged results over into the store; done unasked when all is merged"
    ),
  ]

  /// The list of jobs while the cursor is on a cluster's work.
  static let clusterLine: [Binding] = titled(
    "Jobs of a cluster",
    [
      Binding([.enter], .answer(.accept), hint: "shards", "how far each step is, what failed"),
      Binding([.down, .character("j")], .move(.down), "the job below"),
      Binding([.up, .character("k")], .move(.up), "the job above"),
    ] + clusterOrders + [
      Binding([.escape, .character("q"), .character("t")], .cancel, hint: "close", "close")
    ] + withHelp
  )

  static let cluster: [Binding] = titled(
    "Shards of a cluster",
    clusterOrders + [
      Binding([.down, .character("j")], .move(.down), hint: "scroll", "a line down"),
      Binding([.up, .character("k")], .move(.up), "a line up"),
      Binding([.pageDown, .character(" ")], .move(.pageDown), "a page down"),
      Binding([.pageUp], .move(.pageUp), "a page up"),
      Binding(
        [.escape, .character("q"), .enter, .character("t")],
        .cancel,
        hint: "close",
        "close; the jobs go on"
      ),
    ] + withHelp
  )
}
