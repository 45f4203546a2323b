import Foundation

extension Store {
  /// SQLite's name for a store without a file: results last as long as the program.
  public static let inMemory = ":memory:"

  /// The store's usual place: "$XDG_DATA_HOME/ganscope/store.sqlite", else under "~/.local/share".
  ///
  /// An XDG directory that is not absolute is ignored, as its specification says.
  public static func defaultPath() -> String {
    defaultPath(environment: ProcessInfo.processInfo.environment)
  }

  static func defaultPath(environment: [String: String]) -> String {
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      return data + "/ganscope/store.sqlite"
    }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? NSHomeDirectory()
    return (home == "/" ? "" : home) + "/.local/share/ganscope/store.sqlite"
  }
}
