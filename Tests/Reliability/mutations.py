#!/usr/bin/env python3
"""Fuzzing without libFuzzer: every reader gets its valid inputs, changed by chance.

Needs the plain build of the fuzzer (`swift build --product fuzz`). Nothing may end by a signal, take
longer than the limit or more memory than 256 MiB; what does is kept in the folder that is named.
"""
import argparse
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NUMBERS = [b"0", b"-1", b"255", b"65536", b"2147483648", b"9223372036854775807", b"18446744073709551616",
           b"1e999", b"-0", b"1e-400", b"null", b"[]", b"{}", b'""']


def changed(data, others, chance):
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4, 16))):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(9)
        if kind == 0 and data:
            data[at % len(data)] ^= 1 << chance.randrange(8)
        elif kind == 1 and data:
            data[at % len(data)] = chance.choice((0, 1, 127, 128, 255, chance.randrange(256)))
        elif kind == 2:
            del data[at:at + chance.choice((1, 2, 4, 64, 1 << 20))]
        elif kind == 3:
            data[at:at] = data[chance.randrange(len(data) + 1):][:chance.choice((1, 8, 64, 512))]
        elif kind == 4:
            data[at:at + 8] = chance.choice((b"\xff" * 8, b"\0" * 8, b"\xff\xff\xff\x7f", b"\0" * 7 + b"\x80"))
        elif kind == 5:
            data[at:at + chance.randrange(4)] = chance.choice(NUMBERS)
        elif kind == 6:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            data[at:at] = other[start:start + chance.choice((4, 32, 256))]
        elif kind == 7:
            data[at:at] = bytes([chance.choice(b'[{("\x1b,:')]) * chance.choice((1, 100, 5000))
        else:
            data[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(9)))
        if len(data) > 1 << 20:
            del data[1 << 20:]
    return bytes(data)


def read(program, target, paths, seconds):
    """The exit code of reading these files; a string where it took too long."""
    def limited():
        resource.setrlimit(resource.RLIMIT_DATA, (256 << 20, 256 << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return subprocess.run(
            [program, target, *paths], timeout=seconds, preexec_fn=limited, capture_output=True,
            env={"SWIFT_BACKTRACE": "enable=no"}).returncode
    except subprocess.TimeoutExpired:
        return "too long"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default=str(ROOT / ".build/debug/fuzz"))
    parser.add_argument("--minutes", type=float, default=10.0, help="for each reader")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="readers, with commas between")
    parser.add_argument("--found", default="found", help="where to keep what breaks a reader")
    arguments = parser.parse_args()
    usage = subprocess.run([arguments.program], capture_output=True, text=True).stdout
    targets = usage.split()[2].split("|")
    chance, faults, inputs = random.Random(arguments.seed), 0, 0
    chosen = arguments.only.split(",") if arguments.only else targets
    for target in chosen:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="fuzz-"))
        try:
            if code := read(arguments.program, target, [folder / "seeds"], 120):
                print(f"FAULT: {target}: its own seeds end with {code}")
                faults += 1
                continue
            seeds = [path.read_bytes() for path in sorted((folder / "seeds").iterdir())]
            end, tried, found = time.time() + 60 * arguments.minutes, 0, 0
            while time.time() < end and found < 5:
                batch = folder / "batch"
                batch.mkdir(exist_ok=True)
                paths = [batch / f"{number:04}" for number in range(400)]
                for path in paths:
                    path.write_bytes(changed(chance.choice(seeds), seeds, chance))
                tried += len(paths)
                if read(arguments.program, target, [batch], 120) != 0:
                    for path in paths:
                        if code := read(arguments.program, target, [path], 20):
                            found += 1
                            kept = pathlib.Path(arguments.found) / f"{target}-{tried}-{path.name}"
                            kept.parent.mkdir(exist_ok=True)
                            shutil.copy(path, kept)
                            print(f"FAULT: {kept} ends with {code}", flush=True)
            print(f"{target}: {tried} inputs, {found} faults", flush=True)
            faults, inputs = faults + found, inputs + tried
        finally:
            shutil.rmtree(folder)
    print(f"{inputs} inputs in {len(chosen)} readers, {faults} faults")
    sys.exit(1 if faults else 0)


main()
