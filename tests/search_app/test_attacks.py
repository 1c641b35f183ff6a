"""The large counts, seeded and small by default: damage that `check` finds, queries, threads, leaks, odd files.

`make long` walks many more of each.
"""

from __future__ import annotations

import gc
import json
import os
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer.building.check import check_index
from indexer.errors import EvidenceRefused, PrecedentError
from indexer.storage.manifest import current_folder
from search_app import Archive
from search_app.basket.basket import Basket, quote_paragraph
from search_app.basket.check import check_basket
from search_app.basket.evidence_file import read_evidence
from search_app.basket.export.forms import FORMS, Form, write_form
from search_app.engine import SearchEngine
from search_app.page.messages import read_actions
from search_app.page.search.saved import read_saved
from tests.conftest import FakeQueryEncoder
from tests.indexer.reports import make_report
from tests.long import LONG, SEED, turns
from tests.search_app.archive import publish_archive

pytestmark = pytest.mark.slow

THREADS, SEARCHES = (100, 500) if LONG else (20, 50)
FILES = (1_000, 20_000)
"""By default and in the long run."""

WORDS = """plans were reviewed in time and risk of harm to victims was not assessed children custody""".split()  # noqa: SIM905
PIECES = [
    *WORDS, "AND", "OR", "NOT", '"', "(", ")", "*", "~", ":", "-", "year:", "area:", "2014..", "2014..2013", "pla*",
    "[a TO z]", "^9", "\\", "\x00", "\u202e", "\ud800", "é" * 50, "9" * 400, "<script>", "' OR 1=1", "{{7*7}}", "%00",
    "\n", "area:Ashmere", "share:>50%", "reading:strength", "para:1.1", "report:", "?", "&", "|", "!", "NOT NOT", "((",
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    choose = random.Random(SEED)
    reports = [
        make_report(
            f"report-{n}",
            parts=[("paragraph", " ".join(choose.choices(WORDS, k=20)).capitalize() + ".", str(p)) for p in range(6)],
        )
        for n in range(5)
    ]
    folder = tmp_path_factory.mktemp("index")
    publish_archive(folder, reports)
    return folder


def damaged(path: Path, choose: random.Random) -> None:
    """One of the kinds of damage that disks, copies and people do, with the file's time as it was."""
    content, status = bytearray(path.read_bytes()), path.stat()
    kind = choose.randrange(6)
    if kind == 0:
        path.unlink()
        return
    place = choose.randrange(max(1, len(content)))
    if kind == 1 or not content:
        content += choose.randbytes(9)
    elif kind == 2:
        del content[place:]
    elif kind == 3:
        content[place] ^= 1 << choose.randrange(8)
    elif kind == 4:
        content[place : place + 64] = bytes(b ^ 0xFF for b in content[place : place + 64])
    else:
        content = content[place:] + content[:place] if place else content + b"\0"
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_check_finds_every_damage_of_a_published_file(index: Path) -> None:
    choose = random.Random(SEED)
    files = sorted(path for path in current_folder(index).rglob("*") if path.is_file())
    assert not check_index(index).damaged
    for turn in turns(1_500, 15_000):
        path = choose.choice(files)
        content, status = path.read_bytes(), path.stat()
        damaged(path, choose)
        if not path.exists() or path.read_bytes() != content:
            assert check_index(index).damaged, (SEED, turn, path.name)
        path.write_bytes(content)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert not check_index(index).damaged


FROZEN_SECONDS = 10
"""More than any query takes on a slow machine, and less than a freeze."""


def test_any_query_is_answered_or_refused_with_a_message(index: Path) -> None:
    choose = random.Random(SEED)
    engine = SearchEngine(index, open_encoder=FakeQueryEncoder)
    asked = answered = 0
    for _ in turns(2_000, 100_000):
        asked += 1
        query = choose.choice(("", " ")).join(choose.choices(PIECES, k=choose.randrange(1, 12)))
        begun = time.process_time()
        try:
            engine.search(query)
            answered += 1
        except PrecedentError as refusal:
            message = str(refusal)
            assert message, query
        assert time.process_time() - begun < FROZEN_SECONDS, query
    assert asked / 10 < answered < asked


def test_many_threads_are_answered_as_one(index: Path) -> None:
    engine = SearchEngine(index, open_encoder=FakeQueryEncoder)
    queries = [" ".join(random.Random(n).choices(WORDS, k=3)) for n in range(SEARCHES)]

    def ask(query: str) -> list[str]:
        return [hit.chunk.text for hit in engine.search(query).hits]

    expected = [ask(query) for query in queries]

    def ask_all(_: int) -> bool:
        return all(ask(queries[turn]) == expected[turn] for turn in turns(SEARCHES, SEARCHES))

    with ThreadPoolExecutor(THREADS) as threads:
        assert all(threads.map(ask_all, range(THREADS)))


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts what Linux says is open")
def test_opening_and_closing_leaves_nothing_open(index: Path) -> None:
    def open_and_close() -> None:
        engine = SearchEngine(index, open_encoder=FakeQueryEncoder)
        engine.search("plans")
        engine._opened.generation.close()

    open_and_close()
    gc.collect()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in turns(50, 1_000):
        open_and_close()
    gc.collect()  # mapped files are let go with the last array over them
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 2


# What a browser or a person may hand in.


def odd_value(choose: random.Random, depth: int = 0) -> Any:
    """A value of any shape, with names that mean something here and there."""
    names = ("format", "version", "items", "quotations", "reference", "text", "note", "theme", "added", "searches", "q")
    kind = choose.randrange(9 if depth < 4 else 6)
    if kind < 6:
        return (None, True, choose.randrange(-9, 9**12), 1e308, "\ud800\x00<b>", "2026-01-01T00:00:00")[kind]
    if kind == 6:
        return [odd_value(choose, depth + 1) for _ in range(choose.randrange(4))]
    return {choose.choice(names): odd_value(choose, depth + 1) for _ in range(choose.randrange(5))}


NESTED = ("[" * 100_000, '{"a":' * 100_000, "[" * 100_000 + "]" * 100_000, '"\\ud800"', "9" * 10_000, "NaN", "\0", "")


@pytest.mark.parametrize("read", [lambda text: read_evidence(text.encode("utf-8", "surrogatepass")), read_saved])
def test_evidence_and_saved_searches_of_any_shape_are_read_or_refused(read: Callable[[str], object]) -> None:
    choose = random.Random(SEED)
    for text in (*NESTED, *(json.dumps(odd_value(choose)) for _ in turns(*FILES))):
        try:
            read(text)
        except EvidenceRefused as refusal:
            message = str(refusal)
            assert "Traceback" not in message


def test_messages_of_a_page_of_any_shape_are_read_or_left() -> None:
    choose = random.Random(SEED)
    for _ in turns(*FILES):
        read_actions(odd_value(choose), 0)


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
@pytest.mark.parametrize("odd", ["\ud800", "\x00\x1b", "\u202e", "\uffff", "=cmd|' /C calc'!A0", "a\r\nb", "</w:t>"])
def test_odd_signs_in_a_note_are_written_in_every_form(index: Path, form: Form, odd: str) -> None:
    catalogue = Archive.open(index).catalogue
    item = quote_paragraph(catalogue, f"report-0:{catalogue.address(catalogue.chunks_of('report-0')[0])}")
    basket = Basket().adding(item, "").annotating(item.reference, note=odd, theme=odd)
    assert write_form(form, basket, check_basket(basket, catalogue), catalogue.name, date(2026, 1, 1))
