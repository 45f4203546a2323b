import Foundation
import Images
import NumPyFiles
import Testing

@Suite struct DemoWorldTests {
  @Test func `scenes are the same whenever they are drawn`() throws {
    let program = try Program()
    defer { program.remove() }
    for name in ["first.npy", "second.npy"] {
      let outcome = try program.run("generate", "--samples", "3,5", "--npy", name)
      #expect(outcome.exitCode == 0)
      #expect(outcome.output.isEmpty)
    }
    let first = try NPY.read(path: program.file("first.npy"))
    #expect(first.dimensions == [2, 3, 64, 64])
    #expect(try NPY.read(path: program.file("second.npy")) == first)
  }

  @Test func `an edit changes the scene and its measurement is kept`() throws {
    let program = try Program()
    defer { program.remove() }
    let edit = try program.run("edit", "--layer", "layer6", "--units", "0,1,2,3,4,5,6,7")
    #expect(edit.exitCode == 0)
    #expect(try program.run("generate", "--npy", "a.npy").exitCode == 0)
    #expect(try program.run("generate", "--npy", "b.npy", "--edit", "EDIT.json").exitCode == 0)
    #expect(
      try NPY.read(path: program.file("a.npy")) != NPY.read(path: program.file("b.npy"))
    )
    let measure = try program.run(
      "measure",
      "--edit",
      "EDIT.json",
      "--sample-size",
      "8",
      "--json",
      "-"
    )
    #expect(measure.exitCode == 0)
    let record = try JSONSerialization.jsonObject(with: Data(measure.output.utf8))
    let concepts = try #require((record as? [String: Any])?["concepts"] as? [[String: Any]])
    let sky = try #require(concepts.first { $0["name"] as? String == "sky" })
    let before = try #require(sky["before"] as? Double)
    #expect(before > 0 && before < 1)
    #expect(try program.run("store", "list").output.contains("measurement"))
    let listed = try program.run("store", "list", "--json", "-")
    let list = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [String: Any]
    let results = try #require(list?["results"] as? [[String: Any]])
    let kept = try #require(results.first { $0["kind"] as? String == "measurement" })
    #expect(kept["sample_size"] as? Int == 8 && kept["done"] as? Int == kept["total"] as? Int)
    #expect(kept["damaged"] as? Bool == false && (kept["id"] as? String)?.count == 8)
  }

  @Test func `a comparison tells why it took these layers, unless they were named`() throws {
    let program = try Program()
    defer { program.remove() }
    let chosen = try program.run("compare", "country", "room@layer6")
    #expect(chosen.exitCode == 0, "\(chosen.errors)")
    #expect(chosen.output.contains("unnamed layers are those with most matching units"))
    #expect(chosen.output.contains("A of 3 (MODEL@LAYER names another)"))
    let named = try program.run("compare", "country@layer6", "room@layer6", "--no-match")
    #expect(named.exitCode == 0 && !named.output.contains("unnamed"))
  }

  @Test func `a sheet shows an edit on several scenes, and tells what it causes`() throws {
    let program = try Program()
    defer { program.remove() }
    let edit = try program.run("edit", "--layer", "layer6", "--units", "0,1,2,3,4,5,6,7")
    #expect(edit.exitCode == 0)
    let sheet = try program.run(
      ["generate", "--samples", "3,5"] + ["--edit", "EDIT.json", "--sheet", "sheet.png"]
        + ["--sample-size", "8"]
    )
    #expect(sheet.exitCode == 0, "\(sheet.errors)")
    #expect(sheet.output.contains("mean area over 8 scenes"))
    let picture = try PNG.read(path: program.file("sheet.png"))
    // Three pictures a scene of 64 pixels, three times as large.
    #expect(picture.image.width > 3 * 192 && picture.image.height > 2 * 192)
    let text = try #require(picture.text("ganscope recipe"))
    let recipe = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(recipe?["scenes"] as? [Int] == [3, 5])
    let measured = try #require(recipe?["measured"] as? [String: Any])
    let effects = try #require(measured["effects"] as? [[String: Any]])
    #expect(measured["scenes"] as? Int == 8)
    #expect(effects.contains { $0["concept"] as? String == "sky" && $0["half_width_95"] is Double })
    #expect(try program.run("generate", "--sheet", "a.png").exitCode == 64)
    #expect(try program.run("generate", "--edit", "EDIT.json", "--sheet", "a.jpg").exitCode == 64)
  }

  @Test func `areas of a segmentation are written by category`() throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.run("segment", "--samples", "0-1", "--json", "-")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let record = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let areas = try #require(record as? [String: Any])
    #expect(areas["pictures"] as? Int == 2)
    let concepts = try #require(areas["concepts"] as? [[String: Any]])
    let categories = concepts.compactMap { $0["category"] as? String }
    #expect(categories.count == concepts.count && categories.contains("material"))
    // Each category in one piece, and within it the largest first. Objects may add up to more than
    // all: a building's window is a part of it that has an object's number.
    for category in Set(categories) {
      let members = concepts.filter { $0["category"] as? String == category }
      let shares = members.compactMap { $0["area"] as? Double }
      #expect(shares == shares.sorted(by: >) && shares.allSatisfy { (0...1).contains($0) })
      #expect(category == "object" || shares.reduce(0, +) < 1.0001)
      let first = categories.firstIndex(of: category) ?? 0
      #expect(categories[first..<first + members.count].allSatisfy { $0 == category })
    }
  }

  @Test func `units are listed once a layer is dissected`() throws {
    let program = try Program()
    defer { program.remove() }
    #expect(try program.run("units", "--layer", "layer5").exitCode == 66)
    let dissect = try program.run(
      "dissect",
      "--layers",
      "layer6",
      "--sample-size",
      "8",
      "--json",
      "-"
    )
    #expect(dissect.exitCode == 0)
    let report = try JSONSerialization.jsonObject(with: Data(dissect.output.utf8))
    let layers = try #require((report as? [String: Any])?["layers"] as? [[String: Any]])
    let units = try #require(layers.first?["units"] as? [[String: Any]])
    let listed = try program.run("units", "--layer", "layer6", "--json")
    #expect(listed.exitCode == 0)
    #expect(listed.output.components(separatedBy: "\"unit\":").count - 1 == units.count)
    #expect(
      try program.run("units", "--layer", "layer6", "--concept", "tre").errors.contains("'tree'")
    )
  }

  @Test func `quadrants reach every command, its JSON and the store`() throws {
    let program = try Program()
    defer { program.remove() }
    let flags = ["--quadrants", "--segmentation-size", "64", "128", "--layers", "layer6"]
    let dissect = try program.run(["dissect", "--sample-size", "8", "--json", "-"] + flags)
    #expect(dissect.exitCode == 0, "\(dissect.errors)")
    let report = try JSONSerialization.jsonObject(with: Data(dissect.output.utf8))
    let settings = try #require((report as? [String: Any])?["settings"] as? [String: Any])
    #expect(settings["segdiv"] as? String == "quad" && settings["all_parts"] as? Bool == false)
    #expect(settings["segsizes"] as? [Int] == [64, 128] && settings["downsample"] as? Int == 2)
    #expect(settings["parity"] as? String == "corrected")
    #expect(settings["precision"] as? String == "float32")
    #expect(dissect.output.contains(/"iou_label": ?"[a-z]+-[tblr]"/))
    // Rankings are of whole things only.
    #expect(!dissect.output.contains(/"name": ?"[a-z]+-[tblr]-iou"/))

    let chosen = ["--quadrants", "--segmentation-size", "64", "128", "--layer", "layer6"]
    let units = try program.run(["units", "--json"] + chosen)
    #expect(units.exitCode == 0 && units.output.contains("\"quad\""))
    #expect(try program.run(["units"] + chosen).output.contains(/[a-z]-[tblr] +part/))
    #expect(try program.run(["units", "--concept", "sky-t"] + chosen).exitCode == 0)
    #expect(
      try program.run("units", "--segmentation-size", "64", "128", "--layer", "layer6").exitCode
        == 66
    )
    #expect(try program.run(["units", "--parity", "published"] + chosen).exitCode == 66)
    let list = try program.run("store", "list").output
    #expect(
      list.contains("gandissect, iqr and maxiou: size 64+128, downsample 2, quadrants, float32")
    )
  }

  @Test func `all parts are those of every object that has some`() throws {
    let program = try Program()
    defer { program.remove() }
    let few = try program.run("segment", "--npy", "a.npy", "--output", "few")
    let all = try program.run("segment", "--npy", "b.npy", "--output", "all", "--all-parts")
    #expect(few.exitCode == 0 && all.exitCode == 0)
    func names(_ folder: String) throws -> Set<String> {
      let url = program.folder.appendingPathComponent(folder + "/labels.json")
      let entries = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
      return Set((entries as? [[String: Any]])?.compactMap { $0["name"] as? String } ?? [])
    }
    #expect(try names("all").isSuperset(of: names("few")))
  }

  @Test func `doctor says what is computed how`() throws {
    let program = try Program()
    defer { program.remove() }
    let plain = try program.run("doctor").output
    #expect(plain.contains("statistics") && plain.contains("and files in float32"))
    let changed = try program.run(
      "doctor",
      "--precision",
      "auto",
      "--quadrants",
      "--downsample",
      "4"
    ).output
    #expect(changed.contains("size own, downsample 4, quadrants"))
    #expect(try program.run("doctor", "--precision", "float64").exitCode == 64)
    #expect(try program.run("doctor", "--threads", "0").exitCode == 64)
  }

  @Test func `what is wrong is named and has its exit code`() throws {
    let program = try Program()
    defer { program.remove() }
    try Data("<html>".utf8).write(to: program.folder.appendingPathComponent("page.pth"))
    let cases: [([String], Int32, String)] = [
      (["generate", "--npy", "x.npy", "--generator", "none.pth"], 66, "none.pth"),
      (["generate", "--npy", "x.npy", "--generator", "page.pth"], 65, "page.pth"),
      (["generate", "--npy", "x.npy", "--activations", "layer66"], 64, "layer6"),
      (["units", "--layer", "layer6", "--concept", "tre"], 64, "'tree'"),
      (["edit", "--layer", "layer6", "--units", "128"], 64, "from 0 to 127"),
      (["generate", "--npy", "x.npy", "--samples", "1000001"], 64, "1000000"),
      (["generate", "--npy", "/proc/x/y.npy"], 64, "/proc/x"),
      (["generate", "--npy", "x.npy", "--edit", "page.pth"], 65, "page.pth"),
      (["measure", "--edit", "none.json"], 66, "none.json"),
      (["dissct"], 64, "'dissect'"), ([], 64, "terminal"),
    ]
    for (arguments, code, part) in cases {
      let outcome = try program.run(arguments)
      #expect(outcome.exitCode == code, "\(arguments)")
      #expect(outcome.errors.contains(part), "\(arguments): \(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
  }
}
