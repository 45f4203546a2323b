"""Writes the shipped files: a world's generator, the segmenter, and a sheet of samples."""

import argparse
import json
import os
from collections import OrderedDict
from pathlib import Path

from common import ROOT, WEIGHTS, fail, needs, save_checkpoint, save_sheet

needs("numpy", "PIL", "torch")
import numpy as np  # noqa: E402
import torch  # noqa: E402

from dataset import DRAW  # noqa: E402
from networks import SIZES, Generator  # noqa: E402
from train_gan import FADE  # noqa: E402
from train_segmenter import SIDE  # noqa: E402
from vocabulary import PARTS, labels  # noqa: E402

LIMIT = 16 << 20


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", default="country", choices=sorted(DRAW))
    parser.add_argument("--size", type=int, default=64, choices=sorted(SIZES))
    parser.add_argument("--folder", type=Path, default=ROOT / ".training")
    parser.add_argument("--generator", type=Path,
                        help="a snapshot of the average instead of the newest state")
    parser.add_argument("--name", help="what the generator's file is called; its world if absent")
    parser.add_argument("--generator-only", action="store_true",
                        help="leave the segmenter in the output folder as it is")
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    options.name = options.name or options.world
    return options


def read(path):
    if not path.exists():
        fail(f"cannot export: {path} is missing", "run the training first (see README.md)")
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        fail(f"cannot export from {path}: {str(error).splitlines()[0]}",
             "the file is not a whole checkpoint")


def published_generator(options):
    stage = len(SIZES[options.size]) - 2
    if options.generator:
        return read(options.generator)
    state = read(options.folder / f"gan-{options.world}-{options.size}" / "state.pt")
    grown = sum(state["images"][:-1]) + int(FADE * min(state["images"][-1], 50_000))
    if state["seen"] < grown:
        fail(f"cannot export: after {state['seen']} images the generator has not grown to "
             f"{options.size}x{options.size} yet (that takes {grown})", "train on")
    net = Generator(SIZES[options.size])
    net.load_state_dict(state["average"])
    return net.published(stage)


def halves(state, keep=()):
    """float16, but for integers and batch normalisation, whose statistics may overflow it."""
    small = OrderedDict()
    for name, tensor in state.items():
        exact = not tensor.is_floating_point() or any(part in name for part in keep)
        small[name] = (tensor if exact else tensor.half()).contiguous().clone()
        if not torch.isfinite(small[name]).all():
            fail(f"cannot export {name}: float16 cannot hold its values", "train it again")
    return small


def write_json(value, path):
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(value, indent=2) + "\n")
    os.replace(part, path)


def export_segmenter(options):
    segmenter = read(options.folder / "segmenter" / "state.pt")["model"]
    for name in ("encoder", "decoder"):
        state = {key[len(name) + 1:]: value for key, value in segmenter.items()
                 if key.startswith(name + ".")}
        save_checkpoint(halves(state, keep=("running_",)), options.output / f"{name}.pth")
    write_json(labels(), options.output / "labels.json")
    write_json({"name": "country and rooms", "segmentation_size": SIDE, "part_owners": list(PARTS)},
               options.output / "ganscope.json")


def main():
    options = parse()
    generator = halves(published_generator(options))
    save_checkpoint(generator, options.output / f"{options.name}.pth")
    if not options.generator_only:
        export_segmenter(options)
    total = sum(path.stat().st_size for path in options.output.iterdir())
    if total > LIMIT:
        fail(f"the shipped files take {total >> 20} MiB, more than {LIMIT >> 20}", "use less width")
    from evaluate import World

    world = World(options.output, options.name, WEIGHTS if options.generator_only else None)
    z = np.random.RandomState(1).standard_normal((64, world.width)).astype(np.float32)
    name = f"samples-{options.name}.png"
    sheet = options.output / name if options.output != WEIGHTS else Path(__file__).with_name(name)
    save_sheet(world.bytes(world.generate(torch.from_numpy(z))), sheet)
    print(f"{total / 1e6:.2f} MB in {options.output}, samples in {sheet}")


if __name__ == "__main__":
    main()
