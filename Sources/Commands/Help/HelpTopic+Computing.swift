extension HelpTopic {
  static let computing = HelpTopic(
    name: "computing",
    summary: "sizes, parts, quadrants, precision, threads",
    text: """
      HOW IMAGES ARE SEEN AND COMPUTED

      Each is an option of every command, a key of the configuration file (without the
      dashes), and a line of the explorer's settings (O), which can be changed while it
      runs. Results of different choices are kept apart, and what was measured one way
      comes back with it.

        --segmentation-size 256 128
                          sides at which the segmenter sees an image; several are summed
        --downsample 4    image pixels for a pixel of label maps; else 1 in pictures,
                          2 in statistics
        --all-parts       parts of every object that has some; else of sky, building and
                          person, or of the owners that the segmenter's settings name
        --quadrants       each connected object divided in top, bottom, left and right
                          too (tree-t), published as 'quad'
        --parity published
                          make the published code's mistakes too, for comparing with its
                          numbers: with quadrants the last component of each image stays
                          whole; '-' counts as a concept, so that by maxiou it wins nearly
                          every unit; what is called correlation leaves nearly out how
                          batches of five scenes differ, so that counts do not merge
        --precision bfloat16
                          what statistics, exports and scripts compute with: float32
                          (default), bfloat16, or auto, which is bfloat16 where the
                          processor has it (AVX-512 BF16)
        --preview-precision float32
                          what the explorer's screen is computed with, auto by default:
                          bfloat16 where the processor has it, but float32 for the demo
                          world; a PNG exported from there goes by --precision
        --threads 2       threads of a computation; takes effect at the start

      Parts and quadrants need unified parsing; other segmenters refuse them. In the
      configuration file flags are true or false, and --no-quadrants, --no-all-parts win
      over it.
      """
  )

  static let numbers = HelpTopic(
    name: "numbers",
    summary: "what scenes, arrays, labels and effects mean",
    text: """
      WHAT NUMBERS MEAN

      Scenes   Scene n of seed s is row n of NumPy's RandomState(s).standard_normal,
               bit-equal, so that a number names the same picture everywhere.
      Arrays   Raw network output, (batch, channels, height, width), float32; label maps
               are int32.
      Units    A unit's activation is its layer's output after the leaky ReLU and before
               any edit. Its level is the activation over which it counts as active.
      IoU      Pixels where the unit is active and the concept is seen, over pixels where
               either is; over all counted scenes.
      Effects  Mean areas with and without the edit over the same scenes, with a 95 %
               interval of the paired difference (Student's t).
      Counts   Integers, equal to the bit for any number of threads, any interruption and
               any order.
      """
  )
}
