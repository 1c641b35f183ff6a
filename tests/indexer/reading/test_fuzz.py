from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.errors import ReadingRefused
from indexer.reading.worker import ReadingWorker
from indexer.records import CHUNK_KINDS, Report, ReportId
from tests.indexer.reading.readings import read_file, texts
from tests.long import turns
from tests.making.forms import FORMS, HARDER_FORMS, write_form
from tests.making.letter_from_report import letter_from_report

pytestmark = pytest.mark.slow

ALL_FORMS = [*FORMS, *HARDER_FORMS]
FILES = (200, 5_000)
"""All forms together, by default and in the long run."""

EXPECTED_REFUSALS = {
    "unreadable",
    "empty",
    "not-a-report",
    "unsupported-type",
    "no-text-layer",
    "encrypted",
    "too-large",
}
TIME_LIMIT_SECONDS = 30.0
WORDS_SHARE_MINIMUM = 0.5
"""Below half of the words without a finding, a reader would think that the report is that short."""


@pytest.fixture(scope="module")
def original(corpus: Path) -> Report:
    return read_file(corpus / "harrowmere-2017.md")


@pytest.fixture(scope="module")
def worker() -> Iterator[ReadingWorker]:
    with ReadingWorker(time_limit_seconds=TIME_LIMIT_SECONDS) as worker:
        yield worker


def _words(report: Report) -> int:
    return sum(len(text.split()) for text in texts(report, *CHUNK_KINDS))


def _outcome(worker: ReadingWorker, path: Path) -> Report | ReadingRefused:
    try:
        return worker.read(path, source=path.name, report_id=ReportId("damaged"), sha256="0" * 64)
    except ReadingRefused as refusal:
        return refusal


@pytest.mark.parametrize("form", ALL_FORMS)
def test_a_damaged_file_is_read_with_findings_or_refused_with_a_reason(
    original: Report, worker: ReadingWorker, tmp_path: Path, form: str
) -> None:
    path = write_form(letter_from_report(original), form, tmp_path)
    whole = path.read_bytes()
    ended: Counter[str] = Counter()
    made = 0
    for seed in turns(*(files // len(ALL_FORMS) for files in FILES)):
        made += 1
        path.write_bytes(damaged_copy(whole, seed))
        outcome = _outcome(worker, path)
        if isinstance(outcome, ReadingRefused):
            assert outcome.code in EXPECTED_REFUSALS, (seed, str(outcome))
            ended[outcome.code] += 1
        else:
            assert outcome.findings or _words(outcome) >= WORDS_SHARE_MINIMUM * _words(original), seed
            ended["read"] += 1
    assert ended.total() == made
    assert ended["read"] > 0


# Damaged copies of a file, the same for the same seed: what mail, disks and half-done downloads do to one.


def damaged_copy(data: bytes, seed: int) -> bytes:
    """A copy of `data` with one kind of damage, chosen by the seed."""
    chance = random.Random(seed)
    damage = chance.choice((_flip, _cut, _hole, _swap, _insert, _repeat))
    return damage(bytearray(data), chance)


def _flip(data: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 5, 50, 500))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _cut(data: bytearray, chance: random.Random) -> bytes:
    return bytes(data[: chance.randrange(1, len(data))])


def _hole(data: bytearray, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    length = min(chance.choice((16, 512, 4096)), len(data) - start)
    data[start : start + length] = bytes(length)
    return bytes(data)


def _swap(data: bytearray, chance: random.Random) -> bytes:
    middle, end = sorted(chance.randrange(len(data)) for _ in range(2))
    return bytes(data[middle:end] + data[:middle] + data[end:])


def _insert(data: bytearray, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return bytes(data[:place]) + chance.randbytes(chance.choice((1, 64, 4096))) + bytes(data[place:])


def _repeat(data: bytearray, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    part = bytes(data[start : start + chance.choice((64, 2048))])
    return bytes(data[:start]) + part * chance.choice((2, 50)) + bytes(data[start:])
