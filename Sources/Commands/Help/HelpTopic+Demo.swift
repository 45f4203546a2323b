extension HelpTopic {
  static let demo = HelpTopic(
    name: "demo",
    summary: "the worlds that are part of the program, and what to try",
    text: """
      THE DEMO WORLDS

        ganscope                      houses in the country
        ganscope --demo room          living rooms, kitchens and bedrooms
        ganscope --demo room-early    the rooms early in their training
        ganscope --demo room-middle   halfway from there to the end

      In the explorer W goes from one to another. Each is a small progressive GAN
      of 64 by 64 pixels: ten layers of 32 to 128 units, from 4x4 to 64x64.
      Beside them stands one segmenter of unified parsing that knows the concepts
      of both. All were trained from nothing on scenes that programs draw, so that
      every label could be exact; programs, training and measured figures are in
      Sources/DemoWorldTraining of the source code.

      What the segmenter names

        country    sky (cloud, sun), building (wall, roof, door, window, chimney),
                   tree (trunk, crown), mountain (snowcap), grass, path, water,
                   fence; of foliage, brick, plaster, wood, stone, glass, water
        room       wall, floor, ceiling, window (pane), door, curtain, painting,
                   lamp (shade, stand), plant (leaf, pot), carpet, table, chair,
                   sofa, bed, cabinet, stove and their parts; of wood, glass,
                   fabric, metal, tile, plaster, brick, foliage
        both       window, door, wall, wood, glass, plaster, brick, foliage

      What to try

        ganscope                                  a guide leads through the method
        ganscope dissect --layers layer4,layer6   what units stand for
        ganscope sweep --layer layer4             what each of them causes
        ganscope best --concept tree --layers layer4,layer6
                                                  a set that removes it, measured
        ganscope compare country@layer6 room@layer6
                                                  the same concepts' units in both
        ganscope dissect --demo room-early --layers layer4
        ganscope compare room-early@layer4 room@layer4
                                                  how units come to be
        ganscope edit --layer layer6 --concept tree --best 20 --insert 0.99 \\
                      --cells 11:3
        ganscope generate --edit EDIT.json --samples 0-15 --output scenes

      The explorer opens at a scene of seed 1 that shows much, and has the units
      marked that remove one of its things best by measured effect. Part of the
      program, so that it is there at once, is what these commands find in the
      country and in the finished rooms with the usual options: 'dissect' of
      layer4, layer6 and layer8, 'sweep' of layer4 and layer6, and 'best
      --layers layer4,layer6' for tree in the country and curtain in the rooms.
      Everything else is made here, on your machine; a search over more layers or
      for another concept takes minutes. The same commands with --generator and
      the file of a world, from Sources/CDemoWorld/weights, make those results
      again.

      What they cannot show: pictures are soft, and small things (chimney, fence,
      trunk, legs of a chair) are few pixels. The segmenter knows these concepts
      alone, so that beside another generator there is none unless --segmenter
      names one.
      """
  )
}
