#!/usr/bin/env python3
"""Failing calls: the n-th write, sync, open or rename of a run fails, once or from then on.

Each run must end by itself with a message and exit code 74, or do its work all the same and say
what it could not keep; the store must be whole, the old output there or the new one, nothing left
beside it; and the next run gives the same numbers. Of malloc only the last two are asked: a
program in Swift ends there.
"""
import random

import common

ERRORS = {"EIO": 5, "ENOSPC": 28}
COMMAND = ["dissect", "--layers", "layer4", "--sample-size", "40", "--store", "disk/s",
           "--json", "disk/d.json"]


def main():
    arguments = common.parsed(__doc__, runs=(40, "failing calls tried of each kind and error"))
    bench, library = common.Bench(arguments.program), common.shim()
    chance, faults, figures = random.Random(arguments.seed), [], {}
    folder = bench.folder / "disk"

    def fresh():
        common.shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "d.json").write_text("old\n")

    def run(fail):
        return bench.run(
            *COMMAND, LD_PRELOAD=library, WATCH_ROOT=str(folder), WATCH_FAIL=fail,
            WATCH_COUNT=str(bench.folder / "count"))

    fresh()
    code, _, errors = bench.run(*COMMAND)
    assert code == 0, errors
    wanted = (folder / "d.json").read_bytes()
    for kind in ("write", "sync", "open", "rename", "malloc"):
        fresh()
        assert run(f"{kind}:1000000000:5")[0] == 0
        count = int((bench.folder / "count").read_text())
        choices = [("EIO", "")] if kind == "malloc" else [
            (error, how) for error in ERRORS for how in ("", ":all")]
        for error, how in choices:
            ended = {}
            for number in sorted(chance.sample(range(1, count + 1), min(arguments.runs, count))):
                fresh()
                code, _, errors = run(f"{kind}:{number}:{ERRORS[error]}{how}")
                where = f"{kind} {number} of {count}, {error}{how}: ended with {code}"
                ended[code] = ended.get(code, 0) + 1
                content = (folder / "d.json").read_bytes()
                if kind != "malloc":
                    if code not in (0, 74):
                        faults.append(f"{where}, {errors[-300:]}")
                    elif code and not errors.strip():
                        faults.append(f"{where} without a word")
                    elif not code and content != wanted:
                        faults.append(f"{where}, the numbers are others")
                    beside = {path.name for path in folder.iterdir()} - {
                        "s", "s-wal", "s-shm", "s.lock", "d.json"}
                    if beside:
                        faults.append(f"{where}, left {beside}")
                if content not in (b"old\n", wanted):
                    faults.append(f"{where}, half an output")
                try:
                    found = common.rows(folder / "s")
                    if code == 0 and not found and not errors.strip():
                        faults.append(f"{where}, nothing is stored and nothing was said")
                except Exception as damage:
                    faults.append(f"{where}, the store: {damage}")
                code, _, errors = bench.run(*COMMAND)
                if code or (folder / "d.json").read_bytes() != wanted:
                    faults.append(f"{where}; the next run {code}: {errors[-200:]}")
            figures[f"{kind} {error}{how}"] = {"calls": count, "ended with": ended}
    bench.remove()
    common.finish(faults, figures)


main()
