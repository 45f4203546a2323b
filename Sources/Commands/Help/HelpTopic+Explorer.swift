extension HelpTopic {
  static let explorer = HelpTopic(
    name: "explorer",
    summary: "what the screen can do beyond browsing, key by key",
    text: """
      THE EXPLORER

      'ganscope' opens it. ? there lists every key, opens where you are, and / in it
      searches; : takes words, also those by which the configuration names actions, and
      Tab completes them.

      THE LEVEL OF A UNIT (L, :level)
        A unit counts as active above its level. L shows IoU and information quality
        ratio at all 100 levels for its best concepts, and how its activations are
        spread over all places and over those of each concept. Left and right move the
        level; the contour, the label and its figures follow at once, from counts that
        are kept, without another pass. 5 and 9 go to the fixed quantiles 0.995 and
        0.99, r to the rule's level, Enter keeps a level of your own, also for
        the next session, Esc gives it back. Own levels are drawn in another colour.

      PAINTING (B, :brush CONCEPT)
        Choose a concept, then drag over the scene: the left button draws it, the right
        one removes it, d or Tab exchanges them. Without a mouse the arrows move the
        brush and Space paints. + and - change its size, ] and [ how strong it draws, f
        fills the thing under it ("this tree"), r paints a rectangle from one r to the
        next, e is an eraser for what was painted. Every stroke is a step that u takes
        back and E lists. Esc lays the brush down.

      SETS AND NOTES (:set NAME, :mark NAME, :note TEXT)
        :set gives the marked units, or those of the edit, a name, which :mark, :ablate,
        :insert and :brush know. :note keeps a line on the unit under the cursor. Both
        come back with the session.

      WHAT AN EDIT CHANGES (T, m)
        Areas and their changes are in % of the picture's pixels, effects in % of the
        concept's own area: at -100 % all of it goes. m measures an edit over many
        scenes, with 95 % intervals; Tab in T shows them as bars.

      CONCEPTS BY LAYERS (8)
        The arrows move in the table, Enter or a click goes to the units of that layer,
        ranked by that concept. In 7 a click on a bar does the same.

      WHAT UNITS CAUSE (F)
        The questions are about the marked units, else those of the edit, else the one
        under the cursor; left and right choose the concept. How long the answer to the
        question chosen takes here is told beside it. By word: :curve, :map,
        :contexts, :propagation, :lineage, :best, each with a concept if you like.
        curve        how much of a concept goes or appears, unit by unit, beside the
                     order by IoU (and by effect, where M measured it), random units and
                     exchanged activations, with 95 % intervals. Left and right read a
                     point, Enter makes its edit, Tab shows the damage to the rest.
        map          where the concept can go in the scene on the screen, cell by cell.
                     It fills in while you look; Enter inserts the units at the cursor.
                     n goes to the next scene and its map.
        contexts     the same over many scenes, by what was there.
        propagation  how much of an insertion arrives in each later layer, where the
                     concept appeared and where it did not.
        lineage      which units of the layer before feed a unit; right walks to one of
                     them, left walks back.
        These are jobs: t shows them, x stops one and keeps what was measured, r goes on
        with it, + takes twice as many scenes. What is shown of a job that is not done
        says how far it is.

      COMPARING (C, :compare LAYER, RULE or FILE)
        Two layers, two rules, another generator's file, or a dissect.json: units for
        each concept, the best unit's IoU, what one side alone has (d), and the top
        scenes of the best units of both. Enter goes to the unit of the chosen side. m
        lists the units of two networks that do the same ('ganscope help findings').

      COPYING ACTIVATIONS (c, then y and P)
        While cells are chosen, y copies the activations of the marked units from the
        chosen cells, and P puts them around the cursor, in this scene or another one.
        It is an edit like any other.

      ARTIFACTS BY HAND (R, :judge)
        The scenes that activate a unit most; g calls them good, b bad, and the next
        unit that nobody judged follows. x switches the bad ones off as an edit.
        'ganscope artifacts' lists the judgements and writes them as JSON or EDIT.json.

      THE EDIT, STEP BY STEP (E, H)
        E lists the edit unit by unit, with what each does alone to the concept that
        the edit is about, in % of its area: in this scene, and over the scenes of a
        sweep (M). Space leaves one out, left and right move the level of its
        intervention, from off to the highest quantile, and the scene follows. H lists
        the steps of the edit, each with its picture; Enter goes back to one, and u and
        U go on from there.

      ONE EDIT AGAINST ANOTHER (Y, y, X)
        Y keeps the present edit as B. y shows the present one (A) and B beside each
        other with the difference, in any scene; y again wipes from one to the other
        (< and > or a drag move the border), and once more shows them in turn. X swaps
        them. 3 does the same for before and after. m measures there how the areas under
        both differ, with the interval of the difference; 'ganscope measure --edit A.json
        --against B.json' does the same.

      AREAS AND SEGMENTATIONS (5, 5 z)
        Areas are told by category: a place is an object, perhaps a part of one, and of
        some material. Where the same name is an object and a part (a wall, a window or a
        door on a building), it counts as both, so that the objects of such a segmenter
        add up to more than 100 %. The large segmentation has a legend; 5 again shows the
        next kind of labels.

      COLOURS (--color MODE, O, :color MODE)
        truecolor, 256, 16 or none; auto is what the terminal is found to show.
        :picture-colors nearest or mixed says how pictures are brought to few colours.

      PICTURES (--pictures MODE, O, :pictures MODE)
        auto asks the terminal once, over SSH too, and shows scenes as images where it
        says that it takes them: by kitty's protocol, iTerm2's or as sixels, in this
        order. Else, and always inside tmux and GNU screen, which do not keep images in
        their place, pictures are half blocks: two pixels a cell, each of its own
        colour. quadrants and sextants have four and six pixels a cell in the two
        colours that fit them best: sharper edges, and a font that has the characters.
        kitty, iterm and sixel are used without asking (sixel, in a tmux that says that
        it shows them). What lies over an image, such as a dialog, has it shown in cells
        meanwhile, and so has a slow line. 'ganscope doctor' says what is chosen and why.

      SLOW LINES (--line KIND)
        auto, over SSH, measures how long the terminal takes to say that it has drawn a
        frame; a terminal on this machine is never taken for slow. Over a slow line lists
        and numbers come first, then the scene, rough and then so near that the eye sees
        no difference (38 dB or more), then thumbnails; each is dropped when a newer one
        is wanted, and the exact picture follows while no key is pressed. fast sends
        everything whole at once, slow takes the line for one of
        160 kbit/s. A terminal that never answers is asked once.

      FILES (e, Ctrl-P)
        e writes what is shown: pictures as PNG with their recipe, the segmentation
        with its legend, figures as SVG, PNG or their numbers as CSV, tables (T, 8, a
        comparison, a map, what a search found, judgements) as CSV, and in the grid (V)
        all its scenes, or the marked ones, on one sheet, with the edit or without as b
        shows them. Ctrl-P writes the screen itself, and so does 'ganscope shot FILE.png
        --keys "L Right Right"' without a terminal; with --strip every step of it.

      KEYS
        'ganscope help settings' says how to choose other keys.
      """
  )
}
