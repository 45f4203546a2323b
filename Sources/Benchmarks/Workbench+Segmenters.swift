import Generators
import OneDNN
import Segmenters
import Tensors

extension Workbench {
  var segmenterSubjects: [Subject] {
    [
      segmentation("upp", .float32, operations: 183e9),
      segmentation("upp", .bfloat16, operations: 183e9),
      segmentation("mobilenet", .float32, operations: 13.7e9),
      segmentation("mobilenet", .bfloat16, operations: 13.7e9),
    ]
  }

  /// One image of 256x256 to its label map.
  private func segmentation(
    _ name: String,
    _ precision: Precision,
    operations: Double
  ) -> Subject {
    Subject(name: "\(name)-256-\(precision)", operations: operations) { [self] in
      let segmenter = try segmenter(name)
      let image = try tensor("image")
      let options = SegmentationOptions(precision: precision)
      return { _ = try segmenter.segment(image, options: options) }
    }
  }

  /// Both files, from nothing to the first image and to its first label map.
  var startSubject: Subject {
    Subject(name: "load-proggan-256-and-upp", operations: 0) { [self] in
      {
        let workbench = try Workbench(folder: self.folder)
        let image = try workbench.generator(256).generate(try workbench.latent(0)).images
        _ = try workbench.segmenter("upp").segment(image, options: SegmentationOptions())
      }
    }
  }

  /// Writes label maps for the comparison with PyTorch.
  func writeSegmenterOutputs() throws {
    let image = try tensor("image")
    for name in ["upp", "mobilenet", "hrnet"] {
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
