#!/usr/bin/env python3
"""The published networks in PyTorch, as the peer of the Benchmarks executable.

  write DIR                 random weights at the published sizes, with inputs, under DIR
  write-whole DIR           of these, the segmenters of one file alone
  write-styles DIR          of these, StyleGAN2 alone
  compare DIR BENCHMARKS    both sides of every subject in turn, and the table of ratios
  check DIR BENCHMARKS      our outputs against PyTorch's at full size

The networks are in pytorch_networks.py and its neighbours.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import pytorch_segmenters as whole_segmenters
import pytorch_styles
from pytorch_networks import (
    HighResolutionSegmenter, MobileNetSegmenter, UnifiedParsingSegmenter, progressive_generator)

HERE = os.path.dirname(os.path.abspath(__file__))
LABELS = os.path.join(HERE, "../../../shared/reference/segmenter-data/upp_labels.json")


# ---- weights and inputs ----


def randomize(model):
    """Random weights and statistics that keep activations near 1, and matching statistics."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.7, 1.3)
            nn.init.normal_(module.bias, 0, 0.2)
    probe = torch.rand(2, 3, 128, 128) * 2 - 1
    model.train()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = None
    with torch.no_grad():
        model(probe)
    return model.eval()


def labels():
    with open(LABELS) as file:
        return json.load(file)


GENERATORS = (128, 256, 1024)
SEGMENTERS = {"mobilenet": MobileNetSegmenter, "hrnet": HighResolutionSegmenter}


def write(folder):
    torch.manual_seed(1)
    for name in ("upp", *SEGMENTERS):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    for extent in GENERATORS:
        path = os.path.join(folder, f"proggan_{extent}.pth")
        torch.save(progressive_generator(extent).state_dict(), path)
    parsing = randomize(UnifiedParsingSegmenter(labels()))
    with open(os.path.join(folder, "upp/labels.json"), "w") as file:
        json.dump(labels(), file)
    others = [(randomize(make()), name, 20) for name, make in SEGMENTERS.items()]
    for model, name, epoch in ((parsing, "upp", 40), *others):
        for half in ("encoder", "decoder"):
            path = os.path.join(folder, name, f"{half}_epoch_{epoch}.pth")
            torch.save(getattr(model, half).state_dict(), path)
    z = np.random.RandomState(1).standard_normal((8, 512)).astype(np.float32)
    np.save(os.path.join(folder, "z.npy"), z.reshape(8, 512, 1, 1))
    smooth = torch.rand(1, 3, 24, 24) * 2 - 1
    image = F.interpolate(smooth, size=(256, 256), mode="bicubic").clamp(-1, 1)
    np.save(os.path.join(folder, "image.npy"), image.numpy())
    write_whole(folder)
    pytorch_styles.write(folder)


def write_whole(folder):
    """The segmenters of one file, and an image of the side at which each is published."""
    torch.manual_seed(2)
    whole_segmenters.write_whole(folder, randomize)
    smooth = torch.rand(1, 3, 24, 24) * 2 - 1
    for side in {side for _, _, side in whole_segmenters.WHOLE.values()}:
        image = F.interpolate(smooth, size=(side, side), mode="bicubic").clamp(-1, 1)
        np.save(os.path.join(folder, f"image_{side}.npy"), image.numpy())


def generator(folder, extent):
    model = progressive_generator(extent)
    model.load_state_dict(torch.load(os.path.join(folder, f"proggan_{extent}.pth")))
    return model


def segmenter(folder, name):
    model = UnifiedParsingSegmenter(labels()) if name == "upp" else SEGMENTERS[name]()
    epoch = 40 if name == "upp" else 20
    for half in ("encoder", "decoder"):
        path = os.path.join(folder, name, f"{half}_epoch_{epoch}.pth")
        getattr(model, half).load_state_dict(torch.load(path))
    return model.eval()


def latents(folder):
    return torch.from_numpy(np.load(os.path.join(folder, "z.npy")))


def image(folder, side=None):
    name = "image.npy" if side is None else f"image_{side}.npy"
    return torch.from_numpy(np.load(os.path.join(folder, name)))


