import CKernels
public import Faults
public import OneDNN
import Tensors

// Gradients go to feature maps and pictures. Those with respect to styles and noise are not passed
// back: no layer depends on another's style.

extension StyledConvolution: Differentiable {
  /// The gradient with respect to the feature maps.
  ///
  /// - Throws: `Fault` of kind usage where that of styles or noise is wanted.
  public func adjoint(
    of gradient: FeatureMaps,
    inputs: [FeatureMaps],
    output: FeatureMaps,
    wanted: [Bool]
  ) throws(Fault) -> [FeatureMaps?] {
    try refuseStyles(wanted)
    let (maps, styles) = (inputs[0], inputs[1])
    let sums = FeatureMaps(output.shape, on: output.session)
    let values = output.precision == .float32 ? output : output.copy(.float32)
    output.session.claimThread()
    CKernels_finish_style_adjoint(
      values.floats,
      gradient.floats,
      factors(styles),
      limit,
      sums.floats,
      output.shape.batch,
      output.shape.planeCount,
      output.shape.channels
    )
    let parts = doubles ? smoothed(sums, maps.shape) : [sums]
    var found: FeatureMaps?
    for (convolution, part) in zip(convolutions, parts) {
      let passed = try convolution.passBack(part, input: maps)
      if let found { found.add(passed) } else { found = passed }
    }
    guard let found else { return [nil, nil, nil] }
    let modulated = FeatureMaps(maps.shape, on: maps.session)
    CKernels_modulate(
      found.element,
      found.bytes,
      styles.floats,
      modulated.bytes,
      maps.shape.batch,
      maps.shape.planeCount,
      maps.shape.channels
    )
    return [modulated, nil, nil]
  }

  /// The gradients of the four parts of the transposed convolution.
  private func smoothed(_ gradient: FeatureMaps, _ shape: Shape) -> [FeatureMaps] {
    let parts = [(1, 1), (1, 0), (0, 1), (0, 0)].map { rows, columns in
      FeatureMaps(
        Shape(shape.batch, gradient.shape.channels, shape.height + rows, shape.width + columns),
        on: gradient.session
      )
    }
    let targets = parts.map { Optional($0.floats) }
    CKernels_smooth_style_adjoint(
      gradient.floats,
      targets,
      shape.batch,
      shape.height,
      shape.width,
      gradient.shape.channels
    )
    // The buffers may go back to the pool only now.
    return withExtendedLifetime(parts) { parts }
  }
}

extension StyledPicture: Differentiable {
  /// The gradient with respect to the feature maps.
  ///
  /// - Throws: `Fault` of kind usage where that of styles is wanted.
  public func adjoint(
    of gradient: FeatureMaps,
    inputs: [FeatureMaps],
    output: FeatureMaps,
    wanted: [Bool]
  ) throws(Fault) -> [FeatureMaps?] {
    try refuseStyles(wanted)
    let shape = inputs[0].shape
    let found = FeatureMaps(shape, on: gradient.session)
    gradient.session.claimThread()
    CKernels_color_adjoint(
      output.floats,
      gradient.floats,
      scaled(inputs[1], shape),
      limit,
      found.floats,
      shape.batch,
      shape.planeCount,
      shape.channels,
      output.shape.channels
    )
    return [found, nil]
  }
}

extension PictureEnlargement: DifferentiableLayer {
  /// The gradient with respect to the smaller picture.
  public func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) -> FeatureMaps {
    let shape = input.shape
    let found = FeatureMaps(shape, on: gradient.session)
    gradient.session.claimThread()
    CKernels_enlarge_picture_adjoint(
      gradient.floats,
      found.floats,
      shape.batch,
      shape.height,
      shape.width,
      shape.channels
    )
    return found
  }
}

extension PictureSum: Differentiable {
  /// The gradient itself for both.
  public func adjoint(
    of gradient: FeatureMaps,
    inputs: [FeatureMaps],
    output: FeatureMaps,
    wanted: [Bool]
  ) -> [FeatureMaps?] { [gradient, gradient] }
}

extension PictureRange: DifferentiableLayer {
  /// The gradient where nothing was cut off, or times 1 - y^2.
  public func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) -> FeatureMaps {
    let found = FeatureMaps(gradient.shape, on: gradient.session)
    gradient.session.claimThread()
    let (source, target) = (gradient.floats, found.floats)
    let (before, after) = (input.floats, output.floats)
    for index in 0..<gradient.shape.count {
      switch form {
      case .clamped: target[index] = abs(before[index]) < 1 ? source[index] : 0
      case .tanh: target[index] = source[index] * (1 - after[index] * after[index])
      }
    }
    return found
  }
}

extension PictureBlend: Differentiable {
  /// Each picture's share of the gradient.
  public func adjoint(
    of gradient: FeatureMaps,
    inputs: [FeatureMaps],
    output: FeatureMaps,
    wanted: [Bool]
  ) -> [FeatureMaps?] {
    [1 - share, share].map { part in
      let found = FeatureMaps(gradient.shape, on: gradient.session)
      gradient.session.claimThread()
      let (source, target) = (gradient.floats, found.floats)
      for index in 0..<gradient.shape.count { target[index] = part * source[index] }
      return found
    }
  }
}

private func refuseStyles(_ wanted: [Bool]) throws(Fault) {
  guard wanted.dropFirst().contains(true) else { return }
  throw Fault(
    .usage,
    "compute a gradient",
    on: "a style",
    expected: "a layer's output",
    found: "a style or noise, to which gradients are not passed back",
    advice: "Take a layer instead of LAYER.style"
  )
}

extension FeatureMaps {
  /// The values of float32 maps, channels last.
  fileprivate var floats: UnsafeMutablePointer<Float> {
    precondition(precision == .float32)
    return bytes.assumingMemoryBound(to: Float.self)
  }
}
