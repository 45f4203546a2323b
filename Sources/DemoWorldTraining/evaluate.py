"""Measures a world in PyTorch, as a check on the program and to choose a checkpoint.

Convention `dissect` (method.md 2.5): level = 0.99 quantile of the zero-padded upsampled
activations, one count of unit pixels. Effects: mean loss of a concept's pixels.
A world of more than 64 pixels is averaged down to 64 before it is segmented.
"""

import argparse
from pathlib import Path

from common import ROOT, WEIGHTS, fail, needs

needs("numpy", "PIL", "torch")
import numpy as np  # noqa: E402
import torch  # noqa: E402
from torch.nn import functional as F  # noqa: E402

from dataset import DRAW, load  # noqa: E402
from train_segmenter import Segmenter, adopt, intersections, predict, report  # noqa: E402
from vocabulary import MATERIALS, OBJECTS, PARTS  # noqa: E402

TARGETS = {"country": ("tree", "cloud", "window", "door", "water", "roof"),
           "room": ("window", "table", "lamp", "sofa", "painting", "stove")}


class World:
    """The exported generator (run from its published state dict) and segmenter."""

    def __init__(self, folder, name, segmenter=None):
        def read(name):
            if not (folder / name).exists():
                fail(f"cannot evaluate: {folder / name} is missing", "run export.py first")
            state = torch.load(folder / name, map_location="cpu", weights_only=True)
            return {key: value.float() if value.is_floating_point() else value
                    for key, value in state.items()}

        self.state = read(f"{name}.pth")
        self.layers = sum(name.endswith("wscale.b") for name in self.state) - 1
        self.width = self.state["layer1.conv.weight"].shape[1]
        self.segmenter = Segmenter()
        adopt(self.segmenter, segmenter or folder, mute=True)
        self.segmenter.eval().to(memory_format=torch.channels_last)
        self.size = 4 << self.layers // 2 - 1
        self.concepts = [("object", name) for name in OBJECTS[1:]]
        self.concepts += [("part", f"{owner} {name}") for owner, names in PARTS.items()
                          for name in names[1:]]
        self.concepts += [("material", name) for name in MATERIALS[1:]]
        self.names = [name for _, name in self.concepts]

    def place(self, name):
        """The concept of that name that the world's scenes show most of."""
        found = [at for at, concept in enumerate(self.names) if concept.split()[-1] == name]
        areas = self.areas(self.generate(self.latents(1, 50))).mean(0)
        return max(found, key=lambda at: areas[at].item())

    def latents(self, seed, count):
        rows = np.random.RandomState(seed).standard_normal((count, self.width))
        return torch.from_numpy(rows.astype(np.float32))

    def block(self, x, name, last=False):
        weight = self.state[name + ".conv.weight"]
        kernel = weight.shape[2]
        scale = (1 if last else 2 ** 0.5 / kernel) / weight.shape[1] ** 0.5
        x = x * torch.rsqrt(x.square().mean(1, keepdim=True) + 1e-8)
        x = F.conv2d(x, weight * scale, self.state[name + ".wscale.b"],
                     padding={4: 3, 3: 1, 1: 0}[kernel])
        return x if last else F.leaky_relu(x, 0.2)

    def generate(self, z, layer=None, edit=None, start=None):
        """Pictures; `edit` changes the layer's output; `start` is (layer, its output)."""
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            first, x = (0, z[:, :, None, None]) if start is None else start
            if start is not None and first == layer:
                x = edit(x)
            for number in range(first + 1, self.layers + 1):
                if number % 2 and number > 1:
                    x = F.interpolate(x, scale_factor=2)
                x = self.block(x, f"layer{number}")
                if number == layer:
                    x = edit(x)
            return self.block(x, f"output_{self.size}x{self.size}", last=True).float()

    def activation(self, z, layer):
        kept = []
        self.generate(z, layer, lambda x: kept.append(x.float()) or x)
        return kept[0]

    def bytes(self, images):
        return ((images + 1) * 127.5).clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()

    def concept_masks(self, images):
        """bool (count, concepts, side, side)."""
        images = images.clamp(-1, 1)
        if images.shape[2] > 64:
            images = F.adaptive_avg_pool2d(images, 64)
        images = images.contiguous(memory_format=torch.channels_last)
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            objects, parts, materials = predict(self.segmenter, images)
        masks = [objects == number for number in range(1, len(OBJECTS))]
        for owner, names in PARTS.items():
            inside = objects == OBJECTS.index(owner)
            masks += [inside & (parts[owner] == number) for number in range(1, len(names))]
        masks += [materials == number for number in range(1, len(MATERIALS))]
        return torch.stack(masks, 1)

    def areas(self, images):
        return self.concept_masks(images).float().mean((2, 3))


def batches(z, size=50):
    return [z[at:at + size] for at in range(0, len(z), size)]


def upsample(x, side):
    """Zero-padded by one cell, bilinear, cropped (method.md 2.2)."""
    factor = side // x.shape[2]
    return F.interpolate(F.pad(x, (1, 1, 1, 1)), scale_factor=factor, mode="bilinear")[
        :, :, factor:-factor, factor:-factor]


