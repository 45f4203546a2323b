import Concepts
package import Faults

/// Reads a labels.json as both forms of segmenter do; for fuzzing.
package enum LabelsCheck {
  /// Reads names, parts and categories, and throws what a segmenter's loading would.
  package static func read(_ bytes: [UInt8], from path: String) throws(Fault) {
    let document = try LabelsDocument.read(bytes, from: path)
    if document.object == nil || document.names != nil {
      _ = try CategoryLabels(document, from: path)
    } else {
      _ = try document.parsing(owners: nil, from: path)
    }
  }
}

/// Reads what Hugging Face writes beside a network; for fuzzing.
package enum ConfigurationCheck {
  /// Reads a config.json, and throws what a segmenter's loading would.
  package static func read(configuration bytes: [UInt8], from path: String) throws(Fault) {
    let configuration = try SegFormerConfiguration.read(bytes, from: path)
    if let names = configuration.names {
      let labels = CategoryLabels(names: names)
      precondition(labels.vocabulary.count == names.count && labels.order.count == names.count)
      // The absence of a concept may stand beside a class of its name.
      let distinct = Set(labels.vocabulary.concepts.map(\.name)).count
      precondition(distinct >= names.count - 1)
    }
    let nothing = TensorInventory(source: path, [(name: String, dimensions: [Int])]())
    try configuration.check(stages: 4, nothing)
    for stage in 0..<4 {
      let heads = try configuration.heads(of: stage, width: 64, nothing)
      precondition((1...64).contains(heads) && configuration.stride(of: stage) > 0)
    }
  }

  /// Reads a ganscope.json.
  package static func read(settings bytes: [UInt8], from path: String) throws(Fault) {
    _ = try SegmenterSettings.read(bytes, from: path)
  }

  /// Reads a preprocessor_config.json, and throws what a segmenter's loading would.
  package static func read(processor bytes: [UInt8], from path: String) throws(Fault) {
    let processor = try ImageProcessor.read(bytes, from: path)
    for channel in processor.format.channels {
      precondition(channel.factor.isFinite && channel.offset.isFinite)
    }
    let allowed = SegmentationOptions.allowedSizes
    precondition(processor.presentation?.size.map(allowed.contains) ?? true)
  }
}
