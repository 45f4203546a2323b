import Faults
import Foundation
import Images
import TestSupport
import Testing

@Suite struct PNGTests {
  let checkers = RGBImage(
    width: 3,
    height: 2,
    pixels: [255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3, 254, 253, 252, 128, 128, 128]
  )

  @Test func `pixels and texts survive a round trip`() throws {
    let texts = [
      PNGText(keyword: "ganscope", text: "{\"layer\": \"layer4\", \"baum\": \"木\"}"),
      PNGText(keyword: "Software", text: ""),
    ]
    let picture = try PNG.decode(PNG.encode(checkers, texts: texts), named: "x.png")
    #expect(picture.image == checkers)
    #expect(picture.texts == texts)
    #expect(picture.text("ganscope") == texts[0].text)
    #expect(picture.opacity == Array(repeating: 255, count: 6))
  }

  @Test func `an animation is a picture to others, and its frames follow in order`() throws {
    var second = checkers
    second.pixels[0] = 7
    let bytes = try PNG.encode(frames: [checkers, second, checkers], milliseconds: 40)
    #expect(try PNG.decode(bytes, named: "film.png").image == checkers)
    var (types, numbers, place) = ([String](), [Int](), 8)
    func big(_ start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    while place < bytes.count {
      let type = String(decoding: bytes[place + 4..<place + 8], as: UTF8.self)
      types.append(type)
      if type == "fcTL" || type == "fdAT" { numbers.append(big(place + 8)) }
      if type == "acTL" { #expect(big(place + 8) == 3 && big(place + 12) == 0) }
      place += 12 + big(place)
    }
    #expect(types.filter { $0 == "fcTL" }.count == 3 && types.last == "IEND")
    #expect(numbers == Array(numbers.indices))
    let small = RGBImage(width: 1, height: 1, filledWith: [0, 0, 0])
    #expect(throws: Fault.self) { try PNG.encode(frames: [checkers, small], milliseconds: 40) }
    #expect(throws: Fault.self) { try PNG.encode(frames: [], milliseconds: 40) }
  }

  @Test func `every cut and every flipped byte is a refusal or the same picture`() throws {
    let bytes = try PNG.encode(checkers, texts: [PNGText(keyword: "a", text: "b")])
    for end in bytes.indices {
      #expect(throws: Fault.self) { try PNG.decode(Array(bytes[..<end]), named: "cut") }
    }
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 0x55
      guard let picture = try? PNG.decode(damaged, named: "flipped") else { continue }
      #expect(picture.image == checkers)
    }
  }

  @Test func `a text chunk in Latin-1 is read as what it says`() throws {
    let text = PNGText(keyword: "Titel", text: "cafe")
    var bytes = try PNG.encode(checkers, texts: [text])
    // tEXt "Titel", NUL, "caf\u{E9}" in front of IEND, its sum by the CRC-32 of the PNG standard.
    let body = Array("tEXtTitel".utf8) + [0] + Array("caf".utf8) + [0xE9]
    var sum = UInt32.max
    for byte in body {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    sum = ~sum
    let chunk =
      [0, 0, 0, UInt8(body.count - 4)] + body
      + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) }
    bytes.insert(contentsOf: chunk, at: bytes.count - 12)
    let picture = try PNG.decode(bytes, named: "x.png")
    #expect(picture.texts == [text, PNGText(keyword: "Titel", text: "caf\u{E9}")])
  }

  @Test func `bytes after the end are refused`() throws {
    let bytes = try PNG.encode(checkers) + [0]
    let fault = #expect(throws: Fault.self) { try PNG.decode(bytes, named: "x.png") }
    #expect(fault?.kind == .refused)
  }

  struct Case: Decodable {
    let fmt: String
    let file: String
    let expect: String
  }

  static func corpus() throws -> [Case] {
    let manifest = URL(filePath: References.path("malformed/manifest.json"))
    return try JSONDecoder().decode([Case].self, from: Data(contentsOf: manifest))
      .filter { $0.fmt == "png" }
  }

  @Test(.enabled(if: References.run(with: "malformed")))
  func `hostile files are treated as their manifest says`() throws {
    let corpus = try Self.corpus()
    #expect(corpus.count > 20)
    for entry in corpus {
      let path = References.path("malformed/" + entry.file)
      let accepted = (try? PNG.read(path: path)) != nil
      if entry.expect == "accept" {
        #expect(accepted, "\(entry.file)")
      } else if !entry.expect.contains("ignore") {
        #expect(!accepted, "\(entry.file)")
      }
    }
  }
}
