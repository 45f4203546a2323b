import Checkpoints
import Faults
import Files
import Layers
import OneDNN

/// A segmenter whose files have been read and found to fit each other.
protocol Blueprint {
  /// What the segmenter is.
  var summary: SegmenterSummary { get }
  /// Builds the networks.
  func build(on session: Session) throws(Fault) -> any Segmenter
}

/// A segmenter of an encoder and a decoder.
struct SegmenterBlueprint: Blueprint {
  let summary: SegmenterSummary
  private let encoder: EncoderArchitecture
  private let decoder: DecoderArchitecture
  private let encoderFile: StateDictionary
  private let decoderFile: StateDictionary
  private let labels: Labels
  private let format: ImageFormat

  private enum Labels {
    case parsing(ParsingLabels)
    case categories(CategoryLabels)

    func summary(_ source: LabelsSummary.Source) -> LabelsSummary {
      switch self {
      case .parsing(let labels): LabelsSummary(labels)
      case .categories(let labels): LabelsSummary(labels, source)
      }
    }
  }

  init(_ files: SegmenterFiles, _ networks: NetworkFiles) throws(Fault) {
    let settingsBytes = try files.optional(SegmenterSettings.fileName)
    encoderFile = try files.checkpoint(networks.encoder, weights: networks.keys.encoder)
    decoderFile = try files.checkpoint(networks.decoder, weights: networks.keys.decoder)
    let decoderTensors = TensorInventory(decoderFile)
    decoder = try .infer(from: decoderTensors)
    encoder = try .infer(from: TensorInventory(encoderFile), isDilated: decoder.wantsDilation)
    try decoder.check(feeding: encoder, decoderTensors)
    var settings = SegmenterSettings()
    if let settingsBytes {
      settings = try .read(settingsBytes, from: files.path(SegmenterSettings.fileName))
    }
    var labelsName = OwnLabels.name(in: files, classes: decoder.classes?.outputs)
    if labelsName != LabelsDocument.fileName, decoder.classes?.outputs == ADE20K.names.count {
      // The program's own names of these classes are all different.
      labelsName = nil
    }
    let labelsBytes = try labelsName.map { (name) throws(Fault) in try files.bytes(name) }
    let labelsPath = files.path(labelsName ?? LabelsDocument.fileName)
    let document = try labelsBytes.map { (bytes) throws(Fault) in
      try LabelsDocument.read(bytes, from: labelsPath)
    }
    labels = try Self.labels(document, settings: settings, decoder: decoder, path: labelsPath)
    try Self.check(labels, decoder, path: labelsPath)
    format = settings.normalisation ?? document?.imageformat ?? Self.format(of: labels)
    var summary = SegmenterSummary(
      name: settings.name ?? files.source.split(separator: "/").last.map(String.init) ?? "",
      kind: Self.kind(of: labels),
      encoder: encoder.name,
      decoder: decoder.name,
      parameterCount: encoder.parameterCount + decoder.parameterCount,
      defaultSizes: settings.segmentationSize.map { [$0] } ?? [],
      contentHash: Self.hash([encoderFile, decoderFile], [labelsBytes, settingsBytes])
    )
    summary.labels = labels.summary(labelsBytes == nil ? .program("ADE20K") : .labelsFile)
    summary.remarks =
      encoderFile.remarks + decoderFile.remarks + [networks.remark].compactMap(\.self)
    self.summary = summary
  }

  func build(on session: Session) throws(Fault) -> any Segmenter {
    let encoderFactory = LayerFactory(checkpoint: encoderFile)
    let factory = LayerFactory(checkpoint: decoderFile)
    let presentation = ImagePresentation(
      size: summary.defaultSizes.first,
      method: .adaptiveAverage
    )
    let input = NetworkInput(format: format, presentation: presentation, session: session)
    switch (labels, decoder) {
    case (.parsing(let labels), .pyramid(let pyramid)):
      guard case .parsing(let heads) = pyramid.heads else { break }
      let network = try ParsingNetwork(
        encoder,
        by: encoderFactory,
        architecture: pyramid,
        heads: heads,
        labels: labels,
        by: factory
      )
      return UnifiedParsingSegmenter(network, labels: labels, input: input, summary: summary)
    case (.categories(let labels), _):
      guard let classes = decoder.classes else { break }
      let network = try LogitNetwork(
        encoder,
        by: encoderFactory,
        decoder,
        by: factory,
        classes: classes,
        order: labels.order
      )
      return CategorySegmenter(network, labels: labels, input: input, summary: summary)
    default: break
    }
    throw Fault(.defect, "build the segmenter", on: summary.name, found: "labels of another kind")
  }
}

