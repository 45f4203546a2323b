internal import CTerminalGuard

/// What the program makes of signals outside its screen.
public enum Signals {
  /// From now on a crash ends with one line on standard error, not with a question; whoever sets
  /// SWIFT_BACKTRACE gets Swift's own report.
  public static func tellCrashesBriefly() { CTerminalGuard_tellCrashes() }

  /// Whether whoever started the program had a signal ignored, as nohup does with SIGHUP.
  public static func isIgnored(_ signal: Int32) -> Bool { CTerminalGuard_isIgnored(signal) != 0 }
}
