"""Trains the segmenter of both demo worlds on drawn scenes and their exact masks; resumes.

Half of every batch is of the country, half are rooms. The scenes are blurred, bent, roughened and
recoloured, so that the segmenter stays honest on the softer pictures of the generators.
"""

import argparse
import json
import math
import time
from pathlib import Path

from common import ROOT, fail, load_checkpoint, needs, save_checkpoint

needs("numpy", "PIL", "torch")
import numpy as np  # noqa: E402
import torch  # noqa: E402
from torch.nn import functional as F  # noqa: E402

from dataset import DRAW, load  # noqa: E402
from upernet import Decoder, Encoder, prepare  # noqa: E402
from vocabulary import (MATERIALS, OBJECTS, PAINTED, PARTS, SCENES, material_table,  # noqa
                        object_table, part_table)

RATE, BATCH = 3e-3, 16
PIXELS, SIDE = 64, 256  # of a picture, and of what the network sees
KIND = "ganscope demo segmenter"


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=float, default=40,
                        help="thousands of images; may change when a run is resumed")
    parser.add_argument("--scenes", type=int, default=24000, help="drawn scenes of each world")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=ROOT / ".training")
    parser.add_argument("--start", type=Path, metavar="FOLDER",
                        help="begin from the encoder.pth, decoder.pth and labels.json of a "
                             "segmenter of fewer concepts, such as one world's alone")
    parser.add_argument("--fresh", action="store_true", help="start over")
    parser.add_argument("--smoke", action="store_true", help="a minute's run that proves nothing")
    options = parser.parse_args()
    if options.smoke:
        options.images, options.scenes, options.folder = 0.2, 500, options.folder / "smoke"
    if options.images * 1000 < BATCH or options.scenes < BATCH or options.threads < 1:
        fail(f"--images and --scenes must give at least one batch of {BATCH}, --threads one thread",
             "correct the options")
    return options


# Spoiling the pictures

def blur(images, sigma):
    """A Gaussian blur of its own for each picture (sigma: (count,))."""
    count, channels, height, width = images.shape
    x = torch.arange(-3, 4)[None] / sigma[:, None].clamp(min=0.05)
    kernel = torch.exp(-x.square() / 2)
    kernel = (kernel / kernel.sum(1, keepdim=True)).repeat_interleave(channels, 0)
    flat = F.pad(images.reshape(1, -1, height, width), (3, 3, 3, 3), mode="replicate")
    flat = F.conv2d(flat, kernel[:, None, None, :], groups=count * channels)
    flat = F.conv2d(flat, kernel[:, None, :, None], groups=count * channels)
    return flat.view(images.shape)


def bend(images, masks, amount):
    """Smooth displacements of up to some pixels, the same for picture and mask."""
    count, _, height, width = images.shape
    field = torch.randn(count, 2, 7, 7) * amount[:, None, None, None] * (2 / width)
    field = F.interpolate(field, size=(height, width), mode="bicubic").permute(0, 2, 3, 1)
    rows = torch.linspace(-1 + 1 / height, 1 - 1 / height, height)
    grid = torch.stack(torch.meshgrid(rows, rows, indexing="ij")[::-1], -1)[None] + field
    bent = F.grid_sample(images, grid, padding_mode="border", align_corners=False)
    theirs = F.grid_sample(masks[:, None].float(), grid, mode="nearest", padding_mode="border",
                           align_corners=False)
    return bent, theirs[:, 0].long()


def recolour(images):
    """Gain and offset of every channel, contrast, and smooth stains."""
    count = len(images)
    gain = 1 + 0.12 * torch.randn(count, 1, 1, 1) + 0.06 * torch.randn(count, 3, 1, 1)
    offset = 0.10 * torch.randn(count, 1, 1, 1) + 0.06 * torch.randn(count, 3, 1, 1)
    stains = torch.randn(count, 3, 6, 6) * torch.rand(count, 1, 1, 1) * 0.14
    stains = F.interpolate(stains, size=images.shape[2:], mode="bicubic")
    return images * gain + offset + stains


def spoil(images, masks):
    count = len(images)
    keep = torch.rand(count, 1, 1, 1) < 0.2
    bent, theirs = bend(images, masks, torch.rand(count) * 1.3)
    worse = recolour(blur(bent, torch.rand(count) * 1.1))
    worse = worse + torch.randn_like(worse) * torch.rand(count, 1, 1, 1) * 0.10
    worse = blur(worse, torch.rand(count) * 0.7)
    return (torch.where(keep, images, worse).clamp(-1, 1),
            torch.where(keep[:, 0], masks, theirs))


