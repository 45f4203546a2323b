import Foundation

/// What Linux tells of a process's memory.
enum ProcessMemory {
  /// The largest resident set of a process since its start or `forgetPeak`, in MB (VmHWM).
  static func peak(of process: pid_t = getpid()) -> Double {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM") }),
      let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Double($0) })
    else { return .nan }
    return kilobytes / 1024
  }

  /// Makes this process's present resident set the largest.
  static func forgetPeak() {
    guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return }
    try? file.write(contentsOf: Data("5".utf8))
    try? file.close()
  }
}
