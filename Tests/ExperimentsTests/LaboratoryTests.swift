import Concepts
import Dissection
import Faults
import Foundation
import Generators
import Images
import Interventions
import Jobs
import Laboratory
import Store
import Synchronization
import Tensors
import TestSupport
import Testing

@testable import Experiments

@Suite struct LaboratoryTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let checkpoint = SmallGenerator.bytes()
    try Data(checkpoint).write(to: URL(fileURLWithPath: folder.file("small.safetensors")))
  }

  private func laboratory(
    generator: String = "small.safetensors",
    _ heard: Heard
  ) -> LocalLaboratory {
    var options = WorkbenchOptions(generator: folder.file(generator), segmenter: "none")
    options.threadCount = 1
    options.settings.previewPrecision = .float32
    let laboratory = LocalLaboratory(options, store: Store(path: folder.file()))
    laboratory.setEventHandler { heard.note($0) }
    laboratory.start()
    return laboratory
  }

  private func request(_ scene: Int, _ units: [Int] = [], layer: LayerName = "layer3")
    -> SceneRequest
  {
    let edits = units.map { UnitEdit(layer: layer, unit: $0) }
    return SceneRequest(
      seed: 1,
      scene: scene,
      edit: edits.isEmpty ? Edit() : Edit([Intervention(edits)]),
      layer: layer,
      isSegmented: true
    )
  }

  @Test func `the generator is told first, then the scene as the workbench draws it`() throws {
    let heard = Heard()
    let laboratory = laboratory(heard)
    let number = laboratory.submit(.scene(request(5, [2])))
    heard.wait { $0.ends.contains(number) }
    #expect(heard.lines.first == "generator small.safetensors")
    let result = try #require(heard.scenes.last)
    let bench = try SmallWorld(storeAt: folder.file("other"), hasSegmenter: false).bench
    let plain = try bench.generate(scenes: [5], observing: ["layer3"])
    let edited = try bench.generate(scenes: [5], edit: result.request.edit)
    #expect(result.original == RGBImage(clamping: plain.images))
    #expect(result.edited == RGBImage(clamping: edited.images))
    #expect(result.edited != result.original)
    #expect(result.activations == plain.activations["layer3"])
    #expect(result.editedSegmentation == nil && result.effects.isEmpty)
    laboratory.shutDown()
  }

  @Test func `what another program stores right after the start is told`() {
    let heard = Heard()
    let laboratory = laboratory(heard)
    heard.wait { $0.lines.contains("generator small.safetensors") }
    let key = StoreKey(.levels, generator: "small", layer: "layer3", seed: 1, sampleSize: 8)
    Store(path: folder.file()).save(StoreRecord(key: key, done: 1, total: 2, parts: [:]))
    heard.wait { $0.lines.contains { $0.hasPrefix("others stored") } }
    #expect(heard.lines.contains { $0.hasPrefix("others stored") && $0.contains("layer3") })
    laboratory.shutDown()
  }

  @Test func `events are passed on by as many calls as at first, however many there were`() {
    let depths = Mutex<[Int]>([])
    let laboratory = LocalLaboratory(WorkbenchOptions(), store: Store(path: folder.file()))
    let heard = Heard()
    laboratory.setEventHandler { event in
      depths.withLock { $0.append(Thread.callStackReturnAddresses.count) }
      heard.note(event)
    }
    // Nothing is loaded, so that each of them fails at once.
    for scene in 0..<60 {
      let number = laboratory.submit(.scene(request(scene)))
      heard.wait { $0.ends.contains(number) }
    }
    let found = depths.withLock { $0 }
    #expect(found.count == 60 && (found.max() ?? 0) < (found.first ?? 0) + 20, "\(found)")
    laboratory.shutDown()
  }

  @Test func `the first scene does not wait for the segmenter`() throws {
    let heard = Heard()
    let laboratory = LocalLaboratory(WorkbenchOptions(), store: Store(path: folder.file()))
    laboratory.setEventHandler { heard.note($0) }
    laboratory.start()
    heard.wait { !$0.lines.isEmpty }
    var first = request(0, layer: "layer5")
    first.isSegmented = false
    let number = laboratory.submit(.scene(first))
    heard.wait { $0.ends.contains(number) && $0.lines.contains { $0.hasPrefix("segmenter") } }
    let lines = heard.lines.filter { !$0.hasPrefix("progress") }
    #expect(lines.count == 3 && lines[1] == "finished \(number.rawValue)", "\(lines)")
    laboratory.shutDown()
  }

  @Test func `an edit at another layer of the same scene is drawn right from what is kept`() throws
  {
    let heard = Heard()
    let laboratory = laboratory(heard)
    let bench = try SmallWorld(storeAt: folder.file("other"), hasSegmenter: false).bench
    for layer in ["layer3", "layer1", "layer6", "layer3"] as [LayerName] {
      let wanted = request(7, [0, 1], layer: layer)
      let number = laboratory.submit(.scene(wanted))
      heard.wait { $0.ends.contains(number) }
      let edited = try bench.generate(scenes: [7], edit: wanted.edit)
      #expect(heard.scenes.last?.edited == RGBImage(clamping: edited.images))
      #expect(heard.scenes.last?.request.layer == layer)
    }
    laboratory.shutDown()
  }

  @Test func `scenes go before a dissection that is running, and it goes on`() throws {
    let heard = Heard()
    let laboratory = laboratory(heard)
    let long = laboratory.submit(.dissect(layers: ["layer3", "layer4"], sampleSize: 400))
    heard.wait { $0.lines.contains { $0.hasPrefix("progress \(long.rawValue)") } }
    let scene = laboratory.submit(.scene(request(3)))
    heard.wait { $0.ends.contains(scene) && $0.ends.contains(long) }
    let places = heard.lines
    let sceneEnd = try #require(places.firstIndex(of: "finished \(scene.rawValue)"))
    let longEnd = try #require(places.firstIndex(of: "finished \(long.rawValue)"))
    #expect(sceneEnd < longEnd)
    #expect(heard.dissections["layer3"]?.countedScenes == 400)
    #expect(heard.dissections["layer4"]?.countedScenes == 400)
    laboratory.shutDown()
  }

  @Test func `a cancelled dissection keeps what it counted for the next run`() throws {
    let heard = Heard()
    let first = laboratory(heard)
    // Long enough for the end to come before it is done.
    let long = first.submit(.dissect(layers: ["layer5"], sampleSize: 20_000))
    heard.wait { ($0.dissections["layer5"]?.countedScenes ?? 0) > 0 }
    first.cancel(long)
    heard.wait { $0.lines.contains("cancelled \(long.rawValue)") }
    let counted = try #require(heard.dissections["layer5"]?.countedScenes)
    first.shutDown()

    let later = Heard()
    let second = laboratory(later)
    let recall = second.submit(.recall(layer: "layer5"))
    later.wait { $0.ends.contains(recall) }
    let recalled = try #require(later.dissections["layer5"])
    #expect(recalled.countedScenes >= counted && recalled.countedScenes < 20_000)
    second.shutDown()
  }

  @Test func `thumbnails come in the order asked, with the unit's feature map`() throws {
    let heard = Heard()
    let laboratory = laboratory(heard)
    let wanted = ThumbnailRequest(
      seed: 1,
      scenes: [40, 3, 17, 90, 2, 8, 1, 0, 55, 4],
      layer: "layer4",
      unit: 6
    )
    let number = laboratory.submit(.thumbnails(wanted))
    heard.wait { $0.ends.contains(number) }
    #expect(heard.thumbnails.map(\.scene) == wanted.scenes)
    let bench = try SmallWorld(storeAt: folder.file("other"), hasSegmenter: false).bench
    let drawn = try bench.generate(scenes: [17], observing: ["layer4"])
    #expect(heard.thumbnails[2].image == RGBImage(clamping: drawn.images))
    let map = try #require(drawn.activations["layer4"]).featureMap(sample: 0, unit: 6)
    #expect(heard.thumbnails[2].featureMap.values == Array(map))
    laboratory.shutDown()
  }

  @Test func `a generator that cannot be read fails its jobs with the reason`() throws {
    let heard = Heard()
    let laboratory = laboratory(generator: "missing.pth", heard)
    let number = laboratory.submit(.scene(request(1)))
    heard.wait { $0.ends.contains(number) }
    #expect(heard.lines.first?.hasPrefix("loading failed") == true)
    #expect(heard.lines.last?.hasPrefix("failed \(number.rawValue)") == true)
    laboratory.shutDown()
  }

  @Test func `bad requests fail alone and say why`() throws {
    let heard = Heard()
    let laboratory = laboratory(heard)
    let bad: [LaboratoryRequest] = [
      .scene(request(-1)), .scene(request(1, [99])), .dissect(layers: ["layer9"], sampleSize: 5),
      .sweep(layer: "layer3", sampleSize: 5), .measure(edit: Edit(), sampleSize: 5),
      .thumbnails(ThumbnailRequest(seed: 1, scenes: [1], layer: "layer3", unit: 99)),
    ]
    for request in bad {
      let number = laboratory.submit(request)
      heard.wait { $0.ends.contains(number) }
      #expect(heard.lines.last?.hasPrefix("failed \(number.rawValue)") == true)
    }
    let good = laboratory.submit(.scene(request(1)))
    heard.wait { $0.ends.contains(good) }
    #expect(heard.lines.last == "finished \(good.rawValue)")
    laboratory.shutDown()
  }

  @Test func `a store that another process has open is written in turn`() throws {
    let other = Store(path: folder.file())
    let heard = Heard()
    let laboratory = laboratory(heard)
    let number = laboratory.submit(.dissect(layers: ["layer3"], sampleSize: 40))
    heard.wait { $0.ends.contains(number) }
    #expect(!heard.lines.contains { $0.hasPrefix("notice") })
    #expect(heard.dissections["layer3"]?.countedScenes == 40)
    laboratory.shutDown()
    #expect(try !other.summaries().isEmpty)
  }

  @Test func `a store that cannot be one is told once, and results come all the same`() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file(),
      withIntermediateDirectories: true
    )
    let heard = Heard()
    let laboratory = laboratory(heard)
    let number = laboratory.submit(.dissect(layers: ["layer3"], sampleSize: 40))
    heard.wait { $0.ends.contains(number) }
    #expect(heard.lines.count { $0.hasPrefix("notice") } == 1)
    #expect(heard.dissections["layer3"]?.countedScenes == 40)
    laboratory.shutDown()
  }

  @Test func `a scene comes first without, then with its segmentations and effects`() throws {
    var options = WorkbenchOptions(
      generator: References.path("golden/proggan_64/zip.pth"),
      segmenter: References.path("golden/upp_slim")
    )
    options.settings.previewPrecision = .float32
    let heard = Heard()
    let laboratory = LocalLaboratory(options, store: Store(path: folder.file()))
    laboratory.setEventHandler { heard.note($0) }
    laboratory.start()
    heard.wait { $0.lines.contains { $0.hasPrefix("segmenter") } }
    #expect(heard.lines == ["generator zip.pth", "segmenter upp_slim"])
    let number = laboratory.submit(.scene(request(5, [3, 7, 11], layer: "layer4")))
    heard.wait { $0.ends.contains(number) }
    #expect(heard.scenes.count == 2)
    #expect(heard.scenes[0].editedSegmentation == nil)
    let bench = try Workbench(options, store: Store(path: folder.file("other")))
    let edited = try bench.generate(scenes: [5], edit: heard.scenes[1].request.edit).images
    #expect(heard.scenes[1].editedSegmentation == (try bench.segment(edited)))
    let pixels = Double(64 * 64)
    for effect in heard.scenes[1].effects {
      let map = try #require(heard.scenes[1].originalSegmentation)
      let area = map.labels.count { Int($0) == effect.concept }
      #expect(effect.halfWidth == nil && effect.before == Double(area) / pixels)
    }
    laboratory.shutDown()
  }
}
