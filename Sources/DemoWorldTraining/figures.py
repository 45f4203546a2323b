#!/usr/bin/env python3
"""The proof: the shipped pair's figures, measured by the program's own commands.

Draws held-out scenes with the drawing program; everything else is `ganscope segment`, `dissect`,
`sweep`, `edit` and `generate`. Needs NumPy and Pillow, but not PyTorch.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

from common import ROOT, fail, needs

needs("numpy", "PIL")
import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402

from scenes import draw_scene  # noqa: E402
from vocabulary import MATERIALS, OBJECTS, PARTS, object_table, part_table  # noqa: E402

SIDE, CHUNK = 64, 250
TARGETS = ("tree", "cloud", "window", "door", "water", "roof")
THINGS = OBJECTS[1:] + [part for names in PARTS.values() for part in names[1:]]


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ganscope", type=Path, default=ROOT / ".build/release/ganscope")
    parser.add_argument("--layers", default="layer3,layer4,layer5,layer6,layer7,layer8",
                        help="layers from 8x8 to 32x32")
    parser.add_argument("--units", type=int, default=20, help="units of an ablation")
    parser.add_argument("--units-only", action="store_true",
                        help="leave out the segmenter's figures and the areas")
    parser.add_argument("--divide", type=int, default=1,
                        help="a quick look: this many times fewer scenes everywhere")
    parser.add_argument("--pair", type=Path,
                        help="a folder like CDemoWorld/weights, instead of the pair compiled in")
    options = parser.parse_args()
    if not options.ganscope.exists():
        fail(f"{options.ganscope} is missing", "build it first: swift build -c release")
    if options.units < 1 or options.divide < 1:
        fail("--units and --divide start at 1", "correct the options")
    return options


class Program:
    """ganscope, with a store and files of its own in a folder that is removed at the end."""

    def __init__(self, path, folder, pair):
        self.path, self.folder = path, folder
        self.pair = ["--generator", pair / "generator.pth", "--segmenter", pair] if pair else []
        self.numbers = self.read_numbers()

    def __call__(self, command, *options):
        line = [str(self.path), command, "--convention", "dissect",
                "--store", str(self.folder / "store.sqlite"),
                *map(str, self.pair), *map(str, options)]
        done = subprocess.run(line, capture_output=True, text=True)
        if done.returncode:
            fail(f"{' '.join(line)} ended with {done.returncode}",
                 done.stderr.strip() or "it said nothing")
        return done.stdout

    @staticmethod
    def read_numbers():
        """Concept numbers in the published numbering: objects, materials, parts."""
        numbers = {name: ("object", number) for number, name in enumerate(OBJECTS) if number}
        parts = [part for names in PARTS.values() for part in names[1:]]
        first = len(OBJECTS) + len(MATERIALS) - 1
        numbers.update({name: ("part", first + at) for at, name in enumerate(parts)})
        return numbers

    def masks(self, maps, name):
        level, number = self.numbers[name]
        return maps[:, {"object": 0, "part": 2}[level]] == number

    def segment(self, first, count, seed, edit=None):
        """Label maps (count, 3, side, side) of scenes, edited or not."""
        maps = []
        for at in range(first, first + count, CHUNK):
            stop = min(at + CHUNK, first + count) - 1
            maps.append(self.labels("--samples", f"{at}-{stop}", "--seed", seed,
                                    *(("--edit", edit) if edit else ())))
        return np.concatenate(maps)

    def labels(self, *options):
        path = self.folder / "labels.npy"
        self("segment", *options, "--npy", path)
        return np.load(path)

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

    def edit(self, name, layer, concept, *options):
        path = self.folder / f"{name}.json"
        self("edit", "--layer", layer, "--concept", concept, "--output", path, *options)
        return path


def truth(masks, name):
    """Pixels of an object or part in the drawn masks."""
    if name in OBJECTS:
        return np.array(object_table())[masks] == OBJECTS.index(name)
    owner = next(owner for owner, names in PARTS.items() if name in names)
    return np.array(part_table(owner))[masks] == PARTS[owner].index(name)


def segmenter_figures(program, count):
    drawn = [draw_scene(2, index, SIDE) for index in range(count)]
    masks = np.stack([mask for _, mask in drawn])
    maps = program.segment_drawn([image for image, _ in drawn])
    scores = {}
    for name in THINGS:
        found, true = program.masks(maps, name), truth(masks, name)
        scores[name] = (found & true).sum() / max((found | true).sum(), 1)
    objects = [scores[name] for name in OBJECTS[1:]]
    parts = [scores[name] for name in THINGS if name not in OBJECTS]
    row(f"segmenter, mean IoU on {count} held-out drawn scenes: objects / parts",
        f"{np.mean(objects):.3f} / {np.mean(parts):.3f}")


def area_figures(program, count):
    drawn = np.zeros(len(THINGS))
    for at in range(0, count, CHUNK):
        some = [draw_scene(2, index, SIDE)[0] for index in range(at, min(at + CHUNK, count))]
        maps = program.segment_drawn(some)
        drawn += [program.masks(maps, name).sum() for name in THINGS]
    maps = program.segment(0, count, 1)
    made = np.array([program.masks(maps, name).sum() for name in THINGS])
    pixels = count * SIDE * SIDE
    off = {name: 100 * (there / here - 1) for name, here, there in zip(THINGS, drawn, made)
           if name in OBJECTS and here > 0.02 * pixels}
    row(f"area of each object above 2 % in {count} generated scenes against drawn ones",
        ", ".join(f"{name} {value:+.0f} %" for name, value in off.items()))
    unseen = [name for name, there in zip(THINGS, made) if there < 0.0005 * pixels]
    row("objects and parts seen (0.05 % of all pixels or more)",
        f"{len(THINGS) - len(unseen)} of {len(THINGS)}"
        + (f" (missing: {', '.join(unseen)})" if unseen else ""))


def dissection_figures(program, layers, edited, count):
    """Prints the matched units of the best layer; returns the layers in which the edited units
    are a sixth at most.
    """
    path = program.folder / "dissect.json"
    program("dissect", "--layers", layers, "--sample-size", count, "--json", path)
    best, large = (0, None, []), []
    for layer in json.loads(path.read_text())["layers"]:
        matched = [unit for unit in layer["units"] if unit["iou"] > 0.05]
        concepts = {unit["iou_label"] for unit in matched} & set(THINGS)
        share = 100 * len(matched) / len(layer["units"])
        print(f"  {layer['layer']}: {share:.0f} % of {len(layer['units'])} units, "
              f"{len(concepts)} objects and parts")
        if share > best[0]:
            best = share, layer["layer"], sorted(concepts)
        if edited * 6 <= len(layer["units"]):
            large.append(layer["layer"])
    row(f"units with IoU above 0.05 in the best layer ({best[1]}, {count} scenes)",
        f"{best[0]:.0f} %")
    row("objects and parts that label such a unit there", f"{len(best[2])}: {', '.join(best[2])}")
    if not large:
        fail(f"no layer has {edited * 6} units", "pass fewer --units")
    return large


class Ablation:
    """What is left of the concepts when units are off, over some scenes of a seed."""

    def __init__(self, program, units, count, seed):
        self.program, self.units, self.count, self.seed = program, units, count, seed
        self.before = program.segment(0, count, seed)
        self.large = [name for name in OBJECTS[1:]
                      if program.masks(self.before, name).mean() > 0.05]

    def __call__(self, layer, target, way="effect"):
        """Per cent of the target's pixels that go, and the largest loss among other objects."""
        edit = self.program.edit("ablation", layer, target, "--best", self.units, "--by", way)
        after = self.program.segment(0, self.count, self.seed, edit)
        others = [(self.removed(after, name), name) for name in self.large
                  if name != target and target not in PARTS.get(name, ())]
        return self.removed(after, target), max(others)

    def removed(self, after, name):
        old, new = (self.program.masks(maps, name).sum() for maps in (self.before, after))
        return 100 * (1 - new / max(old, 1))


