import Testing

@Suite struct CrashTests {
  @Test(arguments: ["SEGV", "ILL", "ABRT"])
  func `a defect ends with one line, and what was stored is there`(signal: String) throws {
    let program = try Program()
    defer { program.remove() }
    #expect(
      try program.run("dissect", "--layers", "layer4", "--sample-size", "6", "--store", "s")
        .exitCode == 0
    )
    let outcome = try program.shell(
      "ulimit -c 0; exec timeout --preserve-status -s \(signal) 1 "
        + "\"$0\" dissect --layers layer4 --sample-size 900000 --store s"
    )
    #expect(outcome.exitCode > 128)
    #expect(outcome.errors.contains("ganscope: ended by a defect of its own."))
    #expect(outcome.errors.count < 400)
    #expect(try program.run("units", "--layer", "layer4", "--store", "s").exitCode == 0)
  }

  @Test func `what nohup protects goes on when the line is cut`() throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.shell(
      "exec timeout --preserve-status -s HUP 0.3 nohup "
        + "\"$0\" dissect --layers layer4 --sample-size 60 --store s"
    )
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("layer4"))
  }

  @Test func `an ended command says how it goes on`() throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.shell(
      "exec timeout --preserve-status -s TERM 1 "
        + "\"$0\" dissect --layers layer4 --sample-size 900000 --store s"
    )
    #expect(outcome.exitCode == 130)
    #expect(outcome.errors.contains("goes on from what the store holds"))
  }
}
