import Faults
import Laboratory

/// One background job as the user sees it.
struct JobEntry: Hashable, Sendable {
  enum Status: Hashable, Sendable { case waiting, running, finished, cancelled, failed(String) }

  let number: JobNumber
  let request: LaboratoryRequest
  let title: String
  var status = Status.waiting
  var progress: JobProgress?

  var isActive: Bool { status == .waiting || status == .running }
  /// The share done, 0...1.
  var fraction: Double {
    guard let progress, progress.total > 0 else { return status == .finished ? 1 : 0 }
    return status == .finished ? 1 : Double(progress.done) / Double(progress.total)
  }
}

/// The background jobs of this run of the program, oldest first, and the clusters' work that is
/// followed.
struct JobBoard: Hashable, Sendable {
  /// A line of the board.
  enum Line: Hashable, Sendable { case job(JobEntry), cluster(ClusterEntry) }

  private(set) var entries: [JobEntry] = []
  private(set) var clusters: [ClusterEntry] = []

  /// All of it in the order of the screen.
  var lines: [Line] { entries.map { .job($0) } + clusters.map { .cluster($0) } }

  /// The line under a cursor.
  func line(at cursor: Int) -> Line? {
    let lines = lines
    return lines.indices.contains(cursor) ? lines[cursor] : nil
  }

  var active: [JobEntry] { entries.filter(\.isActive) }
  var isDissecting: Bool {
    active.contains { if case .dissect = $0.request { true } else { false } }
  }
  /// The job that goes on at the moment: others may have begun and wait for it.
  private var latest: JobNumber?
  /// The job that the status line tells of.
  var current: JobEntry? {
    active.first { $0.number == latest } ?? active.first { $0.status == .running } ?? active.first
  }

  /// What the status line tells of: a job that goes on, else a cluster's work.
  var headline: (text: String, fraction: Double)? {
    if let job = current {
      let more = active.count - 1
      return (JobWording(job).text + (more > 0 ? " +\(more)" : ""), job.fraction)
    }
    return clusters.last(where: \.isActive).map { ($0.headline, $0.fraction) }
  }

  subscript(number: JobNumber) -> JobEntry? { entries.first { $0.number == number } }

  /// Adds a job; of those that ended the last 20 are kept.
  mutating func add(_ number: JobNumber, _ request: LaboratoryRequest, title: String) {
    entries.append(JobEntry(number: number, request: request, title: title))
    while entries.count(where: { !$0.isActive }) > 20,
      let oldest = entries.firstIndex(where: { !$0.isActive })
    {
      entries.remove(at: oldest)
    }
  }

  mutating func report(_ progress: JobProgress, of number: JobNumber) {
    latest = number
    change(number) {
      $0.progress = progress
      $0.status = .running
    }
  }

  /// The work of a folder.
  func cluster(_ folder: String) -> ClusterEntry? { clusters.first { $0.folder == folder } }

  /// Changes what is known of a folder's work, which is followed from now on.
  mutating func change(cluster folder: String, _ body: (inout ClusterEntry) -> Void) {
    if cluster(folder) == nil { clusters.append(ClusterEntry(folder: folder)) }
    guard let index = clusters.firstIndex(where: { $0.folder == folder }) else { return }
    body(&clusters[index])
  }

  mutating func end(_ number: JobNumber, as status: JobEntry.Status) {
    change(number) { $0.status = status }
  }

  private mutating func change(_ number: JobNumber, _ body: (inout JobEntry) -> Void) {
    guard let index = entries.firstIndex(where: { $0.number == number }) else { return }
    body(&entries[index])
  }
}
