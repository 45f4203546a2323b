import Checkpoints
import Faults

/// Names the networks that people have and that are not read, and says why.
enum ForeignGenerator {
  /// The refusal of a file that is no generator that can be read.
  static func refusal(_ checkpoint: StateDictionary) -> Fault {
    let attempt = "recognise a generator in"
    if let kind = kinds.first(where: { $0.fits(checkpoint) }) {
      return Fault(
        .refused,
        attempt,
        on: checkpoint.source,
        found: kind.name,
        advice: kind.advice
      )
    }
    return Fault(
      .refused,
      attempt,
      on: checkpoint.source,
      expected: "a tensor layer1.conv.weight, features.0.conv.weight, layer0.weight or those of "
        + "another layout that is read ('ganscope help networks')",
      found: checkpoint.names.isEmpty
        ? "no tensors"
        : "\(checkpoint.names.count) tensors, such as "
          + checkpoint.names.prefix(3).joined(separator: ", "),
      advice: "'ganscope inspect' tells what the file holds"
    )
  }

  /// What a file is, where that is known; "StyleGAN3, which is not read".
  static func name(of checkpoint: StateDictionary) -> String? {
    kinds.first { $0.fits(checkpoint) }?.name
  }

  private struct Kind: Sendable {
    let name: String
    var advice = "Progressive GANs and StyleGAN2 are read"
    let fits: @Sendable (StateDictionary) -> Bool
  }

  private static func has(_ names: String...) -> @Sendable (StateDictionary) -> Bool {
    { checkpoint in names.allSatisfy(checkpoint.contains) }
  }

  private static func hasPrefix(_ prefixes: String...) -> @Sendable (StateDictionary) -> Bool {
    { checkpoint in
      prefixes.allSatisfy { prefix in checkpoint.names.contains { $0.hasPrefix(prefix) } }
    }
  }

