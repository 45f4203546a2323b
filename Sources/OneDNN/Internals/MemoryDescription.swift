import COneDNN
import Faults
import Tensors

typealias MemoryDescription = dnnl_memory_desc_t

extension Precision {
  /// oneDNN's name of the stored type.
  var dataType: dnnl_data_type_t { self == .float32 ? dnnl_f32 : dnnl_bf16 }
}

extension dnnl_memory_desc_t {
  /// Describes an array of given extents in a layout, or in whatever layout oneDNN prefers.
  static func make(
    _ extents: [Int],
    type: dnnl_data_type_t,
    tag: dnnl_format_tag_t
  ) throws(Fault) -> dnnl_memory_desc_t {
    var description = dnnl_memory_desc_t()
    try check(
      "dnnl_memory_desc_init_by_tag",
      dnnl_memory_desc_init_by_tag(
        &description,
        CInt(extents.count),
        extents.map { Int64($0) },
        type,
        tag
      ),
      on: "\(extents)"
    )
    return description
  }

  /// Describes feature maps, channels last.
  static func channelsLast(
    _ shape: Shape,
    _ precision: Precision
  ) throws(Fault) -> dnnl_memory_desc_t {
    try make(
      [shape.batch, shape.channels, shape.height, shape.width],
      type: precision.dataType,
      tag: dnnl_nhwc
    )
  }

  /// How many bytes an array of this description takes.
  var byteCount: Int { withUnsafePointer(to: self) { dnnl_memory_desc_get_size($0) } }
}
