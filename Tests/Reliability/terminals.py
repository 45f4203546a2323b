#!/usr/bin/env python3
"""Terminals that misbehave under the open explorer, and people who hammer on it.

Each session must live through it with little memory and few processor seconds, end orderly within
a few seconds when asked to, and leave the terminal as it was: its settings, no alternate screen, no
mouse reports, no bracketed paste, the cursor on.
"""
import fcntl
import os
import pathlib
import pty
import random
import re
import signal
import struct
import termios
import time

import common

OFF = {1049: "the alternate screen", 1000: "mouse reports", 1002: "mouse motion",
       1006: "mouse reports", 2004: "bracketed paste"}


class Session:
    """The explorer on a terminal of our own."""

    def __init__(self, bench, *arguments, rows=40, columns=120):
        self.bench, self.seen, self.answers = bench, bytearray(), True
        pid, self.terminal = pty.fork()
        if pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.chdir(bench.folder)
            os.execve(bench.program, [bench.program, "--sample-size", "60", "--fresh", *arguments],
                      bench.environment(TERM="xterm-256color", COLORTERM="truecolor"))
        self.process, self.status = pid, None
        os.set_blocking(self.terminal, False)
        self.settings = termios.tcgetattr(self.terminal)
        self.read(4, until=b"layers")

    def read(self, seconds, until=None):
        """Takes what is drawn, and answers the question for the terminal's status as terminals do."""
        end = time.time() + seconds
        while time.time() < end and not self.over():
            try:
                piece = os.read(self.terminal, 1 << 16)
            except BlockingIOError:
                time.sleep(0.01)
                continue
            except OSError:
                return
            self.seen += piece
            if self.answers and b"\x1b[5n" in piece:
                self.type(b"\x1b[0n")
            if until and until in self.seen:
                return

    def type(self, data):
        """Types as fast as the terminal takes it; gives up after half a minute."""
        end = time.time() + 30
        while data and time.time() < end and not self.over():
            try:
                data = data[os.write(self.terminal, data[:4096]):]
            except BlockingIOError:
                try:
                    self.seen += os.read(self.terminal, 1 << 16)
                except OSError:
                    time.sleep(0.005)
        return not data

    def resize(self, rows, columns):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.process, signal.SIGWINCH)

    def over(self):
        if self.status is None:
            ended, status = os.waitpid(self.process, os.WNOHANG)
            if ended:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def figures(self):
        status = pathlib.Path(f"/proc/{self.process}/status").read_text()
        times = pathlib.Path(f"/proc/{self.process}/stat").read_text().rsplit(")", 1)[1].split()
        return {"MiB": int(re.search(r"VmHWM:\s+(\d+)", status)[1]) >> 10,
                "processor seconds": (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")}

    def end(self, how, faults, name, code):
        """Asks it to end; notes what is not as it was."""
        started = time.time()
        if isinstance(how, bytes):
            self.type(how)
        else:
            os.kill(self.process, how)
        self.read(30)
        taken = time.time() - started
        if not self.over():
            faults.append(f"{name}: not over 30 s after {how!r}")
            os.kill(self.process, signal.SIGKILL)
            self.read(5)
        elif self.status != code:
            faults.append(f"{name}: ended with {self.status}, not {code}")
        for number, words in OFF.items():
            switches = re.findall(rb"\x1b\[\?%d([hl])" % number, bytes(self.seen))
            if switches and switches[-1] != b"l":
                faults.append(f"{name}: {words} stays on")
        return taken


def garbage(session, chance):
    """Answers to questions nobody asked, cut and unfinished ones among them."""
    pieces = [b"\x1b[0n", b"\x1b[?1;2c", b"\x1b]11;rgb:0/0/0\x07", b"\x1bP1$r0m\x1b\\", b"\x1b[8;0;0t",
              b"\x1b_Gi=1;OK\x1b\\", b"\x1b[<99999999999999999999;1;1M", b"\x1b[M\xff\xff\xff", b"\x9b",
              b"\x1b[", b"\x1b]", b"\x1bP", b"\xff\xfe", b"\xe2\x82", b"\x1b[200~", b"\x1b[201~", b"\0"]
    for _ in range(4000):
        session.type(chance.choice(pieces) + os.urandom(chance.randrange(3)).replace(b"\x03", b"")
                     .replace(b"q", b"").replace(b"\x1a", b"").replace(b"\x1c", b""))
    session.read(2)
    session.type(b"\x1b[201~")
    session.read(1.5)


def storm(session, chance):
    for _ in range(500):
        session.resize(*chance.choice(
            [(0, 0), (1, 1), (10000, 10000), (65535, 65535), (2, 500), (400, 3), (24, 80)]))
        session.read(0.002)
    session.resize(40, 120)
    session.read(2)


def main():
    arguments = common.parsed(__doc__, megabytes=(10, "pasted and typed"))
    bench, faults, figures = common.Bench(arguments.program), [], {}
    flood = arguments.megabytes << 20

    def paste(session, _):
        session.type(b":" + b"\x1b[200~" + b"a\x1b" * (flood // 2) + b"\x1b[201~")

    def keys(session, _):
        session.type(b"nj" * (flood // 20))

    def mouse(session, _):
        session.type(b"\x1b[<35;20;10M\x1b[<64;60;20M" * (flood // 240))

    def silent(session, _):
        session.answers = False
        session.type(b"n" * 200)
        session.read(3)

    def stuck(session, _):
        for _ in range(300):
            try:
                os.write(session.terminal, b"n")
            except OSError:
                pass
            time.sleep(0.005)

    tries = {
        "an answer nobody asked for": (garbage, signal.SIGTERM, 143),
        "resize storm": (storm, signal.SIGHUP, 129),
        "a long paste": (paste, signal.SIGTERM, 143),
        "a flood of keys": (keys, signal.SIGTERM, 143),
        "a flood of the mouse": (mouse, signal.SIGINT, 130),
        "a terminal that never answers": (silent, b"\x03", 0),
        "a terminal that reads nothing": (stuck, signal.SIGTERM, 143),
        "Ctrl-C": (lambda session, _: session.read(1), b"\x03", 0),
    }
    for name, (trouble, how, code) in tries.items():
        session = Session(bench)
        trouble(session, random.Random(arguments.seed))
        if session.over():
            faults.append(f"{name}: ended by itself with {session.status}")
            continue
        found = session.figures()
        found["seconds to the end"] = round(session.end(how, faults, name, code), 2)
        figures[name] = found
        print(name, found, flush=True)
        os.close(session.terminal)
    # A doubled signal, as timeout and schedulers send it, and a closed terminal.
    session = Session(bench)
    os.kill(session.process, signal.SIGTERM)
    session.end(signal.SIGTERM, faults, "a doubled signal", 143)
    session = Session(bench)
    os.close(session.terminal)
    end = time.time() + 10
    while time.time() < end and not session.over():
        time.sleep(0.01)
    figures["a closed terminal"] = {"seconds to the end": round(time.time() - end + 10, 2)}
    if session.status != 129:
        faults.append(f"a closed terminal: {session.status}, not 129")
    bench.remove()
    common.finish(faults, figures)


main()
