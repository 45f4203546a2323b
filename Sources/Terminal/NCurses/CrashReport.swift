internal import CTerminalGuard

/// What a person sees of a defect that ends the program.
public enum CrashReport {
  /// From now on a crash ends with one line on standard error, not with a question; whoever sets
  /// SWIFT_BACKTRACE gets Swift's own report.
  public static func tellBriefly() { CTerminalGuard_tellCrashes() }
}
