import Reports
import Testing

@Suite struct ReportPageTests {
  private static let hostile = "</script><img src=x onerror='alert(1)'>\"&\u{202E}\u{1B}["

  private func unit(
    _ number: Int,
    _ label: String?,
    _ category: String?,
    matches: Bool = true
  ) -> ReportUnit {
    ReportUnit(
      number: number,
      label: label,
      category: category,
      isInterpretable: matches,
      iou: 0.25,
      iqr: .nan,
      strips: ReportStrips(
        top: "layer/image/\(number)-top.png",
        segmentation: "layer/image/\(number)-seg.png"
      )
    )
  }

  private func page(_ units: [ReportUnit], name: String = "layer") -> ReportPage {
    let layer = ReportLayer(name: name, size: "8x8", scenes: 3, units: units)
    return ReportPage(title: name, facts: [("rule", name)], layers: [layer])
  }

  @Test func `hostile names stay text, in the page and in its graph`() {
    let html = page([unit(0, Self.hostile, Self.hostile)], name: Self.hostile).html
    #expect(!html.contains("<img src=x"))
    #expect(!html.contains("onerror='"))
    #expect(!html.contains("\u{202E}") && !html.contains("\u{1B}"))
    #expect(html.contains("&lt;/script&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&quot;&amp;"))
    // One script of our own, and no tag closed early.
    #expect(html.split(separator: "</script>").count == 2)
  }

  @Test func `nothing is asked of a server`() {
    let html = page([unit(0, "tree", "object")]).html
      .replacing("http://www.w3.org/2000/svg", with: "")
    #expect(!html.contains("http") && !html.contains("url(") && !html.contains("@import"))
    #expect(html.hasPrefix(ReportPage.signature))
  }

  @Test func `bars are grouped by category as published, the most frequent first`() {
    let units = [
      unit(0, "brick", "material"), unit(1, "roof", "part"), unit(2, "tree", "object"),
      unit(3, "sky", "object"), unit(4, "sky", "object"), unit(5, "own", "zebra"),
      unit(6, "door", "object", matches: false), unit(7, nil, nil, matches: false),
    ]
    let groups = ConceptGroup.groups(of: units)
    #expect(groups.map(\.concept) == ["sky", "tree", "roof", "brick", "own"])
    #expect(groups.map(\.count) == [2, 1, 1, 1, 1])
    let svg = BarGraph(groups: groups).svg
    #expect(svg.components("<rect ") == 5)
    #expect(svg.components("#4B4CBF") == 2)
    #expect(svg.components("#55B05B") == 1)
    #expect(svg.components("#50BDAC") == 1)
    #expect(BarGraph(groups: []).svg.isEmpty)
  }

  @Test func `findings are figures and tables, escaped as all text`() {
    let finding = ReportFinding(
      title: Self.hostile,
      picture: "layer/curve-0.svg",
      otherPicture: "layer/curve-0.png",
      rows: [["units", Self.hostile], ["20", "93 %"]],
      remark: Self.hostile
    )
    let layer = ReportLayer(
      name: "layer",
      size: "8x8",
      scenes: 3,
      units: [unit(0, "tree", "object")],
      findings: [finding]
    )
    let html = ReportPage(title: "a", facts: [], layers: [layer]).html
    #expect(html.contains("src=\"layer/curve-0.svg\"") && html.contains("<td>93 %</td>"))
    #expect(!html.contains("<img src=x") && !html.contains("\u{1B}"))
    #expect(html.components("</script>") == 1)
  }

  @Test func `the pictures that there are can be chosen`() {
    let html = page([unit(0, "tree", "object")]).html
    #expect(html.contains("data-segmentation=\"layer/image/0-seg.png\""))
    #expect(html.contains("<option value=\"segmentation\">"))
    #expect(!html.contains("<option value=\"mask\">"))
  }

  @Test func `what is not known is an empty cell`() {
    let html = page([unit(0, "tree", "object")]).html
    #expect(html.contains("<td data-value=\"0.25\">0.25</td><td></td><td></td><td></td>"))
    #expect(!html.contains("nan"))
  }
}

extension String {
  /// How often a part stands in the text.
  fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}
