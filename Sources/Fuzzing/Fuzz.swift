import CFuzzing
import Files
import Glibc
import Synchronization

/// Feeds one reader with inputs.
///
/// Built plainly it reads the given files or folders once, and makes a folder of valid inputs where
/// there is none: a way to try what was found again, and for `Tests/Reliability/mutations.py`.
/// Built with libFuzzer it makes up inputs, guided by which code they reach:
///
///     swift build -c release --product fuzz --scratch-path .build_fuzz \
///       -Xswiftc -sanitize=fuzzer -Xswiftc -DLIBFUZZER \
///       -Xswiftc -use-ld=lld
///     SWIFT_BACKTRACE=enable=no .build_fuzz/release/fuzz pickle CORPUS -max_total_time=600
@main enum Fuzz {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count > 2, let target = FuzzTarget.all.first(where: { $0.name == arguments[1] })
    else {
      let names = FuzzTarget.all.map(\.name).joined(separator: "|")
      print("usage: fuzz \(names) FOLDER|FILE... [libFuzzer options]")
      exit(64)
    }
    #if LIBFUZZER
    chosen.withLock { $0 = target }
    plant(target.seeds(), in: arguments[2])
    exit(runLibFuzzer(arguments: [arguments[0]] + arguments.dropFirst(2)))
    #else
    if access(arguments[2], F_OK) != 0 { plant(target.seeds(), in: arguments[2]) }
    for seed in target.seeds() { target.read(seed) }
    for path in arguments.dropFirst(2).flatMap(files) {
      guard let bytes = try? RegularFile.read(path, to: "read the input") else { continue }
      target.read(bytes)
    }
    print("\(target.name): all inputs were read or refused")
    #endif
  }

  /// The files of a folder, or the file itself.
  private static func files(at path: String) -> [String] {
    guard let directory = opendir(path) else { return [path] }
    defer { closedir(directory) }
    var files: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { files.append("\(path)/\(name)") }
    }
    return files.sorted()
  }

  private static func plant(_ seeds: [[UInt8]], in folder: String) {
    mkdir(folder, 0o755)
    for (index, seed) in seeds.enumerated() {
      let descriptor = open("\(folder)/seed-\(index)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
      _ = write(descriptor, seed, seed.count)
      close(descriptor)
    }
  }
}

#if LIBFUZZER
extension Fuzz {
  /// libFuzzer calls a C function without context, so the target waits here.
  private static let chosen = Mutex<FuzzTarget?>(nil)

  private static func runLibFuzzer(arguments: [String]) -> Int32 {
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    pointers.append(nil)
    var count = Int32(arguments.count)
    return pointers.withUnsafeMutableBufferPointer { buffer in
      var base = buffer.baseAddress
      return LLVMFuzzerRunDriver(&count, &base) { data, size in
        Fuzz.chosen.withLock { $0 }?.read(Array(UnsafeBufferPointer(start: data, count: size)))
        return 0
      }
    }
  }
}
#endif
