import Checkpoints
import Concepts
public import Faults
import Files
public import OneDNN

/// Finds out what segmenter a folder holds, and loads it.
///
/// A folder holds encoder*.pth and decoder*.pth, or one file that is a whole network with its
/// config.json if it has one; a labels.json unless the program knows the classes; and perhaps a
/// ganscope.json. A folder of such folders is a merged segmenter.
public enum SegmenterLoader {
  /// Loads the segmenter of a folder.
  ///
  /// - Throws: `Fault` that names the file and what is missing, unexpected or mis-shaped in it.
  public static func load(
    directory: String,
    session: Session
  ) throws(Fault) -> any Segmenter {
    let directory = withoutTrailingSlash(directory)
    let files = try SegmenterFiles(directory: directory)
    if let blueprint = try blueprint(of: files) { return try blueprint.build(on: session) }
    return try loadMembers(of: directory, files, on: session)
  }

  /// Loads a segmenter from files in memory.
  ///
  /// - Parameters:
  ///   - files: The bytes by file name.
  ///   - source: What messages call the whole.
  ///   - session: The lane's session.
  /// - Returns: The segmenter, in that lane.
  /// - Throws: As for a folder.
  public static func load(
    files: [String: [UInt8]],
    named source: String = "embedded segmenter",
    session: Session
  ) throws(Fault) -> any Segmenter {
    let files = SegmenterFiles(files, named: source)
    guard let blueprint = try blueprint(of: files) else { throw nothingFound(files) }
    return try blueprint.build(on: session)
  }

  /// What a folder's segmenter is, without building its networks.
  public static func inspect(directory: String) throws(Fault) -> SegmenterSummary {
    let directory = withoutTrailingSlash(directory)
    let files = try SegmenterFiles(directory: directory)
    if let blueprint = try blueprint(of: files) { return blueprint.summary }
    let members = try members(of: directory, files).map(\.summary)
    return members.count == 1 ? members[0] : mergedSummary(members, directory)
  }

  /// The folders in a folder that are taken for its segmenter; none if it holds one itself.
  ///
  /// - Throws: `Fault` if there is no segmenter.
  public static func innerFolders(of directory: String) throws(Fault) -> [String] {
    let files = try SegmenterFiles(directory: withoutTrailingSlash(directory))
    return try content(of: files) == nil ? names(in: files) : []
  }

  /// What makes a segmenter of a folder's files.
  private enum Content {
    case pair(NetworkFiles)
    case whole(WholeFile)
  }

  /// The folder's own segmenter by its files' names.
  ///
  /// A single file counts unless a folder beside it holds a segmenter: it may be a generator.
  private static func content(of files: SegmenterFiles) throws(Fault) -> Content? {
    if let networks = try NetworkFiles.find(in: files) { return .pair(networks) }
    if let file = WholeFile.published(in: files) { return .whole(file) }
    guard let file = WholeFile.only(in: files), innerNames(of: files).isEmpty else { return nil }
    return .whole(file)
  }

  private static func blueprint(of files: SegmenterFiles) throws(Fault) -> (any Blueprint)? {
    switch try content(of: files) {
    case .pair(let networks): try SegmenterBlueprint(files, networks)
    case .whole(let file): try WholeBlueprint(files, file)
    case nil: nil
    }
  }

  private static func names(in files: SegmenterFiles) throws(Fault) -> [String] {
    let names = innerNames(of: files)
    guard !names.isEmpty else { throw nothingFound(files) }
    return names
  }

  /// The folders that hold a segmenter themselves.
  private static func innerNames(of files: SegmenterFiles) -> [String] {
    files.names.filter { name in
      let path = "\(files.source)/\(name)"
      guard SegmenterFiles.isFolder(path), let inner = try? SegmenterFiles(directory: path) else {
        return false
      }
      let pair = Result { () throws(Fault) in try NetworkFiles.find(in: inner) }
      if case .success(nil) = pair {
        return WholeFile.published(in: inner) != nil || WholeFile.only(in: inner) != nil
      }
      return true
    }
  }

  private static func withoutTrailingSlash(_ path: String) -> String {
    var path = path
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// The segmenters in the folder's folders: one alone, or unified parsing with categories.
  private static func loadMembers(
    of directory: String,
    _ files: SegmenterFiles,
    on session: Session
  ) throws(Fault) -> any Segmenter {
    let members = try members(of: directory, files)
    var built: [any Segmenter] = []
    for member in members { built.append(try member.build(on: session)) }
    if built.count == 1 { return built[0] }
    return MergedSegmenter(built, mergedSummary(members.map(\.summary), directory))
  }

  /// The segmenters in the folder's folders in the order of their label channels.
  private static func members(
    of directory: String,
    _ files: SegmenterFiles
  ) throws(Fault) -> [any Blueprint] {
    var blueprints: [any Blueprint] = []
    for name in try names(in: files) {
      let inner = try SegmenterFiles(directory: "\(directory)/\(name)")
      if let blueprint = try blueprint(of: inner) { blueprints.append(blueprint) }
    }
    return blueprints.count == 1 ? blueprints : try ordered(blueprints, directory)
  }

  /// Unified parsing first, then labelled categories.
  private static func ordered(
    _ blueprints: [any Blueprint],
    _ directory: String
  ) throws(Fault) -> [any Blueprint] {
    let parsing = blueprints.filter { $0.summary.kind == .unifiedParsing }
    let others = blueprints.filter { $0.summary.kind != .unifiedParsing }
    guard parsing.count == 1, others.count + 1 == blueprints.count else {
      throw Fault(
        .refused,
        "load the segmenter",
        on: directory,
        expected: "one segmenter, or one of unified parsing beside labelled categories",
        found: blueprints.isEmpty
          ? "none" : blueprints.map(\.summary.name).joined(separator: ", "),
        advice: blueprints.isEmpty
          ? "Name a folder that holds one" : "Name the folder of one of them"
      )
    }
    return parsing + others
  }

  private static func mergedSummary(
    _ members: [SegmenterSummary],
    _ directory: String
  ) -> SegmenterSummary {
    var summary = SegmenterSummary(
      name: directory.split(separator: "/").last.map(String.init) ?? directory,
      kind: .merged,
      encoder: members.map(\.encoder).joined(separator: " + "),
      decoder: members.map(\.decoder).joined(separator: " + "),
      parameterCount: members.reduce(0) { $0 + $1.parameterCount },
      defaultSizes: members[0].defaultSizes,
      contentHash: SHA256.hexadecimal(of: Array(members.map(\.contentHash).joined().utf8))
    )
    summary.members = members
    summary.remarks = members.flatMap(\.remarks)
    return summary
  }

  private static func nothingFound(_ files: SegmenterFiles) -> Fault {
    let shown = files.names.prefix(4).joined(separator: ", ")
    return Fault(
      .missing,
      "find a segmenter in",
      on: files.source,
      expected: "encoder*.pth and decoder*.pth, or one file that is a whole network",
      found: files.names.isEmpty
        ? "an empty folder" : "\(shown)\(files.names.count > 4 ? ", …" : "")",
      advice: "Give the folder that holds them, with labels.json unless ganscope knows the classes"
    )
  }
}
