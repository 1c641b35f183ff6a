"""A segment: some reports with everything that searching them needs. Written once, and then never changed.

reports.lines    heads, one a report
texts.lines      their texts, each with the report's id
elements.lines   their elements, likewise
chunks.lines     their chunks, in reading order: line i is row i of the matrix, and Whoosh's document i
columns.arrays   what filters ask of a chunk
prints.json      what each report is recognised by when the next one comes
abbreviations.json  what each report explains by itself, such as "Youth Offending Service (YOS)"
vectors.arrays   the embedding matrix, float16
tokens.arrays    codes of the word pieces of each chunk, where the model has codebooks
keyword/         the Whoosh index, and its postings as arrays
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indexer.arrays.files import LinesFile, map_arrays, narrowest, write_arrays, write_lines
from indexer.errors import IndexDamaged
from indexer.keyword.writing import writing_keyword_index
from indexer.language import find_proportions, fixed_shares
from indexer.language.glossary import learn_abbreviations
from indexer.records import Chunk, ElementKind, Reading, Report, ReportId, Statement
from indexer.serialise import chunk_to_json, digest_of, report_body_to_json, report_head_to_json
from indexer.storage.fingerprints import Fingerprint
from indexer.storage.manifest import SegmentEntry

if TYPE_CHECKING:
    from indexer.keyword.whoosh_index import KeywordDocument

# The themes of every chunk as one column: a bit for each theme, so that counting reads no chunk.


def theme_columns(themes: Sequence[tuple[str, ...]]) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    """What to store for chunks with these themes: at most 64 names, one a line in UTF-8, and bits, uint64 (n,)."""
    names = sorted({slug for each in themes for slug in each})
    places = {slug: place for place, slug in enumerate(names)}
    bits = [sum(1 << places[slug] for slug in set(each)) for each in themes]
    return theme_columns_of(ThemeColumn(tuple(names), np.array(bits, dtype=np.uint64)))


def theme_columns_of(column: ThemeColumn) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    """What to store of a column that is at hand."""
    return np.frombuffer("\n".join(column.names).encode(), dtype=np.uint8), column.bits


@dataclass(frozen=True, slots=True)
class ThemeColumn:
    """`names` are slugs, one for each bit of `bits`, uint64 (n,)."""

    names: tuple[str, ...]
    bits: NDArray[np.uint64]

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[Any]]) -> Self:
        """The column as stored. Raises KeyError where it is not."""
        return cls(tuple(columns["theme_names"].tobytes().decode().split()), columns["themes"].astype(np.uint64))

    @classmethod
    def join(cls, parts: Sequence[ThemeColumn]) -> Self:
        """The columns of several segments, end to end; each may know other themes."""
        names = tuple(sorted({name for part in parts for name in part.names}))
        joined = np.zeros(sum(len(part.bits) for part in parts), dtype=np.uint64)
        start = 0
        for part in parts:
            own = joined[start : start + len(part.bits)]
            for place, name in enumerate(part.names):
                own |= (part.bits >> np.uint64(place) & np.uint64(1)) << np.uint64(names.index(name))
            start += len(part.bits)
        return cls(names, joined)

    def mask(self, slug: str) -> NDArray[np.bool_]:
        """bool (n,): which chunks have this theme; none where no chunk of the archive has."""
        if slug not in self.names:
            return np.zeros(len(self.bits), dtype=np.bool_)
        return (self.bits >> np.uint64(self.names.index(slug)) & np.uint64(1)).astype(np.bool_)

    def counts(self, ordinals: NDArray[np.int64]) -> dict[str, int]:
        """Theme -> how many of these chunks have it; without themes that none has."""
        bits = self.bits[ordinals]
        found = {slug: int((bits >> np.uint64(place) & np.uint64(1)).sum()) for place, slug in enumerate(self.names)}
        return {slug: number for slug, number in found.items() if number}


# The shares that chunks say for sure, so that a filter by proportion reads no text.


@dataclass(frozen=True, slots=True)
class ShareColumn:
    """Chunk i says `pairs[starts[i] : starts[i + 1]]`, float64 (k, 2): the lowest and the highest that each may be."""

    starts: NDArray[np.int64]
    pairs: NDArray[np.float64]

    @classmethod
    def read(cls, said: Iterable[Sequence[tuple[float, float]]]) -> Self:
        """The column of chunks that say these."""
        listed = list(said)
        pairs = [pair for own in listed for pair in own]
        return cls(_starts(list(map(len, listed))), np.array(pairs, dtype=np.float64).reshape(-1, 2))

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[Any]]) -> Self | None:
        """The column as stored; None where a build of before has stored none. Raises ValueError where parts differ."""
        if "shares" not in columns:
            return None
        column = cls(_starts(columns["share_counts"]), columns["shares"])
        if column.pairs.shape != (column.starts[-1], 2):
            raise ValueError("shares and their counts do not agree")
        return column

    @classmethod
    def join(cls, parts: Sequence[ShareColumn | None]) -> Self | None:
        """The columns of several segments, end to end; None where one has none."""
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        counts = [np.diff(part.starts) for part in known]
        return cls(
            _starts(np.concatenate([[], *counts])), np.concatenate([np.empty((0, 2)), *(p.pairs for p in known)])
        )

    def of_row(self, row: int) -> list[tuple[float, float]]:
        """What the chunk in this row says."""
        return [(low, high) for low, high in self.pairs[self.starts[row] : self.starts[row + 1]].tolist()]


def _starts(counts: ArrayLike) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


HEADS_FILE = "reports.lines"
TEXTS_FILE = "texts.lines"
ELEMENTS_FILE = "elements.lines"
CHUNKS_FILE = "chunks.lines"
COLUMNS_FILE = "columns.arrays"
PRINTS_FILE = "prints.json"
ABBREVIATIONS_FILE = "abbreviations.json"
KEYWORD_FOLDER = "keyword"

WORDS_COLUMNS = ("start", "end", "digest")
"""Where the words of a chunk stand in its report, and what proves them: its line in the file of chunks says the same
and takes four times as long to read. A build of before has stored none."""

READING_CODES = {reading: code for code, reading in enumerate(Reading)}
STATEMENT_BITS = {statement: 1 << place for place, statement in enumerate(Statement)}
_NO_SHARE_PERCENT = 255
"""Stored for a chunk that has no strength share, since it states nothing."""
_REBUILD = "Build the index again with `precedent index`."


@dataclass(frozen=True, slots=True)
class SegmentContents:
    """Reports with their chunks, whose ordinals count from 0."""

    reports: tuple[Report, ...]
    chunks: tuple[Chunk, ...]


def write_texts(folder: Path, contents: SegmentContents) -> None:
    """Writes everything but the two indexes into `folder`, which exists."""
    reports, chunks = contents.reports, contents.chunks
    bodies = [report_body_to_json(report) for report in reports]
    write_lines(folder / HEADS_FILE, map(report_head_to_json, reports))
    names = [report.report_id for report in reports]
    for file, part in ((TEXTS_FILE, "text"), (ELEMENTS_FILE, "elements")):
        write_lines(folder / file, ([name, body[part]] for name, body in zip(names, bodies, strict=True)))
    write_lines(folder / CHUNKS_FILE, map(chunk_to_json, chunks))
    write_arrays(folder / COLUMNS_FILE, _columns(reports, chunks))
    prints = {report.report_id: astuple(Fingerprint.of(report)) for report in reports}
    (folder / PRINTS_FILE).write_text(json.dumps(prints), encoding="utf-8")
    explained = [learn_abbreviations(report.text) for report in reports]
    (folder / ABBREVIATIONS_FILE).write_text(json.dumps(explained, ensure_ascii=False), encoding="utf-8")


def read_prints(folder: Path) -> dict[ReportId, Fingerprint]:
    """The fingerprint of every report in the segment in `folder`. Raises OSError or ValueError."""
    value = json.loads((folder / PRINTS_FILE).read_bytes())
    return {ReportId(name): Fingerprint(*parts) for name, parts in value.items()}


def read_abbreviations(folder: Path) -> list[dict[str, str]]:
    """What each report of the segment in `folder` explains: abbreviation -> words. Raises OSError or ValueError."""
    explained: list[dict[str, str]] = json.loads((folder / ABBREVIATIONS_FILE).read_bytes())
    return explained


def _columns(reports: Sequence[Report], chunks: Sequence[Chunk]) -> dict[str, NDArray[Any]]:
    rows = {report.report_id: row for row, report in enumerate(reports)}
    found = (find_proportions(chunk.text, reports[rows[chunk.report_id]].inspectorate) for chunk in chunks)
    shares = ShareColumn.read(map(fixed_shares, found))
    theme_names, theme_bits = theme_columns([chunk.themes for chunk in chunks])
    return {
        "report": narrowest(np.array([rows[chunk.report_id] for chunk in chunks], dtype=np.int32)),
        "section": np.array([-1 if chunk.section is None else chunk.section for chunk in chunks], dtype=np.int16),
        "reading": np.array([READING_CODES[chunk.reading] for chunk in chunks], dtype=np.uint8),
        "statements": np.array([_statement_bits(chunk) for chunk in chunks], dtype=np.uint8),
        "theme_names": theme_names,
        "themes": narrowest(theme_bits),
        "strength_share": np.array([_percent(chunk.strength_share) for chunk in chunks], dtype=np.uint8),
        "start": narrowest(np.array([chunk.start for chunk in chunks], dtype=np.int64)),
        "end": narrowest(np.array([chunk.end for chunk in chunks], dtype=np.int64)),
        "digest": np.array([int(digest_of(chunk.text), 16) for chunk in chunks], dtype=np.uint64),
        "share_counts": narrowest(np.diff(shares.starts)),
        "shares": shares.pairs,
    }


def _percent(share: float | None) -> int:
    return _NO_SHARE_PERCENT if share is None else round(100 * share)


def percents_of_shares(shares: NDArray[np.float32]) -> NDArray[np.uint8]:
    """uint8 (n,): what `shares_of_percents` was given."""
    percents = np.rint(100 * np.nan_to_num(shares, nan=_NO_SHARE_PERCENT / 100))
    return np.asarray(percents, dtype=np.uint8)


def shares_of_percents(percents: NDArray[np.uint8]) -> NDArray[np.float32]:
    """float32 (n,): NaN for a chunk that states nothing."""
    return np.where(percents == _NO_SHARE_PERCENT, np.float32(np.nan), percents / np.float32(100))


def _statement_bits(chunk: Chunk) -> int:
    """Of all clauses; of a sentence that was not read clause by clause, its own."""
    stated = {sentence.statement for sentence in chunk.sentences}
    stated |= {clause.statement for sentence in chunk.sentences for clause in sentence.clauses}
    return sum(STATEMENT_BITS[statement] for statement in stated)


def writing_words(
    folder: Path, contents: SegmentContents, written: Callable[[int], None]
) -> AbstractContextManager[None]:
    """Writes the keyword index of a segment into its `folder` while what is inside the `with` runs.

    `written` gets counts of chunks that are done. Raises as `writing_keyword_index` does.
    """
    return writing_keyword_index(folder / KEYWORD_FOLDER, list(_keyword_documents(contents)), written)


def describe(name: str, contents: SegmentContents) -> SegmentEntry:
    """What the manifest says of a segment."""
    return SegmentEntry(
        name,
        reports=len(contents.reports),
        chunks=len(contents.chunks),
        numbered=sum(chunk.kind is ElementKind.PARAGRAPH for chunk in contents.chunks),
        samples=sum(report.sample for report in contents.reports),
    )


def _keyword_documents(contents: SegmentContents) -> Iterable[KeywordDocument]:
    from indexer.keyword.whoosh_index import KeywordDocument  # it loads Whoosh, which searching needs not

    reports = {report.report_id: report for report in contents.reports}
    for chunk in contents.chunks:
        report = reports[chunk.report_id]
        section = None if chunk.section is None else report.sections[chunk.section]
        yield KeywordDocument(
            ordinal=chunk.ordinal,
            text=chunk.text,
            heading=section.heading if section else "",
            area=report.area or "",
            title=report.title or "",
        )


class Segment:
    """A segment's reports and chunks by their rows. The indexes in its folder are opened for all segments at once."""

    def __init__(self, folder: Path) -> None:
        """Maps the files. Raises IndexDamaged where they cannot be read or do not agree."""
        self.folder = folder
        self.heads = LinesFile(folder / HEADS_FILE)
        self.texts = LinesFile(folder / TEXTS_FILE)
        self.elements = LinesFile(folder / ELEMENTS_FILE)
        self.chunks = LinesFile(folder / CHUNKS_FILE)
        try:
            columns = map_arrays(folder / COLUMNS_FILE)
            self.report_rows: NDArray[np.int32] = columns["report"].astype(np.int32)
            self.section_rows: NDArray[np.int16] = columns["section"]
            self.reading_codes: NDArray[np.uint8] = columns["reading"]
            self.statement_bits: NDArray[np.uint8] = columns["statements"]
            self.themes = ThemeColumn.of(columns)
            self.strength_shares = shares_of_percents(columns["strength_share"])
            self.shares = ShareColumn.of(columns)
            self.words = [columns[name] for name in WORDS_COLUMNS if name in columns]
        except (KeyError, TypeError, ValueError, OSError) as error:
            raise IndexDamaged(f"The segment {folder} cannot be read: {error}.", hint=_REBUILD) from error
        self._check_counts(HEADS_FILE, len(self.heads), {TEXTS_FILE: self.texts, ELEMENTS_FILE: self.elements})
        self._check_counts(CHUNKS_FILE, len(self.chunks), {COLUMNS_FILE: self.report_rows})

    def _check_counts(self, first: str, expected: int, others: Any) -> None:
        for name, values in others.items():
            if len(values) != expected:
                raise IndexDamaged(
                    f"In {self.folder}, {name} holds {len(values)} rows, and {first} {expected}.", hint=_REBUILD
                )

    @property
    def keyword_folder(self) -> Path:
        return self.folder / KEYWORD_FOLDER


