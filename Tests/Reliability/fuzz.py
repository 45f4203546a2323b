#!/usr/bin/env python3
"""Runs every target of libFuzzer for some time in little memory and prints what came of it.

    python3 Tests/Reliability/fuzz.py --build --seconds 600

builds the targets with libFuzzer into .build_fuzz, which takes some minutes, and runs each for ten
minutes in 256 MiB. What is learned stays in the corpus for the next time; inputs that end a target
are kept in the folder found, to be tried again with `fuzz TARGET FILE`. Ends with 1 if there are any.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / ".build_fuzz"


def build():
    subprocess.run(
        ["swift", "build", "-c", "release", "--product", "fuzz", "--scratch-path", str(BUILD),
         "-Xswiftc", "-sanitize=fuzzer", "-Xswiftc", "-DLIBFUZZER", "-Xswiftc", "-use-ld=lld"],
        cwd=ROOT, check=True)


def run(program, target, arguments):
    """One target's figures: executions, edges reached, MiB at most, how it ended."""
    corpus = pathlib.Path(arguments.corpus) / target
    found = pathlib.Path(arguments.found)
    corpus.mkdir(parents=True, exist_ok=True)
    found.mkdir(parents=True, exist_ok=True)
    before = set(found.iterdir())
    process = subprocess.run(
        [program, target, str(corpus), f"-max_total_time={arguments.seconds}",
         f"-rss_limit_mb={arguments.memory}", f"-timeout={arguments.timeout}",
         f"-artifact_prefix={found}/{target}-", "-print_final_stats=1", "-verbosity=1"],
        capture_output=True, text=True, errors="replace",
        env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
    log = process.stderr
    tried = re.findall(r"number_of_executed_units:\s*(\d+)|^#(\d+)\s", log, re.M)
    covered = re.findall(r"cov: (\d+)", log)
    peak = re.findall(r"peak_rss_mb:\s*(\d+)|rss: (\d+)Mb", log)
    kept = sorted(path.name for path in set(found.iterdir()) - before
                  if path.name.startswith(target + "-"))
    last = lambda matches: next(filter(None, matches[-1]), "-") if matches else "-"
    return {"target": target, "executions": last(tried), "edges": covered[-1] if covered else "-",
            "MiB": last(peak), "code": process.returncode, "kept": kept, "log": log}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=600, help="for each target")
    parser.add_argument("--memory", type=int, default=256, help="MiB for each target")
    parser.add_argument("--timeout", type=int, default=10, help="seconds for one input")
    parser.add_argument("--jobs", type=int, default=1, help="targets at once")
    parser.add_argument("--build", action="store_true", help="build the targets first")
    parser.add_argument("--program", default=str(BUILD / "release/fuzz"))
    parser.add_argument("--only", default="", help="targets, with commas between")
    parser.add_argument("--corpus", default=str(BUILD / "corpus"))
    parser.add_argument("--found", default="found")
    arguments = parser.parse_args()
    if arguments.build:
        build()
    usage = subprocess.run([arguments.program], capture_output=True, text=True).stdout
    targets = arguments.only.split(",") if arguments.only else usage.split()[2].split("|")
    print(f"{'target':<18}{'executions':>12}{'edges':>8}{'MiB':>6}  found", flush=True)
    faults = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for row in pool.map(lambda target: run(arguments.program, target, arguments), targets):
            # A plain build reads the seeds, ends with 0 and has tried nothing.
            isFault = row["code"] != 0 or row["kept"] or row["executions"] in ("-", "0")
            faults += bool(isFault)
            words = ", ".join(row["kept"]) or (f"ended with {row['code']}" if isFault else "nothing")
            print(f"{row['target']:<18}{row['executions']:>12}{row['edges']:>8}{row['MiB']:>6}  {words}",
                  flush=True)
            if isFault and not row["kept"]:
                print(row["log"][-2000:])
    print(f"{len(targets)} targets, {arguments.seconds} s each: {faults} with faults")
    sys.exit(1 if faults else 0)


main()
