import Checkpoints
import Generators
import Tensors

/// Pseudo-random values in -1..<1, the same on every machine.
func noise(_ count: Int, seed: Int = 1) -> [Float] {
  var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
  return (0..<count).map { _ in
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Float(Int64(bitPattern: state) >> 40) / Float(1 << 23)
  }
}

/// A file in safetensors' layout that holds float32 tensors of given shapes.
func safetensors(_ shapes: [(name: String, dimensions: [Int])]) throws -> StateDictionary {
  var header = "{"
  var data: [UInt8] = []
  for (index, (name, dimensions)) in shapes.enumerated() {
    let values = noise(dimensions.reduce(1, *), seed: index + 1)
    let extents = dimensions.map(String.init).joined(separator: ",")
    let end = data.count + values.count * 4
    header += index == 0 ? "" : ","
    header +=
      "\"\(name)\":{\"dtype\":\"F32\",\"shape\":[\(extents)],\"data_offsets\":[\(data.count),\(end)]}"
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
  }
  header += "}"
  var bytes: [UInt8] = []
  withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
  return try CheckpointReader.read(bytes: bytes + Array(header.utf8) + data, named: "random")
}

/// The published tensors of a small generator: the latent's width, then a pair of layers each.
func publishedShapes(
  _ units: [Int],
  output: String? = nil
) -> [(name: String, dimensions: [Int])] {
  var shapes: [(String, [Int])] = []
  for pair in 1..<units.count {
    let names = (first: "layer\(2 * pair - 1)", second: "layer\(2 * pair)")
    let kernel = pair == 1 ? 4 : 3
    shapes.append(("\(names.first).conv.weight", [units[pair], units[pair - 1], kernel, kernel]))
    shapes.append(("\(names.first).wscale.b", [units[pair]]))
    shapes.append(("\(names.second).conv.weight", [units[pair], units[pair], 3, 3]))
    shapes.append(("\(names.second).wscale.b", [units[pair]]))
  }
  let extent = 2 << (units.count - 1)
  let output = output ?? "output_\(extent)x\(extent)"
  return shapes + [
    ("\(output).conv.weight", [3, units[units.count - 1], 1, 1]), ("\(output).wscale.b", [3]),
  ]
}

func latents(_ count: Int, width: Int, seed: Int = 1) -> Tensor {
  Tensor(Shape(count, width, 1, 1), noise(count * width, seed: seed))
}
