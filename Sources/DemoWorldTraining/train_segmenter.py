"""Trains the demo world's segmenter on drawn scenes and their exact masks; resumes.

The scenes are blurred, bent, roughened and recoloured, so that the segmenter stays honest on the
softer pictures of the generator.
"""

import argparse
import math
import time
from pathlib import Path

from common import ROOT, fail, load_checkpoint, needs, save_checkpoint

needs("numpy", "PIL", "torch")
import numpy as np  # noqa: E402
import torch  # noqa: E402
from torch.nn import functional as F  # noqa: E402

from dataset import load  # noqa: E402
from upernet import Decoder, Encoder, prepare  # noqa: E402
from vocabulary import (MATERIALS, OBJECTS, PAINTED, PARTS, material_table,  # noqa: E402
                        object_table, part_table)

RATE, BATCH, FACTOR = 3e-3, 16, 4
KIND = "ganscope demo segmenter"


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=64, choices=(64, 128))
    parser.add_argument("--images", type=float, default=26,
                        help="thousands of images; may change when a run is resumed")
    parser.add_argument("--scenes", type=int, default=40000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=ROOT / ".training")
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
        return self.decoder(self.encoder(prepare(images, images.shape[2] * FACTOR)))


def weights_of(masks):
    """Weights of painted classes, so that rare ones count more than their pixels."""
    share = np.bincount(np.asarray(masks[:2000]).ravel(), minlength=len(PAINTED)) + 1
    share = share / share.sum()
    return torch.from_numpy((share / share.max()) ** -0.3).float()


def loss_of(outputs, masks, weights):
    objects, parts, materials, scenes = outputs
    table = {"objects": torch.tensor(object_table()), "materials": torch.tensor(material_table())}
    weight = weights[masks]
    scale = weight.mean()

    def entropy(logits, target, inside=None):
        loss = F.cross_entropy(logits.float(), target, reduction="none") * weight
        return (loss if inside is None else loss * inside).mean() / scale

    total = entropy(objects, table["objects"][masks])
    total = total + 0.5 * entropy(materials, table["materials"][masks])
    first = 0
    for owner, names in PARTS.items():
        target = torch.tensor(part_table(owner))[masks]
        total = total + entropy(parts[:, first:first + len(names)], target.clamp(min=0),
                                (target >= 0).float())
        first += len(names)
    landscape = (table["objects"][masks] != OBJECTS.index("building")).all(2).all(1).long()
    return total + 0.1 * F.cross_entropy(scenes.float(), landscape)


def predict(model, images):
    """Objects, each owner's parts and materials, as numbers, at the picture's own size."""
    objects, parts, materials, _ = model(images)
    first, mine = 0, {}
    for owner, names in PARTS.items():
        mine[owner] = parts[:, first:first + len(names)].argmax(1)
        first += len(names)
    return objects.argmax(1), mine, materials.argmax(1)


def intersections(model, images, masks, batch=50):
    """IoU of every object, part and material over clean held-out scenes."""
    counts = {}

    def add(name, found, true):
        both = counts.setdefault(name, [0, 0])
        both[0] += (found & true).sum().item()
        both[1] += (found | true).sum().item()

    for at in range(0, len(images), batch):
        truth = torch.from_numpy(masks[at:at + batch].astype(np.int64))
        pictures = torch.from_numpy(images[at:at + batch].copy()).permute(0, 3, 1, 2) / 127.5 - 1
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            objects, parts, materials = predict(model, pictures)
        owner_of = torch.tensor(object_table())[truth]
        stuff = torch.tensor(material_table())[truth]
        for number, name in list(enumerate(OBJECTS))[1:]:
            add(("object", name), objects == number, owner_of == number)
        for number, name in list(enumerate(MATERIALS))[1:]:
            add(("material", name), materials == number, stuff == number)
        for owner, names in PARTS.items():
            inside, true = objects == OBJECTS.index(owner), torch.tensor(part_table(owner))[truth]
            for number, name in list(enumerate(names))[1:]:
                add(("part", name), inside & (parts[owner] == number), true == number)
    return {key: both[0] / max(both[1], 1) for key, both in counts.items()}


def report(found):
    for level in ("object", "part", "material"):
        mine = {name: value for (kind, name), value in found.items() if kind == level}
        print(f"{level}: mean {sum(mine.values()) / len(mine):.3f}  "
              + " ".join(f"{name} {value:.2f}" for name, value in mine.items()), flush=True)


def train(options):
    torch.manual_seed(options.seed)
    images, masks = load(options.seed, options.scenes, options.size, options.folder)
    held = load(2, 1000 if not options.smoke else 100, options.size, options.folder)
    model = Segmenter().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), RATE, weight_decay=1e-4, fused=True)
    settings = {"size": options.size, "scenes": options.scenes, "seed": options.seed}
    path, seen, step = options.folder / f"segmenter-{options.size}" / "state.pt", 0, 0
    if path.exists() and not options.fresh:
        state = load_checkpoint(path, KIND, settings)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["random"])
        seen, step = state["seen"], state["step"]
        print(f"resumed after {seen} images", flush=True)
    weights, total = weights_of(masks), options.images * 1000
    saved, start, sums = time.time(), None, []
    while seen < total:
        rate = RATE * min(1, (step + 1) / 100) * (0.5 + 0.5 * math.cos(math.pi * seen / total))
        for group in optimiser.param_groups:
            group["lr"] = rate
        index = np.sort(torch.randint(len(images), (BATCH,)).numpy())
        batch = torch.from_numpy(images[index]).permute(0, 3, 1, 2) / 127.5 - 1
        target = torch.from_numpy(masks[index].astype(np.int64))
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
            report(intersections(model, held[0][:200], held[1][:200]))
            model.train()
        if time.time() - saved > 60 or seen >= total:
            save_checkpoint({"kind": KIND, "settings": settings, "seen": seen, "step": step,
                             "model": model.state_dict(), "optimiser": optimiser.state_dict(),
                             "random": torch.get_rng_state()}, path)
            saved = time.time()
    model.eval()
    report(intersections(model, *held))


if __name__ == "__main__":
    chosen = parse()
    torch.set_num_threads(chosen.threads)
    train(chosen)
