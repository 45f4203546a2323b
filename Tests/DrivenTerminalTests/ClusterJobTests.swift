import Foundation
import Testing

/// Shards that fail, are submitted again and taken over, in the real program.
@Suite(.enabled(if: TmuxTerminal.isAvailable, "tmux is not installed"), .serialized)
struct ClusterJobTests {
  @Test func `a cluster's shards are followed, submitted again and taken over`() throws {
    let session = try ExplorerSession()
    let terminal = session.terminal
    // A program that has no room on its first try.
    let program = session.file("node.sh")
    try """
    #!/bin/sh
    if [ -e "\(session.file("full"))" ]; then
      echo 'ganscope: cannot write the store: disk full' >&2
      exit 74
    fi
    exec "\(TmuxTerminal.program("ganscope"))" "$@"
    """.write(toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    try Data().write(to: URL(fileURLWithPath: session.file("full")))
    try terminal.run(
      "ganscope cluster start run --scheduler shell --shards 2 --threads 1 --minutes 5 "
        + "--program \"$HOME/node.sh\" -- dissect --seed 7 --layers layer9 --sample-size 16"
    )
    try session.see("2 shards submitted")
    try session.open("--cluster run")
    try session.press("t")
    try session.see("no job is left")
    try session.press("Enter")
    try session.see("disk full")
    try FileManager.default.removeItem(atPath: session.file("full"))
    try session.press("r")
    try session.see("3 results in")
    try session.press("Escape", "Escape")
    try session.require { screen in
      if !screen.contains("layer9: ") { try? session.press("1") }
      return screen.contains("layer9: ") && screen.contains("16 scenes")
    }
    try session.leave()
  }
}