def ablation_figures(program, layers, units, count, sweep):
    """Each concept in the layer that does best on other scenes (seed 4) than those reported."""
    for layer in layers:
        program("sweep", "--layer", layer, "--sample-size", sweep)
    # Half as many scenes decide: among fewer, chance would choose between close layers.
    trial, proof = (Ablation(program, units, some, seed)
                    for some, seed in ((max(50, count // 2), 4), (count, 3)))
    for target in TARGETS:
        tried = {layer: trial(layer, target)[0] for layer in layers}
        print(f"  {target}: " + ", ".join(f"{layer} {gone:.0f} %" for layer, gone in tried.items()))
        layer = max(tried, key=tried.get)
        for way in ("effect", "iou"):
            gone, (lost, name) = proof(layer, target, way)
            row(f"ablating {units} units of {layer} for {target}, chosen by {way}: pixels removed, "
                f"{count} scenes", f"{gone:.0f} %; largest other loss: {name} {lost:.0f} %")


def insertion_figures(program, layers, units, count):
    """Tree units in one cell, in the layer that does best on other scenes (seed 5)."""
    tried = {layer: inserted(program, layer, units, 50, 5) for layer in layers}
    print("  insertion: " + ", ".join(f"{layer} {grown:.0f} %" for layer, (grown, _)
                                      in tried.items()))
    layer = max(tried, key=lambda layer: tried[layer][0])
    grown, scenes = inserted(program, layer, units, count, 6)
    row(f"inserting {units} tree units of {layer} in one cell of grass and sky: scenes in which "
        f"trees grow by half a cell, {scenes} scenes", f"{grown:.0f} %")


def inserted(program, layer, units, count, seed):
    """Tree units set to their 0.99 quantile in one cell that holds grass, or sky above grass: per
    cent of the scenes in which trees grow by half a cell, and how many scenes have such a cell.
    """
    before = program.segment(0, count, seed)
    cell = SIDE // activation_side(program, layer)
    free, rng, chosen = free_cells(program, before, cell), np.random.default_rng(1), {}
    for scene in range(count):
        places = np.argwhere(free[scene])
        if len(places):
            chosen.setdefault(tuple(places[rng.integers(len(places))]), []).append(scene)
    grown = 0
    for (row_of, column), scenes in chosen.items():
        edit = program.edit("insert", layer, "tree", "--best", units, "--by", "effect",
                            "--insert", 0.99, "--cells", f"{row_of}:{column}")
        after = program.labels("--samples", ",".join(map(str, scenes)), "--seed", seed,
                               "--edit", edit)
        gain = (program.masks(after, "tree").sum((1, 2))
                - program.masks(before[scenes], "tree").sum((1, 2)))
        grown += (2 * gain >= cell * cell).sum()
    tried = sum(map(len, chosen.values()))
    return 100 * grown / max(tried, 1), tried


def free_cells(program, maps, cell):
    """Cells (count, rows, columns) of grass, or of sky above grass, without cloud or sun."""
    grass, plain = (program.masks(maps, name) for name in ("grass", "sky"))
    for part in PARTS["sky"][1:]:
        plain &= ~program.masks(maps, part)
    return blocks(grass | plain, cell).all((2, 4)) & blocks(grass, cell).any((2, 4))


def blocks(masks, cell):
    count, side = masks.shape[0], masks.shape[1] // cell
    return masks.reshape(count, side, cell, side, cell)


def activation_side(program, layer):
    path = program.folder / "activation.npy"
    program("generate", "--samples", 0, "--activations", layer, "--npy", path)
    return np.load(path).shape[2]


def row(figure, value):
    print(f"| {figure} | {value} |", flush=True)


def main():
    options = parse()
    with tempfile.TemporaryDirectory() as folder:
        program = Program(options.ganscope, Path(folder), options.pair)
        print("| figure | reached |\n| --- | --- |")
        if not options.units_only:
            segmenter_figures(program, 1000 // options.divide)
            area_figures(program, 5000 // options.divide)
        layers = dissection_figures(program, options.layers, options.units,
                                    1000 // options.divide)
        ablation_figures(program, layers, options.units, 500 // options.divide,
                         max(25, 50 // options.divide))
        insertion_figures(program, layers, options.units, max(50, 200 // options.divide))


if __name__ == "__main__":
    main()
