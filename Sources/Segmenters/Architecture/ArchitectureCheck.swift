/// Finds the network that tensors' names and extents tell; for fuzzing.
package enum ArchitectureCheck {
  /// Tries all that a segmenter's loading tries with a file's tensors.
  package static func read(_ tensors: [(name: String, dimensions: [Int])]) {
    let inventory = TensorInventory(source: "input", tensors)
    if let whole = try? WholeArchitecture.infer(from: inventory, nil) {
      precondition(whole.parameterCount > 0 && whole.classifier.outputs > 0)
    }
    let decoder = try? DecoderArchitecture.infer(from: inventory)
    let isDilated = decoder?.wantsDilation ?? false
    guard let encoder = try? EncoderArchitecture.infer(from: inventory, isDilated: isDilated) else {
      return
    }
    precondition(encoder.parameterCount > 0)
    try? decoder?.check(feeding: encoder, inventory)
  }
}
