import Foundation
import Testing

@Suite struct HelpTests {
  @Test func `every topic that the help lists has a page`() throws {
    let program = try Program()
    defer { program.remove() }
    let help = try program.run("--help").output
    let listed = help.split(separator: "\n").drop { !$0.contains("TOPICS") }.dropFirst()
      .prefix { $0.hasPrefix("  ") }
      .compactMap { $0.split(separator: " ").first }
    #expect(listed.count >= 5)
    for topic in listed {
      let page = try program.run("help", String(topic))
      #expect(page.exitCode == 0 && page.errors.isEmpty, "\(topic)")
      #expect(page.output.split(separator: "\n").allSatisfy { $0.count <= 90 }, "\(topic)")
    }
    #expect(try program.run("help", "dissect").output.contains("--sample-size"))
  }

  @Test func `an unknown topic is refused with the nearest`() throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.run("help", "netwroks")
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains("Did you mean 'networks'"))
  }

  @Test func `the printed configuration changes nothing`() throws {
    let program = try Program()
    defer { program.remove() }
    let printed = try program.run("explore", "--print-default-config")
    #expect(printed.exitCode == 0)
    try printed.output.write(
      toFile: program.file("config.toml"),
      atomically: true,
      encoding: .utf8
    )
    let plain = try program.run("doctor")
    let chosen = try program.run("doctor", "--config", program.file("config.toml"))
    #expect(chosen.exitCode == 0 && !chosen.output.contains("warning"))
    let engine = { (text: String) in
      text.split(separator: "\n").filter { $0.contains("statistics") || $0.contains("counted") }
    }
    #expect(engine(chosen.output) == engine(plain.output))
    let absent = try program.run("doctor", "--config", program.file("none.toml"))
    #expect(absent.output.contains("no such file"))
  }

  @Test func `the program, its manual page and completions are installed into a folder`() throws {
    let program = try Program()
    defer { program.remove() }
    let prefix = program.file("pre fix")
    let outcome = try program.run("install", "--prefix", prefix)
    #expect(outcome.exitCode == 0)
    let copy = prefix + "/bin/ganscope"
    #expect(FileManager.default.isExecutableFile(atPath: copy))
    #expect(FileManager.default.contentsEqual(atPath: copy, andPath: Program.path))
    let page = try String(contentsOfFile: prefix + "/share/man/man1/ganscope.1", encoding: .utf8)
    for part in [".TH GANSCOPE 1", ".SS ganscope dissect", ".SH NETWORKS"] {
      #expect(page.contains(part), "\(part)")
    }
    for path in [
      "bash-completion/completions/ganscope", "zsh/site-functions/_ganscope",
      "fish/vendor_completions.d/ganscope.fish",
    ] {
      let script = try String(contentsOfFile: prefix + "/share/" + path, encoding: .utf8)
      for word in ["sample-size", "maxiou", "layer10", "segmenters", "room-early"] {
        #expect(script.contains(word), "\(path): \(word)")
      }
    }
  }
}
