import Glibc

/// Bytes aligned to a cache line, freed with the object.
package final class Buffer {
  /// The first byte's address; the memory lives as long as the object.
  package let bytes: UnsafeMutableRawPointer
  let byteCount: Int

  /// Allocates bytes, which hold nothing in particular.
  package init(byteCount: Int) {
    // oneDNN's vector loads may touch the rest of the last line.
    self.byteCount = (max(byteCount, 1) + 63) / 64 * 64
    // Weights are read once from end to end, where looking up small pages costs more than reading.
    let isLarge = byteCount >= 2 * hugePage
    bytes = .allocate(byteCount: self.byteCount, alignment: isLarge ? hugePage : 64)
    if isLarge { madvise(bytes, self.byteCount, MADV_HUGEPAGE) }
  }

  deinit { bytes.deallocate() }
}

private let hugePage = 2 << 20

/// Buffers kept for reuse, since fresh pages cost more than most layers.
final class BufferPool {
  private var free: [Buffer] = []

  /// The smallest free buffer that fits without wasting half of it, or a new one.
  func take(byteCount needed: Int) -> Buffer {
    let fitting = free.indices.filter {
      free[$0].byteCount >= needed && free[$0].byteCount <= max(needed * 2, 4096)
    }
    if let best = fitting.min(by: { free[$0].byteCount < free[$1].byteCount }) {
      return free.remove(at: best)
    }
    return Buffer(byteCount: needed)
  }

  func giveBack(_ buffer: Buffer) {
    free.append(buffer)
  }
}
