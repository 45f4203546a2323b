#!/usr/bin/env python3
"""The proof: the figures of the shipped worlds, measured by the program's own commands.

Draws held-out scenes with the drawing programs; everything else is `ganscope segment`, `dissect`,
`units`, `sweep`, `best`, `edit`, `distance` and `generate`, with labels by information quality.
Needs NumPy and Pillow, but not PyTorch.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

from common import ROOT, WEIGHTS, fail, needs

needs("numpy", "PIL")
import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402

from dataset import DRAW  # noqa: E402
from vocabulary import PAINTED, PAINTED_NAMES  # noqa: E402

CHUNK = 250
LEVELS = (0.99, 0.999)  # quantiles of a unit at which it is inserted
#        concepts that are ablated; those inserted, with what a cell may hold before
WORLDS = {
    "country": (("tree", "cloud", "water", "door", "roof", "window"),
                {"tree": ("grass", "sky"), "cloud": ("sky",)}),
    "room": (("window", "table", "lamp", "sofa", "painting", "stove"),
             {"window": ("wall",), "lamp": ("wall",)}),
}


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ganscope", type=Path, default=ROOT / ".build/release/ganscope")
    parser.add_argument("--world", default="country", choices=sorted(WORLDS))
    parser.add_argument("--layers", default="layer3,layer4,layer5,layer6,layer7,layer8",
                        help="layers from 8x8 to 32x32")
    parser.add_argument("--units", type=int, default=20, help="units of an ablation")
    parser.add_argument("--units-only", action="store_true",
                        help="leave out the segmenter's figures, the areas and the distance")
    parser.add_argument("--artifacts-only", action="store_true",
                        help="only whether scenes gain by units that make artifacts being off")
    parser.add_argument("--no-search", action="store_true",
                        help="leave out the sets that `ganscope best` finds")
    parser.add_argument("--divide", type=int, default=1,
                        help="a quick look: this many times fewer scenes everywhere")
    parser.add_argument("--generator", type=Path,
                        help="a generator of export.py instead of the one compiled in")
    parser.add_argument("--segmenter", type=Path, default=WEIGHTS,
                        help="the folder of the segmenter; with --generator it is used, and its "
                             "labels.json tells the numbers of concepts always")
    options = parser.parse_args()
    if not options.ganscope.exists():
        fail(f"{options.ganscope} is missing", "build it first: swift build -c release")
    if options.units < 1 or options.divide < 1:
        fail("--units and --divide start at 1", "correct the options")
    return options


class Vocabulary:
    """Concept numbers as the program gives them: objects, then materials, then the other parts."""

    def __init__(self, folder):
        path = folder / "labels.json"
        try:
            labels = json.loads(path.read_text())
            self.objects, materials = labels["object"], labels["material"]
            owned = labels["object_part"]
        except (OSError, ValueError, KeyError) as error:
            fail(f"cannot read {path}: {error}", "it is the labels.json of a unified segmenter")
        names = dict.fromkeys(part for parts in owned.values() for part in parts[1:])
        others = [name for name in names if name not in self.objects]
        self.numbers = {name: number for number, name in enumerate(self.objects) if number}
        first = len(self.objects) + len(materials) - 1
        self.numbers.update({name: first + at for at, name in enumerate(others)})
        self.owners = {name: {owner for owner, parts in owned.items() if name in parts}
                       for name in names}

    def masks(self, maps, name):
        """Pixels of an object or part: a part that is an object too has that object's number."""
        return ((maps[:, 0] == self.numbers[name]) | (maps[:, 2] == self.numbers[name]))

    @staticmethod
    def truth(masks, name):
        """The same pixels in the drawn masks."""
        return np.array([name in PAINTED[painted][:2] for painted in PAINTED_NAMES])[masks]


