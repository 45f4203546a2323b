extension HelpTopic {
  static let findings = HelpTopic(
    name: "findings",
    summary: "rankings, comparison, the paper's figures, reports, distances",
    text: """
      FINDINGS

      Which units cause a concept: rankings held against each other

        ganscope rankings --layer layer4 --concepts tree,cloud,door,water --complete
            switches the first 20 units of every ranking off (IoU, information
            quality, single-unit effect, ACE as published, ACE on whole scenes) and
            as many random ones, on scenes that no ranking was made on (seed + 2),
            and tells what goes of each concept and what else changes, with 95 %
            intervals. --complete makes the rankings that the store lacks and says
            first what that takes; without it they are left out. The ranking that
            won is what A offers first in the explorer, unless a best set was found
            ('ganscope best', F in the explorer)

      What two layers, networks or checkpoints have in common

        ganscope compare a.pth b.pth@layer4
            concepts, categories, best units. Where both layers have the same
            shapes and other weights, as two checkpoints of one training, each unit
            of the one is paired with one of the other, so that activations on the
            same latents correlate most in all; --no-match leaves that out, --match
            insists, and with --tsv it writes the pairs. A correlation of 0.5 and
            more counts as one unit that stayed itself; two trainings from other
            starts seldom reach it
        In the explorer C or :compare FILE.pth[@LAYER] sets a layer of another
        generator beside the one shown, with the top scenes of both; m lists the
        pairs. It has to be dissected with the same segmenter.

      The paper's figures for a generator of one's own

        ganscope paper --output figures --estimate
        ganscope paper --output figures [--real PICTURES] [--against OTHER.pth]
            layers, single units, successive ablation beside controls and rankings,
            contexts, propagation, artifacts, comparison; index.html joins them,
            with the report of all units. It tells the cost first and goes on when
            stopped

        ganscope report folder
            static pages of dissected layers in the published layout: strips of top
            scenes (N-top, N-orig, N-seg, N-mask), bargraph.svg, dissect.json, and
            what was measured by then: effects, curves, contexts, causal units
            (ranking CONCEPT-ace), best sets

      How far scenes lie from pictures, an edit, or another generator

        ganscope distance --real pictures
            the Fréchet distance of class areas, and that of the features of the
            segmenter's encoder in the mean of all positions. The second is no
            Inception distance: compare figures of one segmenter and one sample
            size only
      """
  )
}
