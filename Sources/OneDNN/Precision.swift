import CKernels
import COneDNN

/// The numbers that a network computes with.
public enum Precision: String, CaseIterable, Hashable, Sendable {
  /// 32 bits; what statistics and exports use.
  case float32
  /// 16 bits with float32's range, sums in float32; offered where the processor computes with it.
  case bfloat16

  /// How many bytes a stored value takes.
  public var byteCount: Int { self == .float32 ? 4 : 2 }

  /// Whether this processor computes with such numbers natively.
  public var isOffered: Bool { self == .float32 || Processor.hasBFloat16 }
}

/// What this processor computes with.
///
/// The variable ONEDNN_MAX_CPU_ISA (AVX2, SSE41) holds oneDNN and this program's own kernels to less
/// than the processor has.
public enum Processor {
  /// The variable that holds everything to an instruction set.
  public static let limitVariable = "ONEDNN_MAX_CPU_ISA"

  /// The instruction set that this program's own kernels run.
  public static var kernelInstructionSet: String {
    switch CKernels_instruction_set() {
    case CKernels_avx512: "AVX-512"
    case CKernels_avx2: "AVX2"
    default: "plain"
    }
  }

  /// The instruction set that oneDNN generates code for.
  public static var instructionSet: String {
    switch dnnl_get_effective_cpu_isa() {
    case dnnl_cpu_isa_sse41: "SSE4.1"
    case dnnl_cpu_isa_avx: "AVX"
    case dnnl_cpu_isa_avx2: "AVX2"
    case dnnl_cpu_isa_avx2_vnni: "AVX2 VNNI"
    case dnnl_cpu_isa_avx512_core: "AVX-512"
    case dnnl_cpu_isa_avx512_core_vnni: "AVX-512 VNNI"
    case dnnl_cpu_isa_avx512_core_bf16: "AVX-512 BF16"
    case dnnl_cpu_isa_avx512_core_amx: "AVX-512 AMX"
    default: "unnamed (\(dnnl_get_effective_cpu_isa().rawValue))"
    }
  }

  /// Whether bfloat16 multiplication is native (avx512_bf16).
  public static var hasBFloat16: Bool {
    dnnl_get_effective_cpu_isa().rawValue & dnnl_cpu_isa_avx512_core_bf16.rawValue
      == dnnl_cpu_isa_avx512_core_bf16.rawValue
  }

  /// Whether bfloat16 matrices are multiplied a tile at a time (AMX), many times as fast as float32.
  public static var hasMatrixTiles: Bool {
    dnnl_get_effective_cpu_isa().rawValue & dnnl_cpu_isa_avx512_core_amx.rawValue
      == dnnl_cpu_isa_avx512_core_amx.rawValue
  }

  /// The version of the oneDNN library that is loaded, as "2.6.3".
  public static var libraryVersion: String {
    guard let version = dnnl_version()?.pointee else { return "unknown" }
    return "\(version.major).\(version.minor).\(version.patch)"
  }
}
