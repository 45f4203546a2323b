import Faults

/// Text for HTML and SVG, within elements and quoted attributes; what is not printable is shown as
/// an escape.
func escaped(_ text: String) -> String {
  displayable(text).reduce(into: "") { result, character in
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.append(character)
    }
  }
}
