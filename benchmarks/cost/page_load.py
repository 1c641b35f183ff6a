"""Searches with many sessions at once, and prints how long results take and whether any session sees another's.

    python -m benchmarks.cost.page_load INDEX --sessions 25 --seconds 120

Sessions speak Streamlit's own protocol, as a browser does that draws nothing: each opens the page, and once all have,
each puts a query into the box again and again, and reads every answer to its end. Real browsers would measure
themselves where the server has to share their machine; a few of them (--browsers) have opened the page too before the
first search, search beside the others and show what drawing adds. On a machine that others use as well the times say
little: the server's own processor time a search, and the load, are printed beside them. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote_plus

import numpy as np
from playwright.sync_api import sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.cost.page_memory import QUERIES, free_port, wait_for

BOX_LABEL = "Search the archive"
SUBJECTS = ("parents", "custody", "planning", "reviews", "risk", "adoption", "gangs", "schools", "police", "victims")
SIGNS_OF_AN_ANSWER = ('class="pr-summary"', 'class="pr-notice')
ANSWER_LIMIT_SECONDS = 60


@dataclass
class Tally:
    """Seconds from Enter to the first results, and everything that went wrong, in words."""

    seconds: list[float] = field(default_factory=list)
    drawn_seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    cpu_seconds: float = 0.0


def _cpu_seconds(process: int) -> float:
    """What a process and its children have had of the processors until now."""
    stats = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            stats.append((int(path.parent.name), path.read_text().rpartition(")")[2].split()))
    ours = {process}
    for number, fields in sorted(stats):
        if int(fields[1]) in ours:
            ours.add(number)
    return sum(int(fields[11]) + int(fields[12]) for number, fields in stats if number in ours) / os.sysconf(
        "SC_CLK_TCK"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--sessions", type=int, default=25)
    parser.add_argument("--browsers", type=int, default=2, help="real ones beside the sessions")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--pause", type=float, default=3, help="seconds on average between two searches of a session")
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
    tally = Tally()
    try:
        wait_for(port)
        asyncio.run(_search_together(port, 1, 1, 0, Tally()))  # the model is loaded once
        opened, ended = threading.Semaphore(0), threading.Event()
        browsers = [
            threading.Thread(target=_browse, args=(port, number, opened, ended, options.pause, tally))
            for number in range(options.browsers)
        ]
        for each in browsers:
            each.start()
        for _ in browsers:  # a browser that starts takes more of the machine than one that searches
            opened.acquire()
        used = _cpu_seconds(served.pid)
        asyncio.run(_search_together(port, options.sessions, options.seconds, options.pause, tally))
        tally.cpu_seconds = _cpu_seconds(served.pid) - used
        ended.set()
        for each in browsers:
            each.join()
    finally:
        served.terminate()
        served.wait()
    _report(options, tally)
    return 1 if tally.faults else 0


def _report(options: argparse.Namespace, tally: Tally) -> None:
    print(f"{options.sessions} sessions, {options.pause:g} s between searches, {options.seconds:g} s")
    searches = len(tally.seconds) + len(tally.drawn_seconds)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; the server took", end=" ")
    print(f"{tally.cpu_seconds / max(1, searches):.3f} s of a core a search, the opening of the sessions included")
    for name, seconds in (("Enter to results", tally.seconds), ("Enter to results drawn", tally.drawn_seconds)):
        if seconds:
            p50, p95, worst = np.percentile(seconds, [50, 95, 100])
            print(f"{name}: {len(seconds)} searches, p50 {p50:.2f} s, p95 {p95:.2f} s, worst {worst:.2f} s")
    print(f"{len(tally.faults)} faults")
    for fault in tally.faults[:10]:
        print(f"  {fault}")


async def _search_together(port: int, sessions: int, seconds: float, pause: float, tally: Tally) -> None:
    opened = asyncio.Barrier(sessions)
    await asyncio.gather(*(_session(port, number, opened, seconds, pause, tally) for number in range(sessions)))


async def _session(port: int, number: int, opened: asyncio.Barrier, seconds: float, pause: float, tally: Tally) -> None:
    chance = random.Random(number)
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    try:
        async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
            box, address_query = "", ""
            turn = 0
            await _send(socket, "", {})
            async for message in _answer(socket):
                box = _box_of(message) or box
            await opened.wait()
            until = time.monotonic() + seconds
            while turn == 0 or time.monotonic() < until:
                await asyncio.sleep(chance.uniform(0.5, 1.5) * pause)
                # Two words and the session's number: no other session asks the same.
                query = f"{chance.choice(SUBJECTS)} {chance.choice(SUBJECTS)} {number} {turn}"
                turn += 1
                started = time.perf_counter()
                await _send(socket, address_query, {box: query})
                first = None
                async for message in _answer(socket):
                    markup = message.delta.new_element.html.body
                    if first is None and any(sign in markup for sign in SIGNS_OF_AN_ANSWER):
                        first = time.perf_counter() - started
                    if message.WhichOneof("type") == "page_info_changed":
                        address_query = message.page_info_changed.query_string
                    tally.faults += _foreign(markup, query, number)
                if parse_qs(address_query).get("q") != [query]:
                    tally.faults.append(f"session {number} asked {query!r} and its address says {address_query!r}")
                if first is None:
                    tally.faults.append(f"session {number} got no results for {query!r}")
                else:
                    tally.seconds.append(first)
    except (OSError, TimeoutError, RuntimeError) as error:
        await opened.abort()
        tally.faults.append(f"session {number}: {type(error).__name__}: {error}")


def _foreign(markup: str, query: str, number: int) -> list[str]:
    """What in an answer belongs to another search: the searches that its links carry, and paragraphs in a basket."""
    carried = {unquote_plus(unquote_plus(found)) for found in re.findall(r"[&;]search=([^&\"]+)", markup)}
    faults = [f"session {number} asked {query!r} and got links of {other!r}" for other in carried if query not in other]
    if re.search(r'data-reference="[^"]*" aria-pressed="true"', markup):
        faults.append(f"session {number} has put nothing into its basket, and something is in it")
    return faults


async def _send(socket: ClientConnection, address_query: str, values: dict[str, str]) -> None:
    message = BackMsg()
    message.rerun_script.query_string = address_query
    for widget, value in values.items():
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = widget, value
    await socket.send(message.SerializeToString())


async def _answer(socket: ClientConnection):  # type: ignore[no-untyped-def]
    """The messages of one run of the page, to its end."""
    while True:
        message = ForwardMsg()
        message.ParseFromString(await asyncio.wait_for(socket.recv(), ANSWER_LIMIT_SECONDS))
        yield message
        if message.WhichOneof("type") == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                continue
            return


def _box_of(message: ForwardMsg) -> str:
    element = message.delta.new_element
    return element.text_input.id if element.text_input.label == BOX_LABEL else ""


def _browse(
    port: int, number: int, opened: threading.Semaphore, ended: threading.Event, pause: float, tally: Tally
) -> None:
    queries: Sequence[str] = QUERIES[number:] + QUERIES[:number]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page()
        box = page.get_by_label(BOX_LABEL)
        try:
            page.goto(f"http://127.0.0.1:{port}/")
            box.wait_for()
        finally:
            opened.release()
        turn = 0
        while not ended.is_set():
            query = queries[turn % len(queries)]
            turn += 1
            box.fill(query)
            started = time.perf_counter()
            box.press("Enter")
            try:
                page.wait_for_url(lambda url, query=query: parse_qs(url.partition("?")[2]).get("q") == [query])
                page.locator(".pr-summary").first.wait_for()
                page.locator('[data-stale="true"]').first.wait_for(state="detached")
                tally.drawn_seconds.append(time.perf_counter() - started)
            except Exception as error:  # whatever goes wrong is a fault of the load and is counted
                tally.faults.append(f"browser {number}, {query!r}: {str(error).splitlines()[0]}")
            time.sleep(pause)
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
