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
}
