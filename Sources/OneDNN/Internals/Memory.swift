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

/// Turns a failed oneDNN status into a fault that names the call.
func check(
  _ call: StaticString,
  _ status: dnnl_status_t,
  on subject: @autoclosure () -> String? = nil
) throws(Fault) {
  guard status != dnnl_success else { return }
  let name = String(cString: dnnl_status2str(status))
  throw Fault(
    .defect,
    "run oneDNN's \(call)",
    on: subject(),
    found: "the status \(name)",
    advice: status == dnnl_out_of_memory ? "Free some memory." : nil
  )
}

/// Makes a handle with a oneDNN call that fills a pointer in.
func make<Handle>(
  _ call: StaticString,
  _ body: (inout Handle?) -> dnnl_status_t
) throws(Fault) -> Handle {
  var handle: Handle?
  try check(call, body(&handle))
  guard let handle else { throw Fault(.defect, "run oneDNN's \(call)", found: "no handle") }
  return handle
}
