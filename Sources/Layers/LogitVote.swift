import CKernels
public import OneDNN
public import Tensors

/// Decides a class for each pixel from logits of one or several sizes.
///
/// Each source's logits are resampled linearly to the result's extent, softmax is taken over a
/// range of classes, and the probabilities of all sources are added. For one source the largest
/// logit wins without any exponential; resampled logits are never stored.
public final class LogitVote {
  /// Rows of the result.
  public let height: Int
  /// Columns of the result.
  public let width: Int
  /// How many images are decided.
  public var batch: Int { sources[0].shape.batch }
  private let sources: [FeatureMaps]
  private let rows: [ResamplingMatrix]
  private let columns: [ResamplingMatrix]

  /// Prepares a vote.
  ///
  /// - Parameters:
  ///   - sources: float32 logits of the same batch and classes at any extent.
  ///   - height: Rows of the result.
  ///   - width: Columns of the result.
  ///   - method: How logits are resampled.
  public init(
    _ sources: [FeatureMaps],
    height: Int,
    width: Int,
    method: Resampling.Method = .bilinear
  ) {
    precondition(!sources.isEmpty && sources.allSatisfy { $0.precision == .float32 })
    self.sources = sources
    self.height = height
    self.width = width
    rows = sources.map { method.matrix(from: $0.shape.height, to: height) }
    columns = sources.map { method.matrix(from: $0.shape.width, to: width) }
  }

  /// Which pixels are asked: those where a label map's channel has a value.
  public struct Gate {
    var channel: Int
    var value: Int32

    /// Asks only pixels where the channel has the value.
    public init(channel: Int, value: Int32) {
      self.channel = channel
      self.value = value
    }
  }

  /// Writes each pixel's best class to a channel of a label map.
  ///
  /// - Parameters:
  ///   - classes: The logits that compete.
  ///   - numbers: What is written for each of the classes.
  ///   - channel: Which channel of the map is written.
  ///   - map: A map of the vote's extent.
  ///   - gate: Which pixels are asked; the others keep their value.
  public func decide(
    _ classes: Range<Int>,
    numbers: [Int32],
    channel: Int,
    of map: inout LabelMap,
    where gate: Gate? = nil
  ) {
    precondition(numbers.count == classes.count && map.shape.planeCount == height * width)
    let shape = map.shape
    map.labels.withUnsafeMutableBufferPointer { labels in
      numbers.withUnsafeBufferPointer { numbers in
        guard let first = labels.baseAddress else { return }
        var vote = CKernels_Vote()
        vote.winners = first + channel * shape.planeCount
        vote.winner_stride = shape.sampleCount
        vote.numbers = numbers.baseAddress
        if let gate {
          vote.gate = UnsafePointer(first + gate.channel * shape.planeCount)
          vote.gate_stride = shape.sampleCount
          vote.gate_value = gate.value
        }
        run(classes, vote)
      }
    }
  }

  /// The summed probabilities of some classes.
  ///
  /// - Parameters:
  ///   - asked: The classes, counted from the start of the range.
  ///   - classes: The logits that compete.
  /// - Returns: Sums over the sources, (batch, classes asked, height, width).
  public func probabilities(of asked: [Int], among classes: Range<Int>) -> Tensor {
    let shape = Shape(batch, asked.count, height, width)
    let indices = asked.map(Int32.init)
    let values = [Float](unsafeUninitializedCapacity: shape.count) { scores, count in
      indices.withUnsafeBufferPointer { indices in
        var vote = CKernels_Vote()
        vote.scored = indices.baseAddress
        vote.scored_count = indices.count
        vote.scores = scores.baseAddress
        run(classes, vote)
      }
      count = shape.count
    }
    return Tensor(shape, values)
  }

  private func run(_ classes: Range<Int>, _ vote: CKernels_Vote) {
    sources[0].session.claimThread()
    withSources(0, gathered: []) { logits in
      withUnsafePointer(to: vote) { vote in
        CKernels_vote(
          logits,
          logits.count,
          classes.lowerBound,
          classes.upperBound,
          batch,
          height,
          width,
          vote
        )
      }
    }
  }

  private func withSources(
    _ index: Int,
    gathered: [CKernels_Logits],
    body: ([CKernels_Logits]) -> Void
  ) {
    guard index < sources.count else { return body(gathered) }
    let source = sources[index]
    rows[index].withTaps { rowTaps in
      columns[index].withTaps { columnTaps in
        let logits = CKernels_Logits(
          logits: source.bytes.assumingMemoryBound(to: Float.self),
          height: source.shape.height,
          width: source.shape.width,
          channels: source.shape.channels,
          rows: rowTaps,
          columns: columnTaps
        )
        withSources(index + 1, gathered: gathered + [logits], body: body)
      }
    }
  }
}
