import Faults
import Images
import Tensors

extension RGBImage {
  /// Clamps a raw image of shape (1, 3, height, width): (x + 1) / 2 * 255, truncated.
  init(clamping image: Tensor) {
    let plane = image.shape.planeCount
    var pixels = [UInt8](repeating: 0, count: 3 * plane)
    for channel in 0..<3 {
      for pixel in 0..<plane {
        let value = (image.values[channel * plane + pixel] + 1) / 2 * 255
        pixels[3 * pixel + channel] = UInt8(max(0, min(255, value.isNaN ? 0 : value)))
      }
    }
    self.init(width: image.shape.width, height: image.shape.height, pixels: pixels)
  }
}

struct PictureFile: Sendable {
  func write(to path: String) throws(Fault) {}
}

extension Workbench {
  func picture(for request: ExportRequest) throws(Fault) -> PictureFile {
    throw Fault(.defect, "write a picture", found: "not yet")
  }
}