# ---- comparison ----


def is_held_to_avx2():
    return os.environ.get("ONEDNN_MAX_CPU_ISA") == "AVX2"


def subjects(folder):
    """Each subject's name in Benchmarks, what PyTorch runs for it, and the ratio to reach."""
    z, picture = latents(folder)[:1], image(folder)
    model = generator(folder, 256)
    halfway = model[:4](z).detach()
    last = generator(folder, 256).to(memory_format=torch.channels_last)

    def autocast():
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return last(z.contiguous(memory_format=torch.channels_last))

    upp, mobile = segmenter(folder, "upp"), segmenter(folder, "mobilenet")

    def whole(name, precision, wanted):
        side = whole_segmenters.WHOLE[name][2]
        model, large = whole_segmenters.whole(folder, name), image(folder, side)
        return (f"{name}-{side}-{precision}", "float32", lambda: model(large), wanted)

    styled = pytorch_styles.styles(folder, 256)
    step = effect_step(folder)

    return [
        ("proggan-256-float32", "float32", lambda: model(z), 2.0),
        ("proggan-256-bfloat16", "float32", lambda: model(z), 3.6),
        ("proggan-256-bfloat16", "bfloat16 autocast, channels last", autocast, 1.7),
        ("rerender-layer4-bfloat16", "float32, layers 5 on", lambda: model[4:](halfway), 3.6),
        ("stylegan2-256-float32", "float32", lambda: styled(z), 2.0),
        ("stylegan2-256-bfloat16", "float32", lambda: styled(z), 3.0),
        ("upp-256-float32", "float32", lambda: upp(picture), 2.5 if is_held_to_avx2() else 1.7),
        ("upp-256-bfloat16", "float32", lambda: upp(picture), 3.3),
        ("mobilenet-256-float32", "float32", lambda: mobile(picture), 1.5),
        ("effect-step-float32", "float32, autograd", step, 1.0),
        ("effect-step-bfloat16", "float32, autograd", step, 1.0),
        whole("segformer", "float32", 2.5), whole("segformer", "bfloat16", 3.7),
        whole("deeplab", "float32", 1.7), whole("deeplab", "bfloat16", 2.6),
        whole("lraspp", "float32", 1.5), whole("lraspp", "bfloat16", 1.5),
        whole("bisenet", "float32", 1.5), whole("bisenet", "bfloat16", 2.2),
    ]


def effect_step(folder):
    """A step of the causal effect's optimisation: how much tree two scenes show where the units of
    layer4 are off by shares alpha, and the gradient in alpha. The smallest numbers are zeros, as in
    ganscope's gradients: else processors take tens of times as long. PyTorch says so to the calling
    thread alone, so that figures of one thread (--single) are the ones to compare."""
    with torch.inference_mode(False):
        model, parsing = generator(folder, 256), segmenter(folder, "upp")
        for parameter in [*model.parameters(), *parsing.parameters()]:
            parameter.requires_grad_(False)
        z = torch.from_numpy(np.load(os.path.join(folder, "z.npy"))[:2])
        tree = labels()["object"].index("tree")
        with torch.no_grad():
            halfway = model[:4](z)

    def step():
        with torch.inference_mode(False), torch.enable_grad():
            torch.set_flush_denormal(True)
            alpha = torch.full((1, halfway.shape[1], 1, 1), 0.5, requires_grad=True)
            images = model[4:](halfway * (1 - alpha))
            parsing.probabilities(images)[0][:, tree].sum().backward()
            torch.set_flush_denormal(False)
            return alpha.grad

    return step