# Which segments of the last generation go on as they are, and which reports are written into new ones.

SEGMENT_LIMIT_CHUNKS = 65_536
"""Rows then fit 16 bits, in a segment that is written anew within seconds."""

FULL_SEGMENT_CHUNKS = SEGMENT_LIMIT_CHUNKS // 2
"""From here on a segment is not merged with others any more."""

OPEN_SEGMENTS_LIMIT = 8
"""So many segments below that: every query asks each of them, and every merge writes some anew."""


@dataclass(frozen=True, slots=True)
class HeldSegment:
    """A segment of the last generation."""

    name: str
    reports: tuple[ReportId, ...]
    chunks: int


def carried_segments(
    held: Sequence[HeldSegment], unchanged: Collection[ReportId], new_chunks: int, *, merging: bool = True
) -> tuple[HeldSegment, ...]:
    """Those of `held`, in their order, whose reports are all `unchanged`, less some where there are too many, unless
    not `merging`.

    The reports of all others that are still wanted are written anew, together with `new_chunks` of new reports.
    """
    whole = [segment for segment in held if all(report in unchanged for report in segment.reports)]
    if not merging:
        return tuple(whole)
    merged = _to_merge(whole, new_chunks + sum(segment.chunks for segment in held if segment not in whole))
    return tuple(segment for segment in whole if segment.name not in merged)


def _to_merge(whole: Sequence[HeldSegment], new_chunks: int) -> set[str]:
    """The names of the smallest segments that join what is written anew, none where there is room beside it.

    Each is taken that is no larger than all before it together, so that a chunk is written anew only when what it
    stands in at least doubles; one is taken in any case.
    """
    below = sorted((s for s in whole if s.chunks < FULL_SEGMENT_CHUNKS), key=lambda segment: segment.chunks)
    if not new_chunks or len(below) < OPEN_SEGMENTS_LIMIT:
        return set()
    size, taken = new_chunks, set[str]()
    for segment in below:
        if taken and segment.chunks > size:
            break
        taken.add(segment.name)
        size += segment.chunks
    return taken
