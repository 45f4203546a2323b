import Causes
import Concepts
import Dissection
import Experiments
import Faults
import Laboratory
import Reports
import Tensors

/// Makes the paper's figures chapter by chapter; each is in the folder as soon as it is made.
struct PaperRun {
  let command: PaperCommand
  let workbench: Workbench
  let vocabulary: ConceptVocabulary
  private(set) var folder: PaperFolder
  private let reporter = Reporter(isStored: true)
  private var chapter = 0

  /// How many concepts are looked at unless they are named.
  static let conceptCount = 3
  /// How many units are switched off or inserted together.
  static let setSize = 20
  private static let chapters = 7

  init(command: PaperCommand, workbench: Workbench) throws(Fault) {
    self.command = command
    self.workbench = workbench
    vocabulary = try workbench.vocabulary(for: "make the paper's figures")
    let page = FigurePage(
      title: "\(workbench.generatorFacts.name), dissected",
      facts: [
        ("segmenter", workbench.segmenterFacts?.name ?? "none"),
        ("rule", workbench.options.settings.rule.title), ("seed", "\(workbench.options.seed)"),
        ("dissected scenes", "\(command.sampleSize.count)"),
        ("scenes of an intervention", "\(command.trials.count)"),
      ]
    )
    folder = try PaperFolder(command.output, page: page)
  }

  /// Makes all chapters.
  mutating func run() throws(Fault) {
    let dissections = try workbench.dissect(
      sampleSize: command.sampleSize.count,
      progress: progress("layers")
    )
    try folder.add(try layers(dissections))
    let dissection = try chosen(dissections)
    let concepts = try chosenConcepts(dissection)
    try folder.add(try units(dissection, concepts: concepts, progress: progress("single units")))
    _ = try workbench.sweep(
      dissection.layer.name,
      sampleSize: command.trials.count,
      progress: progress("successive ablation")
    )
    try folder.add(
      try ablation(
        dissection,
        concepts: concepts,
        progress: progress("successive ablation", isSame: true)
      )
    )
    try folder.add(try contexts(dissection, concepts: concepts, progress: progress("contexts")))
    try folder.add(try artifacts(dissection.layer, progress("artifacts")))
    try folder.add(
      try comparison(dissections, dissection: dissection, progress: progress("comparison"))
    )
    let writer = ReportWriter(
      workbench: workbench,
      examples: 5,
      progress: progress("report")
    )
    try writer.write(dissections, to: "\(command.output)/report")
    folder.page.links = [("all units", "report/index.html")]
    try folder.writePage()
  }

  /// One line for all: which chapter it is, and how far it is.
  private mutating func progress(_ name: String, isSame: Bool = false) -> ProgressHandler {
    if !isSame { chapter += 1 }
    let (number, reporter) = (chapter, self.reporter)
    return { (progress) throws(Fault) in
      try reporter.report(
        JobProgress(
          phase: "\(number) of \(Self.chapters), \(name): \(progress.phase)",
          done: progress.done,
          total: progress.total,
          secondsLeft: progress.secondsLeft
        )
      )
    }
  }

  private func chosen(_ dissections: [LayerDissection]) throws(Fault) -> LayerDissection {
    let named = command.layer.flatMap { name in
      dissections.first { $0.layer.name.rawValue == name }
    }
    let best = dissections.max { $0.interpretableCount < $1.interpretableCount }
    if let found = named ?? best { return found }
    throw Fault(.defect, "make the paper's figures", found: "a generator without layers")
  }

  private func chosenConcepts(_ dissection: LayerDissection) throws(Fault) -> [Concept] {
    guard let names = command.concepts else {
      return dissection.frequentConcepts(Self.conceptCount, vocabulary)
    }
    var concepts: [Concept] = []
    for name in names.split(separator: ",") {
      concepts.append(try vocabulary.chosenConcept(String(name)))
    }
    return concepts
  }
}
