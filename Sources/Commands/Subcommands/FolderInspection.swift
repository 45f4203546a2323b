import Checkpoints
import Faults
import Files
import Foundation

/// What lies in a folder that is no network by itself: a line for each file.
struct FolderInspection {
  private let folder: String
  private let names: [String]
  /// Folders in it, which are not looked into.
  private let inner: [String]

  /// The most files that are looked into.
  private static let limit = 100

  /// Looks which files there are; nil for none.
  init?(of folder: String) {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var (names, inner): ([String], [String]) = ([], [])
    for name in all.sorted() where !name.hasPrefix(".") {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
      else { continue }
      if isFolder.boolValue { inner.append(name) } else { names.append(name) }
    }
    (self.names, self.inner) = (names, inner)
    self.folder = folder
    if names.isEmpty { return nil }
  }

  /// Whether files are there that only segmenters have, so that what is wrong with it matters more.
  var isOfSegmenter: Bool {
    names.contains { name in
      ["encoder", "decoder", "config.json", "labels.json", "ganscope.json"].contains {
        name.hasPrefix($0)
      }
    }
  }

  /// The files, each with what it is; safe to print.
  var lines: [String] {
    let shown = names.prefix(Self.limit)
    let rest = names.count - shown.count
    let facts = shown.map { (displayable($0, limit: 60), description(of: "\(folder)/\($0)")) }
    return ["  no segmenter; its files, of which 'ganscope inspect FILE' tells more:"]
      + FileInspection.indented(facts)
      + (rest > 0 ? ["  and \(counted(rest, "more file"))"] : [])
      + (inner.isEmpty
        ? []
        : [
          "  and \(counted(inner.count, "folder")), which \(inner.count == 1 ? "is" : "are") not looked into"
        ])
  }

  private func description(of path: String) -> String {
    do throws(Fault) {
      let signature = try FileSignature(of: path, to: "inspect")
      guard signature == .checkpoint, !path.lowercased().hasSuffix(".npz") else {
        return signature.name ?? "no format that is known"
      }
      let state = try CheckpointReader.read(path: path)
      let network = FileInspection.architecture(of: state).first?.text ?? ""
      return "\(state.format.title), \(network)"
    } catch {
      return "not readable: \(displayable(error.found, limit: 120))"
    }
  }
}
