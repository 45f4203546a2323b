/// The colours of the screen, by what they are for.
///
/// The keys are those of btop's theme files, so that themes people have work here; a few keys of
/// our own may follow and are derived where they are absent.
public struct Theme: Sendable, Hashable {
  /// The theme's name, for `doctor` and the screen.
  public var name: String
  var inks: [Role: Ink]
  var gradients: [Gradient: [RGBColor]]

  /// What a colour is for; the raw value is the key in a theme file.
  public enum Role: String, CaseIterable, Sendable {
    /// The background everywhere; empty in a file for the terminal's own.
    case background = "main_bg"
    /// Ordinary text.
    case text = "main_fg"
    /// Titles of boxes and headings of columns.
    case title
    /// Keys in footers and help, matches of a search.
    case highlight = "hi_fg"
    /// The background and the text of the line under the cursor.
    case selectedBackground = "selected_bg"
    case selectedText = "selected_fg"
    /// What is disabled, absent or of less weight.
    case inactive = "inactive_fg"
    /// Captions and units of measure beside figures.
    case caption = "graph_text"
    /// The empty part of bars.
    case meterBackground = "meter_bg"
    /// Marked units and running jobs.
    case accent = "proc_misc"
    /// The boxes: layers, units, scene, details; and lines that divide them.
    case layersBox = "cpu_box"
    case unitsBox = "mem_box"
    case sceneBox = "net_box"
    case detailsBox = "proc_box"
    case divider = "div_line"
    /// Messages.
    case success, warning, error
    /// A concept's area that grew or shrank by an edit.
    case gain, loss
    /// The categories of concepts.
    case objectCategory = "category_object"
    case partCategory = "category_part"
    case materialCategory = "category_material"
    case colorCategory = "category_color"
    case sceneCategory = "category_scene"
    /// The line of a unit's level over a heatmap.
    case contour
  }

  /// A run of colours; the raw value is the stem of the keys `_start`, `_mid` and `_end`.
  public enum Gradient: String, CaseIterable, Sendable {
    /// IoU bars.
    case iou = "cpu"
    /// Effect bars.
    case effect = "process"
    /// Progress bars.
    case progress = "used"
    /// From harmless to alarming: memory, time left.
    case severity = "temp"
  }

  /// The ink of a role.
  public subscript(role: Role) -> Ink { inks[role] ?? .terminalDefault }

  /// Text of a role on the theme's background.
  public func style(_ role: Role, _ attributes: TextAttributes = []) -> Style {
    Style(self[role], on: self[.background], attributes)
  }

  /// The line under the cursor; where colours are few the screen shows it in reverse video.
  public var selection: Style {
    Style(self[.selectedText], on: self[.selectedBackground], [.selection])
  }

  /// The colour of a gradient at a place from 0 (start) to 1 (end).
  public func color(_ gradient: Gradient, at place: Double) -> RGBColor {
    let stops = gradients[gradient] ?? []
    guard let first = stops.first, let last = stops.last else {
      return RGBColor(red: 128, green: 128, blue: 128)
    }
    guard place.isFinite, place > 0 else { return first }
    guard place < 1, stops.count > 1 else { return last }
    let position = place * Double(stops.count - 1)
    let index = Int(position)
    return stops[index].mixed(with: stops[index + 1], share: position - Double(index))
  }

  /// The colours of a gradient in equal steps.
  public func colors(_ gradient: Gradient, steps: Int) -> [RGBColor] {
    (0..<max(0, steps)).map { color(gradient, at: Double($0) / Double(max(1, steps - 1))) }
  }
}
