extension HelpTopic {
  static let directions = HelpTopic(
    name: "directions",
    summary: "ways through latent space: find, measure, walk, combine",
    text: """
      DIRECTIONS

      A direction is a way through the space of latents along which scenes change. A move
      by strength s adds s standard deviations of the scenes along it. Spaces are z, and w
      of a StyleGAN2; a step in w is added after truncation (--psi), to all inputs or to
      those of --inputs, 0 being the coarsest layer's. Steps of several directions add up,
      and units are edited after them.

        ganscope directions find --output w.npz
            principal components of w; exact, always the same. z alone, as progressive
            GANs have it, is equally spread in all directions: its components are chance,
            so take those of a layer
        ganscope directions find --layer layer4 --output layer4.npz
            components of a layer's activations, with the least-squares way back to
            latents (GANSpace). Layers of over 1024 numbers take at most 2,000 scenes
        ganscope directions find --by factorization --inputs 0-5 --output sefa.npz
            closed-form factorisation of the weights that latents meet first (SeFa)
        ganscope directions find --concept tree sky --output areas.npz
            for each concept the direction that changes its area most, by ridge
            regression of the segmenter's areas on latents; held-out R2 is how well the
            model tells areas of the last fifth of the scenes, which it has not seen,
            with a 95 % bootstrap interval: near 0 it knows nothing, 1 is perfect

        ganscope directions list w.npz
        ganscope directions show areas.npz tree --strength 2
            measures the move: each concept's change with a 95 % interval
        ganscope directions name w.npz 3 'open sky'
        ganscope directions edit w.npz 'open sky' --strength 2 --onto trees-off.json
            an EDIT.json for generate, measure, distance and the explorer
        ganscope walk --directions w.npz --direction 3 --samples 0-3 --output strip.png
        ganscope walk --directions w.npz --direction 3 --animate --output walk.png
        ganscope walk --samples 3,7,12 --steps 8 --output way.png

      Files are NumPy archives with GANSpace's names: lat_comp, lat_stdev, lat_mean,
      var_ratio, act_comp, act_mean, act_stdev (not random_stdevs). GANSpace's own files
      are read too: w is taken where its width fits, --space z says otherwise. What
      GANSpace has no name for is JSON in the bytes of 'ganscope'.

      An edit with directions is an object:

        {"version": 1, "interventions": [...], "directions": [{"name": "tree",
         "space": "z", "strength": 2, "deviation": 1, "inputs": [0, 5], "vector": [...]}]}

      where deviation (1) and inputs (all) may be absent.
      """
  )
}
