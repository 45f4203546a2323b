import Causes
import Dissection
import Faults
import Interventions
import Laboratory
import Tensors
import Directions

extension ExplorerState {
  /// Takes in what the engine tells.
  mutating func receive(_ event: LaboratoryEvent) -> [Effect] {
    switch event {
    case .generatorLoaded(let facts): return begin(with: facts) + followGivenCluster()
    case .segmenterLoaded(let facts):
      models.segmenterStatus = .ready
      models.segmenter = facts
      notify(facts.remarks)
      return recallAll()
    case .loadingFailed(let fault): return fail(loading: fault)
    case .progress(let number, let progress): jobs.report(progress, of: number)
    case .scene(let number, let result): take(result, of: number)
    case .thumbnails(_, let request, let thumbnails):
      request.isGrid
        ? take(thumbnails, ofGrid: request) : shelf.add(thumbnails, for: request)
    case .dissection(models.generator?.id, let dissection): take(dissection)
    case .alone(_, let edit, let scene, let effects):
      editing.alone.add(effects, for: GridShelf.Key(edit: edit, scene: scene))
    case .estimate(_, let job, let sampleSize, let cost):
      models.estimates[job] = JobEstimate(sampleSize: max(1, sampleSize), cost: cost)
    case .sweep(models.generator?.id, let sweep):
      models.sweeps[sweep.layer.name] = sweep
    case .directions(_, let set): take(set)
    case .measurement(_, let measurement):
      if measurement.baseline.isEmpty {
        models.measurements[measurement.edit] = measurement
      } else {
        let pair = EditPair(first: measurement.edit, second: measurement.baseline)
        models.comparisons[pair] = measurement
      }
    case .cause(let number, let finding):
      if case .cause(let request, _) = pendingJobs[number] { models.findings[request] = finding }
      if case .search(let result) = finding, let kept = result.kept { models.keep(kept) }
      if case .averageEffect(let effect) = finding { models.take(effect, isNew: true) }
    case .averageEffects(models.generator?.id, let effects):
      for effect in effects.reversed() { models.take(effect, isNew: false) }
    case .rankingWinners(models.generator?.id, let layer, let winners):
      models.winners[layer] = winners
    case .keptSets(models.generator?.id, let sets): models.keptSets = sets
    case .judgements(models.generator?.id, let judgements):
      models.judgements[judgements.layer] = judgements
    case .changed(let settings, let facts): return adopt(settings, facts)
    case .restyled(let facts): return adopt(facts)
    // Of a model that is no longer shown.
    case .dissection, .sweep, .keptSets, .judgements, .averageEffects, .rankingWinners: break
    case .compared(_, let dissection):
      let name = RuleOfLayer(layer: dissection.layer.name, rule: dissection.rule)
      models.otherDissections[name] = dissection
    case .neighbour(_, let neighbour): return take(neighbour)
    case .matched(_, let request, let matching): models.matchings[request] = matching
    case .profile(_, let profile): take(profile)
    case .storedByOthers(let layers): return follow(layers)
    case .exported(_, let path): talk.notice = Notice(kind: .success, text: "written: \(path)")
    case .notice(let fault): talk.notice = Notice(kind: .failure, text: fault.description)
    case .finished(let number): return end(number, as: .finished)
    case .cancelled(let number): return end(number, as: .cancelled)
    case .failed(let number, let fault): return end(number, as: .failed(fault.description))
    }
    return []
  }

  /// Takes note of the job that a request became.
  mutating func enlist(_ number: JobNumber, _ request: LaboratoryRequest) {
    switch request {
    case .scene: picture.job = number
    case .thumbnails(let wanted):
      if !wanted.isGrid { shelf.job = number } else { desk?.drawing = number }
    case .alone: editing.alone.job = number
    case .recall, .dissection, .neighbour, .judge, .estimate, .change, .restyle, .profile: break
    case .match(let match):
      let scenes = counted(match.sampleSize, "scene")
      jobs.add(number, request, title: "match the units of both networks, \(scenes)")
    case .dissect(let layers, let sampleSize):
      let names = layers.count == 1 ? layers[0].rawValue : "\(layers.count) layers"
      jobs.add(number, request, title: "dissect \(names), \(counted(sampleSize, "scene"))")
    case .measure(_, let other, let sampleSize):
      let what = other.isEmpty ? "the edit" : "A against B"
      jobs.add(number, request, title: "measure \(what), \(counted(sampleSize, "scene"))")
    case .sweep(let layer, let sampleSize):
      jobs.add(number, request, title: "every unit of \(layer), \(counted(sampleSize, "scene"))")
    case .cause(let cause, let sampleSize):
      let isCounted = if case .averageEffect = cause { false } else { sampleSize > 1 }
      let scenes = isCounted ? ", \(counted(sampleSize, "scene"))" : ""
      jobs.add(number, request, title: cause.title { title(ofConcept: $0) } + scenes)
    case .directions(let request):
      desk?.search = number
      jobs.add(number, .directions(request), title: request.title)
    case .sheet(let sheet, let path):
      let title = "write \(path), \(counted(sheet.scenes.count, "scene"))"
      jobs.add(number, request, title: title)
    case .export(let export): jobs.add(number, request, title: "write \(export.path)")
    }
    pendingJobs[number] = request
  }

