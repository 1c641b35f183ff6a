"""Copies a generation to Milvus: `precedent push`. All that is stored is sent as it is, and nothing is encoded again.

Each report is written under a new serial, its rows first and then a file with its body, which says that it is whole.
What is published is one more file, written when all is there and verified: from then on front ends see the new rows,
and only then are those that they replace removed. So a push that is killed leaves what was published as it was, and the
next one goes on where it ended.

Weights rest on the mean lengths of the whole archive, which move with every report. A report whose weights rest on
means that have moved by more than a bound is sent again, though it has not changed.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays.files import narrowest, write_arrays, write_lines
from indexer.errors import IndexLocked, StoreUnreachable
from indexer.serialise import digest_of, report_head_to_json
from indexer.storage.generation import Generation
from indexer.storage.segment import percents_of_shares, theme_columns_of
from search_app.store.milvus.connection import Connection, Row, read_address
from search_app.store.milvus.contents import ELSEWHERE, report_file
from search_app.store.milvus.rows import ReportRows, RowMaker
from search_app.store.milvus.sidecar import (
    ABBREVIATIONS_FILE,
    COLUMNS_FILE,
    COMMON_SHARE,
    HEADS_FILE,
    LEDGER_FILE,
    MANIFEST_FILE,
    NAMES_FILE,
    SERIAL_SHIFT,
    SIDECAR_FILES,
    VOCABULARY_FILE,
    Sidecar,
)
from search_app.store.milvus.source import (
    LOOKS_EVERY_SECONDS,
    PUBLISHED,
    Publication,
    fetch_sidecar,
    last_publication,
    sidecar_file,
)

DRIFT_BOUND = 0.01
"""How far a mean length may have moved since a report was sent. A hundredth moves a weight by less than .002."""

_SENT_ROWS = 500
"""Sent at once: some four megabytes."""

_SAMPLED_REPORTS = 25
_SAMPLED_ROWS = 4
"""Of each report that is sampled, for holding vectors against those of the index."""

_VECTOR_TOLERANCE = 1e-6
_SERIALS_AT_ONCE = 200

Told = Callable[[int, int], None]
"""Gets how many reports are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the file of a report's body says beside it."""

    report_id: str
    print: str
    basis: tuple[float, ...]
    rows: int

    @classmethod
    def of(cls, note: Mapping[str, Any]) -> Written:
        return cls(note["report_id"], note["print"], tuple(note["basis"]), note["rows"])

    def drift(self, basis: Sequence[float]) -> float:
        """By how much of itself a mean length has moved since, the most of all fields."""
        pairs = zip(basis, self.basis, strict=True)
        return max((abs(now - then) / max(then, 1e-9) for now, then in pairs), default=0.0)


@dataclass(frozen=True, slots=True)
class PushResult:
    """Counts of reports: `sent` anew, `unchanged`, `resumed` out of a push that did not end, `removed`; paragraphs in
    all; and the greatest drift of what was left as it was."""

    generation: str
    published: bool
    reports: int
    paragraphs: int
    sent: int
    unchanged: int
    resumed: int
    removed: int
    drift: float
    took_seconds: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def push(
    index: Path, address: str, *, drift_bound: float = DRIFT_BOUND, told: Told = lambda done, all_: None
) -> PushResult:
    """Brings the archive at `address` to what the index in `index` publishes.

    Raises IndexUnavailable for either side, IndexLocked where another push was published meanwhile.
    """
    started = time.monotonic()
    read = read_address(address)
    generation = Generation.open(index)
    connection = Connection(read)
    try:
        connection.create(generation.manifest.dimensions)
        last = last_publication(connection, strong=True)
        sidecar = None if last is None else fetch_sidecar(connection, last)
        result = _Push(connection, generation, last, sidecar, drift_bound, told).run()
    finally:
        connection.close()
        generation.close()
    return replace(result, took_seconds=round(time.monotonic() - started, 3))


