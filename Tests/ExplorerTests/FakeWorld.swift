import Concepts
import Images
import Interventions
import Tensors

/// A made-up world: scenes of a few flat things, and units that each stand for one of them.
struct FakeWorld {
  static let side = 32
  static let vocabulary = ConceptVocabulary([
    ("-", .object), ("sky", .object), ("grass", .object), ("tree", .object), ("house", .object),
    ("roof", .part), ("door", .part), ("cloud", .object), ("water", .material),
  ])
  static let layers = [
    LayerDescription(name: "layer1", units: 48, height: 4, width: 4),
    LayerDescription(name: "layer3", units: 48, height: 8, width: 8),
    LayerDescription(name: "layer4", units: 40, height: 8, width: 8),
    LayerDescription(name: "layer6", units: 32, height: 16, width: 16),
    LayerDescription(name: "layer8", units: 16, height: 32, width: 32),
  ]
  private static let colors: [[UInt8]] = [
    [0, 0, 0], [120, 170, 220], [96, 140, 70], [40, 90, 50], [200, 180, 150], [160, 70, 60],
    [90, 60, 40], [235, 240, 245], [60, 110, 160],
  ]

  let scene: Int

  /// A number of 0..<1 that depends on the arguments alone.
  static func noise(_ numbers: Int...) -> Double {
    var mixed: UInt64 = 0x9E37_79B9_7F4A_7C15
    for number in numbers {
      mixed = (mixed ^ UInt64(bitPattern: Int64(number))) &* 0xBF58_476D_1CE4_E5B9
      mixed ^= mixed >> 29
    }
    return Double(mixed >> 11) / Double(1 << 53)
  }

  /// The concept a unit stands for; every fifth unit stands for none.
  static func concept(of unit: Int, in layer: LayerName) -> Int {
    guard unit % 5 != 4 else { return 0 }
    return 1 + (unit * 3 + layer.rawValue.utf8.reduce(0) { $0 + Int($1) }) % 8
  }

  private func random(_ salt: Int) -> Double { FakeWorld.noise(scene, salt) }

  /// The concept of a pixel.
  private func concept(_ line: Int, _ place: Int) -> Int {
    let (row, column) = (line * 64 / FakeWorld.side, place * 64 / FakeWorld.side)
    let horizon = 30 + Int(random(1) * 12)
    let houseLeft = 8 + Int(random(2) * 24)
    let treeColumn = Double(6 + Int(random(3) * 52))
    let treeRow = Double(horizon - 4)
    if row >= horizon - 14, row < horizon + 8, (houseLeft..<houseLeft + 22).contains(column) {
      if row < horizon - 6 { return 5 }
      if row > horizon, (houseLeft + 9..<houseLeft + 14).contains(column) { return 6 }
      return 4
    }
    let (down, across) = (Double(row) - treeRow, Double(column) - treeColumn)
    if down * down + across * across < 110 { return 3 }
    if row < horizon {
      let cloud = random(4) * 50
      return row > 6 && row < 12 && abs(Double(column) - cloud) < 10 ? 7 : 1
    }
    return random(5) > 0.5 && row > horizon + 14 ? 8 : 2
  }

  /// What lies behind: sky above, grass below.
  private func ground(_ row: Int) -> Int { row < FakeWorld.side * 9 / 16 ? 1 : 2 }

  /// The concepts of all pixels with an edit.
  func labels(_ edit: Edit) -> LabelMap {
    let side = FakeWorld.side
    var map = LabelMap(Shape(1, 1, side, side), [Int32](repeating: 0, count: side * side))
    let steps = edit.interventions.flatMap { intervention in
      intervention.units.map { ($0, intervention.mask) }
    }
    for row in 0..<side {
      for column in 0..<side {
        var label = concept(row, column)
        for (unit, mask) in steps where isTouched(row, column, by: mask) {
          let meant = FakeWorld.concept(of: unit.unit, in: unit.layer)
          let chance = FakeWorld.noise(row, column, unit.unit)
          if unit.value == 0, label == meant, chance < 0.45 { label = ground(row) }
          if unit.value != 0, meant > 0, chance < 0.2 { label = meant }
        }
        map[0, 0, row, column] = Int32(label)
      }
    }
    return map
  }

  private func isTouched(_ row: Int, _ column: Int, by mask: Mask?) -> Bool {
    guard let mask else { return true }
    let (line, place) = (row * mask.height / FakeWorld.side, column * mask.width / FakeWorld.side)
    return mask.contains(GridCell(row: line, column: place))
  }

  func image(_ labels: LabelMap) -> RGBImage {
    let side = FakeWorld.side
    var pixels: [UInt8] = []
    for row in 0..<side {
      for column in 0..<side {
        let color = FakeWorld.colors[Int(labels[0, 0, row, column])]
        let shade = 0.82 + 0.18 * FakeWorld.noise(scene, row / 2, column / 2)
        pixels += color.map { UInt8(Double($0) * shade) }
      }
    }
    return RGBImage(width: side, height: side, pixels: pixels)
  }

  /// (1, units, height, width): the share of each cell that the unit's concept covers.
  func activations(_ layer: LayerDescription) -> Tensor {
    let shares = shares(layer)
    var tensor = Tensor(Shape(1, layer.units, layer.height, layer.width), filledWith: 0)
    for unit in 0..<layer.units {
      let meant = FakeWorld.concept(of: unit, in: layer.name)
      for cell in 0..<layer.height * layer.width {
        let blur = Float((scene * 31 + unit * 17 + cell * 7) % 10) * 0.03
        let value = (shares[meant][cell] * 3 + blur) * Float(1 + unit % 3)
        tensor[0, unit, cell / layer.width, cell % layer.width] = value
      }
    }
    return tensor
  }

  /// How much of each cell of a layer's grid every concept covers.
  private func shares(_ layer: LayerDescription) -> [[Float]] {
    let cells = [Float](repeating: 0, count: layer.height * layer.width)
    var shares = [[Float]](repeating: cells, count: FakeWorld.vocabulary.count)
    let side = FakeWorld.side
    let part = Float(layer.height * layer.width) / Float(side * side)
    for row in 0..<side {
      for column in 0..<side {
        let cell = row * layer.height / side * layer.width + column * layer.width / side
        shares[concept(row, column)][cell] += part
      }
    }
    return shares
  }
}
