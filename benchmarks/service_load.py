"""Asks `precedent api` with many clients at once, and prints requests a second and how long they took.

    python -m benchmarks.service_load INDEX --clients 20 --seconds 20 --workers 1 2

Every client sends its next search when it has read the answer to the one before. A client here costs hardly anything:
it shares the machine with what it measures. Processor time of the service is told beside (Linux): where the machine is
busy with other things, it says what a search costs, and how busy the service's processes were.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote_plus

import numpy as np

from benchmarks.cost.page_memory import QUERIES, free_port

SUBJECTS = ("parents", "custody", "planning", "reviews", "risk", "adoption", "gangs", "schools", "police", "victims")
START_LIMIT_SECONDS = 90


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    for workers in options.workers:
        with served(options.index, workers) as (port, process):
            asyncio.run(load(port, options.clients, 3.0))  # opens the archive and the model in every process
            before = cpu_seconds(process)
            seconds, faults = asyncio.run(load(port, options.clients, options.seconds))
            used = cpu_seconds(process) - before
        p50, p95 = np.percentile(seconds, [50, 95]) * 1000
        print(
            f"{workers} workers, {options.clients} clients: {len(seconds) / options.seconds:.1f} searches a second, "
            f"median {p50:.0f} ms, 95% within {p95:.0f} ms, {faults} faults; {1000 * used / len(seconds):.1f} ms of a "
            f"processor each, {used / options.seconds:.2f} processors busy",
            flush=True,
        )
    return 0


@contextmanager
def served(index: Path, workers: int) -> Iterator[tuple[int, int]]:
    """The port and the process of a service that lives as long as the context."""
    port = free_port()
    command = [sys.executable, "-m", "search_app.command.main", "api", "--index", str(index)]
    environment = os.environ | {"PRECEDENT_API_RATE": "0"}
    process = subprocess.Popen(
        [*command, "--port", str(port), "--workers", str(workers)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + START_LIMIT_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=5):
                    break
            except OSError:
                time.sleep(0.2)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def cpu_seconds(process: int) -> float:
    """Processor time so far of a process and those that it started; 0 where the system does not tell."""
    found: dict[int, tuple[int, int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # one that has ended meanwhile
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
            found[int(path.parent.name)] = int(fields[1]), int(fields[11]) + int(fields[12])
    own, grown = {process}, True
    while grown:
        grown = False
        for pid, (parent, _) in found.items():
            if parent in own and pid not in own:
                own.add(pid)
                grown = True
    return sum(found[pid][1] for pid in own if pid in found) / os.sysconf("SC_CLK_TCK")


async def load(port: int, clients: int, seconds: float) -> tuple[list[float], int]:
    """Seconds of every answer, and how many were no answer."""
    taken: list[float] = []
    until = time.monotonic() + seconds
    faults = await asyncio.gather(*(ask(port, until, taken, random.Random(number)) for number in range(clients)))
    return taken, sum(faults)


async def ask(port: int, until: float, taken: list[float], choice: random.Random) -> int:
    """One client over one connection, as a program keeps it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    faults = 0
    while time.monotonic() < until:
        query = f"{choice.choice(QUERIES)} {choice.choice(SUBJECTS)}"
        started = time.monotonic()
        writer.write(f"GET /api/search?q={quote_plus(query)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next(int(line.split(":")[1]) for line in head.splitlines() if line.startswith("content-length"))
        await reader.readexactly(length)
        faults += " 200 " not in head.splitlines()[0] + " "
        taken.append(time.monotonic() - started)
    writer.close()
    return faults


if __name__ == "__main__":
    sys.exit(main())