class _Push:
    def __init__(
        self,
        connection: Connection,
        generation: Generation,
        last: Publication | None,
        sidecar: Sidecar | None,
        drift_bound: float,
        told: Told,
    ) -> None:
        self._connection, self._generation, self._last = connection, generation, last
        self._drift_bound, self._told = drift_bound, told
        self._maker = RowMaker(generation, None if sidecar is None else sidecar.vocabulary)
        self._published = set() if sidecar is None else set(sidecar.serials.tolist())
        self._written = {
            int(name.removeprefix(report_file(0)[:-1])): Written.of(note)
            for name, note in connection.notes(report_file(0)[:-1], strong=True).items()
        }

    def run(self) -> PushResult:
        last = self._last
        self._remove_rests()
        serials = count(self._first_free())
        by_report: dict[tuple[str, str], int] = {
            (written.report_id, written.print): serial for serial, written in sorted(self._written.items())
        }
        kept, fresh = [], []
        batch = _Batch(self._connection, self._maker.basis)
        resumed = 0
        drift = 0.0
        total = len(self._generation.reports)
        for row in range(total):
            serial = next(serials)
            report = self._maker.report(row, serial)
            known = by_report.get((report.report_id, report.print))
            moved = 0.0 if known is None else self._written[known].drift(self._maker.basis)
            if known is not None and moved <= self._drift_bound:
                kept.append(known)
                resumed += known not in self._published
                drift = max(drift, moved)
            else:
                kept.append(serial)
                fresh.append(row)
                batch.add(report)
                self._written[serial] = Written(report.report_id, report.print, self._maker.basis, len(report.rows))
            self._told(row + 1, total)
        batch.send()
        gone = sorted(set(self._written) - set(kept))
        unchanged = total - len(fresh) - resumed
        name = self._generation.name
        nothing_new = last is not None and last.generation == name and kept == self._last_serials and not gone
        if not nothing_new:
            self._verify(kept, fresh, resumed > 0)
            self._publish(kept, gone, next(serials))
        return PushResult(
            name, not nothing_new, total, len(self._generation), len(fresh), unchanged, resumed, len(gone), drift, 0.0
        )

    @property
    def _last_serials(self) -> list[int]:
        return [] if self._last is None else fetch_sidecar(self._connection, self._last).serials.tolist()

    def _first_free(self) -> int:
        """A serial above all that were ever given out."""
        used = max(self._written, default=0)
        return max(used + 1, 1 if self._last is None else self._last.next_serial)

    def _remove_rests(self) -> None:
        """Removes the rows of reports that were not written to their end, and what the last push left to remove."""
        if self._last is not None:
            self._remove([serial for serial in self._last.superseded if serial not in self._published])
        first = 1 if self._last is None else self._last.next_serial
        whole = sorted(serial for serial in self._written if serial >= first)
        edges = [first - 1, *whole]
        for before, after in zip(edges, [*whole, None], strict=True):
            bounds = f"id >= {(before + 1) << SERIAL_SHIFT}"
            if after is None:
                self._connection.delete(bounds)
            elif after > before + 1:
                self._connection.delete(f"{bounds} and id < {after << SERIAL_SHIFT}")

    def _remove(self, serials: Sequence[int]) -> None:
        for first in range(0, len(serials), _SERIALS_AT_ONCE):
            some = list(serials[first : first + _SERIALS_AT_ONCE])
            self._connection.delete(f"serial in {some}")
            self._connection.delete_files(map(report_file, some))
        if serials:
            removed = set(serials)
            fields = self._connection.notes("field-", strong=True)
            self._connection.delete_files(name for name in fields if int(name.split("-")[1]) >> SERIAL_SHIFT in removed)
        for serial in serials:
            self._written.pop(serial, None)

    def _verify(self, kept: Sequence[int], fresh: Collection[int], resumed: bool) -> None:
        """Holds what lies there now against the index. Raises StoreUnreachable, naming the report."""
        rows = range(len(kept)) if resumed else sorted(fresh)
        problems = compare_rows(self._connection, self._maker, kept, rows)
        if problems:
            raise StoreUnreachable(
                f"What was sent to {self._connection.address.text} does not lie there as it should: {problems[0]}.",
                hint="Push it again; what counted before still does.",
            )

    def _publish(self, kept: Sequence[int], gone: Sequence[int], next_serial: int) -> None:
        connection, last = self._connection, self._last
        number = 1 if last is None else last.number + 1
        with tempfile.TemporaryDirectory() as folder:
            bases = [self._written[serial].basis for serial in kept]
            write_sidecar(Path(folder), self._maker, kept, bases)
            contents = {file: (Path(folder) / file).read_bytes() for file in SIDECAR_FILES}
        connection.write_files({sidecar_file(number, file): content for file, content in contents.items()})
        newest = last_publication(connection, strong=True)
        if (newest and newest.number) != (last and last.number):
            raise IndexLocked(f"Another push to {connection.address.text} was published meanwhile.", hint="Push again.")
        sums = {file: hashlib.sha256(content).hexdigest() for file, content in contents.items()}
        publication = Publication(number, self._generation.name, sums, tuple(gone), next_serial)
        connection.write_files({publication.file: b""}, {publication.file: publication.to_note()})
        if not connection.address.is_file and gone:
            time.sleep(2 * LOOKS_EVERY_SECONDS)  # until every front end has looked
        self._remove(gone)
        older = [name for name in connection.notes(PUBLISHED, strong=True) if name < publication.file]
        sidecars = [name for name in connection.notes("sidecar-", strong=True) if int(name.split("-")[1]) < number]
        connection.delete_files([*older, *sidecars])


