extension HelpTopic {
  static let networks = HelpTopic(
    name: "networks",
    summary: "which generators are read, and from which files",
    text: """
      GENERATORS

        ganscope explore --generator church.pth --segmenter upp-resnet50-upernet/

      Progressive GANs of 8 to 1024 pixels and any width, in the layouts of gandissect (both
      releases), genforce and SeFa, HiGAN and InterFaceGAN, pytorch_GAN_zoo, mmgeneration,
      akanimax (both), a widespread tutorial, NVIDIA's TensorFlow pickle, and the ablation
      study of 'ganseeing'. StyleGAN2 of rosinality, of NVIDIA's ADA pickle (conditional
      ones too) and of genforce: --psi and --cutoff truncate, --noise none leaves noise out,
      --label chooses a class. Styles (LAYER.style) have one value a channel and scene: they
      are edited, swept, measured and put on curves as units are, but have no place in the
      image to be dissected by. In the explorer ':psi 0.7', ':noise none|constant|seed N'
      and ':style LAYER N VALUE' do the same while it runs; results of each way are stored
      apart. .pth (the zip format and the one before PyTorch 1.6), .pkl, .safetensors
      (also in pieces with an index).

      Among several networks in a file the averaged one is taken and named; --weights KEY
      takes another ('decoder' in files of pSp and e4e). Averaged weights inside a list or an
      object of a class of somebody's own are not read, and said to be passed over. Sparse,
      complex, quantised and empty tensors are refused. What a file cannot say is asked for
      (--layout) or refused; what may be meant otherwise (a label's width in z, a blend,
      factors, values that are not numbers) is said on standard error, in the explorer and
      by 'inspect'.

        ganscope inspect FILE...

      says what a file is, what in it is taken and what is passed over, or why it is
      refused. Nothing in a checkpoint is ever executed: pickles are read as data.

      Without --generator the demo world is opened, which is part of the program.
      Without a segmenter (--segmenter none) units go by number and activation, and
      nothing is labelled.

      Nothing long starts by itself: the explorer finds out what a dissection of your
      networks costs here and asks. Scenes, heatmaps and edits work before it.
      """
  )

  static let segmenters = HelpTopic(
    name: "segmenters",
    summary: "which segmenters are read; their names and settings",
    text: """
      SEGMENTERS

      A directory with an encoder and a decoder: unified parsing (UPerNet, with its
      labels.json) or ADE20K networks of semantic-segmentation-pytorch
      (mobilenetv2dilated with c1_deepsup, resnet18dilated and resnet50dilated with
      ppm_deepsup, resnet50 and resnet101 with upernet, hrnetv2 with c1). Or one file that
      is the whole network: SegFormer b0 to b5 (a Hugging Face directory), torchvision's
      DeepLabV3, FCN and LRASPP, BiSeNet for faces. What lies there is found out from names
      and tensors. 'ganscope inspect DIR' says what was found: networks, heads, names,
      owners of parts, size.

      A directory of such directories, one of unified parsing and others with categories
      (colours, say), is one segmenter.

      Beside the weights may lie

        labels.json    The classes in the order of the network's outputs. Unified parsing
                       has "object", "material" and "object_part", lists that begin with
                       "-". Any other network may have
                         {"labels": [{"name": "wall", "category": "object"}, ...],
                          "categories": [{"name": "object"}]}
                       with one name for each output; each category is a channel of label
                       maps with an argmax of its own. A bare list of names, {"0": "wall",
                       ...} or "id2label" are one category of objects. Without it the names
                       are those of config.json, or belong to the program: ADE20K's 150,
                       Pascal VOC's 21, the faces' 19.
        objectN_info.csv
                       A table of the N classes with columns Idx and Name, as data sets of
                       ADE20K's form have it; the first of several synonyms counts.
        preprocessor_config.json
                       How images are seen: size, mean, deviation, order of channels. A
                       cut to the middle and filters other than bilinear are not made, and
                       that is said.
        ganscope.json  Every key optional: "name"; "segmentation_size", at which images
                       are seen; "part_owners", the objects whose parts are told;
                       "normalisation" with "byteorder" (RGB or BGR), "mean" and "stdev"
                       for values from 0 to 1.
      """
  )
}
