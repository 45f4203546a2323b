import Faults
import JSONText

/// A SegFormer's config.json: what its tensors do not tell, and what they must agree with.
///
/// The heads and strides count; everything else in it that the tensors tell as well is compared
/// with them. `layer_norm_eps` is not used by the published code, whose epsilon is 1e-5.
struct SegFormerConfiguration: Decodable, Hashable, Sendable {
  /// The name of the file.
  static let fileName = "config.json"

  private var model: String?
  private var activation: String?
  private var attentionHeads: [Int]?
  private var strides: [Int]?
  private var hiddenSizes: [Int]?
  private var depths: [Int]?
  private var reductions: [Int]?
  private var patchSizes: [Int]?
  private var decoderWidth: Int?
  private var labels: [String: String]?

  private enum CodingKeys: String, CodingKey {
    case model = "model_type"
    case activation = "hidden_act"
    case attentionHeads = "num_attention_heads"
    case hiddenSizes = "hidden_sizes"
    case reductions = "sr_ratios"
    case patchSizes = "patch_sizes"
    case decoderWidth = "decoder_hidden_size"
    case labels = "id2label"
    case depths, strides
  }

  /// Reads the bytes of a config.json; messages call it by its path.
  static func read(_ bytes: [UInt8], from path: String) throws(Fault) -> SegFormerConfiguration {
    let attempt = "read the segmenter's configuration"
    let configuration: SegFormerConfiguration = try JSONText.decode(
      SegFormerConfiguration.self,
      bytes,
      from: path,
      to: attempt
    )
    do {
      try configuration.check()
    } catch {
      throw Fault(.refused, attempt, on: path, found: error.reason)
    }
    return configuration
  }

  private func check() throws(LabelsDocument.Mistake) {
    if let model, model != "segformer" {
      throw LabelsDocument.Mistake("a model of type '\(model.prefix(60))', which is not read")
    }
    if let activation, activation != "gelu" {
      throw LabelsDocument.Mistake("the activation '\(activation.prefix(60))' instead of gelu")
    }
    let allowed = 1...4096
    guard (strides ?? []).allSatisfy(allowed.contains),
      (attentionHeads ?? []).allSatisfy(allowed.contains)
    else { throw LabelsDocument.Mistake("strides or num_attention_heads out of range") }
    if let labels { _ = try ClassNames.ordered(labels, in: "id2label") }
  }

  /// The names of the classes by number.
  var names: [String]? { labels.flatMap { try? ClassNames.ordered($0, in: "id2label") } }
}

extension SegFormerConfiguration {
  /// Refuses lists that do not have an entry for each stage.
  func check(stages count: Int, _ inventory: TensorInventory) throws(Fault) {
    let lists: [(name: String, values: [Int]?)] = [
      ("num_attention_heads", usedHeads), ("strides", usedStrides),
      ("hidden_sizes", hiddenSizes), ("depths", depths), ("sr_ratios", reductions),
      ("patch_sizes", patchSizes),
    ]
    for (name, values) in lists where (values?.count ?? count) != count {
      throw contradiction(
        "\(name) of \(values?.count ?? 0) stages beside tensors of \(count)",
        inventory
      )
    }
  }

  // The published networks have these at all widths.
  private var usedHeads: [Int] { attentionHeads ?? [1, 2, 5, 8] }
  private var usedStrides: [Int] { strides ?? [4, 2, 2, 2] }

  /// The stride of a stage's patch embedding.
  func stride(of stage: Int) -> Int { usedStrides[stage] }

  /// The heads of a stage; they share its channels evenly.
  func heads(of stage: Int, width: Int, _ inventory: TensorInventory) throws(Fault) -> Int {
    let heads = usedHeads[stage]
    guard width % heads == 0 else {
      throw contradiction("\(heads) heads over \(width) channels in stage \(stage)", inventory)
    }
    // Only what was published is taken for granted.
    guard attentionHeads != nil || [32, 64].contains(width / heads) else {
      throw inventory.refusal("a SegFormer of unpublished widths without its config.json")
    }
    return heads
  }

  /// Refuses a network whose tensors say something else.
  func check(_ network: SegFormerArchitecture, _ inventory: TensorInventory) throws(Fault) {
    let stages = network.stages
    let claims: [(name: String, claimed: [Int]?, found: [Int])] = [
      ("hidden_sizes", hiddenSizes, stages.map(\.embedding.outputs)),
      ("depths", depths, stages.map(\.blocks.count)),
      ("sr_ratios", reductions, stages.map { $0.blocks[0].reduction?.kernel ?? 1 }),
      ("patch_sizes", patchSizes, stages.map(\.embedding.kernel)),
      ("decoder_hidden_size", decoderWidth.map { [$0] }, [network.fusion.outputs]),
      ("id2label", names.map { [$0.count] }, [network.classifier.outputs]),
    ]
    for (name, claimed, found) in claims {
      guard let claimed, claimed != found else { continue }
      throw contradiction(
        "\(name) \(TensorInventory.describe(claimed)) beside tensors of "
          + TensorInventory.describe(found),
        inventory
      )
    }
  }

  private func contradiction(_ found: String, _ inventory: TensorInventory) -> Fault {
    Fault(
      .refused,
      "match \(Self.fileName) with",
      on: inventory.source,
      found: found,
      advice: "Take the \(Self.fileName) that came with these weights"
    )
  }
}
