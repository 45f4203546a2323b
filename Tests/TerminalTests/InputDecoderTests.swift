import Terminal
import Testing

struct InputDecoderTests {
  /// The events of text that arrives in pieces, one every ten milliseconds.
  private func events(_ pieces: String..., pause: Duration = .milliseconds(10)) -> [KeyEvent] {
    var decoder = InputDecoder()
    var now = Duration.zero
    var events: [KeyEvent] = []
    for piece in pieces + ["", ""] {
      var waiting = piece.unicodeScalars.map { RawKey.scalar($0.value) }.reversed() as [RawKey]
      now += pause
      repeat {
        while let event = decoder.next(at: now, { waiting.popLast() }) { events.append(event) }
      } while decoder.isInterrupted
    }
    return events
  }

  @Test func `control characters have their names`() {
    #expect(
      events("\r\n\t\u{7F}\u{8}\u{3}\0a")
        == [
          .enter, .enter, .tab, .backspace, .backspace, .control("c"), .control(" "),
          .character("a"),
        ]
    )
  }

  @Test func `Esc alone is a key, and before a letter too`() {
    #expect(events("\u{1B}") == [.escape])
    #expect(events("\u{1B}x") == [.escape, .character("x")])
    #expect(events("\u{1B}P") == [.escape, .character("P")])
    #expect(events("\u{1B}", "q") == [.escape, .character("q")])
    #expect(events("\u{1B}\u{1B}") == [.escape, .escape])
  }

  @Test func `mouse reports of both kinds are understood`() {
    let press = KeyEvent.mouse(MouseEvent(.press, .left, row: 6, column: 11))
    #expect(events("\u{1B}[<0;12;7M") == [press])
    #expect(events("\u{1B}[<0;1", "2;7M") == [press])
    #expect(events("\u{1B}[M ,'") == [press])
    #expect(
      events("\u{1B}[<34;1;1M\u{1B}[<2;1;1m\u{1B}[<64;3;4M\u{1B}[<67;3;4M")
        == [
          .mouse(MouseEvent(.drag, .right, row: 0, column: 0)),
          .mouse(MouseEvent(.release, .right, row: 0, column: 0)),
          .mouse(MouseEvent(.wheelUp, .none, row: 3, column: 2)),
        ]
    )
  }

  @Test(arguments: [
    "\u{1B}[<0;0;0M", "\u{1B}[<0;99999999999999999999;1M", "\u{1B}[<;;M", "\u{1B}[<0;1M",
    "\u{1B}[?62;22c", "\u{1B}P>|XTerm(370)\u{1B}\\", "\u{1B}]11;rgb:00/00/00\u{7}", "\u{1B}[0n",
    "\u{1B}[I\u{1B}[O", "\u{1B}_Gi=1;OK\u{1B}\\", "\u{1B}[M\u{1}\u{1}\u{1}",
  ])
  func `what nobody asked for gives no key`(sequence: String) {
    #expect(events(sequence + "z") == [.character("z")])
  }

  @Test func `pasted text is one event, even with an escape inside`() {
    #expect(
      events("\u{1B}[200~q\n\u{1B}[A\u{1B}", "[20\u{1B}[201~q")
        == [.paste("q\n\u{1B}[A\u{1B}[20"), .character("q")]
    )
  }

  @Test func `text pasted without a word about it is a paste after some hundred characters`() {
    let text = String(repeating: "word ", count: 1000)
    let found = events(text)
    let keys = found.prefix { if case .character = $0 { true } else { false } }
    #expect(keys.count == 256)
    let rest = found.dropFirst(keys.count)
    #expect(rest.count == 1)
    #expect(rest.first == .paste(String(text.dropFirst(256))))
  }

  @Test func `a flood is taken in pieces`() {
    var decoder = InputDecoder()
    var waiting = "\u{1B}[200~".unicodeScalars.map { RawKey.scalar($0.value) }
    waiting += Array(repeating: RawKey.scalar(27), count: 65_536)
    waiting.reverse()
    let count = waiting.count
    #expect(decoder.next(at: .zero, { waiting.popLast() }) == nil)
    #expect(decoder.isInterrupted && (4096...4100).contains(count - waiting.count))
    var pieces = 1
    while decoder.isInterrupted {
      _ = decoder.next(at: .zero) { waiting.popLast() }
      pieces += 1
    }
    #expect(waiting.isEmpty && pieces == 17)
  }

  @Test func `a paste without an end is given up, a huge one cut`() {
    #expect(events("\u{1B}[200~abc", "", pause: .seconds(2)) == [.paste("abc")])
    let pasted = events("\u{1B}[200~" + String(repeating: "x", count: 100_000) + "\u{1B}[201~")
    #expect(pasted == [.paste(String(repeating: "x", count: 65_536))])
  }

  @Test func `keys go on after a sequence that never ended`() {
    #expect(events("\u{1B}[<0;", "", "q", pause: .milliseconds(300)) == [.character("q")])
    #expect(events("\u{1B}]0;x", "", "q", pause: .milliseconds(300)) == [.character("q")])
    let long = "\u{1B}]" + String(repeating: "x", count: 4200) + "q"
    #expect(events(long).last == .character("q"))
  }

  @Test func `any bytes are survived`() {
    var state: UInt32 = 7
    for _ in 0..<200 {
      var text = String.UnicodeScalarView()
      for _ in 0..<60 {
        state = state &* 1_664_525 &+ 1_013_904_223
        let choices: [UInt32] = [27, 27, 91, 60, 59, 77, 109, 48, 126, 50, 92, 80, state >> 20]
        text.append(Unicode.Scalar(choices[Int(state >> 8) % choices.count]) ?? "x")
      }
      _ = events(String(text), "\u{1B}[201~\u{7}")
    }
    #expect(events("q") == [.character("q")])
  }
}
