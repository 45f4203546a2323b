import ArgumentParser
import Faults
import Generators

/// How a StyleGAN2 generator is used.
struct StyleFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp("Truncation: mean w + psi (w - mean w). (default: 1)", valueName: "number")
  )
  var psi: Float?

  @Option(
    help: ArgumentHelp("How many of the w inputs are truncated; all if absent.", valueName: "count")
  )
  var cutoff: Int?

  @Option(
    help: ArgumentHelp(
      "Noise: constant (the file's), none, or the seed of other noise. (default: constant)",
      valueName: "noise"
    )
  )
  var noise: String?

  @Option(help: ArgumentHelp("Label of a conditional network. (default: 0)", valueName: "number"))
  var label: Int?

  func validate() throws {
    if let psi, !psi.isFinite || abs(psi) > 10 {
      throw ValidationError("--psi takes a number from -10 to 10.")
    }
    if let cutoff, !(0...64).contains(cutoff) {
      throw ValidationError("--cutoff takes a number from 0 to 64.")
    }
    if let label, label < 0 { throw ValidationError("--label takes a number from 0.") }
  }

  /// The choices over those of the configuration file, and these over the usual ones.
  ///
  /// - Throws: `Fault` of kind usage for a noise that is none.
  func settings(_ configured: StyleSettings?) throws(Fault) -> StyleSettings {
    var settings = configured ?? StyleSettings()
    settings.psi = psi ?? settings.psi
    settings.cutoff = cutoff ?? settings.cutoff
    settings.label = label ?? settings.label
    if let noise { settings.noise = try StyleSettings.Noise(written: noise) }
    return settings
  }
}

extension StyleSettings.Noise {
  /// Reads "constant", "none" or a seed.
  ///
  /// - Throws: `Fault` of kind usage for anything else.
  init(written text: String) throws(Fault) {
    switch text {
    case "constant": self = .constant
    case "none": self = .none
    default:
      guard let seed = UInt32(text) else {
        throw Fault(
          .usage,
          "choose the noise",
          on: text,
          expected: "constant, none or a seed from 0 to 4294967295",
          found: "something else"
        )
      }
      self = .seeded(seed)
    }
  }
}