class Program:
    """ganscope, with a store and files of its own in a folder that is removed at the end."""

    def __init__(self, options, folder):
        self.path, self.folder, self.draw = options.ganscope, folder, DRAW[options.world]
        self.networks = ["--demo", options.world] if options.generator is None else \
            ["--generator", options.generator, "--segmenter", options.segmenter]
        self.vocabulary = Vocabulary(options.segmenter)
        self.side = self.array("generate", "--samples", 0).shape[2]

    def __call__(self, command, *options):
        line = [str(self.path), command, "--store", str(self.folder / "store.sqlite"),
                *map(str, self.networks), *map(str, options)]
        done = subprocess.run(line, capture_output=True, text=True)
        if done.returncode:
            fail(f"{' '.join(line)} ended with {done.returncode}",
                 done.stderr.strip() or "it said nothing")
        return done.stdout

    def record(self, command, *options):
        path = self.folder / "record.json"
        self(command, *options, "--json", path)
        return json.loads(path.read_text())

    def masks(self, maps, name):
        return self.vocabulary.masks(maps, name)

    def segment(self, first, count, seed, edit=None):
        """Label maps (count, 3, side, side) of scenes, edited or not."""
        maps = []
        for at in range(first, first + count, CHUNK):
            stop = min(at + CHUNK, first + count) - 1
            maps.append(self.labels("--samples", f"{at}-{stop}", "--seed", seed,
                                    *(("--edit", edit) if edit else ())))
        return np.concatenate(maps)

    def labels(self, *options):
        return self.array("segment", *options)

    def array(self, *command):
        path = self.folder / "array.npy"
        self(*command, "--npy", path)
        return np.load(path)

    def drawn(self, first, count):
        return [self.draw(2, index, self.side) for index in range(first, first + count)]

    def segment_drawn(self, images):
        """Label maps of drawn pictures, by way of PNG files."""
        maps = []
        for at in range(0, len(images), CHUNK):
            paths = []
            for number, image in enumerate(images[at:at + CHUNK]):
                paths.append(self.folder / f"drawn{number:03d}.png")
                Image.fromarray(image).save(paths[-1])
            maps.append(self.labels("--image", *paths))
        return np.concatenate(maps)

    def edit(self, name, *options):
        path = self.folder / f"{name}.json"
        self("edit", *options, "--output", path)
        return path


def things(program, masks):
    """Objects and parts that the world has: those in its drawn scenes."""
    known = program.vocabulary
    return [name for name in known.numbers if known.truth(masks, name).any()]


def segmenter_figures(program, count):
    drawn = program.drawn(0, count)
    masks = np.stack([mask for _, mask in drawn])
    maps = program.segment_drawn([image for image, _ in drawn])
    scores, known = {}, program.vocabulary
    for name in things(program, masks):
        found, true = program.masks(maps, name), known.truth(masks, name)
        scores[name] = (found & true).sum() / max((found | true).sum(), 1)
    objects = [value for name, value in scores.items() if is_object(masks, name)]
    parts = [value for name, value in scores.items() if not is_object(masks, name)]
    row(f"segmenter, mean IoU on {count} held-out drawn scenes: objects / parts",
        f"{np.mean(objects):.3f} / {np.mean(parts):.3f}")
    print("  " + ", ".join(f"{name} {value:.2f}" for name, value in scores.items()))


def is_object(masks, name):
    """Whether the world has it as an object, as a country's window is not."""
    return np.array([PAINTED[painted][0] == name for painted in PAINTED_NAMES])[masks].any()


def area_figures(program, count):
    made, pixels = program.segment(0, count, 1), 0
    drawn, masks = {}, []
    for at in range(0, count, CHUNK):
        some = program.drawn(at, min(CHUNK, count - at))
        maps = program.segment_drawn([image for image, _ in some])
        pixels += maps[:, 0].size
        masks.append(np.stack([mask for _, mask in some]))
        for name in program.vocabulary.numbers:
            drawn[name] = drawn.get(name, 0) + program.masks(maps, name).sum()
    masks = np.concatenate(masks)
    names = things(program, masks)
    areas = {name: program.masks(made, name).sum() for name in names}
    off = {name: 100 * (areas[name] / drawn[name] - 1) for name in names
           if is_object(masks, name) and drawn[name] > 0.02 * pixels}
    row(f"area of each object above 2 % in {count} generated scenes against drawn ones",
        ", ".join(f"{name} {value:+.0f} %" for name, value in off.items()))
    unseen = [name for name in names if areas[name] < 0.0005 * pixels]
    row("objects and parts seen (0.05 % of all pixels or more)",
        f"{len(names) - len(unseen)} of {len(names)}"
        + (f" (missing: {', '.join(unseen)})" if unseen else ""))


def real_folder(program, count):
    folder = program.folder / "real"
    if not folder.exists():
        folder.mkdir()
        for number, (image, _) in enumerate(program.drawn(0, count)):
            Image.fromarray(image).save(folder / f"{number:05d}.png")
    return folder


def distance_figure(program, count):
    found = program.record("distance", "--real", real_folder(program, count), "--sample-size",
                           count)
    row(f"Fréchet segmentation distance, {count} generated and {count} drawn scenes",
        f"{found['scenes_to_pictures']['distance']['value']:.1f}")


