"""A bit that flips, size and time kept, never changes an answer in silence."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from indexer.arrays.files import LinesFile, write_lines
from indexer.errors import IndexDamaged
from indexer.storage import verification
from indexer.storage.generation import Generation
from indexer.storage.manifest import current_folder, read_manifest
from indexer.storage.verification import Verification
from search_app.engine import SearchEngine
from tests.conftest import FakeQueryEncoder
from tests.indexer.reports import make_report
from tests.long import SEED, turns
from tests.search_app.archive import publish_archive

QUERIES = ("plans were reviewed", "risk of harm", "area:Ashmere victims")
WORDS = [
    "plans",
    "were",
    "reviewed",
    "in",
    "time",
    "and",
    "risk",
    "of",
    "harm",
    "to",
    "victims",
    "was",
    "not",
    "assessed",
]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    choose = random.Random(SEED)
    reports = [
        make_report(
            f"report-{n}",
            parts=[("paragraph", " ".join(choose.choices(WORDS, k=20)).capitalize() + ".", str(p)) for p in range(6)],
        )
        for n in range(5)
    ]
    publish_archive(tmp_path, reports)
    return tmp_path


def flip(path: Path, bit: int) -> None:
    """One bit of a file, with its size and its time as they were."""
    status, content = path.stat(), bytearray(path.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    with path.open("r+b") as stream:
        stream.write(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def answers(index: Path) -> list[object]:
    engine = SearchEngine(index, open_encoder=FakeQueryEncoder)
    return [engine.search(query).hits for query in QUERIES]


def test_a_flipped_bit_is_refused_by_name_or_changes_nothing(index: Path) -> None:
    expected = answers(index)
    assert any(expected)
    folder = current_folder(index)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size]
    choose = random.Random(SEED)
    flips, refused, named = 0, 0, list[tuple[str, str]]()
    for _ in turns(500, 5_000):
        flips += 1
        (path,) = choose.choices(files, weights=[file.stat().st_size for file in files])
        bit = choose.randrange(8 * path.stat().st_size)
        flip(path, bit)
        try:
            found = answers(index)
        except IndexDamaged as damage:
            found, refused = expected, refused + 1
            named.append((path.name, str(damage)))
        flip(path, bit)
        assert found == expected, (path, bit)
    assert all(name in message for name, message in named)
    assert refused > flips / 2
    assert answers(index) == expected


def test_what_is_not_verified_at_once_is_verified_beside_the_searches(index: Path) -> None:
    folder = current_folder(index)
    flip(next(folder.glob("seg-*/vectors.arrays")), 8_000)
    checked = Verification(folder, read_manifest(folder))
    checked.begin(seconds=0)
    assert checked.wait(20)
    assert checked.problem is not None
    assert "vectors.arrays" in checked.problem


def test_an_engine_refuses_as_soon_as_the_damage_is_found(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification.Verification.begin, "__defaults__", (0.0,))
    flip(next(current_folder(index).glob("seg-*/vectors.arrays")), 8_000)
    engine = SearchEngine(index, open_encoder=FakeQueryEncoder)
    assert engine._opened.generation.verification.wait(20)
    with pytest.raises(IndexDamaged, match=r"vectors\.arrays has been altered"):
        engine.search("plans")


def test_closing_a_generation_ends_its_verification(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification.Verification.begin, "__defaults__", (0.0,))
    monkeypatch.setattr(verification, "_LONGEST_PAUSE_SECONDS", 1_000.0)
    monkeypatch.setattr(verification, "ENDS_WITHIN_SECONDS", 1e9)
    generation = Generation.open(index)
    checked = generation.verification
    assert not checked.wait(0)
    generation.close()
    assert checked.wait(0)


def test_a_file_that_is_cut_while_it_is_mapped_is_refused_before_it_is_read(index: Path) -> None:
    """Reading past the end of a mapped file ends the process."""
    files = [path for path in sorted(current_folder(index).rglob("*")) if path.suffix in (".arrays", ".lines")]
    assert len(files) > 4
    for path in files:
        engine = SearchEngine(index, open_encoder=FakeQueryEncoder)
        content, status = path.read_bytes(), path.stat()
        os.truncate(path, 0)
        with pytest.raises(IndexDamaged, match=rf"{path.name} has been cut while it was open"):
            engine.search("plans")
        path.write_bytes(content)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_lines_of_a_file_that_is_cut_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.lines"
    write_lines(path, [{"n": n, "text": "x" * 100} for n in range(2_000)])
    lines = LinesFile(path)
    assert lines[0]["n"] == 0
    os.truncate(path, 100)
    with pytest.raises(IndexDamaged, match=r"a\.lines has been cut while it was open"):
        lines[1_999]
