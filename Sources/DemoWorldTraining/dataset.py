"""Draws a data set once: .training/<world>-<size>-<seed>-<count>.{images,masks}.npy"""

import argparse
import multiprocessing
import os
from pathlib import Path

from common import ROOT, fail, needs

needs("numpy", "PIL")
import numpy as np  # noqa: E402

from rooms import draw_room  # noqa: E402
from scenes import draw_scene  # noqa: E402

DRAW = {"country": draw_scene, "room": draw_room}


def _draw(job):
    world, seed, start, stop, size = job
    pairs = [DRAW[world](seed, index, size) for index in range(start, stop)]
    return start, np.stack([p[0] for p in pairs]), np.stack([p[1] for p in pairs])


def draw(world, seed, count, size, folder, processes=None):
    """The paths of the images and masks, drawn unless they are there already."""
    stem = f"{world}-{size}-{seed}-{count}"
    paths = [folder / f"{stem}.images.npy", folder / f"{stem}.masks.npy"]
    if all(path.exists() for path in paths):
        return paths
    folder.mkdir(parents=True, exist_ok=True)
    images = np.empty((count, size, size, 3), np.uint8)
    masks = np.empty((count, size, size), np.uint8)
    jobs = [(world, seed, at, min(at + 250, count), size) for at in range(0, count, 250)]
    with multiprocessing.Pool(processes or len(os.sched_getaffinity(0))) as pool:
        for done, (start, some, their) in enumerate(pool.imap_unordered(_draw, jobs), 1):
            images[start:start + len(some)], masks[start:start + len(some)] = some, their
            print(f"\rdrawing {world} scenes: {done}/{len(jobs)}", end="", flush=True)
    print()
    for path, array in zip(paths, (images, masks)):
        save(path, array)
    return paths


def save(path, array):
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "wb") as file:
            np.save(file, array)
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        fail(f"cannot save the drawn scenes to {path}: {error.strerror or error}",
             f"it needs {array.nbytes >> 20} MiB; free some space, or pass --folder")


def load(world, seed, count, size, folder):
    """Memory-mapped images and masks."""
    return [np.load(path, mmap_mode="r") for path in draw(world, seed, count, size, folder)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", default="country", choices=sorted(DRAW))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40000)
    parser.add_argument("--size", type=int, default=64, choices=(64, 128))
    parser.add_argument("--folder", type=Path, default=ROOT / ".training")
    options = parser.parse_args()
    if options.count < 1:
        fail(f"cannot draw {options.count} scenes", "--count must be 1 or more")
    for made in draw(options.world, options.seed, options.count, options.size,
                     options.folder):
        print(made)
