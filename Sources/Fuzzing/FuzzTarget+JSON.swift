import Dissection
import Interventions
import Segmenters
import Tensors

extension FuzzTarget {
  static let documents = [
    FuzzTarget(name: "edit", seeds: { editSeeds.map { Array($0.utf8) } }) { bytes in
      guard let edit = try? Edit(json: bytes, path: "input") else { return }
      for direction in edit.directions { precondition(!direction.summary.isEmpty) }
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
    FuzzTarget(name: "dissection", seeds: { dissectionSeeds.map { Array($0.utf8) } }) { bytes in
      guard let found = try? PublishedDissection(bytes, from: "input/dissect.json") else { return }
      let layers = (1...3).map {
        LayerDescription(name: LayerName("layer\($0)"), units: 4, height: 4, width: 4)
      }
      let theirs = TheirUnits(found, name: "input", layers: layers, generator: "ab")
      for layer in theirs.layers {
        for ranking in theirs.rankingNames(of: layer) {
          for unit in 0..<4 where theirs.unit(unit, of: layer) != nil {
            precondition(theirs.score(unit, of: layer, in: ranking) != nil)
          }
        }
      }
    },
    FuzzTarget(name: "labels", seeds: { labelSeeds.map { Array($0.utf8) } }) { bytes in
      try? LabelsCheck.read(bytes, from: "input")
    },
    FuzzTarget(name: "class-table", seeds: { tableSeeds.map { Array($0.utf8) } }) { bytes in
      try? LabelsCheck.read(bytes, from: "input.csv")
    },
    FuzzTarget(name: "config", seeds: { configurationSeeds.map { Array($0.utf8) } }) { bytes in
      try? ConfigurationCheck.read(configuration: bytes, from: "input")
    },
    FuzzTarget(name: "processor", seeds: { processorSeeds.map { Array($0.utf8) } }) { bytes in
      try? ConfigurationCheck.read(processor: bytes, from: "input")
    },
    FuzzTarget(name: "settings", seeds: { [Array(settingsSeed.utf8)] }) { bytes in
      try? ConfigurationCheck.read(settings: bytes, from: "input")
    },
  ]

  private static let settingsSeed =
    #"{"name":"a","segmentation_size":256,"part_owners":["sky"],"normalisation":{"#
    + #""byteorder":"BGR","mean":[0.4,0.4,0.4],"stdev":[0.2,0.2,0.2]}}"#

  private static let editSeeds = [
    #"[{"ablations":[{"layer":"layer4","unit":3}]}]"#,
    #"{"mask":{"shape":[2,3],"bitbounds":[0,1,2,3],"bitstring":"0110"},"maskpooling":"mean","#
      + #""ablations":[{"layer":"layer4","unit":3,"alpha":0.5,"value":-1.5e1}]}"#,
    #"{"ids":[3],"interventions":[{"ablations":[{"layer":"layer4","unit":3}]}]}"#,
    #"[{"layer":"layer4","unit":3},{"layer":"layer5","unit":0}]"#,
    #"{"version":1,"interventions":[],"directions":[{"name":"tree","space":"w","strength":-2.5,"#
      + #""deviation":1.25,"inputs":[0,5],"vector":[0.5,-1e-3,2]}]}"#,
  ]

  private static let dissectionSeeds = [
    #"{"netname":"church","quantile_threshold":"iqr","settings":{"generator":"ab"},"layers":["#
      + #"{"layer":"layer1","units":[{"unit":0,"interp":true,"level":1.5,"iou":0.2,"#
      + #""iou_iqr":0.1,"iou_label":"tree","iou_cat":"object","top":[{"imgnum":3,"maxact":2}]},"#
      + #"{"unit":1,"iou":0}],"rankings":[{"name":"tree-iou","score":[-0.2,0]}]}]}"#,
    #"{"quantile_threshold":0.005,"layers":[{"layer":"layer2","units":[{"unit":3}]}]}"#,
  ]

  private static let recipeSeeds = [
    #"{"recipe":1,"ganscope":"1.0","generator":"ab","segmenter":"cd","seed":1,"scene":7,"#
      + #""layer":"layer4","unit":3,"edit":\#(editSeeds[0])}"#
  ]

  private static let labelSeeds = [
    #"{"object":["-","sky","tree"],"material":["-","wood"],"object_part":{"sky":["-","cloud"]}}"#,
    #"{"labels":[{"name":"a","category":"b"}],"categories":[{"name":"b"}],"#
      + #""imageformat":{"byteorder":"RGB","mean":[0,0,0],"stdev":[1,1,1]}}"#,
    #"["wall","sky","sky"]"#, #"{"0":"wall","1":"sky"}"#, #"{"id2label":{"0":"wall"}}"#,
  ]

  private static let tableSeeds = [
    "Idx,Ratio,Train,Val,Stuff,Name\n1,0.1,10,5,1,wall\n2,0.1,10,5,0,\"building;edifice\"\n",
    "Idx\tRatio\tName\n1\t0.1\twall, brick\n2\t0.2\tsky\n",
    "Name,Idx\n\"sky;\nthe \"\"sky\"\"\",2.0\nwall,1\n",
  ]

  private static let configurationSeeds = [
    #"{"model_type":"segformer","hidden_act":"gelu","num_attention_heads":[1,2,4,8],"#
      + #""strides":[4,2,2,2],"hidden_sizes":[16,32,40,64],"depths":[1,1,1,1],"sr_ratios":[8,4,2,1],"#
      + #""patch_sizes":[7,3,3,3],"decoder_hidden_size":48,"id2label":{"0":"wall","1":"wall"}}"#,
    "{}",
  ]

  private static let processorSeeds = [
    #"{"do_resize":true,"size":{"height":512,"width":512},"do_rescale":true,"#
      + #""rescale_factor":0.00392156862745098,"do_normalize":true,"#
      + #""image_mean":[0.485,0.456,0.406],"image_std":[0.229,0.224,0.225]}"#,
    #"{"size":512,"do_normalize":false}"#,
    #"{"size":{"shortest_edge":512},"resample":3,"image_mean":0.5,"do_flip_channel_order":true}"#,
    #"{"size":[512,512],"do_center_crop":true}"#,
  ]
}