  private mutating func begin(with facts: GeneratorFacts) -> [Effect] {
    models.generator = facts
    notify(facts.remarks)
    if let theirs = options.theirs?(facts) {
      models.theirs = theirs
      notify(theirs.misfits)
    }
    place.layerIndex =
      facts.layers.firstIndex { $0.name == options.layer } ?? facts.layers.count / 2
    if let name = options.layer, !facts.layers.contains(where: { $0.name == name }) {
      let names = facts.layers.map(\.name.rawValue).joined(separator: ", ")
      talk.notice = Notice(
        kind: .failure,
        text: "there is no layer \(name); the layers are \(names)"
      )
    }
    checkEdit()
    if options.restoresSession {
      return [.restoreSession(facts.id)] + (models.segmenterStatus == .absent ? recallAll() : [])
    }
    if editing.history.edit.isEmpty { beginWithSet() }
    return models.segmenterStatus == .absent ? recallAll() : []
  }

  /// Drops an edit from the command line that does not fit the generator.
  private mutating func checkEdit() {
    do {
      try models.check(editing.history.edit)
      place.showsEdit = !editing.history.edit.isEmpty
    } catch {
      editing.history = EditHistory()
      talk.notice = Notice(kind: .failure, text: error.description)
    }
  }

  private mutating func fail(loading fault: Fault) -> [Effect] {
    talk.notice = Notice(kind: .failure, text: fault.description)
    guard models.generator != nil else {
      models.loadingFault = fault
      return []
    }
    models.segmenterStatus = .absent
    place.ranking = .activation
    return recallAll()
  }

  /// Reads what the store holds, of the layer shown first.
  func recallAll() -> [Effect] {
    guard let layer else { return [] }
    let others = models.layers.map(\.name).filter { $0 != layer.name }
    return ([layer.name] + others).map { .submit(.recall(layer: $0)) }
  }

  /// A layer's labels stay until the first ones of a larger sample come.
  private mutating func take(_ dissection: LayerDissection) {
    let name = dissection.layer.name
    if dissection.labels.isEmpty, models.dissections[name]?.labels.isEmpty == false { return }
    models.dissections[name] = dissection
  }

  private mutating func take(_ result: SceneResult, of number: JobNumber) {
    if let shown = picture.shownJob, number < shown { return }
    picture.shownJob = number
    picture.result = result
    picture.serial += 1
    if result.editedSegmentation != nil || !result.request.isSegmented {
      picture.segmented = result
      picture.labelChannels = models.vocabulary.map { LabelChannel.channels(of: result, $0) } ?? []
    }
  }

  private mutating func end(_ number: JobNumber, as status: JobEntry.Status) -> [Effect] {
    let request = pendingJobs.removeValue(forKey: number)
    jobs.end(number, as: status)
    switch status {
    case .failed(let text):
      talk.notice = Notice(kind: .failure, text: text)
      if number == picture.job { picture.hasFailed = true }
      // What cannot be compared is not waited for.
      if case .dissection = request, place.view == .comparison { place.view = .automatic }
    case .finished: tellEnd(of: number)
    default: break
    }
    switch request {
    case .recall(let layer):
      models.recalled.insert(layer)
      return beginDissection()
    case .estimate(.dissection(let layers), _): layers.first.map { offerDissection(of: $0) }
    default: break
    }
    return []
  }

  private mutating func tellEnd(of number: JobNumber) {
    guard let job = jobs[number] else { return }
    switch job.request {
    // A picture's path was told when it was written.
    case .export, .sheet: return
    case .dissect(let layers, _):
      let news = Notice(
        kind: .success,
        text: end(ofDissecting: layers),
        whileDissecting: nextDissection
      )
      // Nobody waits for the other layers: what is being read stays.
      let isRead = layers.count > 1 && talk.notice != nil
      if isRead { talk.note(news) } else { talk.notice = news }
    case .cause(.averageEffect(let wanted), _):
      guard let effect = models.averageEffects[wanted.layer]?[wanted.concept] else { return }
      talk.notice = Notice(kind: .success, text: effect.news)
    case .measure(let edit, let other, _):
      talk.notice = Notice(
        kind: .success,
        text: "done: \(job.title); \(whereToSee(edit, other))"
      )
    // What is being looked at tells by itself that it is whole.
    case .cause(let request, _) where place.view == .finding && place.finding?.request == request:
      return
    default: talk.notice = Notice(kind: .success, text: "done: \(job.title)")
    }
  }

  /// Where a measurement is shown.
  private func whereToSee(_ edit: Edit, _ other: Edit) -> String {
    let isPair = edit == editing.history.edit && other == editing.other?.edit
    if !other.isEmpty, isPair { return "\(key(.look(.show(.versus)))) shows A, B and the figures" }
    if other.isEmpty, edit == editing.history.edit {
      return "\(key(.open(.effects))) shows every concept"
    }
    return
      "it is kept for when that edit is on again (\(key(.edit(.undo))), \(key(.open(.history))))"
  }

  /// What was found.
  private func end(ofDissecting names: [LayerName]) -> String {
    var text =
      "\(names.count == 1 ? "\(names[0]) is" : "\(counted(names.count, "layer")) are") dissected"
    if names.count == 1, let dissection = models.dissections[names[0]], !dissection.labels.isEmpty {
      text +=
        ": \(dissection.interpretableCount) of \(dissection.layer.units) units match a concept"
    }
    return text
  }

  /// What is being dissected next.
  private var nextDissection: String {
    let next = jobs.active.lazy.compactMap { job in
      if case .dissect(let layers, _) = job.request { layers.count } else { nil }
    }.first
    return next.map {
      "; \(counted($0, "more layer")) now, \(key(.open(.jobs))) shows and cancels it"
    } ?? ""
  }
}
