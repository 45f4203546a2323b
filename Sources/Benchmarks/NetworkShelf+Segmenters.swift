import Generators
import OneDNN
import Segmenters
import Tensors

extension NetworkShelf {
  var segmenterSubjects: [Subject] {
    [
      segmentation("upp", .float32, operations: 183e9),
      segmentation("upp", .bfloat16, operations: 183e9),
      segmentation("mobilenet", .float32, operations: 13.7e9),
      segmentation("mobilenet", .bfloat16, operations: 13.7e9),
    ]
      + Self.whole.flatMap { name, side, operations in
        Precision.allCases.map { segmentation(name, $0, side: side, operations: operations) }
      }
  }

  /// Segmenters of one file, each at the side at which it is published.
  private static let whole: [(name: String, side: Int, operations: Double)] = [
    ("segformer", 512, 16.8e9), ("deeplab", 520, 357e9), ("lraspp", 520, 4.2e9),
    ("bisenet", 512, 29.5e9),
  ]

  /// One image to its label map.
  private func segmentation(
    _ name: String,
    _ precision: Precision,
    side: Int? = nil,
    operations: Double
  ) -> Subject {
    Subject(name: "\(name)-\(side ?? 256)-\(precision)", operations: operations) { [self] in
      let segmenter = try segmenter(name)
      let image = try tensor(side.map { "image_\($0)" } ?? "image")
      let options = SegmentationOptions(precision: precision)
      return { _ = try segmenter.segment(image, options: options) }
    }
  }

  /// Both files, from nothing to the first image and to its first label map.
  var startSubject: Subject {
    Subject(name: "load-proggan-256-and-upp", operations: 0) { [self] in
      {
        let shelf = try NetworkShelf(folder: self.folder)
        let image = try shelf.generator(256).generate(try shelf.latent(0)).images
        _ = try shelf.segmenter("upp").segment(image, options: SegmentationOptions())
      }
    }
  }

  /// Writes label maps for the comparison with PyTorch.
  func writeSegmenterOutputs() throws {
    let others = ["upp", "mobilenet", "hrnet"].map { ($0, "image") }
    for (name, picture) in others + Self.whole.map({ ($0.name, "image_\($0.side)") }) {
      let image = try tensor(picture)
      for precision in Precision.allCases where precision.isOffered {
        let options = SegmentationOptions(precision: precision)
        try write(
          try segmenter(name).segment(image, options: options),
          as: "ours_\(name)_\(precision)"
        )
      }
    }
  }
}
