#!/usr/bin/env python3
"""kill -9 at random moments of every kind of job, and of the explorer while it works.

After each kill SQLite must find the store whole (a copy of it, so that the program itself mends
what the kill left), no result may be gone or behind what was seen there before, the moment before
the kill included, and no file may lie half written under its name. Each job is then finished and
must leave the very files that an undisturbed run leaves. Runs take one, two or four threads by
chance; the undisturbed one takes the usual number.
"""
import os
import pathlib
import pty
import random
import resource
import shutil
import signal
import sqlite3
import statistics
import subprocess
import time

import common
from jobs import JOBS

EXPLORER = ["--sample-size", "2000", "--fresh", "--store", "s"]
# Seconds on the processor.
SLOW = 5.0
# Seconds after which at most a job is killed: what takes longer gets there by going on.
LONGEST = 20.0
KEYS = [b"n", b"j", b"a", b"u", b"\t", b"J", b"v"]


def seen(store):
    """What another program finds in the store while the job runs."""
    try:
        database = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=0.2)
        try:
            return common.progress(database)
        finally:
            database.close()
    except sqlite3.Error:
        return {}


def processor_time():
    """What all processes that were waited for have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def content(path):
    """The bytes of a file, or of the files of a folder by name; None where there is none."""
    if path.is_dir():
        return {str(file.relative_to(path)): file.read_bytes()
                for file in sorted(path.rglob("*")) if file.is_file() and file.suffix != ".part"}
    return path.read_bytes() if path.exists() else None


class Trial:
    """One kind of job in a folder of its own."""

    def __init__(self, name, program):
        self.name, self.bench = name, common.Bench(program)
        self.job = JOBS.get(name)
        self.taken, self.work, self.wanted, self.pieces = 3.0, 0.0, None, {}
        self.kills, self.ages, self.finished, self.faults = 0, [], 0, []
        if self.job is None:
            return
        for command in self.job.before:
            self.must(command)
        started, before = time.time(), processor_time()
        self.must(self.job.command)
        self.taken, self.work = time.time() - started, processor_time() - before
        self.wanted = self.result()
        # The index of a folder that grows chapter by chapter changes; other files come once.
        self.pieces = self.wanted if isinstance(self.wanted, dict) else {}
        self.clear()

    def command(self, chance):
        """The job's command on some number of threads."""
        threads = ["--threads", str(chance.choice((1, 1, 2, 4)))]
        return [*self.job.command, *(threads if self.job.command[0] != "store" else [])]

    def must(self, command):
        code, _, errors = self.bench.run(*command)
        if code:
            raise SystemExit(f"{self.name}: {command} ended with {code}: {errors}")

    @property
    def store(self):
        return self.bench.folder / "s"

    def result(self):
        if self.job.writes:
            return content(self.bench.folder / self.job.writes)
        database = sqlite3.connect(self.store)
        try:
            return database.execute(
                "SELECT kind, layer, detail, sample_size, done, total, checksum FROM record "
                "ORDER BY 1, 2, 3, 4").fetchall()
        finally:
            database.close()

    def remove_output(self):
        if self.job and self.job.writes:
            path = self.bench.folder / self.job.writes
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        for draft in self.bench.folder.glob("*.part"):
            shutil.rmtree(draft) if draft.is_dir() else draft.unlink()

    def clear(self):
        for name in ("s", "s-wal", "s-shm"):
            (self.bench.folder / name).unlink(missing_ok=True)
        self.remove_output()

    def run(self, seconds, chance):
        """Starts the job and kills it; whether it was still running, what was in the store."""
        started = time.time()
        if self.job is None:
            ended, before = self.explore(seconds), seen(self.store)
        else:
            process = subprocess.Popen(
                [self.bench.program, *self.command(chance)], cwd=self.bench.folder,
                env=self.bench.environment(OMP_WAIT_POLICY="passive"), stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                if code := process.wait(seconds):
                    self.faults.append(f"{self.name}: ended with {code} after kills")
                return False, {}
            except subprocess.TimeoutExpired:
                before = seen(self.store)
                process.kill()
                ended = process.wait() == -signal.SIGKILL
        saves = [started] + [path.stat().st_mtime for path in
                             (self.store, pathlib.Path(f"{self.store}-wal")) if path.exists()]
        if ended:
            self.ages.append(time.time() - max(saves))
        return ended, before

    def explore(self, seconds):
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.bench.folder)
            os.execve(self.bench.program, [self.bench.program, *EXPLORER],
                      self.bench.environment(TERM="xterm-256color"))
        os.set_blocking(terminal, False)
        until = time.time() + seconds
        while time.time() < until:
            time.sleep(0.02)
            try:
                os.write(terminal, KEYS[int(time.time() * 50) % len(KEYS)])
                os.read(terminal, 1 << 20)
            except OSError:
                pass
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
        return True

    def check(self, known):
        """Looks at a copy of what the kill left; returns what is in it."""
        with common.copied(self.store) as copy:
            found = common.rows(copy)
        for key, done in known.items():
            if found.get(key, -1) < done:
                self.faults.append(f"{self.name}: {key} had {done}, now {found.get(key)}")
        if self.job and self.job.writes:
            left = content(self.bench.folder / self.job.writes)
            if isinstance(left, bytes) and left != self.wanted:
                self.faults.append(f"{self.name}: {self.job.writes} is half written")
            for name, data in (left if isinstance(left, dict) else {}).items():
                if name != "index.html" and data != self.pieces.get(name):
                    self.faults.append(f"{self.name}: {name} is half written")
        return found

    def rounds(self, share, a_job, chance):
        while self.kills < share:
            self.clear()
            known = {}
            for _ in range(min(a_job, share - self.kills)):
                was_running, before = self.run(
                    chance.uniform(0.02, min(max(self.taken, 0.3), LONGEST)), chance)
                if not was_running:
                    break
                self.kills += 1
                try:
                    known = self.check({**known, **before})
                except Exception as damage:
                    self.faults.append(f"{self.name}: {damage}")
                    break
            if self.job:
                code, _, errors = self.bench.run(
                    *self.command(chance), OMP_WAIT_POLICY="passive")
                self.finished += 1
                if code or self.result() != self.wanted:
                    self.faults.append(
                        f"{self.name}: finished with {code}, other results: {errors[-200:]}")

    @property
    def figures(self):
        return {
            "kills": self.kills, "finished and compared": self.finished,
            "faults": len(self.faults),
            "seconds since the last save, median": round(statistics.median(self.ages), 2),
            "at most": round(max(self.ages), 2), "an undisturbed run": round(self.taken, 2)}


def main():
    arguments = common.parsed(
        __doc__, kills=(1000, "in all, over the kinds of jobs"),
        a_job=(12, "of one job before it is finished"),
        only=("", "kinds of jobs, with semicolons between"))
    names = arguments.only.split(";") if arguments.only else [*JOBS, "explorer"]
    chance, faults, figures = random.Random(arguments.seed), [], {}
    for number, name in enumerate(names):
        trial = Trial(name, arguments.program)
        left = arguments.kills - sum(entry["kills"] for entry in figures.values())
        share = left // (len(names) - number)
        try:
            # What takes long leaves its turns to the others.
            trial.rounds(
                max(1, share // 4) if trial.work > SLOW else share, arguments.a_job, chance)
        finally:
            trial.bench.remove()
        figures[name] = trial.figures
        faults += trial.faults
        print(name, trial.figures, *trial.faults[:3], sep="; ", flush=True)
    figures["all"] = {
        "kills": sum(entry["kills"] for entry in figures.values()), "faults": len(faults)}
    common.finish(faults, figures["all"])


main()
