import Interventions
import Segmenters

extension FuzzTarget {
  static let documents = [
    FuzzTarget(name: "edit", seeds: { editSeeds.map { Array($0.utf8) } }) { bytes in
      guard let edit = try? Edit(json: bytes, path: "input") else { return }
      // What was read can be written and read again, and is written the same.
      guard let text = try? edit.json() else { return }
      guard let again = try? Edit(json: Array(text.utf8), path: "input") else {
        preconditionFailure("an edit cannot be read again")
      }
      precondition((try? again.json()) == text)
    },
    FuzzTarget(name: "recipe", seeds: { recipeSeeds.map { Array($0.utf8) } }) { bytes in
      guard let recipe = try? Recipe(json: bytes, path: "input") else { return }
      guard let text = try? recipe.json() else { return }
      precondition((try? Recipe(json: Array(text.utf8), path: "input")) == recipe)
    },
    FuzzTarget(name: "labels", seeds: { labelSeeds.map { Array($0.utf8) } }) { bytes in
      try? LabelsCheck.read(bytes, from: "input")
    },
  ]

  private static let editSeeds = [
    #"[{"ablations":[{"layer":"layer4","unit":3}]}]"#,
    #"{"mask":{"shape":[2,3],"bitbounds":[0,1,2,3],"bitstring":"0110"},"maskpooling":"mean","#
      + #""ablations":[{"layer":"layer4","unit":3,"alpha":0.5,"value":-1.5e1}]}"#,
    #"{"ids":[3],"interventions":[{"ablations":[{"layer":"layer4","unit":3}]}]}"#,
    #"[{"layer":"layer4","unit":3},{"layer":"layer5","unit":0}]"#,
  ]

  private static let recipeSeeds = [
    #"{"recipe":1,"ganscope":"1.0","generator":"ab","segmenter":"cd","seed":1,"scene":7,"#
      + #""layer":"layer4","unit":3,"edit":\#(editSeeds[0])}"#
  ]

  private static let labelSeeds = [
    #"{"object":["-","sky","tree"],"material":["-","wood"],"object_part":{"sky":["-","cloud"]}}"#,
    #"{"labels":[{"name":"a","category":"b"}],"categories":[{"name":"b"}],"#
      + #""imageformat":{"byteorder":"RGB","mean":[0,0,0],"stdev":[1,1,1]}}"#,
  ]
}
