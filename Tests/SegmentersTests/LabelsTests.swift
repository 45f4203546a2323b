import Faults
import Testing

@testable import Segmenters

@Suite("labels.json and ganscope.json from anywhere")
struct LabelsTests {
  private static let deep = String(repeating: "[", count: 100_000)
  private static let long = String(repeating: "x", count: 201)

  static let refused: [(String, String)] = [
    ("", "no valid JSON, or a number out of range"),
    ("<html>", "no valid JSON, or a number out of range"),
    ("[1, 2", "no valid JSON, or a number out of range"),
    (deep, "no valid JSON, or a number out of range"),
    ("{\"object\": 3}", "something else than a list at 'object'"),
    ("{\"object\": [\"-\", null]}", "null at 'object', entry 1"),
    ("{\"object\": [\"-\", 7]}", "something else than text at 'object', entry 1"),
    ("{\"object\": []}", "the list object does not begin with '-'"),
    ("{\"object\": [\"tree\"]}", "the list object does not begin with '-'"),
    ("{\"object\": [\"-\", \"tree\", \"tree\"]}", "'tree' twice in the list object"),
    ("{\"object\": [\"-\", \"\"]}", "an empty name in the list object"),
    ("{\"material\": [\"-\", \"\(long)\"]}", "a name of 201 characters in the list material"),
    (
      "{\"object\": [\"-\"], \"object_part\": {\"sky\": [\"-\"]}}",
      "'sky' has parts, but is no object"
    ),
    (
      "{\"imageformat\": {\"byteorder\": \"GRB\", \"mean\": [0], \"stdev\": [1]}}",
      "a wrong value at 'imageformat', 'byteorder'"
    ),
    (
      "{\"imageformat\": {\"byteorder\": \"RGB\", \"mean\": [0], \"stdev\": [1]}}",
      "a mean or stdev that is not of three numbers"
    ),
    (
      "{\"imageformat\": {\"byteorder\": \"RGB\", \"mean\": [0,0,0], \"stdev\": [1e-45,1,1]}}",
      "a mean or stdev out of range"
    ),
    (
      "{\"imageformat\": {\"byteorder\": \"RGB\", \"mean\": [3e38,0,0], \"stdev\": [1e-3,1,1]}}",
      "a mean or stdev out of range"
    ),
    (
      "{\"imageformat\": {\"byteorder\": \"RGB\", \"mean\": [0,0,0], \"stdev\": [1,0,1]}}",
      "a mean or stdev out of range"
    ),
  ]

