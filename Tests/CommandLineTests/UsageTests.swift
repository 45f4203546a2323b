import Testing

@Suite struct UsageTests {
  @Test func `the version is one line on standard output`() throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.run("--version")
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.split(separator: "\n").count == 1)
    #expect(outcome.errors.isEmpty)
  }

  @Test(arguments: [
    ["generate"], ["generate", "--nonsense"], ["generate", "--npy", "x.npy", "--samples", "3-1"],
    ["edit", "--layer", "layer4"], ["edit", "--layer", "layer4", "--units", "1", "--insert", "2"],
    ["dissect", "--sample-size", "0"], ["units", "--sort", "effect"], ["measure"],
    ["segment", "--samples", "1", "--image", "x.png"], ["generate", "--npy", "x", "--unit", "3"],
  ])
  func `wrong usage is 64 and says why`(arguments: [String]) throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.run(arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("ganscope: "))
    #expect(outcome.errors.hasSuffix("tells the options\n"))
  }

  @Test(arguments: [
    (["dissect", "--sample-size", "-5"], "--sample-size takes no number below zero, found -5"),
    (["units", "--seed", "4294967296"], "a number from 0 to 4294967295"),
    (["generate", "--samples", "0-99999999", "--npy", "x"], "at most a million"),
    (["edit", "--layer", "layer4", "--units", "3", "--concept", "tree"], "exclude each other"),
    (["edit", "--layer", "layer4", "--units", "3", "--insert", "0.9999"], "from 0.5 to 0.999"),
    (["best", "--concept", "tree", "--insert", "0.3"], "from 0.5 to 0.999"),
    (["curve", "--layer", "layer4", "--concept", "tree", "--levels", "0.9,1"], "0.5 to 0.999"),
  ])
  func `a wrong number is told with what is allowed`(arguments: [String], says: String) throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.run(arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains(says))
  }

  @Test(arguments: [
    (["units", "--concept", "tree", "--concept", "sky"], "--concept"),
    (["units", "--seed=1", "--seed", "2"], "--seed"),
    (["store", "list", "--store", "a", "--store", "b"], "--store"),
    (["--layer", "layer4", "--layer", "layer5"], "--layer"),
  ])
  func `an option of one value given twice is refused`(arguments: [String], name: String) throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.run(arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.hasPrefix("ganscope: \(name) is given twice"), "\(outcome.errors)")
  }

  @Test func `an option of several values may be given twice`() throws {
    let program = try Program()
    defer { program.remove() }
    let sizes = ["--segmentation-size", "64", "--segmentation-size", "96"]
    #expect(try program.run(["doctor"] + sizes).exitCode == 0)
  }

  @Test(arguments: [
    ["edit", "--layer", "layer4", "--unts", "3"], ["edit", "--unts=3"],
    ["generate", "--unts", "3"], ["--unts", "3"], ["store", "list", "--unts"],
  ])
  func `an unknown option is named before what follows from it`(arguments: [String]) throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.run(arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.hasPrefix("ganscope: there is no option '--unts'"))
    #expect(outcome.errors.contains("'--units'") == (arguments[0] == "edit"))
  }
}
