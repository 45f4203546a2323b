import ArgumentParser
import Commands
import Interventions
import Testing

@Suite struct NumberListTests {
  @Test func `ranges and single numbers keep their order`() {
    #expect(NumberList(argument: "0-3,12,5")?.numbers == [0, 1, 2, 3, 12, 5])
    #expect(NumberList(argument: "7")?.numbers == [7])
  }

  @Test(arguments: [
    "", "a", "3-", "-3", "5-2", "1,,2", "1-2-3", "0-99999999999", "1.5", "+1", "٣", "1000001",
    "0-9223372036854775807", "1,0-9223372036854775806", "9223372036854775807", "0-1000000",
    "0-999999,0", "99999999999999999999",
  ])
  func `nonsense is refused`(text: String) {
    #expect(NumberList(argument: text) == nil)
  }

  @Test func `a refusal says what was expected`() {
    let refusal = #expect(throws: ValidationError.self) { try CellList.parse("9") }
    #expect(refusal?.message.contains("such as 2:3,4:5") == true)
  }

  @Test func `cells are rows and columns`() {
    let cells = CellList(argument: "2:3,4:5")?.cells
    #expect(cells == [GridCell(row: 2, column: 3), GridCell(row: 4, column: 5)])
    #expect(CellList(argument: "2:") == nil)
    #expect(CellList(argument: "2:-3") == nil)
    #expect(CellList(argument: "0:9223372036854775807") == nil)
  }
}
