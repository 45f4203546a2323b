import Concepts
import Faults

extension ConceptVocabulary {
  /// The concept of a name, and on standard error which one that is where several share it.
  func chosenConcept(_ name: String) throws(Fault) -> Concept {
    let concept = try concept(named: name)
    let others = namesakes(of: concept).map(\.query)
    if !others.isEmpty, name != concept.query {
      complain(
        "'\(displayable(name))' is the \(displayable(concept.category.rawValue)) here; "
          + "for the other write \(alternatives(others.map { displayable($0) }))"
      )
    }
    return concept
  }
}