class _Batch:
    """Reports that are sent together: their rows, and then the files that say they are whole."""

    def __init__(self, connection: Connection, basis: tuple[float, ...]) -> None:
        self._connection, self._basis = connection, basis
        self._rows: list[Row] = []
        self._files: dict[str, bytes] = {}
        self._notes: dict[str, Any] = {}

    def add(self, report: ReportRows) -> None:
        self._rows += report.rows
        self._files |= report.files
        written = Written(report.report_id, report.print, self._basis, len(report.rows))
        self._notes[report_file(report.serial)] = asdict(written)
        if len(self._rows) >= _SENT_ROWS:
            self.send()

    def send(self) -> None:
        for first in range(0, len(self._rows), _SENT_ROWS):
            self._connection.insert(self._rows[first : first + _SENT_ROWS])
        # What a body says is whole has to be there before it: fields of their own first.
        self._connection.write_files({name: each for name, each in self._files.items() if name not in self._notes})
        self._connection.write_files({name: self._files[name] for name in self._notes}, self._notes)
        self._rows, self._files, self._notes = [], {}, {}


# Whether what lies on Milvus is what it should be.


def compare_rows(connection: Connection, maker: RowMaker, serials: Sequence[int], rows: Sequence[int]) -> list[str]:
    """What is wrong with the reports in these `rows` of the index: ids, digests of words, and vectors of a sample."""
    problems = []
    for first in range(0, len(rows), _REPORTS_AT_ONCE):
        some = rows[first : first + _REPORTS_AT_ONCE]
        found = rows_by_serial(connection, [serials[row] for row in some])
        for row in some:
            held, name = found.get(serials[row], {}), maker.generation.reports[row].source
            wanted = {serials[row] << SERIAL_SHIFT | place for place in range(int(maker.counts[row]))}
            if set(held) != wanted:
                problems.append(f"{name} has {len(held)} paragraphs there, and {len(wanted)} here")
            problems += (
                f"a paragraph of {name} is not as it was sent" for each in held.values() if not is_proved(each)
            )
    step = max(1, len(rows) // _SAMPLED_REPORTS)
    for row in rows[::step]:
        problems += _vectors_differ(connection, maker, serials[row], row)
    return problems


_REPORTS_AT_ONCE = 20


def rows_by_serial(connection: Connection, serials: Sequence[int]) -> dict[int, dict[int, Row]]:
    """Serial -> id -> row, with its words and what proves them; as many serials at once as fit one answer."""
    found: dict[int, dict[int, Row]] = {}
    for row in connection.rows(f"serial in {list(serials)}", ("text", "chunk"), strong=True):
        found.setdefault(int(row["id"]) >> SERIAL_SHIFT, {})[int(row["id"])] = row
    return found


def is_proved(row: Row) -> bool:
    """Whether the words of a row are those that their digest was made of; what lies elsewhere is proved when read."""
    if ELSEWHERE in (row["text"], row["chunk"]):
        return True
    return bool(json.loads(row["chunk"])["digest"] == digest_of(row["text"]))


def _vectors_differ(connection: Connection, maker: RowMaker, serial: int, row: int) -> Iterator[str]:
    sample = maker.vectors(row, serial, _SAMPLED_ROWS)
    fields = ("dense", "sparse") if maker.generation.embeddings is not None else ("sparse",)
    held = connection.rows_of(list(sample), fields, strong=True)
    for paragraph, made in sample.items():
        found = held.get(paragraph, {})
        dense = np.array(found.get("dense", ()), dtype=np.float32), np.array(made.get("dense", ()), dtype=np.float32)
        same = dense[0].shape == dense[1].shape and np.allclose(*dense, atol=_VECTOR_TOLERANCE)
        if not same or set(map(int, found.get("sparse", ()))) != set(made["sparse"]):
            yield f"a vector of {maker.generation.reports[row].source} is not as it was sent"


# The sidecar of what is pushed.


def write_sidecar(folder: Path, maker: RowMaker, serials: Sequence[int], bases: Sequence[tuple[float, ...]]) -> None:
    """Writes the sidecar of a generation whose reports lie under `serials`, with weights that rest on `bases`."""
    generation = maker.generation
    manifest = asdict(replace(generation.manifest, files={}))
    about = {
        "name": generation.name,
        "code_bytes": 0 if generation.tokens is None else generation.tokens.width,
        "manifest": manifest,
    }
    _write_json(folder / MANIFEST_FILE, about)
    _write_json(folder / LEDGER_FILE, generation.ledger().to_json())
    _write_json(folder / ABBREVIATIONS_FILE, dict(generation.abbreviations))
    names = [
        {"typed": typed, "others": others, "counts": [known.number, known.typed, known.others, known.holding]}
        for (typed, others), known in maker.name_counts().items()
    ]
    pairs = [[*name, count] for name, count in sorted(maker.pair_counts().items())]
    _write_json(folder / NAMES_FILE, {"names": names, "pairs": pairs})
    write_lines(folder / HEADS_FILE, map(report_head_to_json, generation.reports))
    write_arrays(folder / COLUMNS_FILE, _columns(maker, serials, bases))
    write_arrays(folder / VOCABULARY_FILE, _vocabulary(maker))


def _columns(maker: RowMaker, serials: Sequence[int], bases: Sequence[tuple[float, ...]]) -> dict[str, NDArray[Any]]:
    generation = maker.generation
    known = sorted(set(bases))
    text = generation.keyword.fields["text"]
    common = [row for row in range(len(text.terms)) if text.document_frequency(row) > COMMON_SHARE * len(generation)]
    places = {stem: place for place, stem in enumerate(maker.stems)}
    bits = [np.packbits(generation.keyword.with_stem(text.terms[row])) for row in common]
    names, themes = theme_columns_of(generation.themes)
    return {
        "counts": narrowest(maker.counts),
        "serials": np.array(serials, dtype=np.int64),
        "bases": np.array(known, dtype=np.float64).reshape(len(known), -1),
        "section": generation.section_rows,
        "reading": generation.reading_codes,
        "statements": generation.statement_bits,
        "theme_names": names,
        "themes": narrowest(themes),
        "strength_share": percents_of_shares(generation.strength_shares),
        "boilerplate": generation.boilerplate.astype(np.uint8),
        "common_rows": np.array([places[text.terms[row]] for row in common], dtype=np.uint32),
        "common": np.array(bits, dtype=np.uint8).reshape(len(common), -(-len(generation) // 8)),
    }


def _vocabulary(maker: RowMaker) -> dict[str, NDArray[Any]]:
    fields, numbering = maker.generation.keyword.fields, maker.numbering
    text, words = fields["text"], fields["words"]
    in_text = {term: text.document_frequency(row) for row, term in enumerate(text.terms)}
    numbers = [numbering.stems.values(), numbering.words.values(), numbering.names.values()]
    return {
        "stems": _joined(maker.stems),
        "stem_numbers": narrowest(np.array(list(numbering.stems.values()), dtype=np.int64)),
        "held_in_text": narrowest(np.array([in_text.get(stem, 0) for stem in maker.stems], dtype=np.int64)),
        "held_anywhere": narrowest(maker.held_anywhere()),
        "words": _joined(maker.words),
        "word_numbers": narrowest(np.array(list(numbering.words.values()), dtype=np.int64)),
        "held_words": narrowest(
            np.array([words.document_frequency(row) for row in range(len(words.terms))], dtype=np.int64)
        ),
        "held_as_names": narrowest(maker.held_as_names()),
        "next_numbers": np.array(
            [max(maker.first_free[place], max(each, default=0) + 1) for place, each in enumerate(numbers)],
            dtype=np.int64,
        ),
    }


def _joined(terms: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(terms).encode("utf-8"), dtype=np.uint8)


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=True), encoding="utf-8")
