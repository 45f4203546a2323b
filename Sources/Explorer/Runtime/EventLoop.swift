import DequeModule
import Laboratory
import Terminal

/// The loop of the first thread: keys and news in, frames out.
final class EventLoop {
  private(set) var state: ExplorerState
  private let screen: any Screen
  private let mailbox = Mailbox()
  private let painter = ScreenPainter()
  private let performer: EffectPerformer
  /// What was painted last, for a picture of the screen.
  private let view = LastFrame()
  private let clock = ContinuousClock()
  /// When the next frame is due, were there no advance.
  private var frameDue: ContinuousClock.Instant
  private var lastActivity: ContinuousClock.Instant?
  private var isDirty = true
  private var isLeaving = false
  /// The world of the program that is left for; nil where the user goes.
  private(set) var nextWorld: String?

  /// Frames follow each other no faster than this in the long run; the newest wins.
  private static let frameTime = Duration.milliseconds(30)
  /// How much sooner one may come: what a key is told at once, and the scene it brings soon after.
  private static let advance = Duration.milliseconds(25)
  /// How long keys are taken without a frame: whoever pastes a novel still sees what happens.
  private static let keyTime = Duration.milliseconds(50)
  /// A pause of keys after which thumbnails are worth asking for.
  private static let idleTime = Duration.milliseconds(90)

  /// Makes a loop on a screen.
  init(screen: any Screen, laboratory: any Laboratory, options: ExplorerOptions) {
    self.screen = screen
    frameDue = clock.now
    state = ExplorerState(
      options: options,
      size: screen.size,
      randomSeed: UInt64.random(in: .min ... .max)
    )
    state.abilities = screen.abilities
    let view = view
    let mailbox = mailbox
    performer = EffectPerformer(
      laboratory: laboratory,
      screen: screen,
      options: options,
      post: { mailbox.post($0) },
      frame: { view.frame }
    )
    laboratory.setEventHandler { mailbox.post(.laboratory($0)) }
  }

  /// Runs until the user leaves or the session ends.
  func run() {
    begin()
    while !isLeaving {
      let readiness = screen.waitForInput(wakeDescriptor: mailbox.descriptor, timeout: patience)
      if readiness.contains(.ended) { break }
      if readiness.contains(.wake) || mailbox.descriptor < 0 { takeEvents() }
      if readiness.contains(.keys) { takeKeys() }
      showIfDue()
      restIfDue()
    }
    if let session = state.session, let model = state.models.generator?.id {
      _ = performer.perform(.saveSession(session, model))
    }
  }

  /// Shows the first frame and has the networks loaded.
  func begin() {
    show()
    lastActivity = clock.now
    performer.laboratory.start()
  }

  /// Takes every event that the engine has, thumbnails included.
  func settle(_ proceed: () -> Bool) {
    repeat {
      while proceed() { takeEvents() }
      takeEvents()
      take(.idle)
    } while proceed()
    takeEvents()
  }

  /// The frame as it would be shown now.
  var frame: CellGrid { painter.paint(state) }

  /// How long to wait: until the next frame is due, or until the user seems to rest.
  private var patience: Duration? {
    if isDirty { return max(.zero, untilFrame) }
    if needsIdle { return max(.zero, Self.idleTime - sinceLastActivity) }
    // Without a pipe nothing wakes the loop.
    return mailbox.descriptor < 0 ? Self.idleTime : nil
  }

  private var needsIdle: Bool {
    (state.picture.isStale && !state.picture.isLate)
      || state.wantedThumbnails.map { $0 != state.shelf.submitted } ?? false
      || state.wantedMap != nil
      || state.wantedProfile.map { $0 != state.profileWanted } ?? false
      || state.isDeskWandering || state.isBlinking || !state.wantedAlone.isEmpty
  }

  private var untilFrame: Duration { frameDue - Self.advance - clock.now }

  func takeEvents() {
    for event in mailbox.collect() { take(event) }
  }

  /// Whether everything that was asked for has come, and nothing more will be asked for.
  var isAtRest: Bool {
    let models = state.models
    guard models.loadingFault == nil else { return true }
    return models.generator != nil && models.segmenterStatus != .loading
      && state.pendingJobs.isEmpty && !state.picture.isStale
      && (!needsIdle || state.isBlinking)
  }

  private func takeKeys() {
    let start = clock.now
    lastActivity = start
    while !isLeaving, let key = screen.nextKey() {
      take(.key(key))
      if clock.now - start > Self.keyTime { break }
    }
  }

  /// Lets the state use a pause of the keys; a frame follows only if it shows.
  private func restIfDue() {
    guard needsIdle, sinceLastActivity >= Self.idleTime else { return }
    let (wasDirty, wasLate, desk) = (isDirty, state.picture.isLate, state.desk)
    let kinds = state.layout.kinds
    take(.idle)
    isDirty =
      wasDirty || state.picture.isLate != wasLate || state.desk != desk
      || state.layout.kinds != kinds
    lastActivity = clock.now
  }

  /// Since the last key or the last use of a pause; news of the engine do not count.
  private var sinceLastActivity: Duration { lastActivity.map { clock.now - $0 } ?? .zero }

  func take(_ event: ExplorerEvent) {
    state.abilities = screen.abilities
    var events: Deque<ExplorerEvent> = [event]
    while let next = events.popFirst() {
      for effect in state.update(with: next) {
        if effect == .quit { isLeaving = true }
        if case .openWorld(let name) = effect { (isLeaving, nextWorld) = (true, name) }
        if case .write(.shot, _) = effect { view.frame = painter.paint(state) }
        events += performer.perform(effect)
      }
    }
    state.abilities = screen.abilities
    isDirty = true
  }

  private func showIfDue() {
    if isDirty, untilFrame <= .zero { show() }
  }

  private func show() {
    screen.present(painter.paint(state))
    isDirty = false
    frameDue = max(frameDue, clock.now) + Self.frameTime
  }
}

/// Holds a frame for whoever writes it to a file.
private final class LastFrame {
  var frame = CellGrid(width: 0, height: 0)
}
