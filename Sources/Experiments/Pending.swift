import Faults

struct PictureFile: Sendable {
  func write(to path: String) throws(Fault) {}
}

extension Workbench {
  func picture(for request: ExportRequest) throws(Fault) -> PictureFile {
    throw Fault(.defect, "write a picture", found: "not yet")
  }
}
