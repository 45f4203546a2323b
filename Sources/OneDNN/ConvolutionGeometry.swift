/// Zeros added around a feature map.
public struct Padding: Hashable, Sendable {
  /// Rows above.
  public var top: Int
  /// Columns to the left.
  public var left: Int
  /// Rows below.
  public var bottom: Int
  /// Columns to the right.
  public var right: Int

  /// Makes padding of given extents.
  public init(top: Int, left: Int, bottom: Int, right: Int) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  /// The same padding on all sides.
  public init(_ extent: Int) {
    self.init(top: extent, left: extent, bottom: extent, right: extent)
  }
}

/// What follows a convolution in the same pass over memory.
public enum Nonlinearity: Hashable, Sendable {
  /// Nothing.
  case none
  /// max(x, 0).
  case rectified
  /// min(max(x, 0), 6).
  case clampedToSix
  /// x where positive, else x times the slope.
  case leaky(slope: Float)
  /// The Gaussian error linear unit x Φ(x), Φ by the error function.
  case gaussian
  /// x min(max(x + 3, 0), 6) / 6.
  case hardSwish
  /// 1 / (1 + exp(-x)).
  case sigmoid
  /// min(max(x + 3, 0), 6) / 6.
  case hardSigmoid
}

/// The extents of a two-dimensional convolution, apart from its input's.
public struct ConvolutionGeometry: Hashable, Sendable {
  /// Units of the input.
  public var inputChannels: Int
  /// Units of the output.
  public var outputChannels: Int
  /// Rows of the kernel.
  public var kernelHeight: Int
  /// Columns of the kernel.
  public var kernelWidth: Int
  /// The step between places, in both directions.
  public var stride: Int
  /// The step between taps, in both directions; 1 is dense.
  public var dilation: Int
  /// How many independent groups of channels; the channel count makes it depthwise.
  public var groups: Int
  /// Zeros around the input.
  public var padding: Padding

  /// Describes a convolution; by default dense, ungrouped, with a step of 1 and no padding.
  public init(
    inputChannels: Int,
    outputChannels: Int,
    kernelHeight: Int,
    kernelWidth: Int,
    stride: Int = 1,
    dilation: Int = 1,
    groups: Int = 1,
    padding: Padding = Padding(0)
  ) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.stride = stride
    self.dilation = dilation
    self.groups = groups
    self.padding = padding
  }

  /// How many weights there are, in the order (output, input of the group, row, column).
  public var weightCount: Int {
    outputChannels * (inputChannels / groups) * kernelHeight * kernelWidth
  }

  /// The extent of the output along one axis.
  func outputExtent(_ input: Int, kernel: Int, before: Int, after: Int) -> Int {
    // Not a place where the kernel is larger than the padded input.
    let room = input + before + after - dilation * (kernel - 1) - 1
    return room < 0 ? 0 : room / stride + 1
  }

  /// Rows of the output for an input of given rows.
  public func outputHeight(_ height: Int) -> Int {
    outputExtent(height, kernel: kernelHeight, before: padding.top, after: padding.bottom)
  }

  /// Columns of the output for an input of given columns.
  public func outputWidth(_ width: Int) -> Int {
    outputExtent(width, kernel: kernelWidth, before: padding.left, after: padding.right)
  }
}
