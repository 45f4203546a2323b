import Layers
import OneDNN

/// What an edit makes of a trace's values, from the first edited layer on.
struct EditedValues {
  /// The edit.
  let plan: EditPlan
  /// Values that differ from the plain ones, layers' outputs before their own edit.
  var values: [Slot: FeatureMaps] = [:]
  /// Where they differ.
  var places: [Slot: Window] = [:]
  /// Edited layers' outputs after their edit.
  var outputs: [Slot: FeatureMaps] = [:]

  init(_ plan: EditPlan) { self.plan = plan }

  var byteCount: Int {
    values.values.reduce(0) { $0 + $1.byteCount } + outputs.values.reduce(0) { $0 + $1.byteCount }
  }
}
