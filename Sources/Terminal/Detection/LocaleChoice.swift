internal import CNCurses
internal import Glibc

/// The character set that curses writes in.
struct LocaleChoice: Hashable, Sendable {
  var name: String
  var isUTF8: Bool
  var reason: String

  /// Takes the locale of the environment for characters only, or C.UTF-8 where it is not installed
  /// or not UTF-8: otherwise curses would print a blank for every block character.
  static func establish() -> LocaleChoice {
    let variables = ["LC_ALL", "LC_CTYPE", "LANG"]
    let wanted =
      variables.lazy.compactMap { getenv($0).map { String(cString: $0) } }
      .first { !$0.isEmpty } ?? "C"
    if let name = setlocale(LC_CTYPE, ""), isUTF8Now {
      return LocaleChoice(name: String(cString: name), isUTF8: true, reason: "from the environment")
    }
    let isInstalled = setlocale(LC_CTYPE, "") != nil
    guard setlocale(LC_CTYPE, "C.UTF-8") != nil, isUTF8Now else {
      return LocaleChoice(name: wanted, isUTF8: false, reason: "C.UTF-8 is not installed either")
    }
    return LocaleChoice(
      name: "C.UTF-8",
      isUTF8: true,
      reason: isInstalled
        ? "because \(wanted) is not UTF-8" : "because \(wanted) is not installed here"
    )
  }

  private static var isUTF8Now: Bool { String(cString: CNCurses_codeset()) == "UTF-8" }
}
