import Foundation
import NumPyFiles
import TestSupport
import Testing

/// Small files from public reports, each treated as its manifest says.
@Suite(.enabled(if: References.run(with: "cases"))) struct CaseTests {
  private struct Case: Decodable {
    let name: String
    let command: String
  }

  /// What has to come of a case.
  private enum Outcome {
    /// The scenes that PyTorch draws, with something said or nothing.
    case base(saying: String? = nil)
    /// Scenes of another network that differ from those by more than rounding.
    case other(saying: String?)
    /// Success, with words in the output or in what is said.
    case told(String)
    /// A refusal with words in it.
    case refused(String)
  }

  private static let outcomes: [String: Outcome] = [
    "00_base.pth": .base(),
    "11_genforce_released_smooth.pth": .base(saying: "averaged weights of 'generator_smooth'"),
    "12_genforce_runner.pth": .base(saying: "'models/generator_smooth'"),
    "23_wrapper_shadow.pth": .base(saying: "'shadow_generator/state_dict'"),
    "53_G_Gs.pth": .base(saying: "'Gs'"),
    "55_g_running.pth": .base(saying: "'g_running'"),
    "56_model_ema.pth": .base(saying: "'model_ema'"),
    "13_genforce_lod1.pth": .other(saying: "lod = 1"),
    "15_genforce_fused_equalwidth.pth": .refused("--layout fused-kernels"),
    "16_genforce_no_wscale.pth": .base(saying: "no equalised learning rates"),
    "18_ptrblck_measured_scale.pth": .other(saying: "factors stored beside the weights"),
    "101_genforce_conditional.pth": .other(saying: "conditional"),
    "49_official_tutorial.pth": .base(),
    "94_fixed_noise.pth": .base(),
    "96_fixed_z_G_model.pth": .base(),
    "99_higan_256.pth": .told("generator of 256x256 images"),
    "20_gan_zoo.pth": .other(saying: "'avgG'"),
    "21_akanimax_v3.bin": .other(saying: "'shadow_generator/state_dict'"),
    "22_akanimax_GAN_GEN_SHADOW.pth": .other(saying: nil),
    "26_nashory.pth.tar": .refused("equalising factors are not in the file"),
    "01_orig_mod.pth": .base(),
    "03_orig_mod_module.pth": .base(),
    "04_module_module.pth": .base(),
    "72_orig_mod.safetensors": .base(),
    "73_gen_and_ema.safetensors": .base(saying: "'generator_ema'"),
    "31_numpy_scalar.pth": .base(),
    "30_args_namespace.pt": .base(saying: "'g_ema'"),
    "34_pathlib.pth": .base(),
    "37_defaultdict.pth": .base(),
    "36_torch_dtype.pth": .base(),
    "38_set.pth": .base(),
    "40_bytes_complex.pth": .base(),
    "41_protocol4.pth": .base(),
    "64_grey_generator.pth": .other(saying: nil),
    "68_nan.pth": .told("infinite or not a number"),
    "63_published_extra_output.pth": .base(),
    "84_unpacked": .base(saying: "download it once more, or zip the folder again"),
    "81_nvlabs_ada.pkl": .refused("StyleGAN2"),
    "82_rosinality_sg2.pt": .refused("StyleGAN2"),
    "seg/03_six_classes_csv": .told("object 6"),
    "seg/04_151_classes": .refused("begin with \"background\""),
    "seg/17_labels_plain_list": .told("object 6"),
    "seg/18_labels_id2label": .told("object 6"),
    "seg/08_wget_suffix": .told("ADE20K"),
    "seg/09_model_named": .told("ADE20K"),
    "seg/25_optimizer_beside": .told("ADE20K"),
    "png/26_icc_rgb_on_grey.png": .told(""),
    "png/29_srgb_and_iccp.png": .told(""),
    "png/32_chrm_odd.png": .told(""),
    "png/36_ztxt_bad.png": .told(""),
    "png/38_exif.png": .told(""),
    "edit/01_server_request.json": .told(""),
    "edit/03_bare_ablations.json": .told(""),
  ]

  @Test func `every case ends as its manifest says`() throws {
    let folder = References.path("cases")
    let manifest = try Data(contentsOf: URL(filePath: folder + "/manifest.json"))
    let cases = try JSONDecoder().decode([Case].self, from: manifest)
    #expect(Set(cases.map(\.name)) == Set(Self.outcomes.keys))
    let base = try NPY.read(path: folder + "/base_expected.npy").floats
    let program = try Program()
    defer { program.remove() }
    for item in cases {
      guard let outcome = Self.outcomes[item.name] else { continue }
      let array = program.file("out.npy")
      try? FileManager.default.removeItem(atPath: array)
      let arguments = item.command.split(separator: " ").dropFirst().map { word in
        FileManager.default.fileExists(atPath: "\(folder)/\(word)")
          ? "\(folder)/\(word)" : word == "out.npy" ? array : String(word)
      }
      let found = try program.run(arguments)
      let label = Comment(rawValue: "\(item.name): \(found.errors)")
      switch outcome {
      case .refused(let words):
        #expect([65, 66].contains(found.exitCode), label)
        #expect(found.errors.contains(words), label)
      case .told(let words):
        #expect(found.exitCode == 0, label)
        #expect(words.isEmpty || (found.output + found.errors).contains(words), label)
      case .base(let words):
        #expect(found.exitCode == 0, label)
        #expect(isSaid(words, found), label)
        let values = try NPY.read(path: array).floats
        #expect(values.count == base.count && difference(values, base) < 1e-4, label)
      case .other(let words):
        #expect(found.exitCode == 0, label)
        #expect(isSaid(words, found), label)
        let values = try NPY.read(path: array).floats
        #expect(values.count == base.count && difference(values, base) > 1e-2, label)
        #expect(!values.contains { !$0.isFinite }, label)
      }
    }
  }

  @Test func `a dissection refuses activations that are not numbers`() throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.run(
      "dissect",
      "--generator",
      References.path("cases/68_nan.pth"),
      "--layers",
      "layer5",
      "--sample-size",
      "10"
    )
    #expect(outcome.exitCode == 65)
    #expect(outcome.errors.contains("infinite or no numbers"))
  }

  private func isSaid(_ words: String?, _ outcome: Program.Outcome) -> Bool {
    words.map { outcome.errors.contains($0) } ?? outcome.errors.isEmpty
  }

  private func difference(_ one: [Float], _ other: [Float]) -> Float {
    zip(one, other).reduce(0) { ($1.0 - $1.1).isNaN ? .infinity : max($0, abs($1.0 - $1.1)) }
  }
}
