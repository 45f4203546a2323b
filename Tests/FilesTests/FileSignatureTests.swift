import Faults
import Files
import Testing

@Suite struct FileSignatureTests {
  @Test(
    arguments: [
      ("", .empty), (" \n{\"a\": 1}", .json), ("[]", .json), ("PK\u{3}\u{4}", .checkpoint),
      ("version https://git-lfs.github.com/spec/v1", .pointer), ("\n<!DOCTYPE html>", .webPage),
      ("%PDF-1.7", .other("a PDF document")), ("hello", .text),
      ("\u{FEFF}{}", .json), (String(repeating: "é", count: 400), .text), ("a\u{1B}[2J", .unknown),
      ("P6\n16 16\n255\n", .other("a portable pixmap")),
      ("\0\0\0\u{18}ftypavis\0\0\0\0", .other("an AVIF image")),
      ("\0\0\0\u{18}ftypheix\0\0\0\0", .other("a HEIF image")),
      ("\0\0\0\u{0C}JXL \r\n\u{7}\n", .other("a JPEG XL image")),
      ("II+\0\u{8}\0\0\0", .other("a TIFF image")),
      ("RIFF\0\0\0\0WEBPVP8 ", .other("a WebP image")),
      ("<svg xmlns=\"x\">", .other("an SVG drawing")),
    ] as [(String, FileSignature)]
  )
  func `files are known by their first bytes`(text: String, signature: FileSignature) {
    #expect(FileSignature(head: Array(text.utf8)) == signature)
  }

  @Test func `safetensors begin with a length`() {
    #expect(FileSignature(head: [2, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D]) == .checkpoint)
  }

  @Test(
    arguments: [
      ([], ""), (["a"], "'a'"), (["a", "b"], "'a' or 'b'"), (["a", "b", "c"], "'a', 'b' or 'c'"),
    ] as [([String], String)]
  )
  func `alternatives read as people say them`(words: [String], text: String) {
    #expect(alternatives(words) == text)
  }
}
