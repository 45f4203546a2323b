import Glibc

/// How much memory the program may use: the machine's, or what a control group or ulimit allows.
///
/// Who goes beyond a control group's limit is killed without a word, so that files are held against
/// it before they are read.
enum MemoryLimit {
  /// The limit in bytes when the program started.
  static let bytes = min(machine, ulimit, controlGroup(in: "/sys/fs/cgroup", of: processGroups))

  private static var machine: Int {
    sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
  }

  private static var ulimit: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { return .max }
    return Int(clamping: limit.rlim_cur)
  }

  private static var processGroups: String { text(of: "/proc/self/cgroup") ?? "" }

  /// The least limit of the groups that the process is in, and of those around them.
  ///
  /// - Parameters:
  ///   - root: Where control groups are mounted.
  ///   - groups: Lines such as "0::/user.slice", or "4:memory:/job" in the older form.
  /// - Returns: Bytes; the largest number where there is no limit.
  static func controlGroup(in root: String, of groups: String) -> Int {
    var least = Int.max
    for line in groups.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isOlder = fields[1].split(separator: ",").contains("memory")
      guard isOlder || fields[1].isEmpty else { continue }
      let mount = isOlder ? root + "/memory" : root
      let file = isOlder ? "memory.limit_in_bytes" : "memory.max"
      var names = fields[2].split(separator: "/")
      while true {
        let folder = ([mount] + names.map(String.init)).joined(separator: "/")
        let digits = text(of: "\(folder)/\(file)")?.prefix { $0.isWholeNumber }
        if let limit = digits.flatMap({ Int($0) }) { least = min(least, limit) }
        if names.popLast() == nil { break }
      }
    }
    return least
  }

  /// The beginning of a small file of the kernel, which tells no size.
  private static func text(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = read(descriptor, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
  }
}
