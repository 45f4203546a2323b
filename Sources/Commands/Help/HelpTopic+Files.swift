extension HelpTopic {
  static let edits = HelpTopic(
    name: "edits",
    summary: "EDIT.json, masks, and pictures that carry their recipe",
    text: """
      EDITS

      EDIT.json is the published intervention format: an array of

        {"mask": {"shape": [8, 8], "bitbounds": [2, 3, 4, 5], "bitstring": "1111"},
         "ablations": [{"layer": "layer4", "unit": 157, "alpha": 1, "value": 0}]}

      x' = x (1 - alpha) + value alpha where the mask is set; without a mask, everywhere.
      value 0 ablates, another value inserts. Masks have a grid of their own and are pooled
      to the layer's. Several interventions apply in order, later over earlier.

        ganscope edit --layer layer4 --concept tree --best 20 --output trees-off.json
        ganscope generate --samples 0-7 --edit trees-off.json --output pictures/
        ganscope measure --edit trees-off.json --sample-size 200
        ganscope measure --edit trees-off.json --against other.json
        ganscope generate --edit trees-off.json --samples 0-7 --sheet trees-off.png

      A sheet has each scene before, after and the difference, and beside them what the
      edit causes over --sample-size scenes with 95 % intervals; its recipe holds both.

      A PNG that ganscope exports carries its recipe (scene, edit, networks by their hash)
      in a text chunk: 'ganscope picture.png' opens the edit again, at the first scene
      where the picture shows several.
      """
  )

  static let results = HelpTopic(
    name: "results",
    summary: "the store, what an interruption keeps, exit codes",
    text: """
      RESULTS

      Results lie in $XDG_DATA_HOME/ganscope/store.sqlite (--store PATH), each under what
      it was measured with: the networks by the hash of their weights, layer, seed, number
      of scenes, and every choice of 'ganscope help computing'. Several programs may write
      to one store; they take turns.

        ganscope store list       what is there, and how far it is
        ganscope store remove     by the ids that list shows, or --all after a question
                                  (in scripts --all --yes)

      Commands that only look into a store never make one.

      What was measured before an interruption is kept: the same command goes on.

      PROGRESS
      A line on standard error tells how far the work is, where that is a terminal.
      Elsewhere, in a log, say, GANSCOPE_PROGRESS=60 in the environment writes a line
      every 60 seconds.

      FILES THAT COMMANDS WRITE
      A file that you name is replaced, and missing folders above it are made; '-' is
      standard output for figures, tables, arrays and edits. A file that you do not name
      (EDIT.json of 'edit' and 'directions edit') is never replaced. Folders of reports
      and figures are replaced only as 'report' and 'paper' say. Pictures are PNG.

      EXIT CODES
        0    done
        64   wrong usage
        65   a refused or damaged file
        66   missing
        70   a defect of ganscope
        74   input or output failed; results that could not be stored are said
        130  interrupted
      """
  )

  static let settings = HelpTopic(
    name: "settings",
    summary: "the configuration file and themes",
    text: """
      SETTINGS

      ~/.config/ganscope/config.toml ($XDG_CONFIG_HOME; --config FILE for another) may hold
      the keys below. The command line wins over it. 'ganscope explore
      --print-default-config' writes a file with every key, ready to be changed.

      \(Configuration.documentation)

      KEYS
        [keys]
        edit-ablate = ["a", "F5"]
        open-save-edit = []
        [keys.many-scenes]
        grid-flip = "Ctrl-B"

      An action has the keys that its line names, as a, A, Ctrl-A, F1, Space, Enter, PgUp;
      [] takes them away. [keys] is the main screen; views and dialogs have tables of their
      own. Help and footer follow. A key for two actions and a name that is not there are
      refused. --print-default-config lists every action with its usual keys.

      Themes are files in btop's form, in ~/.config/ganscope/themes. 'ganscope doctor' says
      what was found and why, such as the colour mode.
      """
  )
}