  private static let kinds = [
    Kind(
      name: "nashory's progressive GAN, whose equalising factors are not in the file: they are "
        + "measured from the starting weights when training begins",
      advice: "Multiply each layer's weights by its factor and save them under other names",
      fits: { checkpoint in
        has("first_block.0.weight")(checkpoint)
          || hasPrefix("first_block.", "intermediate_")(checkpoint)
          || hasPrefix("first_block.", "to_rgb_block.")(checkpoint)
      }
    ),
    Kind(
      name: "rosinality's progressive GAN, which normalises before its activations and so is "
        + "another network than the published one; it is not read",
      fits: hasPrefix("progression.0.conv.", "to_rgb.0.")
    ),
    Kind(
      name: "StyleGAN3, which is not read",
      fits: { checkpoint in
        has("synthesis.input.freqs")(checkpoint) || hasPrefix("synthesis.L0_")(checkpoint)
      }
    ),
    Kind(
      name: "StyleGAN in TensorFlow's form, which is not read",
      advice: "Convert it to PyTorch, for instance with NVIDIA's legacy.py",
      fits: { checkpoint in
        let builder = checkpoint.wrapping.value("build_func_name") ?? ""
        return builder.hasPrefix("G_") && builder != "G_paper"
      }
    ),
    Kind(
      name: "StyleGAN2 in the names of mmgeneration or BasicSR, which are not read",
      fits: { checkpoint in
        hasPrefix("constant_input.", "style_mapping.")(checkpoint)
          || hasPrefix("constant_input.", "style_mlp.")(checkpoint)
      }
    ),
    Kind(
      name: "lucidrains' StyleGAN2, another network than the published one; it is not read",
      fits: { checkpoint in
        hasPrefix("S.net.", "G.blocks.")(checkpoint)
          || hasPrefix("initial_block", "blocks.0.to_style1.")(checkpoint)
      }
    ),
    Kind(
      name: "an encoder of pictures around a StyleGAN2, as of pSp, e4e or ReStyle",
      advice: "Take the generator in it: --weights decoder",
      fits: hasPrefix("encoder.", "decoder.style.1.")
    ),
    Kind(name: "EG3D, which is not read", fits: hasPrefix("backbone.", "superresolution.")),
    Kind(
      name: "FastGAN or a projected GAN, which are not read",
      fits: { checkpoint in
        hasPrefix("init.init.", "feat_8.")(checkpoint)
          || hasPrefix("synthesis.init.init.")(checkpoint)
      }
    ),
    Kind(
      name: "a StyleGAN2 of the architecture 'orig' or 'resnet', which are not read",
      advice: "Only the architecture 'skip' is read, which is the published one",
      fits: { checkpoint in
        let isWhole =
          has("mapping.fc0.weight", "synthesis.b4.const", "synthesis.b4.conv1.weight")(checkpoint)
          || has("mapping.dense0.weight", "synthesis.early_layer.const")(checkpoint)
        let first = ["synthesis.b4.torgb.weight", "synthesis.output0.weight"]
        let hasLast = checkpoint.names.contains { name in
          name.hasSuffix(".torgb.weight")
            || (name.hasPrefix("synthesis.output") && name.hasSuffix(".weight"))
        }
        return isWhole && hasLast && !first.contains(where: checkpoint.contains)
      }
    ),
    Kind(
      name: "a StyleGAN2 whose tensors are not all there",
      advice: "Download the file again, or save the whole generator",
      fits: { checkpoint in
        if checkpoint.names.isEmpty, checkpoint.wrapping.value("class") == "Generator" {
          return true
        }
        return [
          hasPrefix("style.1.", "conv1.conv."), hasPrefix("style.1.", "convs."),
          hasPrefix("synthesis.b4.", "mapping.fc0."), hasPrefix("synthesis.b4."),
          hasPrefix("mapping.dense0.", "synthesis.early_layer.const"),
          hasPrefix("style.1.", "to_rgb1."),
        ].contains { $0(checkpoint) }
      }
    ),
    Kind(
      name: "the first StyleGAN, which is not read",
      fits: { checkpoint in
        [
          hasPrefix("generator.progression.", "style."), hasPrefix("g_synthesis."),
          hasPrefix("synthesis.layer0.epilogue"), hasPrefix("synthesis.layer0.style.", "mapping."),
          hasPrefix("progression.0.", "style."),
        ].contains { $0(checkpoint) }
      }
    ),
    Kind(
      name: "BigGAN, which is not read",
      fits: { checkpoint in
        hasPrefix("shared.", "linear.", "blocks.0.0.")(checkpoint)
          || hasPrefix("embeddings.", "generator.gen_z.")(checkpoint)
          || hasPrefix("gen_z.", "layers.0.bn_0.")(checkpoint)
          || hasPrefix("linear.", "blocks.0.0.conv1.")(checkpoint)
      }
    ),
    Kind(
      name: "a diffusion model, which is not read",
      fits: { checkpoint in
        [
          hasPrefix("model.diffusion_model."), hasPrefix("diffusion_model."),
          hasPrefix("time_embed.", "input_blocks."), hasPrefix("time_embedding.", "down_blocks."),
          hasPrefix("time_mlp.", "downs."), hasPrefix("temb.", "down."),
          hasPrefix("x_embedder.", "t_embedder."), hasPrefix("denoise_fn."),
          hasPrefix("map_layer0.", "enc."), hasPrefix("double_blocks."),
          hasPrefix("model.time_mlp.", "model.downs."),
        ].contains { $0(checkpoint) }
      }
    ),
    Kind(
      name: "a VQGAN or another autoencoder, which is not read",
      fits: { hasPrefix("quant_conv.", "post_quant_conv.")($0) }
    ),
    Kind(
      name: "the encoder or decoder of a segmenter, not a generator",
      advice: "Name its folder with --segmenter",
      fits: { checkpoint in
        [
          hasPrefix("ppm.", "conv_last."), hasPrefix("backbone.", "classifier."),
          hasPrefix("segformer.encoder.", "decode_head."), hasPrefix("cp.resnet.", "ffm."),
        ].contains { $0(checkpoint) }
      }
    ),
    Kind(
      name: "a translator of pictures such as CycleGAN's or pix2pix's, which has no latents and is "
        + "not read",
      fits: { checkpoint in
        [
          hasPrefix("model.model.0."), hasPrefix("model.1.weight", "model.4.weight"),
          hasPrefix("1.weight", "4.weight", "10.conv_block."), hasPrefix("10.conv_block."),
        ].contains { $0(checkpoint) }
      }
    ),
    Kind(
      name: "a DCGAN, which is not read",
      fits: { checkpoint in
        let isUp = ["main.0.weight", "network.0.weight", "0.weight", "l1.0.weight"].contains {
          name in
          checkpoint.dimensions(of: name)?.suffix(2) == [4, 4]
        }
        return isUp
          && checkpoint.names.contains { $0.hasSuffix("running_mean") }
      }
    ),
    Kind(
      name: "an image classifier, not a generator",
      fits: { checkpoint in
        ["fc.weight", "classifier.weight", "classifier.0.weight", "classifier.6.weight"].contains {
          checkpoint.dimensions(of: $0)?.count == 2
        }
      }
    ),
    Kind(
      name: "a discriminator, not a generator",
      fits: { checkpoint in
        [
          hasPrefix("convs.0.0.", "final_conv."), hasPrefix("b4.mbstd"), hasPrefix("b4.out."),
          hasPrefix("from_rgb."), hasPrefix("fromRGBLayers."), hasPrefix("from_rgb_layers."),
        ].contains { $0(checkpoint) }
      }
    ),
  ]
}
