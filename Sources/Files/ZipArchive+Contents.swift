import CZlib

extension ZipArchive {
  /// The contents of an entry, checked against its size and checksum.
  ///
  /// Stored contents share the archive's memory; deflated ones are inflated anew each time.
  public func contents(of entry: Entry) throws(Refusal) -> ArraySlice<UInt8> {
    do throws(Refusal) {
      let contents = entry.isDeflated ? try inflated(entry)[...] : bytes[entry.data]
      guard Self.checksum(contents) == entry.checksum else {
        throw Refusal(
          "its CRC-32 does not fit its contents: the file is damaged",
          advice: "Download or copy it again"
        )
      }
      return contents
    } catch {
      throw error.inside("entry '\(entry.name)'")
    }
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBufferPointer { buffer in
      UInt32(truncatingIfNeeded: crc32_z(0, buffer.baseAddress, buffer.count))
    }
  }

  /// Inflates into exactly the declared size; one byte more or less is an error.
  private func inflated(_ entry: Entry) throws(Refusal) -> [UInt8] {
    var outcome = (status: Z_OK, produced: 0, unread: 0)
    // One byte of room to spare shows a stream that goes on after the declared size.
    let output = [UInt8](unsafeUninitializedCapacity: entry.size + 1) { output, count in
      bytes[entry.data].withUnsafeBufferPointer { input in
        outcome = Self.inflate(input, into: output)
      }
      count = outcome.produced
    }
    guard outcome.status == Z_STREAM_END, output.count == entry.size, outcome.unread == 0 else {
      throw Refusal("the compressed data do not hold exactly the declared \(entry.size) bytes")
    }
    return output
  }

  private static func inflate(
    _ input: UnsafeBufferPointer<UInt8>,
    into output: UnsafeMutableBufferPointer<UInt8>
  ) -> (status: Int32, produced: Int, unread: Int) {
    var stream = z_stream()
    guard
      inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return (Z_MEM_ERROR, 0, input.count) }
    defer { inflateEnd(&stream) }
    let step = 1 << 30
    var (read, written, status) = (0, 0, Z_OK)
    while status == Z_OK, let source = input.baseAddress, let target = output.baseAddress {
      stream.next_in = UnsafeMutablePointer(mutating: source + read)
      stream.avail_in = UInt32(min(step, input.count - read))
      stream.next_out = target + written
      stream.avail_out = UInt32(min(step, output.count - written))
      let before = (stream.avail_in, stream.avail_out)
      status = CZlib.inflate(&stream, Z_NO_FLUSH)
      read += Int(before.0 - stream.avail_in)
      written += Int(before.1 - stream.avail_out)
    }
    return (status, written, input.count - read)
  }
}
