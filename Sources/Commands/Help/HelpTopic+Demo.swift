extension HelpTopic {
  static let demo = HelpTopic(
    name: "demo",
    summary: "the world that is part of the program: what it shows, what to try",
    text: """
      THE DEMO WORLD

        ganscope

      Without --generator a small progressive GAN is opened that draws houses in
      the country, 64 by 64 pixels: ten layers of 32 to 128 units, from 4x4 to
      64x64. Beside it stands a segmenter of unified parsing. Both were trained
      from nothing on scenes that a program draws, so that every label could be
      exact; program, training and measured figures are in
      Sources/DemoWorldTraining of the source code.

      What the segmenter names

        objects    sky, building, tree, grass, mountain, path, water, fence
        parts      cloud, sun; wall, roof, door, window, chimney; trunk, crown;
                   snowcap
        materials  foliage, brick, plaster, wood, stone, glass, water

      What to try

        ganscope                                  a guide leads through the method
        ganscope dissect --layers layer4,layer6   what units stand for
        ganscope sweep --layer layer4             what each of them causes
        ganscope best --concept cloud             a set that removes it, measured
        ganscope edit --layer layer6 --concept tree --best 20 --insert 0.99 \\
                      --cells 11:3
        ganscope generate --edit EDIT.json --samples 0-15 --output scenes

      The explorer opens at a scene of seed 1 with a tree, a house and water, and
      has the 20 units of layer4 marked that remove trees best by measured effect.
      All numbers are made here, on your machine; nothing measured is shipped.

      What it cannot show: pictures are soft, small things (chimney, fence, trunk)
      are few pixels, and there is one kind of scene. Its segmenter knows these
      concepts alone, so that beside another generator there is none unless
      --segmenter names one.
      """
  )
}
