#!/usr/bin/env python3
"""kill -9 at random moments of every kind of job, and of the explorer while it works.

After each kill SQLite must find the store whole, and no result may be gone or behind what was
there before. Each job is then finished and must give the very file that an undisturbed run gives.
"""
import os
import pty
import random
import signal
import statistics
import subprocess
import time

import common

JOBS = {
    "dissect": ["dissect", "--layers", "layer4,layer6", "--sample-size", "200", "--json", "out.json"],
    "sweep": ["sweep", "--layer", "layer4", "--sample-size", "4", "--json", "out.json"],
    "measure": ["measure", "--edit", "edit.json", "--sample-size", "150", "--json", "out.json"],
    "curve": ["curve", "--layer", "layer4", "--concept", "tree", "--order", "unit",
              "--sample-size", "8", "--json", "out.json"],
    "explorer": ["--sample-size", "2000"],
}


def killed(bench, job, seconds):
    """Starts a job and kills it; returns its exit code if it ended before, and its last save's age."""
    arguments = [bench.program, *JOBS[job], "--store", "s"]
    started = time.time()
    if job == "explorer":
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(bench.folder)
            os.execve(bench.program, arguments, bench.environment(TERM="xterm-256color"))
        os.set_blocking(terminal, False)
        while time.time() - started < seconds:
            time.sleep(0.01)
            try:
                os.read(terminal, 1 << 20)
            except OSError:
                pass
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
        code = None
    else:
        process = subprocess.Popen(
            arguments, cwd=bench.folder, env=bench.environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            code = None
    saves = [started] + [path.stat().st_mtime for path in
                         (bench.folder / "s", bench.folder / "s-wal") if path.exists()]
    return code, time.time() - max(saves)


def main():
    arguments = common.parsed(
        __doc__, kills=(1000, "in all, over the kinds of jobs"),
        a_job=(12, "of one job before it is finished"))
    chance, faults, figures = random.Random(arguments.seed), [], {}
    for job, command in JOBS.items():
        bench = common.Bench(arguments.program)
        if job == "measure":
            code, _, errors = bench.run(
                "edit", "--layer", "layer4", "--units", "0-19", "--output", "edit.json")
            assert code == 0, errors
        wanted, taken = None, 3.0
        if job != "explorer":
            started = time.time()
            code, _, errors = bench.run(*command, "--store", "whole")
            assert code == 0, errors
            taken, wanted = time.time() - started, (bench.folder / "out.json").read_bytes()
        kills, ages, jobs, gone = 0, [], 0, 0
        share = arguments.kills // len(JOBS)
        while kills < share:
            for path in bench.folder.glob("s*"):
                path.unlink()
            known = {}
            for _ in range(min(arguments.a_job, share - kills)):
                code, age = killed(bench, job, chance.uniform(0.02, taken))
                if code is not None:
                    if code:
                        faults.append(f"{job}: ended with {code} after kills")
                    break
                kills += 1
                ages.append(age)
                try:
                    found = common.rows(bench.folder / "s")
                except Exception as damage:
                    faults.append(f"{job}: {damage}")
                    break
                for key, done in known.items():
                    if found.get(key, -1) < done:
                        gone += 1
                        faults.append(f"{job}: {key} had {done}, now {found.get(key)}")
                known = found
            if wanted is not None:
                code, _, errors = bench.run(*command, "--store", "s")
                jobs += 1
                if code or (bench.folder / "out.json").read_bytes() != wanted:
                    faults.append(f"{job}: finished with {code}, other numbers: {errors[-200:]}")
        figures[job] = {
            "kills": kills, "lost or gone back": gone, "finished and compared": jobs,
            "seconds of work lost, median": round(statistics.median(ages), 2),
            "seconds of work lost, at most": round(max(ages), 2), "an undisturbed run": round(taken, 2)}
        print(job, figures[job], flush=True)
        bench.remove()
    common.finish(faults, figures)


main()
