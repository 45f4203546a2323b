import Explorer
import Faults
import Foundation
import Glibc
import Interventions
import Laboratory
import Tensors
import Testing

@testable import Commands

/// Sessions on the disk, and what others made of them.
@Suite struct SessionFolderTests {
  private let home: String
  private let folder: SessionFolder
  private let model = ModelID(contentHash: "0123456789abcdef0123")

  init() throws {
    home = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    folder = try #require(SessionFolder(environment: ["XDG_STATE_HOME": home]))
  }

  private var path: String { "\(folder.path)/0123456789abcdef.json" }
  private var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
      .filter { $0.hasSuffix(".json") }.sorted()
  }

  private func session(scene: Int) -> SavedSession {
    SavedSession(
      layer: "layer4",
      scene: scene,
      edit: Edit(),
      title: "",
      units: [:],
      marks: [:],
      view: 0,
      ranking: "IoU",
      isReversed: false,
      quantile: 0.5,
      sets: []
    )
  }

  private func put(_ text: String) throws {
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  @Test func `a session is found again, and a fresh one leaves it beside it`() throws {
    defer { try? FileManager.default.removeItem(atPath: home) }
    let files = folder.files(named: nil, isFresh: false)
    #expect(try files.read(model).get() == nil)
    #expect(files.write(session(scene: 3), model) == nil)
    #expect(try files.read(model).get() == session(scene: 3))
    let fresh = folder.files(named: nil, isFresh: true)
    for scene in [4, 5] { #expect(fresh.write(session(scene: scene), model) == nil) }
    #expect(names == ["0123456789abcdef.json", "0123456789abcdef.previous.json"])
    let previous = try String(
      contentsOfFile: "\(folder.path)/0123456789abcdef.previous.json",
      encoding: .utf8
    )
    #expect(previous.contains(#""scene": 3"#) || previous.contains(#""scene":3"#))
    #expect(try files.read(model).get() == session(scene: 5))
  }

  /// Another explorer is another program: here a lock as it holds one.
  @Test func `of two explorers with one session each keeps its own`() throws {
    defer { try? FileManager.default.removeItem(atPath: home) }
    try put(try session(scene: 3).json())
    let lock = open("\(path).lock", O_RDWR | O_CREAT, 0o600)
    #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
    let files = folder.files(named: nil, isFresh: false)
    #expect(try files.read(model).get() == session(scene: 3))
    #expect(files.remark(model)?.contains("--session 2") == true)
    #expect(files.write(session(scene: 4), model) == nil)
    close(lock)
    // What was said stays true when the other one has ended.
    #expect(files.write(session(scene: 5), model) == nil)
    #expect(names == ["0123456789abcdef.2.json", "0123456789abcdef.json"])
    #expect(try files.read(model).get() == session(scene: 3))
    let named = folder.files(named: "2", isFresh: false)
    #expect(try named.read(model).get() == session(scene: 5))
    #expect(named.remark(model) == nil)
  }

  @Test func `what cannot be read is told and kept, and nothing is written over it`() throws {
    defer { try? FileManager.default.removeItem(atPath: home) }
    let files = folder.files(named: nil, isFresh: false)
    var newer = try session(scene: 7).json()
    newer.replace(#""ganscope_session": 1"#, with: #""ganscope_session": 2"#)
    newer.replace(#""ganscope_session":1"#, with: #""ganscope_session":2"#)
    for text in [newer, "{", "", String(repeating: "[", count: 100_000)] {
      try put(text)
      let fault = #expect(throws: Fault.self) { try files.read(model).get() }
      let aside = "\(folder.path)/0123456789abcdef.unread.json"
      #expect(fault?.kind == .refused && fault?.advice == "It is kept as \(aside)")
      #expect(try String(contentsOfFile: aside, encoding: .utf8) == text)
      #expect(try files.read(model).get() == nil)
      #expect(files.write(session(scene: 1), model) == nil)
    }
  }

  @Test func `a session is its owner's alone to read`() throws {
    defer { try? FileManager.default.removeItem(atPath: home) }
    let files = folder.files(named: nil, isFresh: false)
    #expect(files.write(session(scene: 1), model) == nil)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func `nobody waits for a pipe in its place`() throws {
    defer { try? FileManager.default.removeItem(atPath: home) }
    try put("")
    unlink(path)
    #expect(mkfifo(path, 0o600) == 0)
    let files = folder.files(named: nil, isFresh: false)
    #expect(throws: Fault.self) { try files.read(model).get() }
    #expect(files.write(session(scene: 1), model) == nil)
    #expect(try files.read(model).get() == session(scene: 1))
  }
}
