#!/usr/bin/env python3
"""Makes results.zip of the shipped worlds: what `ganscope dissect`, `sweep` and `best` find in
them with the usual options, so that the first minute shows labels, effects and good sets at once.

To be run after new weights or where the numbers of a result change; tests fail until then. The
worlds are read as files here, so that results which are in the program play no part.
"""

import argparse
import os
import sqlite3
import subprocess
import tempfile
import zipfile
from pathlib import Path

from common import ROOT, WEIGHTS, fail

LIMIT = 6 << 20
LAYERS = "layer4,layer6,layer8"
SWEPT = ("layer4", "layer6")
#         where a world opens: the layer and the concept whose best units are marked
WORLDS = {"country": ("layer4", "tree"), "room": ("layer6", "curtain")}
UNITS = 20


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ganscope", type=Path, default=ROOT / ".build/release/ganscope")
    parser.add_argument("--worlds", default=",".join(WORLDS), help="the others are left out")
    parser.add_argument("--sweep", type=int, default=50, help="scenes of a sweep")
    parser.add_argument("--store", type=Path,
                        help="where the work is kept, to go on with it; else in a folder that is "
                             "removed at the end")
    parser.add_argument("--output", type=Path, default=WEIGHTS / "results.zip")
    options = parser.parse_args()
    if not options.ganscope.exists():
        fail(f"{options.ganscope} is missing", "build it first: swift build -c release")
    unknown = set(options.worlds.split(",")) - set(WORLDS)
    if unknown:
        fail(f"no world is called {', '.join(sorted(unknown))}", f"there are {', '.join(WORLDS)}")
    return options


def fill(store, options):
    for world in options.worlds.split(","):
        def run(command, *arguments):
            print(f"{world}: {command} {' '.join(map(str, arguments))}", flush=True)
            line = [options.ganscope, command, "--generator", WEIGHTS / f"{world}.pth",
                    "--segmenter", WEIGHTS, "--threads", 1, "--store", store, *arguments]
            done = subprocess.run(list(map(str, line)), capture_output=True, text=True)
            if done.returncode:
                fail(f"{command} ended with {done.returncode}", done.stderr.strip())

        run("dissect", "--layers", LAYERS)
        for layer in SWEPT:
            run("sweep", "--layer", layer, "--sample-size", options.sweep)
        layer, concept = WORLDS[world]
        start = WEIGHTS / f"{world}-start.json"
        start.unlink(missing_ok=True)
        run("edit", "--layer", layer, "--concept", f"object:{concept}", "--best", UNITS,
            "--by", "effect", "--output", start)
        run("best", "--concept", f"object:{concept}", "--layers", ",".join(SWEPT))


def pack(store, output):
    """A store in one file without a log and without what tells of this machine, compressed."""
    part = output.with_name(output.name + ".part")
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "results.sqlite"
        database = sqlite3.connect(store)
        database.execute("VACUUM INTO ?", (str(plain),))
        database.close()
        packed = sqlite3.connect(plain)
        packed.execute("PRAGMA journal_mode = DELETE")
        packed.execute("PRAGMA foreign_keys = ON")
        with packed:
            packed.execute("DELETE FROM file")
            packed.execute("DELETE FROM model")
            packed.execute("DELETE FROM record WHERE done < total")
            packed.execute("UPDATE record SET saved_at = '2026-01-01 00:00:00'")
        packed.execute("VACUUM")
        packed.close()
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            archive.writestr(zipfile.ZipInfo("results.sqlite"), plain.read_bytes(),
                             zipfile.ZIP_DEFLATED)
    if part.stat().st_size > LIMIT:
        fail(f"{part} takes {part.stat().st_size / 1e6:.1f} MB, more than {LIMIT / 1e6:.1f}",
             "leave out a layer or a world")
    os.replace(part, output)
    print(f"{output.stat().st_size / 1e6:.2f} MB in {output}")


def main():
    options = parse()
    with tempfile.TemporaryDirectory() as folder:
        store = options.store or Path(folder) / "store.sqlite"
        fill(store, options)
        pack(store, options.output)


if __name__ == "__main__":
    main()
