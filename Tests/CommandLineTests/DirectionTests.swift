import Foundation
import Images
import NumPyFiles
import TestSupport
import Testing

/// Directions on the demo world, as a person finds, measures and walks them.
@Suite struct DirectionTests {
  @Test func `directions are found, named, measured, and made an edit with units`() throws {
    let program = try Program()
    defer { program.remove() }
    let find = try program.run(
      ["directions", "find", "--concept", "tree", "sky", "--sample-size", "60"]
        + ["--output", "areas.npz"]
    )
    #expect(find.exitCode == 0, "\(find.errors)")
    #expect(find.output.contains("held-out R2") && find.output.contains("tree"))
    let archive = try NPZ(path: program.file("areas.npz"))
    #expect(try archive.array("lat_comp").dimensions.prefix(2) == [2, 1])
    let name = try program.run("directions", "name", "areas.npz", "tree", "more trees")
    #expect(name.exitCode == 0)
    let list = try program.run("directions", "list", "areas.npz")
    #expect(list.output.contains("more trees"))
    let show = try program.run(
      ["directions", "show", "areas.npz", "more trees", "--strength", "-2", "--sample-size", "24"]
    )
    #expect(show.exitCode == 0)
    #expect(show.output.contains("-2.0 along more trees"))
    let units = try program.run(
      ["edit", "--layer", "layer6", "--units", "0,1", "--output", "units.json"]
    )
    #expect(units.exitCode == 0)
    let edit = try program.run(
      ["directions", "edit", "areas.npz", "0", "--strength", "-1.5", "--onto", "units.json"]
    )
    #expect(edit.exitCode == 0)
    let text = try String(contentsOfFile: program.file("EDIT.json"), encoding: .utf8)
    #expect(text.contains("\"version\": 1") && text.contains("\"strength\": -1.5"))
    #expect(text.contains("\"ablations\""))
    let picture = try program.run("generate", "--edit", "EDIT.json", "--output", "scene.png")
    #expect(picture.exitCode == 0)
    let inspected = try program.run("inspect", "scene.png")
    #expect(inspected.output.contains("along more trees -1.5 in z"))
    let measure = try program.run("measure", "--edit", "scene.png", "--sample-size", "8")
    #expect(measure.exitCode == 0)
    let distance = try program.run("distance", "--edit", "EDIT.json", "--sample-size", "8")
    #expect(distance.exitCode == 0)
  }

  @Test func `components and factors are walked as a strip and as an animation`() throws {
    let program = try Program()
    defer { program.remove() }
    for arguments in [
      ["--layer", "layer2", "--sample-size", "40", "--count", "3"],
      ["--by", "factorization", "--count", "3"], ["--sample-size", "40", "--count", "3"],
    ] {
      let find = try program.run(["directions", "find", "--output", "d.npz"] + arguments)
      #expect(find.exitCode == 0, "\(find.errors)")
      #expect(find.output.contains("2 "))
      // The components of z are those of chance.
      #expect(find.errors.contains("chance") == (arguments[0] == "--sample-size"))
    }
    let way = ["--directions", "d.npz", "--direction", "1"]
    let strip = try program.run(
      ["walk", "--samples", "0,3", "--steps", "5", "--output", "strip.png"] + way
    )
    #expect(strip.exitCode == 0, "\(strip.errors)")
    let image = try PNG.read(path: program.file("strip.png")).image
    #expect(image.width == 5 * 66 - 2 && image.height == 2 * 66 - 2)
    let film = try program.run(
      ["walk", "--samples", "3", "--steps", "4", "--animate", "--output", "film.png"] + way
    )
    #expect(film.exitCode == 0)
    let frame = try PNG.read(path: program.file("film.png")).image
    #expect(frame.width == 64 && frame.height == 64)
    let between = try program.run("walk", "--samples", "1,5,9", "--output", "way.png")
    #expect(between.exitCode == 0)
    #expect(try PNG.read(path: program.file("way.png")).image.width == 15 * 66 - 2)
  }

  @Test func `channels of a style are set to values`() throws {
    let program = try Program()
    defer { program.remove() }
    let file = References.path("golden/stylegan2_ada_64/network-snapshot-new.pkl")
    let model = ["--generator", file]
    let edit = try program.run(
      ["edit", "--layer", "b16.conv1.style", "--units", "3,4", "--value", "-2.5"] + model
    )
    #expect(edit.exitCode == 0, "\(edit.errors)")
    for (name, arguments) in [("plain", []), ("edited", ["--edit", "EDIT.json"])] {
      let outcome = try program.run(["generate", "--npy", "\(name).npy"] + arguments + model)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }
    let plain = try NPY.read(path: program.file("plain.npy"))
    #expect(try NPY.read(path: program.file("edited.npy")) != plain)
    // Scene 1 of NVIDIA's seeding is the published first latent; psi may come from the file.
    try Data("generator = \"\(file)\"\nseeding = \"nvidia\"\npsi = 0.7\n".utf8)
      .write(to: URL(fileURLWithPath: program.file("c.toml")))
    let outcome = try program.run(
      ["generate", "--samples", "1", "--npy", "seed1.npy", "--config", program.file("c.toml")]
    )
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let expected = try NPZ(
      path: References.path("golden/stylegan2_ada_64/expected.npz")
    ).array("image_psi07").floats
    let found = try NPY.read(path: program.file("seed1.npy")).floats
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func `mistakes are told, and nothing is written`() throws {
    let program = try Program()
    defer { program.remove() }
    let cases: [(arguments: [String], exitCode: Int32, word: String)] = [
      (["directions", "find", "--space", "w", "--output", "a.npz"], 64, "'w'"),
      (["directions", "find", "--inputs", "2-3", "--output", "a.npz"], 64, "inputs"),
      (["directions", "find", "--layer", "layer99", "--output", "a.npz"], 64, "layer99"),
      (["directions", "find", "--concept", "tre", "--output", "a.npz"], 64, "tree"),
      (["directions", "list", "absent.npz"], 66, "absent.npz"),
      (["walk", "--direction", "1", "--output", "a.png"], 64, "--directions"),
      (["walk", "--samples", "1", "--output", "a.png"], 64, "two"),
    ]
    for (arguments, exitCode, word) in cases {
      let outcome = try program.run(arguments)
      #expect(outcome.exitCode == exitCode, "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.contains(word), "\(arguments): \(outcome.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: program.file("a.npz")))
    #expect(!FileManager.default.fileExists(atPath: program.file("a.png")))
    let help = try program.run("help", "directions")
    #expect(help.exitCode == 0 && help.output.contains("GANSpace"))
  }
}
