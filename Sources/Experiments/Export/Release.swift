/// The program's release.
public enum Release {
  /// Its version, as `--version` says it and recipes record it.
  public static let version = "0.1.0"
}
