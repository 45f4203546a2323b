#!/usr/bin/env python3
"""Hostile surroundings: every option that takes a path is given what no path should be, every option
numbers and words that none should be, and the program is run without a home, in other languages,
with few resources and closed streams.

Each run must end by itself with one of the documented exit codes, say why where it is not 0, let no
control character through, and leave no draft behind. As root it runs as an ordinary user.
"""
import json
import os
import pathlib
import pwd
import resource
import shutil
import socket
import subprocess

import common

CODES = {0, 64, 65, 66, 74}
SMALL = ["--sample-size", "8"]
INPUTS = {
    "--generator": ["generate", "--samples", "0", "--output", "o.png", "--generator", "{}"],
    "--segmenter": ["segment", "--samples", "0", "--segmenter", "{}"],
    "--config": ["store", "list", "--config", "{}"],
    "--edit": ["measure", *SMALL, "--edit", "{}"],
    "--against": ["measure", *SMALL, "--edit", "e.json", "--against", "{}"],
    "inspect": ["inspect", "{}"],
    "recipe": ["{}"],
    "--theme": ["shot", "o.svg", "--size", "60x20", "--theme", "{}", "--wait", "1"],
    "--real": ["distance", *SMALL, "--real", "{}"],
    "--image": ["segment", "--image", "{}"],
    "--dissection": ["units", "--layer", "layer4", "--dissection", "{}"],
    "--base": ["dissect", "--layers", "layer4", *SMALL, "--phase", "counts", "--base", "{}"],
    "compare": ["compare", "country@layer4", "{}"],
    "--directions": ["walk", "--directions", "{}", "--direction", "0", "--output", "o.png"],
    "directions show": ["directions", "show", "{}"],
    "merge from": ["store", "merge", "into.sqlite", "{}"],
    "cluster status": ["cluster", "status", "{}"],
}
OUTPUTS = {
    "--store": ["dissect", "--layers", "layer9", *SMALL, "--store", "{}"],
    "store list": ["store", "list", "--store", "{}"],
    "merge into": ["store", "merge", "{}", "part.sqlite"],
    "--json": ["dissect", "--layers", "layer9", *SMALL, "--json", "{}"],
    "--output": ["generate", "--samples", "0", "--output", "{}"],
    "--npy": ["generate", "--samples", "0", "--npy", "{}"],
    "--sheet": ["generate", "--samples", "0", "--edit", "e.json", *SMALL, "--sheet", "{}"],
    "edit --output": ["edit", "--layer", "layer4", "--units", "3", "--output", "{}"],
    "shot": ["shot", "{}", "--size", "60x20", "--wait", "1"],
    "report": ["report", "{}", "--layers", "layer4", "--examples", "0"],
    "--prefix": ["install", "--prefix", "{}"],
    "cluster": ["cluster", "script", "{}", "--", "dissect", "--layers", "layer9", *SMALL],
}
LIGHT = {
    "doctor": ["doctor"],
    "dissect": ["dissect", "--layers", "layer9", *SMALL, "--json", "-"],
    "list": ["store", "list"],
    "generate": ["generate", "--samples", "0", "--output", "o.png"],
    "shot": ["shot", "o.svg", "--size", "60x20", "--wait", "1"],
}
# What no option should be.
VALUES = ["9223372036854775807", "18446744073709551616", "-1", "0", "nan", "1e999", "1e-320",
          "0-9223372036854775807,3", "", "a\x1b]52;c;x\x07\u202e\u200bb"]
# What commands need besides, by the name of the option or argument.
NEEDED = {"layer": "layer9", "concept": "tree", "edit": "e.json", "output": "o.npz",
          "files": "e.json", "FILE.npz": "o.npz", "direction": "0", "name": "n", "directory": "pages",
          "file": "o.svg", "folder": "jobs"}


def options(command, path=()):
    """All commands' options: (option, the command with what it needs besides)."""
    arguments = command.get("arguments", [])
    names = {entry["preferredName"]["name"] for entry in arguments if entry["kind"] == "option"}
    words = [*path, *(NEEDED.get(entry["valueName"], "x") for entry in arguments
                      if entry["kind"] == "positional" and not entry["isOptional"])]
    needed = {entry["preferredName"]["name"] for entry in arguments
              if entry["kind"] == "option" and not entry["isOptional"]}
    for option in sorted(names):
        others = [f"--{name}={NEEDED[name]}" for name in sorted(needed - {option})]
        if "sample-size" in names - {option}:
            others.append("--sample-size=8")
        yield option, [*words, *others]
    for below in command.get("subcommands", []):
        yield from options(below, (*path, below["commandName"]))


