"""What the scripts of this folder share: the program, a home of its own, its store."""
import argparse
import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class Bench:
    """A folder in which the program runs with a home of its own."""

    def __init__(self, program):
        self.program = str(pathlib.Path(program).resolve())
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ganscope-"))

    def environment(self, **more):
        kept = {key: os.environ[key] for key in ("PATH", "ONEDNN_MAX_CPU_ISA") if key in os.environ}
        return {"HOME": str(self.folder), "LANG": "C.UTF-8", **kept, **more}

    def start(self, *arguments, **more):
        return subprocess.Popen(
            [self.program, *arguments], cwd=self.folder, env=self.environment(**more),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *arguments, **more):
        process = self.start(*arguments, **more)
        output, errors = process.communicate(timeout=600)
        return process.returncode, output.decode(), errors.decode()

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def parsed(description, **options):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--program", default=str(ROOT / ".build/release/ganscope"))
    parser.add_argument("--seed", type=int, default=1)
    for name, (value, words) in options.items():
        parser.add_argument("--" + name.replace("_", "-"), type=type(value), default=value, help=words)
    arguments = parser.parse_args()
    if not os.access(arguments.program, os.X_OK):
        sys.exit(f"There is no {arguments.program}: swift build -c release --product ganscope")
    return arguments


def rows(path):
    """What a store holds: {key: scenes or units done}; fails where SQLite finds damage.

    An absent or empty store holds nothing."""
    path = pathlib.Path(path)
    if not path.exists() or path.stat().st_size == 0 and not pathlib.Path(f"{path}-wal").exists():
        return {}
    database = sqlite3.connect(path)
    try:
        (found,) = database.execute("PRAGMA integrity_check").fetchone()
        if found != "ok":
            raise AssertionError(f"integrity_check: {found}")
        return progress(database)
    finally:
        database.close()


def progress(database):
    """How far the results of an open store are: {key: scenes or units done}."""
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    if "record" not in tables:
        return {}
    columns = [row[1] for row in database.execute("PRAGMA table_info(record)")]
    keys = [name for name in columns if name not in ("id", "done", "total", "checksum", "saved_at")]
    return {
        row[1:]: row[0]
        for row in database.execute(f"SELECT done, {', '.join(keys)} FROM record")}


@contextlib.contextmanager
def copied(store):
    """A copy of a store as it lies there, log and all."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="copy-"))
    try:
        for ending in ("", "-wal"):
            source = pathlib.Path(f"{store}{ending}")
            if source.exists():
                shutil.copyfile(source, folder / f"s{ending}")
        yield folder / "s"
    finally:
        shutil.rmtree(folder)


def shim():
    """Builds watch.c and returns the library's path."""
    library = pathlib.Path(tempfile.mkdtemp(prefix="watch-")) / "watch.so"
    subprocess.run(
        ["clang", "-O2", "-shared", "-fPIC", "-o", library, HERE / "watch.c", "-ldl"], check=True)
    return str(library)


def finish(faults, figures):
    """Prints the figures, then the faults; exits with 1 if there are any."""
    print(json.dumps(figures, indent=2))
    for fault in faults[:20]:
        print("FAULT:", fault)
    sys.exit(1 if faults else 0)
