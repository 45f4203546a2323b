import Files

extension NPZ {
  /// An .npz of arrays by name.
  ///
  /// - Parameter arrays: Names without ".npy", and what `NPY.encode` gave.
  /// - Returns: The file's bytes.
  public static func encode(_ arrays: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    StoredZip.bytes(arrays.map { ($0.name + ".npy", $0.bytes) })
  }
}
