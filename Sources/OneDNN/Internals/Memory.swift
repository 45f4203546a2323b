import COneDNN
import Faults

/// A oneDNN memory handle, which refers to bytes that something else owns.
struct Memory: ~Copyable {
  let handle: dnnl_memory_t

  init(_ description: MemoryDescription, on session: Session) throws(Fault) {
    var description = description
    handle = try make("dnnl_memory_create") {
      dnnl_memory_create(&$0, &description, session.engine, nil)
    }
  }

  /// Points the handle at other bytes, which must stay alive while a primitive uses them.
  func point(to bytes: UnsafeMutableRawPointer?) throws(Fault) {
    try check("dnnl_memory_set_data_handle", dnnl_memory_set_data_handle(handle, bytes))
  }

  deinit { dnnl_memory_destroy(handle) }
}
