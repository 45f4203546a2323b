#!/usr/bin/env python3
"""Power loss: every state the disk can be in after any write of a run, reopened.

A run is watched; then its writes are replayed up to each call in turn, three ways: all of them
arrived; only what was synced arrived; of what was not synced some arrived, some in part. SQLite
must find each store whole, nothing that was synced may be missing, a file under its final name
must be whole, and from a sample of the states the run goes on to the same numbers.
"""
import pathlib
import random
import shutil

import common

SECTOR = 512


class Disk:
    """Files by name: what is written, and what is sure to be there after a power cut."""

    def __init__(self):
        self.files, self.names, self.safe_names, self.next = {}, {}, {}, 0

    def apply(self, operation, path, other, offset, data):
        if operation == "c":
            self.files[self.next] = {"now": bytearray(), "safe": b"", "waiting": []}
            self.names[path] = self.next
            self.next += 1
        elif operation == "r":
            self.move(path, other)
        elif operation == "u":
            self.names.pop(path, None)
            # Whether a removal has arrived is left open: it is taken to have.
            self.safe_names.pop(path, None)
        elif operation == "s":
            if path in self.names:
                file = self.files[self.names[path]]
                file["safe"], file["waiting"] = bytes(file["now"]), []
                # A synced file of a journalling file system is found under its name.
                self.safe_names[path] = self.names[path]
        elif path in self.names:
            file = self.files[self.names[path]]
            change(file["now"], operation, offset, data)
            file["waiting"].append((operation, offset, data))

    def move(self, path, other):
        moved = {name: file for name, file in self.names.items()
                 if name == path or name.startswith(path + "/")}
        for name, file in moved.items():
            del self.names[name]
            new = other + name[len(path):]
            self.names[new] = file
            # The worst order: the new name arrives before any byte that was not synced.
            self.safe_names.pop(name, None)
            self.safe_names[new] = file

    def state(self, kind, chance):
        """The files after a cut: {name: bytes}."""
        if kind == "all":
            return {name: bytes(self.files[file]["now"]) for name, file in self.names.items()}
        if kind == "synced":
            return {name: self.files[file]["safe"] for name, file in self.safe_names.items()}
        found = {}
        for name, file in {**self.safe_names, **self.names}.items():
            content = bytearray(self.files[file]["safe"])
            for operation, offset, data in self.files[file]["waiting"]:
                luck = chance.random()
                if luck < 0.4:
                    continue
                if operation == "w" and luck < 0.6:
                    data = data[:chance.randrange(0, len(data) // SECTOR + 1) * SECTOR]
                change(content, operation, offset, data)
            found[name] = bytes(content)
        return found


def change(content, operation, offset, data):
    if operation == "t":
        del content[offset:]
        content.extend(bytes(max(0, offset - len(content))))
    else:
        content.extend(bytes(max(0, offset - len(content))))
        content[offset:offset + len(data)] = data


def operations(log):
    content, at = pathlib.Path(log).read_bytes(), 0
    while at < len(content):
        end = content.index(b"\n", at)
        operation, path, other, offset, size = content[at:end].decode().split("\t")
        at = end + 1 + int(size)
        yield operation, path, other, int(offset), content[end + 1:at]


def lay(folder, state):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in state.items():
        if name.endswith(("-shm", ".lock")):
            continue  # lives in memory only; SQLite makes it anew
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


COMMANDS = [
    ["dissect", "--layers", "layer3,layer4", "--sample-size", "60", "--store", "disk/s",
     "--json", "disk/d.json"],
    ["sweep", "--layer", "layer4", "--sample-size", "4", "--store", "disk/s",
     "--json", "disk/w.json"],
    ["generate", "--samples", "0-2", "--output", "disk/pictures"],
]


def main():
    arguments = common.parsed(
        __doc__, resumed=(24, "states from which the run is finished"),
        most=(4000, "states looked at"))
    bench, library = common.Bench(arguments.program), common.shim()
    chance, faults = random.Random(arguments.seed), []
    disk_folder, log = bench.folder / "disk", bench.folder / "log"
    disk_folder.mkdir()
    (disk_folder / "d.json").write_text("old\n")
    for command in COMMANDS:
        code, _, errors = bench.run(
            *command, LD_PRELOAD=library, WATCH_ROOT=str(disk_folder), WATCH_LOG=str(log))
        assert code == 0, errors
    wanted = {name: (disk_folder / name).read_bytes() for name in ("d.json", "w.json")}
    final = {str(path.relative_to(disk_folder)): path.read_bytes()
             for path in disk_folder.rglob("*") if path.is_file() and path.suffix in (".json", ".png")}
    steps = list(operations(log))
    every = max(1, len(steps) * 3 // arguments.most)
    disk, seen, looked, resumed, synced = Disk(), set(), 0, 0, {}
    disk.apply("c", "d.json", "", 0, b"")
    disk.apply("w", "d.json", "", 0, b"old\n")
    disk.apply("s", "d.json", "", 0, b"")
    for index, step in enumerate(steps):
        disk.apply(*step)
        if step[0] == "s" and step[1].startswith("s") or index == len(steps) - 1:
            lay(bench.folder / "state", disk.state("synced", chance))
            synced = common.rows(bench.folder / "state" / "s")
        if index % every:
            continue
        for kind in ("all", "synced", "some"):
            state = disk.state(kind, chance)
            mark = hash(tuple(sorted((name, data) for name, data in state.items())))
            if mark in seen:
                continue
            seen.add(mark)
            looked += 1
            where = f"after call {index} of {len(steps)} ({step[0]} {step[1]}), {kind} arrived"
            lay(bench.folder / "state", state)
            try:
                found = common.rows(bench.folder / "state" / "s")
                for key, done in synced.items():
                    if found.get(key, -1) < done:
                        faults.append(f"{where}: {key} was stored to {done}, found {found.get(key)}")
            except Exception as error:
                faults.append(f"{where}: {error}")
            for name, data in final.items():
                there = bench.folder / "state" / name
                if there.exists() and there.read_bytes() not in (data, b"old\n"):
                    faults.append(f"{where}: {name} is half written")
            if chance.random() < arguments.resumed * every / (3 * len(steps)):
                resumed += 1
                lay(disk_folder, state)
                for command in COMMANDS[:2]:
                    code, _, errors = bench.run(*command)
                    name = pathlib.Path(command[-1]).name
                    if code or (disk_folder / name).read_bytes() != wanted[name]:
                        faults.append(f"{where}: {command[0]} gave {code}, other numbers: {errors}")
    bench.remove()
    common.finish(faults, {
        "calls": len(steps), "states": looked, "finished from": resumed, "faults": len(faults)})


main()
