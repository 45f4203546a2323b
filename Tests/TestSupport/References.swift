import Foundation

/// Files that tests compare with: those of the repository and a larger set beside the checkout.
public enum References {
  private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let shared = tests.appending(path: "../../shared").standardizedFileURL

  /// Whether tests whose files are absent are to fail: a skipped comparison looks like a good one.
  public static let areRequired =
    ProcessInfo.processInfo.environment["GANSCOPE_REQUIRE_REFERENCES"] != nil

  /// Where a file or folder lies, such as "golden/proggan_64": beside the checkout, else in Tests.
  public static func path(_ relative: String) -> String {
    let beside = shared.appending(path: relative).path
    guard relative.hasPrefix("golden"), !FileManager.default.fileExists(atPath: beside) else {
      return beside
    }
    return tests.appending(path: "G" + relative.dropFirst()).standardizedFileURL.path
  }

  /// Whether tests that need files run: where these are there, or where absence is a failure.
  public static func run(with relative: String...) -> Bool {
    areRequired || relative.allSatisfy { FileManager.default.fileExists(atPath: path($0)) }
  }

  /// The files of a folder and the folders in it whose names end in a suffix, sorted.
  public static func files(under folder: String, suffix: String) -> [String] {
    let top = path(folder)
    let names = FileManager.default.enumerator(atPath: top)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(suffix) }.sorted().map { top + "/" + $0 }
  }
}