def artifact_figures(program, layers, units, count):
    """Whether scenes come nearer to drawn ones without the units whose top scenes lie farthest."""
    real, rng = real_folder(program, count), np.random.default_rng(1)

    def distances(seed, *options):
        found = program.record("distance", "--real", real, "--sample-size", count, "--seed", seed,
                               *options)
        entry = found["edited_scenes_to_pictures" if options else "scenes_to_pictures"]
        return entry["distance"]["value"], entry["feature_distance"]["value"]

    def said(pair):
        return f"{pair[0]:.1f} / {pair[1]:.3f}"

    for layer in layers:
        ranked = program.record("distance", "--rank", layer, "--real", real, "--sample-size",
                                count, "--seed", 1)["ranking"]["units"]
        plain = distances(3)
        edits = [ranked[:units]] + [rng.choice(len(ranked), units, replace=False) for _ in range(5)]
        found = []
        for numbers in edits:
            path = program.edit("artifacts", "--layer", layer, "--units",
                                ",".join(map(str, numbers)))
            found.append(distances(3, "--edit", path))
        row(f"distance to {count} drawn scenes by areas / features, seed 3, {layer}",
            f"{said(plain)}; without the {units} units that `distance --rank` finds worst on seed "
            f"1 {said(found[0])}; without as many at random "
            + ", ".join(said(pair) for pair in found[1:]))


def dissection_figures(program, layers, edited, count):
    """Prints the matched units of the best layer; returns the layers in which the edited units
    are a sixth at most.
    """
    program("dissect", "--layers", layers, "--sample-size", count)
    best, large = (-1, None, []), []
    for layer in layers.split(","):
        units = json.loads(program("units", "--layer", layer, "--json"))[0]["units"]
        matched = [unit for unit in units if unit.get("interpretable")]
        concepts = {unit["label"] for unit in matched} & set(program.vocabulary.numbers)
        share = 100 * len(matched) / len(units)
        print(f"  {layer}: {share:.0f} % of {len(units)} units, "
              f"{len(concepts)} objects and parts")
        if share > best[0]:
            best = share, layer, sorted(concepts)
        if edited * 6 <= len(units):
            large.append(layer)
    row(f"interpretable units in the best layer ({best[1]}, {count} scenes)", f"{best[0]:.0f} %")
    row("objects and parts that label such a unit there", f"{len(best[2])}: {', '.join(best[2])}")
    if not large:
        fail(f"no layer has {edited * 6} units", "pass fewer --units")
    return large


class Ablation:
    """What is left of the concepts when units are off, over some scenes of a seed."""

    def __init__(self, program, count, seed):
        self.program, self.count, self.seed = program, count, seed
        self.before = program.segment(0, count, seed)
        self.large = [name for name in program.vocabulary.objects[1:]
                      if program.masks(self.before, name).mean() > 0.05]

    def __call__(self, target, edit):
        """Per cent of the target's pixels that go, and the largest loss among other objects."""
        after = self.program.segment(0, self.count, self.seed, edit)
        own = self.program.vocabulary.owners.get(target, set()) | {target}
        others = [(self.removed(after, name), name) for name in self.large if name not in own]
        return self.removed(after, target), max(others, default=(0, "none"))

    def removed(self, after, name):
        old, new = (self.program.masks(maps, name).sum() for maps in (self.before, after))
        return 100 * (1 - new / max(old, 1))


