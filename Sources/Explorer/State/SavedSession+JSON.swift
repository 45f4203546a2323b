public import Faults
import Interventions
import JSONText
import Tensors

extension SavedSession {
  /// The session as JSON; the edit is in its published form.
  ///
  /// - Throws: `Fault` if the edit cannot be written.
  public func json() throws(Fault) -> String {
    JSONValue.object([
      ("ganscope_session", .integer(Self.version)), ("layer", .string(layer.rawValue)),
      ("scene", .integer(scene)), ("title", .string(title)), ("edit", .string(try edit.json())),
      ("units", Self.object(units) { .integer($0) }),
      ("marks", Self.object(marks) { .array($0.sorted().map(JSONValue.integer)) }),
      ("view", .integer(view)), ("ranking", .string(ranking)), ("reversed", .bool(isReversed)),
      ("quantile", .double(quantile)),
      ("levels", Self.object(levels) { Self.object($0) { .integer($0) } }),
      ("notes", Self.object(notes) { Self.object($0) { .string($0) } }),
      (
        "other",
        try other.map { (kept) throws(Fault) in
          .object([("title", .string(kept.title)), ("edit", .string(try kept.edit.json()))])
        } ?? .null
      ),
      ("work", .array(try Self.map(work) { (job) throws(Fault) in try Self.json(of: job) })),
      (
        "sets",
        .array(
          sets.map {
            .object([
              ("name", .string($0.name)), ("layer", .string($0.layer.rawValue)),
              ("units", .array($0.units.map(JSONValue.integer))), ("remark", .string($0.remark)),
            ])
          }
        )
      ),
    ]).text() + "\n"
  }

  private static let version = 1

  private static func object<Value>(
    _ values: [LayerName: Value],
    _ json: (Value) -> JSONValue
  ) -> JSONValue {
    .object(
      values.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key.rawValue, json($0.value)) }
    )
  }

  private static func object<Value>(
    _ units: [Int: Value],
    _ json: (Value) -> JSONValue
  ) -> JSONValue {
    .object(units.sorted { $0.key < $1.key }.map { ("\($0.key)", json($0.value)) })
  }

  private static func map<Element>(
    _ elements: [Element],
    _ body: (Element) throws(Fault) -> JSONValue
  ) throws(Fault) -> [JSONValue] {
    var values: [JSONValue] = []
    for element in elements { values.append(try body(element)) }
    return values
  }

  private static func json(of job: SavedWork) throws(Fault) -> JSONValue {
    .object([
      ("kind", .string(job.kind.rawValue)), ("title", .string(job.title)),
      ("layers", .array(job.layers.map { .string($0.rawValue) })),
      ("edit", .string(try job.edit.json())), ("baseline", .string(try job.baseline.json())),
      ("scenes", .integer(job.scenes)), ("done", .integer(job.done)),
      ("total", .integer(job.total)),
    ])
  }

  private struct Document: Decodable {
    struct Kept: Decodable {
      let title: String
      let edit: String
    }

    struct Work: Decodable {
      let kind: SavedWork.Kind
      let title: String
      let layers: [String]
      let edit: String
      let baseline: String
      let scenes: Int
      let done: Int
      let total: Int
    }

    struct Units: Decodable {
      let name: String
      let layer: String
      let units: [Int]
      let remark: String?
    }

    let ganscope_session: Int
    let layer: String
    let scene: Int
    let title: String
    let edit: String
    let units: [String: Int]
    let marks: [String: [Int]]
    let view: Int
    let ranking: String
    let reversed: Bool
    let quantile: Double
    let sets: [Units]
    let levels: [String: [Int: Int]]?
    // Sessions of earlier versions have none of these.
    let notes: [String: [Int: String]]?
    let other: Kept?
    let work: [Work]?
  }

  /// Reads a session.
  ///
  /// - Throws: `Fault` of kind refused that says what is wrong with the file.
  public init(json bytes: [UInt8], path: String) throws(Fault) {
    let document = try JSONText.decode(
      Document.self,
      bytes,
      from: path,
      to: "read the session",
      limit: 32 << 20
    )
    guard document.ganscope_session == Self.version else {
      throw Fault(
        .refused,
        "read the session",
        on: path,
        expected: "one of version \(Self.version)",
        found: "version \(document.ganscope_session)"
      )
    }
    func named<Value>(_ values: [String: Value]) -> [LayerName: Value] {
      Dictionary(uniqueKeysWithValues: values.map { (LayerName($0.key), $0.value) })
    }
    var work: [SavedWork] = []
    for job in document.work ?? [] {
      work.append(
        SavedWork(
          kind: job.kind,
          title: job.title,
          layers: job.layers.map { LayerName($0) },
          edit: try Edit(json: Array(job.edit.utf8), path: path),
          baseline: try Edit(json: Array(job.baseline.utf8), path: path),
          scenes: job.scenes,
          done: job.done,
          total: job.total
        )
      )
    }
    var other: SavedEdit?
    if let kept = document.other {
      other = SavedEdit(edit: try Edit(json: Array(kept.edit.utf8), path: path), title: kept.title)
    }
    self.init(
      layer: LayerName(document.layer),
      scene: document.scene,
      edit: try Edit(json: Array(document.edit.utf8), path: path),
      title: document.title,
      units: named(document.units),
      marks: named(document.marks.mapValues(Set.init)),
      view: document.view,
      ranking: document.ranking,
      isReversed: document.reversed,
      quantile: document.quantile,
      sets: document.sets.map {
        NamedSet(
          name: $0.name,
          layer: LayerName($0.layer),
          units: $0.units,
          remark: $0.remark ?? ""
        )
      },
      levels: named(document.levels ?? [:]),
      notes: named(document.notes ?? [:]),
      other: other,
      work: work
    )
  }
}
