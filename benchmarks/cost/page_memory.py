"""Serves an index, makes ten searches in a real browser, and prints the page's peak memory and times.

    python -m benchmarks.cost.page_memory INDEX

Needs chromium and Linux, whose /proc says how much memory a process ever held.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

from playwright.sync_api import sync_playwright

QUERIES = (
    "engaging parents of children in custody",
    "return interviews when children go missing",
    "social workers' caseloads",
    "speech and language needs",
    '"child sexual exploitation"',
    "police AND gangs",
    "timeliness of adoption",
    "management oversight of risk of harm",
    "care leavers in suitable accommodation",
    "safeguard* board audit",
)
START_SECONDS = 60


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    options = parser.parse_args()
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "search_app.command.main",
        "serve",
        "--index",
        str(options.index),
        "--port",
        str(port),
    ]
    served = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        times_ms = _search(f"http://127.0.0.1:{port}")
        peak_mib = max(_peak_mib(pid) for pid in _children(served.pid))
    finally:
        served.terminate()
        served.wait()
    print(f"{len(times_ms)} searches by address, first hit drawn after {statistics.median(times_ms):.0f} ms (median)")
    print(f"peak memory of the page's process: {peak_mib:.0f} MiB")
    return 0


def _search(address: str) -> list[float]:
    times_ms = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page()
        for query in QUERIES:
            started = time.perf_counter()
            page.goto(f"{address}/?q={urllib.parse.quote(query)}")
            page.get_by_text("Open in the report").first.wait_for(timeout=START_SECONDS * 1000)
            times_ms.append((time.perf_counter() - started) * 1000)
        browser.close()
    return times_ms


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Waits until something listens on `port`. Raises TimeoutError."""
    for _ in range(START_SECONDS * 10):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the page did not start")


def _children(parent: int) -> list[int]:
    found = [parent]
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            status = Path(entry.path, "stat").read_text(encoding="utf-8", errors="replace")
            if int(status.rsplit(")", 1)[1].split()[1]) == parent:
                found.append(int(entry.name))
    return found


def _peak_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