def ablation_figures(program, targets, layers, units, count, sweep, search):
    """Each concept by the ranking and in the layer that do best on other scenes (seed 4)."""
    for layer in layers:
        program("sweep", "--layer", layer, "--sample-size", sweep)
    # Half as many scenes decide: among fewer, chance would choose between close layers.
    trial, proof = (Ablation(program, some, seed)
                    for some, seed in ((max(50, count // 2), 4), (count, 3)))
    for target in targets:
        edits = {(layer, way): program.edit(f"{layer}-{way}", "--layer", layer, "--concept", target,
                                            "--best", units, "--by", way)
                 for layer in layers for way in ("effect", "iou")}
        if search:
            path = program.folder / "search.json"
            program("best", "--concept", target, "--layers", ",".join(layers), "--limit", units,
                    "--edit", path)
            if path.exists():
                edits["all layers", "search"] = path
        tried = {how: trial(target, edit)[0] for how, edit in edits.items()}
        print(f"  {target}: " + ", ".join(f"{layer} by {way} {gone:.0f} %"
                                          for (layer, way), gone in tried.items()))
        how = max(tried, key=tried.get)
        gone, (lost, name) = proof(target, edits[how])
        row(f"ablating {units} units of {how[0]} for {target}, chosen by {how[1]}: pixels removed, "
            f"{count} scenes", f"{gone:.0f} %; largest other loss: {name} {lost:.0f} %")
        (program.folder / "search.json").unlink(missing_ok=True)


def insertion_figures(program, inserts, layers, units, count, search):
    """Units of a concept in one cell, in the layer, by the order and at the level that do best on
    other scenes (seed 5).
    """
    for target, ground in inserts.items():
        ways = {(layer, "effect", level): ("--concept", target, "--best", units, "--by", "effect")
                for layer in layers for level in LEVELS}
        if search:
            for level in LEVELS:
                found = program.record("best", "--concept", target, "--layers", ",".join(layers),
                                       "--limit", units, "--insert", level)["sets"]
                if found:
                    ways[found[0]["layer"], "search", level] = (
                        "--units", ",".join(map(str, found[0]["units"])))
        tried = {how: inserted(program, target, ground, how, ways[how], 50, 5)[0] for how in ways}
        print(f"  inserting {target}: " + ", ".join(f"{layer} by {way} at {level} {grown:.0f} %"
                                                    for (layer, way, level), grown
                                                    in tried.items()))
        how = max(tried, key=tried.get)
        grown, scenes = inserted(program, target, ground, how, ways[how], count, 6)
        row(f"inserting {units} {target} units of {how[0]} by {how[1]} at quantile {how[2]} in one "
            f"cell of {' and '.join(ground)}: scenes in which {target} grows by half a cell, "
            f"{scenes} scenes", f"{grown:.0f} %")


def inserted(program, target, ground, how, chosen_units, count, seed):
    """Units set to a quantile in one free cell: per cent of the scenes in which the concept grows
    by half a cell, and how many scenes have such a cell.
    """
    layer, _, level = how
    before = program.segment(0, count, seed)
    cell = program.side // program.array("generate", "--samples", 0, "--activations",
                                         layer).shape[2]
    free, rng, chosen = free_cells(program, before, ground, cell), np.random.default_rng(1), {}
    for scene in range(count):
        places = np.argwhere(free[scene])
        if len(places):
            chosen.setdefault(tuple(places[rng.integers(len(places))]), []).append(scene)
    grown = 0
    for (row_of, column), scenes in chosen.items():
        edit = program.edit("insert", "--layer", layer, *chosen_units, "--insert", level, "--cells",
                            f"{row_of}:{column}")
        after = program.labels("--samples", ",".join(map(str, scenes)), "--seed", seed,
                               "--edit", edit)
        gain = (program.masks(after, target).sum((1, 2))
                - program.masks(before[scenes], target).sum((1, 2)))
        grown += (2 * gain >= cell * cell).sum()
    tried = sum(map(len, chosen.values()))
    return 100 * grown / max(tried, 1), tried


def free_cells(program, maps, ground, cell):
    """Cells (count, rows, columns) that hold the grounds alone, without their parts, and some of
    the first of them.
    """
    plain = np.zeros(maps[:, 0].shape, bool)
    for name in ground:
        plain |= maps[:, 0] == program.vocabulary.numbers[name]
    plain &= maps[:, 2] == 0
    first = maps[:, 0] == program.vocabulary.numbers[ground[0]]
    return blocks(plain, cell).all((2, 4)) & blocks(first, cell).any((2, 4))


def blocks(masks, cell):
    count, side = masks.shape[0], masks.shape[1] // cell
    return masks.reshape(count, side, cell, side, cell)


def row(figure, value):
    print(f"| {figure} | {value} |", flush=True)


def main():
    options = parse()
    targets, inserts = WORLDS[options.world]
    with tempfile.TemporaryDirectory() as folder:
        program = Program(options, Path(folder))
        print(f"| {options.world} | reached |\n| --- | --- |")
        if options.artifacts_only:
            artifact_figures(program, ("layer4", "layer6"), 8, 1000 // options.divide)
            return
        if not options.units_only:
            segmenter_figures(program, 1000 // options.divide)
            area_figures(program, 5000 // options.divide)
            distance_figure(program, 1000 // options.divide)
            artifact_figures(program, ("layer4", "layer6"), 8, 1000 // options.divide)
        layers = dissection_figures(program, options.layers, options.units,
                                    1000 // options.divide)
        ablation_figures(program, targets, layers, options.units, 500 // options.divide,
                         max(25, 50 // options.divide), not options.no_search)
        insertion_figures(program, inserts, layers, options.units,
                          max(50, 200 // options.divide), not options.no_search)


if __name__ == "__main__":
    main()
