#!/usr/bin/env python3
"""The explorer, open for an hour with a dissection that never ends and somebody at the keys.

Printed are memory, descriptors, threads and the size of the store over time. Memory may not grow
by more than a twentieth after the first quarter, descriptors and threads not at all.
"""
import fcntl
import os
import pathlib
import pty
import random
import struct
import termios
import time

import common

KEYS = [b"j", b"k", b"J", b"K", b"n", b"p", b"\t", b"1", b"2", b"3", b"4", b"5", b"a", b"u", b"U",
        b"[", b"]", b"6", b"7", b"8", b"9", b"v", b"x", b"i", b" ", b"V", b"\x1b", b"E", b"\x1b"]


def reading(process, store):
    status = dict(line.split(":", 1) for line in
                  pathlib.Path(f"/proc/{process}/status").read_text().splitlines())
    size = sum(path.stat().st_size for path in store.parent.glob("s*"))
    return {
        "memory": int(status["VmRSS"].split()[0]) >> 10, "threads": int(status["Threads"]),
        "descriptors": len(os.listdir(f"/proc/{process}/fd")), "store": size >> 10}


def main():
    arguments = common.parsed(
        __doc__, minutes=(60.0, "how long"), pause=(0.3, "seconds between two keys"))
    bench, chance = common.Bench(arguments.program), random.Random(arguments.seed)
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(bench.folder)
        os.execve(
            bench.program, [bench.program, "--sample-size", "1000000", "--store", "s", "--fresh"],
            bench.environment(TERM="xterm-256color", COLORTERM="truecolor"))
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 120, 0, 0))
    os.set_blocking(terminal, False)
    start, readings, faults, sent, next_reading = time.time(), [], [], 0, 5.0
    typed, drawn = [], b""
    while (now := time.time() - start) < arguments.minutes * 60:
        try:
            drawn = (drawn + os.read(terminal, 1 << 20))[-4000:]
        except OSError:
            pass
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            faults.append(
                f"ended by itself with {status} after {now:.0f} s; typed last {typed}, drawn last "
                f"{drawn}; its files stay in {bench.folder}")
            common.finish(faults, {"keys": sent})
        if now > sent * arguments.pause:
            typed = [*typed[-40:], chance.choice(KEYS)]
            os.write(terminal, typed[-1])
            sent += 1
        if now > next_reading:
            next_reading += max(5.0, arguments.minutes * 60 / 40)
            readings.append({"second": int(now), **reading(child, bench.folder / "s")})
            print(readings[-1], flush=True)
        time.sleep(0.02)
    else:
        settled = readings[len(readings) // 4:]
        first, last = settled[:len(settled) // 4 + 1], settled[-(len(settled) // 4 + 1):]
        for name, most in (("memory", 1.05), ("descriptors", 1.0), ("threads", 1.0)):
            before, after = (max(entry[name] for entry in part) for part in (first, last))
            if after > before * most:
                faults.append(f"{name} grew from {before} to {after}")
        os.write(terminal, b"\x03")
        end = time.time()
        while time.time() - end < 5 and not os.waitpid(child, os.WNOHANG)[0]:
            try:
                os.read(terminal, 1 << 20)
            except OSError:
                pass
            time.sleep(0.02)
        if time.time() - end >= 5:
            faults.append("Ctrl-C did not end it within 5 s")
    bench.remove()
    common.finish(faults, {"keys": sent, "last": readings[-1] if readings else None})


main()
