"""The page in a real browser: from Enter to the first result."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.speed.material import questions
from benchmarks.speed.measure import MILLISECONDS, summary

_RESULTS = ".pr-hit, .pr-notice"
_SEARCHES = 15
_START_SECONDS = 60


def time_page(material: Path, index: Path) -> dict[str, float]:
    """Median and 95th percentile in ms of typing a query into the page and pressing Enter, until its first hit."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "search_app.command.main", "serve", "--index", str(index), "--port", str(port)]
    served = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page()
            _wait_for(port)
            page.goto(f"http://127.0.0.1:{port}")
            page.get_by_label("Search the archive").wait_for(timeout=_START_SECONDS * MILLISECONDS)
            times = [_search(page, query) for query in questions(material).plain[: _SEARCHES + 1]]
            browser.close()
    finally:
        served.terminate()
        served.wait()
    return summary(times[1:])


def _wait_for(port: int) -> None:
    for _ in range(_START_SECONDS * 10):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the page did not start")


def _search(page: Page, query: str) -> float:
    """Until the first hit stands there, or the notice that nothing comes close: whichever was not there before."""
    box = page.get_by_label("Search the archive")
    box.fill(query)
    page.evaluate(
        "results => document.querySelectorAll(results).forEach(one => one.classList.add('before-this-search'))",
        _RESULTS,
    )
    started = time.perf_counter()
    box.press("Enter")
    page.locator(f":is({_RESULTS}):not(.before-this-search)").first.wait_for(timeout=_START_SECONDS * MILLISECONDS)
    return (time.perf_counter() - started) * MILLISECONDS