class Hostility:
    """A folder full of traps, and who walks into them."""

    def __init__(self, program):
        self.bench = common.Bench(program)
        self.folder = self.bench.folder
        # Where root works others may not look.
        shutil.copy(self.bench.program, self.folder / "ganscope")
        self.bench.program = str(self.folder / "ganscope")
        self.user = pwd.getpwnam("nobody") if os.getuid() == 0 else None
        self.faults, self.codes, self.runs = [], {}, 0
        self.keep_open = []
        self.paths = self.traps()
        self.own(self.folder)
        for command in (["edit", "--layer", "layer4", "--units", "3", "--output", "e.json"],
                        ["dissect", "--layers", "layer9", *SMALL, "--store", "part.sqlite"]):
            assert self.run("a preparation", command).returncode == 0

    def own(self, folder):
        if self.user:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid)

    def traps(self):
        at = self.folder / "traps"
        at.mkdir()
        files = {name: at / name for name in (
            "empty", "zeros", "text", "fifo", "socket", "folder", "loop", "dangling", "forbidden",
            "forbidden-folder", "read-only", "sparse")}
        files["empty"].touch()
        files["zeros"].write_bytes(bytes(4096))
        files["text"].write_text("{\"version\": 99}\n" * 3)
        os.mkfifo(files["fifo"])
        self.keep_open.append(socket.socket(socket.AF_UNIX))
        self.keep_open[0].bind(str(files["socket"]))
        files["folder"].mkdir()
        files["loop"].symlink_to(files["loop"])
        files["dangling"].symlink_to(at / "nowhere" / "file")
        files["forbidden"].write_text("{}")
        files["forbidden"].chmod(0)
        files["forbidden-folder"].mkdir(mode=0o700)
        files["read-only"].mkdir(mode=0o555)
        with open(files["sparse"], "wb") as file:
            file.truncate(1 << 40)
        long = "/".join(["x" * 200] * 19)
        strange = {
            "escape": at / "a\x1b[2J\x1b]52;c;x\x07b.json", "lines": at / "a\nb\r.png",
            "bidi": at / "a\u202e\u200bb", "spaces": at / "  a b  "}
        for path in strange.values():
            path.write_text("nothing")
        return {
            **{name: str(path) for name, path in {**files, **strange}.items()},
            "in a file": str(files["text"] / "below"), "in forbidden":
            str(files["forbidden-folder"] / "a" / "b"), "in read-only": str(files["read-only"] / "a"),
            "missing": str(at / "no" / "such" / "file"), "nothing": "", "dash": "-",
            "slashes": str(files["folder"]) + "///", "too long": str(at / long / "end"),
            "long name": str(at / ("n" * 300)), "invalid": os.fsdecode(os.fsencode(at) + b"/\xff\xc0\x80"),
            "zero device": "/dev/zero", "full device": "/dev/full", "terminal": "/dev/tty",
            "memory": "/proc/self/mem", "own input": "/dev/stdin", "root": "/",
            "option": "--help-me", "home": "~/x", "dots": "../../../../../../etc/passwd/x"}

    def run(self, name, command, environment=None, seconds=60, ends=True, **how):
        """Runs a command and judges its end; None where it had to be killed.

        What need not end by itself is asked to after some seconds."""
        environment = environment or self.bench.environment()
        if self.user:
            how |= {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen(
            [self.bench.program, *command], cwd=self.folder, env=environment, **{**streams, **how})
        self.runs += 1
        try:
            try:
                output, errors = process.communicate(timeout=seconds if ends else 4)
            except subprocess.TimeoutExpired:
                if ends:
                    raise
                process.terminate()
                output, errors = process.communicate(timeout=seconds)
                if process.returncode == 143:
                    return None
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.faults.append(f"{name}: {command} was not over after {seconds} s")
            return None
        done = subprocess.CompletedProcess(command, process.returncode, output or b"", errors or b"")
        self.judge(name, done)
        return done

    def judge(self, name, done):
        self.codes[done.returncode] = self.codes.get(done.returncode, 0) + 1
        printed = done.stdout + done.stderr
        if done.returncode not in CODES:
            self.faults.append(f"{name}: {done.args} ended with {done.returncode}: {printed[-300:]}")
        elif done.returncode and not printed.strip():
            self.faults.append(f"{name}: {done.args} ended with {done.returncode} without a word")
        text = printed.decode(errors="replace")
        if any(ord(letter) < 32 and letter not in "\n\t" or 0x7f <= ord(letter) < 0xa0
               or letter in "\u202e\u200b" for letter in text):
            self.faults.append(f"{name}: {done.args} lets control characters through")
        drafts = [path for path in self.folder.glob("**/*.part")]
        if drafts:
            self.faults.append(f"{name}: {done.args} left {drafts}")
            for draft in drafts:
                shutil.rmtree(draft) if draft.is_dir() else draft.unlink()

    def try_paths(self):
        kept = {name: pathlib.Path(path).read_bytes() for name, path in self.paths.items()
                if name in ("empty", "zeros", "text", "escape", "lines", "bidi", "spaces")}
        for option, command in {**INPUTS, **OUTPUTS}.items():
            for name, path in self.paths.items():
                if option in OUTPUTS and name in kept or (option, name) in (
                        ("inspect", "option"), ("--npy", "dash")):
                    continue
                words = [path if word == "{}" else word for word in command]
                self.run(f"{option} {name}", words)
        for name, bytes in kept.items():
            if pathlib.Path(self.paths[name]).read_bytes() != bytes:
                self.faults.append(f"{name} was changed")

    def try_options(self):
        """Each option in the first and the last command that has it."""
        told = subprocess.run([self.bench.program, "--experimental-dump-help"], capture_output=True)
        commands = {}
        for option, command in options(json.loads(told.stdout)["command"]):
            commands.setdefault(option, []).append(command)
        for option, those in commands.items():
            for command in those if len(those) == 1 else (those[0], those[-1]):
                for value in VALUES:
                    self.run(f"--{option} {value!r}", [*command, f"--{option}={value}"], ends=False)

    def try_environments(self):
        plain = self.bench.environment()
        changes = {
            "no home": {"HOME": None}, "an empty home": {"HOME": ""}, "HOME=/": {"HOME": "/"},
            "a relative home": {"HOME": "x"}, "no such home": {"HOME": "/no/such"},
            "a home that is a file": {"HOME": "/etc/passwd"},
            "a home of escapes": {"HOME": "/tmp/\x1b[2J"}, "a home too long": {"HOME": "/x" * 5000},
            "XDG relative": {"XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": ".", "XDG_STATE_HOME": ""},
            "XDG a device": {"XDG_DATA_HOME": "/dev/null", "XDG_CONFIG_HOME": "/dev/zero",
                             "XDG_STATE_HOME": "/dev/full"},
            "LANG=C": {"LANG": "C", "LC_ALL": "C"}, "no LANG": {"LANG": None},
            "LANG unknown": {"LANG": "xx_YY.\x1b[mFOO"}, "commas": {"LC_ALL": "de_DE.UTF-8"},
            "Turkish": {"LC_ALL": "tr_TR.UTF-8"}, "time zone": {"TZ": "\x1b[2J/../../etc/passwd"},
            "sizes": {"COLUMNS": "99999999999999999999", "LINES": "-1"},
            "no terminal type": {"TERM": None}, "dumb": {"TERM": "dumb"},
            "TERM a path": {"TERM": "../../../etc/passwd"}, "TERMINFO": {"TERMINFO": "/dev/zero"},
            "no PATH": {"PATH": None}, "TMPDIR": {"TMPDIR": "/no/such"},
            "threads": {"OMP_NUM_THREADS": "-5"}, "instructions": {"ONEDNN_MAX_CPU_ISA": "\x1b[2J"}}
        for name, change in changes.items():
            environment = {key: value for key, value in {**plain, **change}.items()
                           if value is not None}
            for command in LIGHT.values():
                self.run(name, command, environment)

    def try_resources(self):
        limits = {
            "few descriptors": (resource.RLIMIT_NOFILE, 12), "no core": (resource.RLIMIT_CORE, 0),
            "small files": (resource.RLIMIT_FSIZE, 4096), "no files": (resource.RLIMIT_FSIZE, 0),
            "a small stack": (resource.RLIMIT_STACK, 256 << 10)}
        for name, (kind, value) in limits.items():
            for command in LIGHT.values():
                self.run(name, command,
                         preexec_fn=lambda: resource.setrlimit(kind, (value, value)))
        for command in LIGHT.values():
            self.run("umask 777", command, umask=0o777)

    def try_streams(self):
        """Closed streams: nothing that is printed may land in a file that was opened instead."""
        for closed in ("<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", ">/dev/full",
                       "2>/dev/full", "| head -c 0", "| head -1", "</dev/full", "<."):
            for name, command in LIGHT.items():
                words = " ".join(f"'{word}'" for word in [self.bench.program, *command])
                how = {"user": self.user.pw_uid, "group": self.user.pw_gid} if self.user else {}
                picture = self.folder / "o.png"
                picture.unlink(missing_ok=True)
                done = subprocess.run(
                    ["bash", "-c", f"{words} {closed}"], cwd=self.folder, timeout=60,
                    env=self.bench.environment(), capture_output=True, **how)
                self.runs += 1
                if done.returncode not in CODES | {1, 141}:
                    self.faults.append(f"{name} {closed} ended with {done.returncode}: {done.stderr}")
                if name == "generate" and picture.exists():
                    inspected = self.run(f"{closed}", ["inspect", "o.png"])
                    content = picture.read_bytes()
                    if inspected.returncode or b"ganscope:" in content[:64]:
                        self.faults.append(f"{name} {closed} spoilt its picture")


def main():
    parts = ("options", "paths", "environments", "resources", "streams")
    arguments = common.parsed(__doc__, only=("", "of " + ", ".join(parts) + ", with commas between"))
    hostility = Hostility(arguments.program)
    try:
        for part in arguments.only.split(",") if arguments.only else parts:
            before = hostility.runs
            getattr(hostility, f"try_{part}")()
            print(part, hostility.runs - before, "runs,", len(hostility.faults), "faults", flush=True)
    finally:
        hostility.bench.remove()
    common.finish(hostility.faults, {
        "runs": hostility.runs, "ended with": hostility.codes, "faults": len(hostility.faults)})


main()