# The networks

class Segmenter(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()
        with torch.no_grad():
            self.encoder.conv1.weight /= 60  # the input is in bytes

    def forward(self, images):
        return self.decoder(self.encoder(prepare(images, SIDE)))


def adopt(model, folder, mute=False):
    """Takes over a segmenter of the same widths; concepts that it does not know stay untaught, or
    with `mute` are never told.
    """
    try:
        old = json.loads((folder / "labels.json").read_text())
        weights = {name: torch.load(folder / f"{name}.pth", map_location="cpu", weights_only=True)
                   for name in ("encoder", "decoder")}
        model.encoder.load_state_dict({key: value.to(model.encoder.state_dict()[key].dtype)
                                       for key, value in weights["encoder"].items()})
        mine = {"object": OBJECTS, "material": MATERIALS, "scene": SCENES,
                "part": [(owner, part) for owner, parts in PARTS.items() for part in parts]}
        theirs = {**old, "part": [(owner, part) for owner, parts in old["object_part"].items()
                                  for part in parts]}
        state = model.decoder.state_dict()
        with torch.no_grad():
            for key, value in weights["decoder"].items():
                level, last = key.split("_head")[0], key.rsplit(".", 1)[0]
                if mute and key.endswith("_head.1.bias"):
                    state[key].fill_(-1e4)
                if last in ("scene_head.2", "object_head.1", "part_head.1", "material_head.1"):
                    for number, name in enumerate(theirs[level]):
                        state[key][mine[level].index(name)] = value[number]
                else:
                    state[key].copy_(value)
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        fail(f"cannot start from {folder}: {str(error).splitlines()[0]}",
             "it has to be a folder with encoder.pth, decoder.pth and labels.json of these widths, "
             "whose concepts are all in vocabulary.py")
    print(f"starting from {folder}", flush=True)


def weights_of(masks):
    """Weights of painted classes, so that rare ones count more than their pixels."""
    share = sum(np.bincount(np.asarray(some[:2000]).ravel(), minlength=len(PAINTED))
                for some in masks) + 1
    share = share / share.sum()
    return torch.from_numpy((share / share.max()) ** -0.3).float()


OF_OBJECT, OF_MATERIAL = torch.tensor(object_table()), torch.tensor(material_table())
OF_PART = {owner: torch.tensor(part_table(owner)) for owner in PARTS}


def scenes_of(objects):
    """The kind of scene, which what stands in it tells."""
    def holds(name):
        return (objects == OBJECTS.index(name)).flatten(1).any(1)

    kinds = torch.full((len(objects),), SCENES.index("landscape"))
    for thing, kind in (("building", "house"), ("floor", "living room"), ("stove", "kitchen"),
                        ("bed", "bedroom")):
        kinds[holds(thing)] = SCENES.index(kind)
    return kinds


def loss_of(outputs, masks, weights):
    objects, parts, materials, scenes = outputs
    weight = weights[masks]
    scale = weight.mean()

    def entropy(logits, target, inside=None):
        loss = F.cross_entropy(logits.float(), target, reduction="none") * weight
        return (loss if inside is None else loss * inside).mean() / scale

    total = entropy(objects, OF_OBJECT[masks])
    total = total + 0.5 * entropy(materials, OF_MATERIAL[masks])
    first = 0
    for owner, names in PARTS.items():
        target = OF_PART[owner][masks]
        total = total + entropy(parts[:, first:first + len(names)], target.clamp(min=0),
                                (target >= 0).float())
        first += len(names)
    return total + 0.1 * F.cross_entropy(scenes.float(), scenes_of(OF_OBJECT[masks]))


def predict(model, images):
    """Objects, each owner's parts and materials, as numbers, at the picture's own size."""
    objects, parts, materials, _ = model(images)
    first, mine = 0, {}
    for owner, names in PARTS.items():
        mine[owner] = parts[:, first:first + len(names)].argmax(1)
        first += len(names)
    return objects.argmax(1), mine, materials.argmax(1)


def intersections(model, images, masks, batch=50):
    """IoU of every object, part and material that clean held-out scenes have, and the share of
    pixels that are called something that the scenes of this world never have.
    """
    counts, there = {}, {}

    def add(name, found, true):
        both = counts.setdefault(name, [0, 0])
        both[0] += (found & true).sum().item()
        both[1] += (found | true).sum().item()
        there[name] = there.get(name, 0) + true.sum().item()

    for at in range(0, len(images), batch):
        truth = torch.from_numpy(masks[at:at + batch].astype(np.int64))
        pictures = torch.from_numpy(images[at:at + batch].copy()).permute(0, 3, 1, 2) / 127.5 - 1
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            objects, parts, materials = predict(model, pictures)
        owner_of, stuff = OF_OBJECT[truth], OF_MATERIAL[truth]
        for number, name in list(enumerate(OBJECTS))[1:]:
            add(("object", name), objects == number, owner_of == number)
        for number, name in list(enumerate(MATERIALS))[1:]:
            add(("material", name), materials == number, stuff == number)
        for owner, names in PARTS.items():
            inside, true = objects == OBJECTS.index(owner), OF_PART[owner][truth]
            for number, name in list(enumerate(names))[1:]:
                add(("part", f"{owner} {name}"), inside & (parts[owner] == number), true == number)
    foreign = sum(both[1] for key, both in counts.items() if key[0] == "object" and not there[key])
    share = foreign / np.asarray(masks).size
    return {key: both[0] / both[1] for key, both in counts.items() if there[key]}, share


def report(world, measured):
    found, foreign = measured
    print(f"{world}: {foreign:.5%} of the pixels are called an object of the other world")
    for level in ("object", "part", "material"):
        mine = {name: value for (kind, name), value in found.items() if kind == level}
        print(f"{level}: mean {sum(mine.values()) / len(mine):.3f}  "
              + " ".join(f"{name} {value:.2f}" for name, value in mine.items()), flush=True)


def train(options):
    torch.manual_seed(options.seed)
    sets = [load(world, options.seed, options.scenes, PIXELS, options.folder)
            for world in DRAW]
    held = {world: load(world, 2, 100 if options.smoke else 1000, PIXELS, options.folder)
            for world in DRAW}
    model = Segmenter().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), RATE, weight_decay=1e-4, fused=True)
    settings = {"scenes": options.scenes, "seed": options.seed}
    path, seen, step = options.folder / "segmenter" / "state.pt", 0, 0
    if path.exists() and not options.fresh:
        state = load_checkpoint(path, KIND, settings)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["random"])
        seen, step = state["seen"], state["step"]
        print(f"resumed after {seen} images", flush=True)
    elif options.start:
        adopt(model, options.start)
    weights, total = weights_of([masks for _, masks in sets]), options.images * 1000
    saved, start, sums = time.time(), None, []
    while seen < total:
        rate = RATE * min(1, (step + 1) / 100) * (0.5 + 0.5 * math.cos(math.pi * seen / total))
        for group in optimiser.param_groups:
            group["lr"] = rate
        index = np.sort(torch.randint(options.scenes, (BATCH // len(sets),)).numpy())
        batch, target = (torch.from_numpy(np.concatenate([pair[which][index] for pair in sets]))
                         for which in (0, 1))
        batch, target = batch.permute(0, 3, 1, 2) / 127.5 - 1, target.long()
        if torch.rand(()) < 0.5:
            batch, target = batch.flip(3), target.flip(2)
        batch, target = spoil(batch, target)
        with torch.autocast("cpu", torch.bfloat16):
            outputs = model(batch.contiguous(memory_format=torch.channels_last))
        loss = loss_of(outputs, target, weights)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        seen, step = seen + BATCH, step + 1
        sums.append(loss.item())
        if step % 100 == 0:
            speed = 100 * BATCH / (time.time() - start) if start else 0
            print(f"{time.strftime('%H:%M:%S')} images {seen} loss {np.mean(sums):.4f} "
                  f"speed {speed:.1f}", flush=True)
            start, sums = time.time(), []
        if step % 750 == 0 or seen >= total:
            model.eval()
            for world, (images, masks) in held.items():
                report(world, intersections(model, images[:200], masks[:200]))
            model.train()
        if time.time() - saved > 60 or seen >= total:
            save_checkpoint({"kind": KIND, "settings": settings, "seen": seen, "step": step,
                             "model": model.state_dict(), "optimiser": optimiser.state_dict(),
                             "random": torch.get_rng_state()}, path)
            saved = time.time()
    model.eval()
    for world, (images, masks) in held.items():
        report(world, intersections(model, images, masks))


if __name__ == "__main__":
    chosen = parse()
    torch.set_num_threads(chosen.threads)
    train(chosen)
