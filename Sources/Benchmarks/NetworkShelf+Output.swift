import Faults
import Glibc
import NumPyFiles
import Tensors

extension NetworkShelf {
  /// Writes what every network computes as 'ours_*.npy' beside the weights.
  func writeOutputs() throws {
    try writeGeneratorOutputs()
    try writeSegmenterOutputs()
  }

  func write(_ tensor: Tensor, as name: String) throws(Fault) {
    try write(NPY.encode(tensor), as: name)
  }

  func write(_ labels: LabelMap, as name: String) throws(Fault) {
    try write(NPY.encode(labels), as: name)
  }

  private func write(_ bytes: [UInt8], as name: String) throws(Fault) {
    let path = "\(folder)/\(name).npy"
    let file = fopen(path, "wb")
    let written = file.map { fwrite(bytes, 1, bytes.count, $0) } ?? 0
    let closed = file.map { fclose($0) } ?? -1
    guard written == bytes.count, closed == 0 else {
      throw Fault(.inputOutput, "write", on: path, found: String(cString: strerror(errno)))
    }
  }
}

/// Writes a line at once, past the buffer that a pipe would fill first.
func writeLine(_ text: String) {
  let bytes = Array((text + "\n").utf8)
  var start = 0
  while start < bytes.count {
    let count = bytes[start...].withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
    if count <= 0 { return }
    start += count
  }
}

/// The most memory that this process has had resident, in megabytes.
func peakMegabytes() -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return Double(usage.ru_maxrss) / 1024
}
