import Dispatch
import Layers
import OneDNN
import Tensors

func makeConvolution() throws -> Convolution {
  let geometry = ConvolutionGeometry(
    inputChannels: 32,
    outputChannels: 32,
    kernelHeight: 3,
    kernelWidth: 3,
    padding: Padding(1)
  )
  return try Convolution(
    geometry,
    weights: noise(Shape(1, 1, 1, geometry.weightCount)).values,
    nonlinearity: .leaky(slope: 0.2)
  )
}

/// A network and its session, used by one thread at a time.
///
/// Unchecked, because the tests hand it from thread to thread and wait in between.
final class Lane: @unchecked Sendable {
  private let convolution: Convolution
  private let session: Session

  init(_ convolution: Convolution, _ session: Session) {
    self.convolution = convolution
    self.session = session
  }

  func run() throws -> Tensor {
    try convolution(FeatureMaps(noise(Shape(1, 32, 16, 16)), on: session)).tensor()
  }
}

func onAnotherThread<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
  }
}
