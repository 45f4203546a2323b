/// The file that holds a whole segmenter.
struct WholeFile: Hashable {
  /// Its name among the segmenter's files.
  let name: String

  /// The file in which Hugging Face's transformers keep a network, beside its config.json.
  static func published(in files: SegmenterFiles) -> WholeFile? {
    guard files.names.contains(SegFormerConfiguration.fileName) else { return nil }
    return [
      "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
      "pytorch_model.bin.index.json",
    ]
    .first(where: files.names.contains).map(WholeFile.init)
  }

  /// The only file of weights.
  static func only(in files: SegmenterFiles) -> WholeFile? {
    let weights = files.names.filter { name in
      [".pth", ".pt", ".bin", ".safetensors"].contains(where: name.hasSuffix)
    }
    return weights.count == 1 ? WholeFile(name: weights[0]) : nil
  }
}