extension SegmenterBlueprint {
  private static func labels(
    _ document: LabelsDocument?,
    settings: SegmenterSettings,
    decoder: DecoderArchitecture,
    path: String
  ) throws(Fault) -> Labels {
    if decoder.classes == nil {
      guard let document else { throw labelsMissing(path, "a unified-parsing segmenter") }
      return .parsing(try document.parsing(owners: settings.partOwners, from: path))
    }
    if let document { return .categories(try CategoryLabels(document, from: path)) }
    guard decoder.classes?.outputs == ADE20K.names.count else {
      throw labelsMissing(path, classes: decoder.classes?.outputs ?? 0)
    }
    return .categories(.ade20k)
  }

  static func labelsMissing(_ path: String, classes count: Int) -> Fault {
    Fault(
      .missing,
      "read the labels",
      on: path,
      expected: "the names of the segmenter's \(count) classes",
      found: "there is no such file",
      advice: OwnLabels.form(count: count)
    )
  }

  static func labelsMissing(_ path: String, _ what: String) -> Fault {
    Fault(
      .missing,
      "read the labels",
      on: path,
      found: "there is no such file",
      advice: "\(what.prefix(1).uppercased() + what.dropFirst()) needs the names of its classes; "
        + "take the labels.json that came with it"
    )
  }

  /// Refuses labels that do not fit the network's heads.
  private static func check(
    _ labels: Labels,
    _ decoder: DecoderArchitecture,
    path: String
  ) throws(Fault) {
    switch labels {
    case .categories(let categories):
      try check(
        decoder.classes?.outputs ?? 0,
        names: categories.order.count,
        of: "class",
        path: path
      )
    case .parsing(let labels):
      guard case .pyramid(let pyramid) = decoder, case .parsing(let heads) = pyramid.heads
      else { return }
      try check(
        heads.object.classifier.outputs,
        names: labels.objects.count,
        of: "object",
        path: path
      )
      try check(
        heads.material.classifier.outputs,
        names: labels.materials.count,
        of: "material",
        path: path
      )
      try check(heads.part.classifier.outputs, names: labels.partLogitCount, of: "part", path: path)
    }
  }

  static func check(
    _ outputs: Int,
    names: Int,
    of what: String,
    path: String
  ) throws(Fault) {
    guard outputs == names else {
      throw Fault(
        .refused,
        "match the labels with the network",
        on: path,
        expected: "\(outputs) \(what) names, as the decoder has outputs",
        found: "\(names)",
        advice: what == "class"
          ? OwnLabels.form(count: outputs) : "Take the labels.json that came with the segmenter"
      )
    }
  }

  private static func kind(of labels: Labels) -> SegmenterSummary.Kind {
    switch labels {
    case .parsing: .unifiedParsing
    case .categories(let categories): categories == .ade20k ? .ade20k : .categories
    }
  }

  private static func format(of labels: Labels) -> ImageFormat {
    kind(of: labels) == .unifiedParsing ? .unifiedParsing : .ade20k
  }

  static func hash(_ networks: [StateDictionary], _ others: [[UInt8]?]) -> String {
    let parts =
      networks.map(\.contentHash)
      + others.map { $0.map { SHA256.hexadecimal(of: $0) } ?? "none" }
    return SHA256.hexadecimal(of: Array(parts.joined(separator: " ").utf8))
  }
}

extension TensorInventory {
  init(_ checkpoint: StateDictionary) {
    self.init(
      source: checkpoint.source,
      checkpoint.entries.map { ($0.name, $0.dimensions) }
    )
  }
}