  @Test("A wrong labels.json is refused with the place and the rule", arguments: refused)
  func wrongLabels(text: String, found: String) {
    let fault = #expect(throws: Fault.self) {
      try LabelsDocument.read(Array(text.utf8), from: "there/labels.json")
    }
    #expect(fault?.kind == .refused)
    #expect(fault?.subject == "there/labels.json")
    #expect(fault?.found == found)
  }

  @Test(
    "Tables of classes with other separators, quotes and marks are read",
    arguments: [
      "\u{FEFF}Idx,Ratio,Train,Val,Stuff,Name\n1,0.1,1,1,0,wall;brick\n2,0.1,1,1,0,sky\n",
      "Idx;Ratio;Train;Val;Stuff;Name\n1;0.1;1;1;0;wall\n2;0.1;1;1;0;sky\n",
      "Idx\tName\r\n2\tsky\r\n1\twall\r\n",
      "Name,Idx\n\"wall, brick\",1\nsky,2\n",
      "Idx,Name\n2.0,sky\n1.0,wall\n", "\n,\nName,Idx,\nwall,1,\nsky,2,\n,,\n",
      "Name,Idx\n\"wall;\nof\r\nbricks\",1\n\"sky\",2",
    ]
  )
  func tables(text: String) throws {
    #expect(try ClassTable.names(Array(text.utf8), from: "object2_info.csv") == ["wall", "sky"])
  }

  @Test("A row of a table that ends before the number of its class is refused")
  func shortRow() {
    let fault = #expect(throws: Fault.self) {
      try ClassTable.names(Array("Name,Idx\nwall\nsky,2\n".utf8), from: "object2_info.csv")
    }
    #expect(fault?.found == "1 columns in entry 1")
  }

  @Test(
    "A table whose quotes or numbers are in disorder is refused",
    arguments: [
      "Idx,Name\n1,wall\n2,\"sky\n", "Idx,Name\nx,wall\n1,sky\n", "Idx,Name\n1.5,wall\n2,sky\n",
      "Idx,Name\n2,wall\n2,sky\n", "Idx,Name\n1e99,wall\n2,sky\n", "", "\n,,\n",
    ]
  )
  func disorder(text: String) {
    #expect(throws: Fault.self) {
      try ClassTable.names(Array(text.utf8), from: "object2_info.csv")
    }
  }

  @Test("Of several tables that called after the number of classes is taken")
  func severalTables() {
    let names = ["a.pth", "object150_info.csv", "object6_info.csv"]
    #expect(ClassTable.name(among: names, classes: 6) == "object6_info.csv")
    #expect(ClassTable.name(among: names, classes: 7) == "object150_info.csv")
    #expect(ClassTable.name(among: ["a.csv"], classes: 6) == nil)
  }

  @Test("A labels.json of another form is answered with the form that is wanted")
  func wantedForm() {
    for text in [#"[{"id":0}]"#, #"{"1":"wall"}"#] {
      let fault = #expect(throws: Fault.self) {
        try LabelsDocument.read(Array(text.utf8), from: "labels.json")
      }
      #expect(fault?.advice?.contains(#"["wall", "sky", …]"#) == true)
    }
  }

  @Test("A labels.json of more than 4 MB is refused before it is parsed")
  func tooLarge() {
    let bytes = [UInt8](repeating: 32, count: 4 << 20 | 1)
    let fault = #expect(throws: Fault.self) {
      try LabelsDocument.read(bytes, from: "labels.json")
    }
    #expect(fault?.found == "\(bytes.count)")
  }

  @Test("Control characters in names reach no screen")
  func escapes() {
    let text = "{\"object\": [\"-\", \"\\u001b[2Jtree\", \"\\u001b[2Jtree\"]}"
    let fault = #expect(throws: Fault.self) {
      try LabelsDocument.read(Array(text.utf8), from: "labels.json")
    }
    #expect(fault?.description.contains("\u{1B}") == false)
    #expect(fault?.description.contains("\\u{1B}[2Jtree") == true)
  }

  @Test("Labels in a category that is not listed, or under a mask, are refused")
  func strayLabels() throws {
    for (text, found) in [
      (
        "{\"labels\": [{\"name\": \"red\", \"category\": \"hue\"}], \"categories\": []}",
        "the label 'red' in a category 'hue' that is not listed"
      ),
      (
        """
        {"labels": [{"name": "red", "category": "hue"}],
         "categories": [{"name": "hue", "mask": "car"}]}
        """,
        "a mask on the category 'hue', which is not supported"
      ),
    ] {
      let document = try LabelsDocument.read(Array(text.utf8), from: "labels.json")
      let fault = #expect(throws: Fault.self) {
        try CategoryLabels(document, from: "labels.json")
      }
      #expect(fault?.found == found)
    }
  }

  @Test(
    "Settings out of range or of another type are refused",
    arguments: [
      "{\"segmentation_size\": 0}", "{\"segmentation_size\": 1e9}",
      "{\"segmentation_size\": \"big\"}", "{\"part_owners\": \"tree\"}", "[]",
      "{\"normalisation\": {\"byteorder\": \"RGB\", \"mean\": [], \"stdev\": []}}",
    ]
  )
  func wrongSettings(text: String) {
    let fault = #expect(throws: Fault.self) {
      try SegmenterSettings.read(Array(text.utf8), from: "ganscope.json")
    }
    #expect(fault?.kind == .refused)
  }

  @Test("An owner of parts that the labels do not list is named")
  func unknownOwner() throws {
    let text = "{\"object\": [\"-\", \"sky\"], \"material\": [\"-\"], \"object_part\": {}}"
    let document = try LabelsDocument.read(Array(text.utf8), from: "labels.json")
    let fault = #expect(throws: Fault.self) {
      try document.parsing(owners: ["sky"], from: "labels.json")
    }
    #expect(fault?.subject == "sky")
  }
}
