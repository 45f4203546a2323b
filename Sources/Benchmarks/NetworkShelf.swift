import Checkpoints
import Generators
import NumPyFiles
import OneDNN
import Segmenters
import Tensors

/// The networks and inputs that the subjects share, each loaded when it is first needed.
final class NetworkShelf {
  let folder: String
  let session: Session
  private var generators: [String: any Generator] = [:]
  private var segmenters: [String: any Segmenter] = [:]
  private var startedLaboratory: BlockingLaboratory?

  init(folder: String) throws {
    self.folder = folder
    session = try Session()
  }

  func generator(_ extent: Int) throws -> any Generator {
    try generator(in: "proggan_\(extent).pth")
  }

  func generator(in file: String) throws -> any Generator {
    if let known = generators[file] { return known }
    let checkpoint = try CheckpointReader.read(path: "\(folder)/\(file)")
    let generator = try GeneratorLoader.load(checkpoint, session: session)
    generators[file] = generator
    return generator
  }

  /// The explorer's engine on the generator of 256x256 images, in float32.
  func laboratory() throws -> BlockingLaboratory {
    if let startedLaboratory { return startedLaboratory }
    let started = try BlockingLaboratory(generator: "\(folder)/proggan_256.pth")
    startedLaboratory = started
    return started
  }

  func segmenter(_ name: String) throws -> any Segmenter {
    if let known = segmenters[name] { return known }
    let segmenter = try SegmenterLoader.load(directory: "\(folder)/\(name)", session: session)
    segmenters[name] = segmenter
    return segmenter
  }

  /// The latent of one scene, which differs from number to number.
  func latent(_ number: Int) throws -> Tensor {
    let all = try tensor("z")
    return all.sample(number % all.shape.batch)
  }

  func tensor(_ name: String) throws -> Tensor {
    let array = try NPY.read(path: "\(folder)/\(name).npy")
    let extents = array.dimensions
    return Tensor(Shape(extents[0], extents[1], extents[2], extents[3]), array.floats)
  }

  /// Every subject, in the order of the table.
  var subjects: [Subject] {
    generatorSubjects + segmenterSubjects + [bookkeepingSubject, levelsSubject] + countsSubjects
      + Precision.allCases.map(effectStep)
      + loadingSubjects + [startSubject]
  }
}