def compare_areas(world, scenes, count, seed=1):
    drawn = torch.cat([world.areas(torch.from_numpy(part.copy()).permute(0, 3, 1, 2) / 127.5 - 1)
                       for part in batches(scenes[:count])]).mean(0) * 100
    made = torch.cat([world.areas(world.generate(z))
                      for z in batches(world.latents(seed, count))]).mean(0) * 100
    print(f"areas in {count} generated scenes (drawn ones), per cent:")
    for (level, name), there, here in zip(world.concepts, drawn, made):
        if max(there, here) >= 0.01:
            note = "" if here >= 0.05 else "  UNSEEN"
            print(f"  {level:8} {name:15} {here:6.2f} ({there:6.2f}) "
                  f"{100 * (here / there - 1):+5.0f} %{note}")


def dissect(world, layer, count, seed=1, share=0.01):
    """IoU (units, concepts), and the units' levels."""
    z = world.latents(seed, count)
    grown = torch.cat([upsample(world.activation(part, layer), world.size)[:, :, ::2, ::2]
                       for part in batches(z[:min(count, 400)])])
    flat = grown.transpose(0, 1).flatten(1)
    level = flat.kthvalue(int(flat.shape[1] * (1 - share)), 1).values
    both = area = truth = 0
    for part in batches(z):
        masks = world.concept_masks(world.generate(part)).float()
        step, masks = world.size // masks.shape[2], masks.flatten(2)
        active = upsample(world.activation(part, layer), world.size)[:, :, ::step, ::step]
        active = active > level[:, None, None]
        active = active.float().flatten(2)
        both = both + torch.einsum("nup,ncp->uc", active, masks)
        area, truth = area + active.sum((0, 2)), truth + masks.sum((0, 2))
    return both / (area[:, None] + truth[None] - both + 1e-9), level


def summarise(world, layer, iou):
    best, label = iou.max(1)
    matched = best > 0.05
    named = {}
    for unit in torch.nonzero(matched).flatten().tolist():
        named.setdefault(world.names[label[unit]], []).append(best[unit].item())
    things = [n for n in named if n in dict((b, a) for a, b in world.concepts if a != "material")]
    top = sorted(named.items(), key=lambda item: -len(item[1]))
    print(f"layer{layer}: {matched.float().mean():.0%} of {len(best)} units match, "
          f"{len(things)} objects and parts: "
          + ", ".join(f"{n} {len(v)} ({max(v):.2f})" for n, v in top), flush=True)


def ablate(units):
    def edit(x):
        x = x.clone()
        x[:, units] = 0
        return x
    return edit


def effects(world, layer, z):
    """Mean loss of every concept's area when each unit is ablated alone (units, concepts)."""
    parts = [(layer, world.activation(part, layer)) for part in batches(z)]
    before = torch.cat([world.areas(world.generate(None, start=p)) for p in parts])
    return torch.stack([before.mean(0) - torch.cat(
        [world.areas(world.generate(None, layer, ablate([unit]), p)) for p in parts]).mean(0)
        for unit in range(parts[0][1].shape[1])])


def removal(world, layer, units, z):
    """Per cent of every concept's pixels removed, and areas before."""
    before = torch.cat([world.areas(world.generate(p)) for p in batches(z)]).mean(0)
    after = torch.cat([world.areas(world.generate(p, layer, ablate(units)))
                       for p in batches(z)]).mean(0)
    return 100 * (1 - after / before.clamp(min=1e-9)), before


def ablations(world, targets, layer, iou, sweep, z, count):
    for target in targets:
        at = world.place(target)
        line = f"layer{layer} ablating {count} for {target:7}"
        for way, score in (("effect", sweep[:, at]), ("IoU", iou[:, at])):
            units = score.argsort(descending=True)[:count]
            lost, before = removal(world, layer, units, z)
            others = [(lost[i].item(), name) for i, name in enumerate(OBJECTS[1:])
                      if i != at and before[i] > 0.05 and world.names[at].split()[0] != name]
            most, name = max(others)
            line += f" | by {way} {lost[at]:4.0f} %, worst other {name} {most:.0f} %"
        print(line, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", default="country", choices=sorted(DRAW))
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--name", help="the generator's file, without .pth; its world if absent")
    parser.add_argument("--segmenter", type=Path, help="the segmenter's folder, if it is another")
    parser.add_argument("--folder", type=Path, default=ROOT / ".training")
    parser.add_argument("--layers", default="4,5,6", help="layers to dissect and ablate in")
    parser.add_argument("--scenes", type=int, default=500)
    parser.add_argument("--sweep", type=int, default=50, help="scenes per unit; 0: no ablation")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    world = World(options.weights, options.name or options.world, options.segmenter)
    held = load(options.world, 2, 1000, 64, options.folder)
    report(options.world,
           intersections(world.segmenter, held[0][:options.scenes], held[1][:options.scenes]))
    compare_areas(world, held[0], min(options.scenes, 1000))
    for layer in [int(part) for part in options.layers.split(",")]:
        iou, level = dissect(world, layer, options.scenes)
        summarise(world, layer, iou)
        if options.sweep:
            sweep = effects(world, layer, world.latents(4, options.sweep))
            count = min(20, iou.shape[0] // 6)
            ablations(world, TARGETS[options.world], layer, iou, sweep,
                      world.latents(3, min(options.scenes, 500)), count)


if __name__ == "__main__":
    main()
