import CKernels
import COneDNN
import CParallel
public import Faults

/// One compute lane's oneDNN engine and stream, scratch memory and buffers.
///
/// Networks that live in one lane share one session. Primitives always run with the scratchpad that
/// the session owns, so a network may be built on one thread and run on another, though never on
/// two at a time: that is why a session is not `Sendable`.
public final class Session {
  let engine: dnnl_engine_t
  let stream: dnnl_stream_t
  /// How many threads a computation uses.
  public let threadCount: Int
  let buffers = BufferPool()
  /// What may come between two layers; nil for nothing.
  public var pauses: Pauses?
  private var scratch: Buffer?
  private var flushesTinyNumbers = false

  /// Opens a session on this machine's processor.
  ///
  /// - Parameter threadCount: How many threads a computation uses; by default what OpenMP decides
  ///   (the processor's cores, or `OMP_NUM_THREADS`).
  /// - Throws: A defect when oneDNN cannot start.
  public init(threadCount: Int? = nil) throws(Fault) {
    let engine: dnnl_engine_t = try make("dnnl_engine_create") {
      dnnl_engine_create(&$0, dnnl_cpu, 0)
    }
    self.engine = engine
    do {
      stream = try make("dnnl_stream_create") {
        dnnl_stream_create(&$0, engine, dnnl_stream_default_flags.rawValue)
      }
    } catch {
      dnnl_engine_destroy(engine)
      throw error
    }
    self.threadCount = max(1, threadCount ?? Int(CParallel_thread_count()))
  }

  /// Applies the session's thread count to the calling thread.
  ///
  /// OpenMP keeps the count per thread, and a dispatch queue promises no thread.
  public func claimThread() {
    CParallel_set_thread_count(CInt(threadCount))
  }

  /// Does something while numbers too small for full precision, below about 1e-38, are zeros.
  ///
  /// Gradients of what a network is sure of are full of them, and a processor takes up to a hundred
  /// times as long over each. All threads do the same, so that the bits do not depend on their
  /// number.
  public func flushingTinyNumbers<Result>(
    _ body: () throws(Fault) -> Result
  ) throws(Fault) -> Result {
    claimThread()
    flushTinyNumbers(true)
    defer { flushTinyNumbers(false) }
    return try body()
  }

  /// Does something in between with all numbers as they are.
  func keepingTinyNumbers(_ body: () throws(Fault) -> Void) throws(Fault) {
    let flushed = flushesTinyNumbers
    if flushed { flushTinyNumbers(false) }
    defer { if flushed { flushTinyNumbers(true) } }
    try body()
  }

  private func flushTinyNumbers(_ flushes: Bool) {
    flushesTinyNumbers = flushes
    CParallel_flush_tiny(flushes ? 1 : 0)
  }

  /// Lets what waits for it come between two layers of a network.
  ///
  /// - Throws: What ends the work at hand.
  package func pause() throws(Fault) { try pauses?.take(on: self) }

  /// Does something that must not be left half done.
  public func withoutPauses<Result>(
    _ body: () throws(Fault) -> Result
  ) throws(Fault) -> Result {
    let usual = pauses
    pauses = nil
    defer { pauses = usual }
    return try body()
  }

  /// Bytes for the primitive or kernel that is about to run; the next one overwrites them.
  package func scratchpad(byteCount: Int) -> UnsafeMutableRawPointer? {
    guard byteCount > 0 else { return nil }
    if let scratch, scratch.byteCount >= byteCount { return scratch.bytes }
    scratch = nil
    let larger = Buffer(byteCount: byteCount)
    scratch = larger
    return larger.bytes
  }

  deinit {
    dnnl_stream_destroy(stream)
    dnnl_engine_destroy(engine)
  }
}