class Peer:
    """The Benchmarks executable, answering requests for repetitions of a subject."""

    def __init__(self, executable, folder, single):
        environment = dict(os.environ, OMP_NUM_THREADS="1") if single else None
        command = [executable, "--serve", "--weights", folder]
        self.process = subprocess.Popen(
            command + (["--processor-time"] if single else []), env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def measure(self, name, repetitions):
        self.process.stdin.write(f"{name} {repetitions}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if not answer or answer[0] == "error":
            return []
        return [float(time) for time in answer]


def measure(body, repetitions, clock):
    times = []
    for _ in range(repetitions):
        begin = clock()
        body()
        times.append((clock() - begin) * 1e3)
    return times


def compare(folder, executable, rounds, wanted, single):
    peer = Peer(executable, folder, single)
    clock = time.process_time if single else time.perf_counter
    if single:
        torch.set_num_threads(1)
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, "
          f"{torch.backends.cpu.get_cpu_capability()}; {rounds} rounds, "
          f"each side in turn; {'processor ' if single else ''}times in ms: median (least)")
    print(f"{'subject':<28}{'ours':>18}{'PyTorch':>20}{'ratio':>8}{'least':>8}{'wanted':>8}  against")
    with torch.inference_mode():
        for name, against, body, target in subjects(folder):
            if wanted and name not in wanted:
                continue
            if not peer.measure(name, 1):
                print(f"{name:<28}{'not available':>18}")
                continue
            body()
            ours, theirs = [], []
            for _ in range(rounds):
                ours += peer.measure(name, 3)
                theirs += measure(body, 3, clock)
            ratio = statistics.median(theirs) / statistics.median(ours)
            least = min(theirs) / min(ours)
            print(f"{name:<28}{statistics.median(ours):>9.1f} ({min(ours):>6.1f})"
                  f"{statistics.median(theirs):>11.1f} ({min(theirs):>6.1f})"
                  f"{ratio:>7.2f}x{least:>7.2f}x{target:>7.1f}x  {against}", flush=True)


def check(folder, executable):
    """Runs Benchmarks --check, which writes what it computes beside the weights, and compares."""
    subprocess.run([executable, "--check", "--weights", folder], check=True)
    worst = 0
    with torch.inference_mode():
        networks = [("proggan", extent, generator(folder, extent)) for extent in GENERATORS]
        networks += [("stylegan2", extent, pytorch_styles.styles(folder, extent))
                     for extent in pytorch_styles.EXTENTS]
        for family, extent, model in networks:
            expected = model(latents(folder)[:1]).numpy()
            for kind in ("float32", "bfloat16"):
                path = os.path.join(folder, f"ours_{family}_{extent}_{kind}.npy")
                if not os.path.exists(path):
                    continue
                found = np.load(path)
                difference = np.abs(found - expected).max()
                noise = 10 * np.log10(4 / np.mean((found - expected) ** 2))
                print(f"{family} {extent} {kind}: images in [{expected.min():.2f}, "
                      f"{expected.max():.2f}], largest difference {difference:.2e}, {noise:.1f} dB")
                if kind == "float32":
                    worst = max(worst, difference)
        models = [(name, segmenter(folder, name), image(folder)) for name in ("upp", *SEGMENTERS)]
        models += [(name, whole_segmenters.whole(folder, name), image(folder, side))
                   for name, (_, _, side) in whole_segmenters.WHOLE.items()]
        for name, model, picture in models:
            expected = [e.numpy() for e in model(picture)]
            for kind in ("float32", "bfloat16"):
                path = os.path.join(folder, f"ours_{name}_{kind}.npy")
                if not os.path.exists(path):
                    continue
                found = np.load(path)
                equal = np.mean(found[:, 0] == expected[0])
                print(f"{name} {kind}: {equal:.2%} of the first channel's labels equal")
    sys.exit(0 if worst <= 1e-4 else 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("action", choices=("write", "write-whole", "write-styles", "compare", "check"))
    parser.add_argument("folder")
    parser.add_argument("executable", nargs="?")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--single", action="store_true",
                        help="one thread and processor times, for a machine with other work")
    parser.add_argument("--subjects", nargs="*", default=[])
    options = parser.parse_args()
    if options.action == "write":
        write(options.folder)
    elif options.action == "write-whole":
        write_whole(options.folder)
    elif options.action == "write-styles":
        pytorch_styles.write(options.folder)
    elif options.action == "compare":
        compare(options.folder, options.executable, options.rounds, options.subjects,
                options.single)
    else:
        check(options.folder, options.executable)


if __name__ == "__main__":
    main()
