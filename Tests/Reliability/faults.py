#!/usr/bin/env python3
"""Failing calls: the n-th write, read, sync, open or rename of a run fails, once or from then on.

Each run must end by itself with a message and exit code 74, or do its work all the same and say
what it could not keep; the store must be whole, each output the old one or the new one and nothing
left beside it; and the next run gives the same files. Writes that take only half of the bytes, and
calls that a signal interrupts, must not show at all. Of malloc only the state of the files is
asked: a program in Swift ends there. Last, every write and sync takes 20 ms longer, as on a slow
disk, and the clock on the wall jumps by a year to and fro.
"""
import random
import shutil

import common

ERRORS = {"EIO": 5, "ENOSPC": 28, "EINTR": 4}
STORE = ["--store", "disk/s"]
COMMANDS = {
    "dissect": ["dissect", "--layers", "layer9", "--sample-size", "16", *STORE,
                "--json", "disk/d.json"],
    "sweep": ["sweep", "--layer", "layer9", "--sample-size", "2", *STORE, "--json", "disk/w.json"],
    "generate": ["generate", "--samples", "0-3", "--output", "disk/made"],
    "report": ["report", "disk/report", "--layers", "layer4", "--examples", "1"],
}
# What SQLite keeps beside a store.
BESIDE = {"s", "s-wal", "s-shm"}


class Disk:
    """The folder in which calls fail."""

    def __init__(self, bench, library):
        self.bench, self.library, self.folder = bench, library, bench.folder / "disk"

    def fresh(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        for name in ("d.json", "w.json"):
            (self.folder / name).write_text("old\n")

    def run(self, command, **watched):
        return self.bench.run(
            *command, LD_PRELOAD=self.library, WATCH_ROOT=str(self.folder),
            WATCH_COUNT=str(self.bench.folder / "count"), **watched)

    def outputs(self):
        return {str(file.relative_to(self.folder)): file.read_bytes()
                for file in self.folder.rglob("*") if file.is_file() and file.name not in BESIDE}


def cases():
    """Kinds of calls with the errors they fail with."""
    for kind in ("write", "read", "sync", "open", "rename"):
        for error in ("EIO", "ENOSPC"):
            if kind != "read" or error == "EIO":
                yield from ((kind, error, how) for how in ("", ":all"))
    yield from (("write", "EINTR", ""), ("short", "EIO", ""), ("short", "EIO", ":all"),
                ("malloc", "EIO", ""))


def main():
    arguments = common.parsed(
        __doc__, runs=(6, "failing calls tried of each kind, error and command"),
        only=("", "commands, with commas between"))
    chosen = arguments.only.split(",") if arguments.only else list(COMMANDS)
    disk = Disk(common.Bench(arguments.program), common.shim())
    chance, faults, figures = random.Random(arguments.seed), [], {}

    def note(fault):
        faults.append(fault)
        print("FAULT:", fault, flush=True)

    for name in chosen:
        command = COMMANDS[name]
        disk.fresh()
        code, _, errors = disk.bench.run(*command)
        assert code == 0, errors
        wanted = disk.outputs()
        for kind, error, how in cases():
            disk.fresh()
            assert disk.run(command, WATCH_FAIL=f"{kind}:1000000000:5")[0] == 0
            count = int((disk.bench.folder / "count").read_text())
            ended = {}
            for number in sorted(chance.sample(range(1, count + 1), min(arguments.runs, count))):
                disk.fresh()
                code, _, errors = disk.run(
                    command, WATCH_FAIL=f"{kind}:{number}:{ERRORS[error]}{how}")
                ended[code] = ended.get(code, 0) + 1
                where = f"{name}, {kind} {number} of {count}, {error}{how}: ended with {code}"
                passes = kind == "short" or error == "EINTR"
                for fault in judged(disk, command, kind, code, errors, wanted, passes):
                    note(f"{where}, {fault}")
                code, _, errors = disk.bench.run(*command)
                if not code and disk.outputs() != wanted:
                    note(f"{where}; the next run gives other files")
                elif code:
                    note(f"{where}; the next run {code}: {errors[-200:]}")
            if count:
                figures[f"{name}: {kind} {error}{how}"] = {"calls": count, "ended with": ended}
                print(f"{name}: {kind} {error}{how}", count, ended, flush=True)
        for trouble in ({"WATCH_SLOW": "20000"}, {"WATCH_CLOCK": "31536000"}):
            disk.fresh()
            code, _, errors = disk.run(command, **trouble)
            if code or disk.outputs() != wanted:
                note(f"{name}, {trouble}: {code}, {errors[-200:]}")
    disk.bench.remove()
    common.finish(faults, {"kinds": len(figures), "runs": sum(
        sum(entry["ended with"].values()) for entry in figures.values()), "faults": len(faults)})


def judged(disk, command, kind, code, errors, wanted, is_meant_to_pass):
    """What is wrong after a run in which a call failed."""
    outputs = disk.outputs()
    for name, data in outputs.items():
        if data not in (b"old\n", wanted.get(name)):
            yield f"left {name} beside it or half written"
    if is_meant_to_pass and (code or outputs != wanted):
        yield f"although nothing was lost: {errors[-200:]}"
    if kind != "malloc":
        if code not in (0, 74):
            yield f"not with 74: {errors[-300:]}"
        elif code and not errors.strip():
            yield "without a word"
        elif not code and outputs != wanted:
            yield "the files are others"
    try:
        found = common.rows(disk.folder / "s")
        if code == 0 and "disk/d.json" in command and not found and not errors.strip():
            yield "nothing is stored and nothing was said"
    except Exception as damage:
        yield f"the store: {damage}"


main()
