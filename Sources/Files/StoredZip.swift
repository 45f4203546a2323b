/// Writes zip archives of uncompressed files, as NumPy's `savez` does.
public enum StoredZip {
  /// An archive of files by name; together they must stay below 4 GB.
  public static func bytes(_ files: [(name: String, contents: [UInt8])]) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for file in files {
      let name = Array(file.name.utf8)
      let checksum = Checksum.crc32(file.contents)
      // Version 2.0, no flags, stored, the first of January 1980.
      let common =
        little(20, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0x21, 2)
        + little(Int(checksum), 4) + little(file.contents.count, 4)
        + little(file.contents.count, 4) + little(name.count, 2) + little(0, 2)
      directory += [0x50, 0x4B, 1, 2] + little(20, 2) + common
      directory += little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4)
      directory += little(archive.count, 4) + name
      archive += [0x50, 0x4B, 3, 4] + common + name + file.contents
    }
    let start = archive.count
    archive += directory + [0x50, 0x4B, 5, 6] + little(0, 2) + little(0, 2)
    archive += little(files.count, 2) + little(files.count, 2) + little(directory.count, 4)
    return archive + little(start, 4) + little(0, 2)
  }

  private static func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
