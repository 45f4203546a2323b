/// Segmenters that are known by their names and not read.
enum ForeignSegmenter {
  /// What a file of no family that is read holds, in words.
  static func name(of inventory: TensorInventory) -> String {
    for (family, markers) in families where markers.contains(where: inventory.hasPrefix) {
      return "\(family), which is not read"
    }
    return "tensors of no segmenter that is read: \(readFamilies)"
  }

  /// What is read from one file.
  static let readFamilies = "SegFormer, torchvision's DeepLabV3, FCN and LRASPP, BiSeNet for faces"

  /// The beginnings of names by family; the first that fits counts.
  private static let families: [(family: String, markers: [String])] = [
    (
      "SegFormer's encoder for classification", ["segformer.encoder.", "encoder.patch_embeddings."]
    ),
    ("Mask2Former or MaskFormer", ["model.pixel_level_module.", "sem_seg_head.pixel_decoder."]),
    ("OneFormer", ["model.task_encoder.", "task_mlp."]),
    ("a DETR", ["model.query_position_embed", "transformer.encoder.layers.", "class_embed."]),
    (
      "Segment Anything",
      ["image_encoder.patch_embed.", "vision_encoder.patch_embed.", "mask_decoder."]
    ),
    ("a DPT", ["dpt.", "scratch."]), ("BEiT with a segmentation head", ["beit."]),
    ("an mmsegmentation model", ["decode_head."]),
    ("MobileViT or MobileNetV2 of transformers", ["mobilevit.", "mobilenet_v2."]),
    ("Segmenter (Strudel et al.)", ["encoder.patch_embed."]),
    ("YOLO", ["model.0.conv.", "model.model.0."]),
    ("a U-Net", ["inc.double_conv.", "encoder1.", "down1.", "unet."]),
    ("an instance segmenter (Mask R-CNN)", ["roi_heads.", "rpn."]),
    ("BiSeNet of another code base", ["detail.", "segment.S1S2."]),
    ("an image classifier", ["fc.weight", "classifier.weight", "classifier.6.weight"]),
  ]
}
