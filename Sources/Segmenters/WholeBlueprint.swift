import Checkpoints
import Faults
import OneDNN

/// A segmenter that is one file of weights, with what describes it beside it.
struct WholeBlueprint: Blueprint {
  let summary: SegmenterSummary
  private let architecture: WholeArchitecture
  private let checkpoint: StateDictionary
  private let labels: CategoryLabels
  private let format: ImageFormat
  private let presentation: ImagePresentation

  init(_ files: SegmenterFiles, _ file: WholeFile) throws(Fault) {
    checkpoint = try files.checkpoint(file.name)
    let companions = try Companions(files)
    architecture = try .infer(from: TensorInventory(checkpoint), companions.configuration)
    let outputs = architecture.classifier.outputs
    let (labels, source, kind) = try companions.labels(of: architecture, files)
    try SegmenterBlueprint.check(
      outputs,
      names: labels.order.count,
      of: "class",
      path: files.path(LabelsDocument.fileName)
    )
    self.labels = labels
    format = companions.format
    presentation = companions.presentation(of: architecture)
    var summary = SegmenterSummary(
      name: companions.settings.name ?? files.source.split(separator: "/").last.map(String.init)
        ?? "",
      kind: kind,
      encoder: architecture.encoderName,
      decoder: architecture.decoderName,
      parameterCount: architecture.parameterCount,
      defaultSizes: presentation.size.map { [$0] } ?? [],
      contentHash: SegmenterBlueprint.hash([checkpoint], companions.bytes)
    )
    summary.defaultExtent = presentation.rectangle
    summary.keepsAspect = presentation.keepsAspect
    summary.labels = LabelsSummary(labels, source)
    summary.remarks = checkpoint.remarks + companions.remarks
    self.summary = summary
  }

  func build(on session: Session) throws(Fault) -> any Segmenter {
    try segmenter(seeing: presentation, on: session)
  }

  /// The network by itself.
  func network(on session: Session) throws(Fault) -> LogitNetwork {
    try LogitNetwork(
      architecture,
      LayerFactory(checkpoint: checkpoint),
      order: labels.order,
      on: session
    )
  }

  /// The segmenter with images presented in a way of one's own.
  func segmenter(
    seeing presentation: ImagePresentation,
    on session: Session
  ) throws(Fault) -> CategorySegmenter {
    let input = NetworkInput(format: format, presentation: presentation, session: session)
    return CategorySegmenter(
      try network(on: session),
      labels: labels,
      input: input,
      summary: summary
    )
  }
}

/// What lies beside the weights and decides label maps with them.
private struct Companions {
  let settings: SegmenterSettings
  let document: LabelsDocument?
  let configuration: SegFormerConfiguration?
  let processor: ImageProcessor?
  /// Their contents in a fixed order.
  let bytes: [[UInt8]?]

  init(_ files: SegmenterFiles) throws(Fault) {
    let names = [
      LabelsDocument.fileName, SegmenterSettings.fileName, SegFormerConfiguration.fileName,
      ImageProcessor.fileName,
    ]
    var bytes: [[UInt8]?] = []
    for name in names { bytes.append(try files.optional(name)) }
    self.bytes = bytes
    document = try bytes[0].map { bytes throws(Fault) in
      try LabelsDocument.read(bytes, from: files.path(LabelsDocument.fileName))
    }
    settings =
      try bytes[1].map { bytes throws(Fault) in
        try SegmenterSettings.read(bytes, from: files.path(SegmenterSettings.fileName))
      } ?? SegmenterSettings()
    configuration = try bytes[2].map { bytes throws(Fault) in
      try SegFormerConfiguration.read(bytes, from: files.path(SegFormerConfiguration.fileName))
    }
    processor = try bytes[3].map { bytes throws(Fault) in
      try ImageProcessor.read(bytes, from: files.path(ImageProcessor.fileName))
    }
  }

  /// What a user should know of how images are presented.
  var remarks: [String] { processor?.remarks ?? [] }

  var format: ImageFormat {
    settings.normalisation ?? document?.imageformat ?? processor?.format ?? .ade20k
  }

  /// The settings' size, else that of the published code.
  func presentation(of architecture: WholeArchitecture) -> ImagePresentation {
    var presentation = processor?.presentation ?? architecture.presentation
    guard let size = settings.segmentationSize else { return presentation }
    presentation.size = size
    presentation.rectangle = nil
    return presentation
  }

  /// The names of the classes: a labels.json's, else a config.json's, else the program's.
  func labels(
    of architecture: WholeArchitecture,
    _ files: SegmenterFiles
  ) throws(Fault) -> (CategoryLabels, LabelsSummary.Source, SegmenterSummary.Kind) {
    let path = files.path(LabelsDocument.fileName)
    if let document {
      return (try CategoryLabels(document, from: path), .labelsFile, .categories)
    }
    if let names = configuration?.names {
      return (CategoryLabels(names: names), .configuration, .categories)
    }
    let outputs = architecture.classifier.outputs
    switch architecture {
    case .segFormer where outputs == ADE20K.names.count:
      return (.ade20k, .program("ADE20K"), .ade20k)
    case .atrous where outputs == ClassNames.pascalVOC.count,
      .lite where outputs == ClassNames.pascalVOC.count:
      return (CategoryLabels(names: ClassNames.pascalVOC), .program("Pascal VOC"), .pascalVOC)
    case .bilateral where outputs == ClassNames.faces.count:
      return (CategoryLabels(names: ClassNames.faces), .program("CelebAMask-HQ"), .faces)
    default:
      guard let table = ClassTable.name(among: files.names, classes: outputs) else {
        throw SegmenterBlueprint.labelsMissing(path, classes: outputs)
      }
      let names = try ClassTable.names(files.bytes(table), from: files.path(table))
      return (CategoryLabels(names: names), .labelsFile, .categories)
    }
  }
}
