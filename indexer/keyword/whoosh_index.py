"""The Whoosh index of a segment: its schema, written through Whoosh's writer, and the arrays read out of it.

    text       stems of the paragraph without stop words, and how often
    words      its words unstemmed, with their positions: quotations, prefixes, spelling
    heading    stems of its section's heading
    context    stems of its area and its report's title
    ordinal    a stored column
    gaps       a stored column: what lies before each word, packed (`positions.read_gaps`)

Whoosh keeps the length of a field as one byte, which rounds it. The lengths here are exact: they are summed from the
frequencies, so no field asks Whoosh to keep its own.
"""

from __future__ import annotations

import errno
import pickletools
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.codec import whoosh3  # noqa: F401 - loaded before the first pickle is read
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Frequency, Positions
from whoosh.index import EmptyIndexError, create_in, open_dir
from whoosh.system import pack_uint

from indexer.arrays.files import narrowest, write_arrays
from indexer.errors import IndexDamaged, PrecedentError
from indexer.keyword.analysis import read_terms
from indexer.keyword.positions import (
    CODES_PER_BYTE,
    READ_THE_TEXT,
    WordPositions,
    pack,
    packed_length,
    positions_to_arrays,
    read_gaps,
    unpack,
)
from indexer.keyword.postings import FieldPostings, postings_to_arrays
from indexer.keyword.segments import ARRAYS_LAYOUT, LAYOUT_ARRAY, POSTINGS_FILE, RANKED_FIELDS, WORDS_FIELD
from indexer.keyword.unpickling import let_whoosh_unpickle_only

WHOOSH_FOLDER = "whoosh"
ORDINAL_FIELD = "ordinal"
GAPS_FIELD = "gaps"

_POOL_MEGABYTES = 256
"""What Whoosh collects before it sorts on disk, by its own estimate: some 20,000 paragraphs."""


@dataclass(frozen=True, slots=True)
class KeywordDocument:
    """A chunk as the keyword index sees it. `heading`, `area` and `title` are "" where there is none."""

    ordinal: int
    text: str
    heading: str
    area: str
    title: str


# Our analyser as Whoosh's.


class StemAnalyzer(Analyzer):  # type: ignore[misc]
    """Stems for ranking, in no order."""

    def __call__(self, value: str, **_: Any) -> Iterator[WhooshToken]:
        token = WhooshToken(boosts=True)
        token.boost = 1.0
        for token.text in read_terms(value)[1]:
            yield token  # Whoosh's habit: one token object, changed and yielded again


class WordAnalyzer(Analyzer):  # type: ignore[misc]
    """Every word at its position, compounds left out."""

    def __call__(self, value: str, **_: Any) -> Iterator[WhooshToken]:
        token = WhooshToken(positions=True, boosts=True)
        token.boost = 1.0
        for token.pos, token.text in enumerate(read_terms(value)[0]):
            yield token


class StemCounts(Frequency):  # type: ignore[misc]
    """Whoosh's frequencies, without its boosts of single tokens: half the time."""

    def word_values(self, value: str, analyzer: Analyzer, **options: Any) -> Iterator[tuple[str, int, float, bytes]]:
        for text, count in Counter(token.text for token in analyzer(value, **options)).items():
            yield text, count, float(count), pack_uint(count)


class WordPlaces(Positions):  # type: ignore[misc]
    """Whoosh's positions, as the gaps between them in the variable length of UTF-8: most take a byte, not fifteen."""

    def word_values(self, value: str, analyzer: Analyzer, **options: Any) -> Iterator[tuple[str, int, float, bytes]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for token in analyzer(value, **options):
            found[token.text].append(token.pos)
        for text, places in found.items():
            yield text, len(places), float(len(places)), self.encode(places)

    def encode(self, poslist: list[int]) -> bytes:
        if len(poslist) == 1:
            return chr(poslist[0]).encode("utf-8", "surrogatepass")
        gaps = [place - before for before, place in zip([0, *poslist], poslist, strict=False)]
        return "".join(map(chr, gaps)).encode("utf-8", "surrogatepass")

    def decode_positions(self, valuestring: bytes) -> list[int]:
        if len(valuestring) == 1:
            return [valuestring[0]]
        place, places = 0, []
        for gap in map(ord, valuestring.decode("utf-8", "surrogatepass")):
            place += gap
            places.append(place)
        return places

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring.decode("utf-8", "surrogatepass"))


def make_schema() -> Schema:
    """The fields of a segment's Whoosh index."""
    fields = {name: FieldType(StemCounts(), StemAnalyzer()) for name in RANKED_FIELDS}
    fields[WORDS_FIELD] = FieldType(WordPlaces(), WordAnalyzer())
    return Schema(**fields, ordinal=COLUMN(NumericColumn("i")), gaps=COLUMN(VarBytesColumn()))


# Writing.


def build_keyword_index(
    folder: Path, documents: Iterable[KeywordDocument], progress: Callable[[int], None] | None = None
) -> None:
    """Writes the Whoosh index and the arrays that are read out of it into `folder`, which is made.

    `progress` is called with the number of documents added since it was last called. The documents must come
    with the ordinals 0, 1, 2 ... in this order, or ValueError is raised. OSError where the disk refuses.
    """
    (folder / WHOOSH_FOLDER).mkdir(parents=True)
    try:
        _write_whoosh(folder, documents, progress)
    except (EmptyIndexError, AssertionError) as error:  # Whoosh takes a folder that cannot be listed for an empty one
        raise OSError(errno.EIO, f"the folder could not be listed: {error}", str(folder)) from error
    try:
        write_postings(folder)
    except EmptyIndexError as error:  # as above
        raise OSError(errno.EIO, "what was written cannot be read again", str(folder)) from error


def _write_whoosh(
    folder: Path, documents: Iterable[KeywordDocument], progress: Callable[[int], None] | None = None
) -> None:
    index = create_in(str(folder / WHOOSH_FOLDER), make_schema())
    writer = index.writer(limitmb=_POOL_MEGABYTES)
    try:
        for place, document in enumerate(documents):
            if document.ordinal != place:
                raise ValueError(f"document {place} has the ordinal {document.ordinal}: they must count from 0")
            writer.add_document(
                ordinal=place,
                text=document.text,
                words=document.text,
                heading=document.heading,
                context=f"{document.area}\n{document.title}",
                gaps=pack(np.array(read_gaps(document.text), dtype=np.uint8)).tobytes(),
            )
            if progress is not None:
                progress(1)
    except BaseException:
        writer.cancel()
        raise
    writer.commit(merge=False)
    index.close()


def write_postings(folder: Path) -> None:
    """Writes the arrays in `folder`, read out of the Whoosh index there. Raises OSError, and whatever Whoosh does."""
    fields, positions = read_whoosh_postings(folder)
    arrays = {LAYOUT_ARRAY: np.array([ARRAYS_LAYOUT], dtype=np.uint8)}
    arrays |= positions_to_arrays(WORDS_FIELD, positions)
    for name, postings in fields.items():
        arrays |= postings_to_arrays(name, postings)
    write_arrays(folder / POSTINGS_FILE, arrays)


# Reading.


@contextmanager
def open_whoosh(folder: Path) -> Iterator[Any]:
    """A reader of the Whoosh index in `folder`. Raises IndexDamaged, and whatever Whoosh does."""
    check_pickles(folder)
    let_whoosh_unpickle_only(_ALLOWED_GLOBALS | _ALLOWED_IN_POSTINGS)
    index = open_dir(str(folder / WHOOSH_FOLDER), schema=make_schema())
    try:
        with index.reader() as reader:
            yield reader
    finally:
        index.close()


def read_stored_ordinals(folder: Path) -> NDArray[np.int32]:
    """int32 (n,): the ordinal that Whoosh stores for each of its documents. Raises as `open_whoosh` does."""
    with open_whoosh(folder) as reader:
        count = reader.doc_count_all()
        if not count:
            return np.empty(0, dtype=np.int32)
        column = reader.column_reader(ORDINAL_FIELD)
        return np.fromiter((column[document] for document in range(count)), dtype=np.int32, count=count)


def read_whoosh_postings(folder: Path) -> tuple[dict[str, FieldPostings], WordPositions]:
    """What `segments.open_postings` gives, read out of the Whoosh index instead. Raises as `open_whoosh` does."""
    with open_whoosh(folder) as reader:
        fields = {name: read_field(reader, name) for name in RANKED_FIELDS}
        places = array("i")  # a list would take nine times the memory
        words = fields[WORDS_FIELD] = read_field(reader, WORDS_FIELD, places)
        held = np.array(places, dtype=np.int32)
        starts = np.concatenate(([0], np.cumsum(words.all_frequencies, dtype=np.int64)))[words.starts]
        gaps = _read_gaps(reader, words, held)
        return fields, WordPositions(words, narrowest(held), narrowest(starts), pack(gaps))


def read_field(reader: Any, field: str, places: array[int] | None = None) -> FieldPostings:
    """The postings of `field` in a Whoosh reader whose documents are numbered by their ordinals.

    Where the field has positions, they are put into `places`, term by term.
    """
    terms: list[str] = []
    counts: list[int] = [0]
    documents, frequencies = array("i"), array("i")
    for term in reader.lexicon(field) if reader.doc_count_all() else ():
        matcher = reader.postings(field, term)
        before = len(documents)
        while matcher.is_active():
            documents.append(matcher.id())
            if places is None:
                frequencies.append(int(matcher.weight()))
            else:
                found = matcher.value_as("positions")
                places.extend(found)
                frequencies.append(len(found))
            matcher.next()
        terms.append(term.decode("utf-8"))
        counts.append(len(documents) - before)
    held = np.array(documents, dtype=np.int32)
    weights = np.array(frequencies, dtype=np.int64)
    lengths = np.bincount(held, weights=weights, minlength=reader.doc_count_all())
    starts = np.cumsum(counts, dtype=np.int64)
    return FieldPostings(terms, starts, narrowest(held), narrowest(weights), narrowest(lengths))


def _read_gaps(reader: Any, words: FieldPostings, places: NDArray[np.int32]) -> NDArray[np.uint8]:
    """What lies before each of `places`; nothing is known of it in an index of before, and texts are read."""
    if not reader.doc_count_all() or not reader.has_column(GAPS_FIELD):
        return np.full(len(places), READ_THE_TEXT, dtype=np.uint8)
    column = reader.column_reader(GAPS_FIELD)
    packed = [np.frombuffer(column[document], dtype=np.uint8) for document in range(reader.doc_count_all())]
    lengths = words.lengths.astype(np.int64)
    if any(len(codes) != packed_length(range(length)) for codes, length in zip(packed, lengths.tolist(), strict=True)):
        raise ValueError("words and what lies before them do not agree")
    # Each document's codes begin at a byte of their own.
    firsts = np.zeros(len(packed) + 1, dtype=np.int64)
    np.cumsum([CODES_PER_BYTE * len(codes) for codes in packed], out=firsts[1:])
    documents = np.repeat(words.all_ordinals, words.all_frequencies)
    return unpack(np.concatenate([np.empty(0, dtype=np.uint8), *packed]), firsts[documents] + places)


# Whoosh unpickles its table of contents, and a pickle may call anything that it names.

_TABLES = "_MAIN_*.toc"
_ALLOWED_GLOBALS = frozenset(
    {
        "whoosh.fields Schema",
        "whoosh.fields FieldType",
        "whoosh.fields TEXT",
        "whoosh.fields COLUMN",
        "whoosh.formats Frequency",
        "whoosh.formats Positions",
        "whoosh.columns NumericColumn",
        "whoosh.columns VarBytesColumn",
        "whoosh.codec.whoosh3 W3Segment",
        "whoosh.codec.whoosh3 W3Codec",
        "collections defaultdict",
        "builtins int",
        *(
            f"{module} {name}"
            for module in ("indexer.keyword.whoosh_copy", "indexer.indexes.keyword_schema")
            for name in ("StemAnalyzer", "WordAnalyzer")
        ),
        *(f"{__name__} {name}" for name in ("StemAnalyzer", "WordAnalyzer", "StemCounts", "WordPlaces")),
    }
)
"""What the table of contents of an index names that was built here, now or before."""

_ALLOWED_IN_POSTINGS = frozenset({"array array", "array _array_reconstructor", "builtins bytes", "__builtin__ bytes"})
"""What blocks of postings name: arrays of numbers, and bytes."""


def check_pickles(folder: Path) -> None:
    """Raises IndexDamaged where a table of contents in `folder` names anything that none of ours does.

    It is read without being unpickled. All other pickles of Whoosh's are held to the same list while they are read.
    """
    for path in sorted((folder / WHOOSH_FOLDER).glob(_TABLES)):
        try:
            unknown = sorted(
                {name for pickled in _pickles_in(path) for name in _globals_in(pickled)} - _ALLOWED_GLOBALS
            )
        except PrecedentError:
            raise
        except Exception as error:  # Whoosh and pickletools raise whatever altered bytes lead them to
            raise IndexDamaged(f"{path} cannot be read: {type(error).__name__}: {error}.", hint=_REBUILD) from error
        if unknown:
            raise IndexDamaged(
                f"{path} would run {', '.join(unknown)} when it is opened, which no index built here does.",
                hint=f"Find out who wrote it. {_REBUILD}",
            )


_REBUILD = "Build the index again with `precedent index`."


def _pickles_in(path: Path) -> list[bytes]:
    """The schema and the list of segments, as they stand in a table of contents."""
    storage = FileStorage(str(path.parent))
    stream = storage.open_file(path.name)
    try:
        for _ in range(3):  # the sizes of C types
            stream.read_varint()
        stream.read_int()
        stream.read_int()
        for _ in range(3):  # the release of Whoosh
            stream.read_varint()
        schema = stream.read_string()
        stream.read_int()
        stream.read_int()
        return [schema, stream.read(path.stat().st_size)]
    finally:
        stream.close()


def _globals_in(pickled: bytes) -> Iterator[str]:
    """What a pickle names, as "module name"; what cannot be told without running it comes out as no name of ours."""
    memo: dict[Any, str | None] = {}
    pushed: list[str | None] = [None, None]
    for opcode, argument, _ in pickletools.genops(pickled):
        if opcode.name in ("GLOBAL", "INST"):
            yield str(argument)
        elif opcode.name == "STACK_GLOBAL":
            yield f"{pushed[-2]} {pushed[-1]}"
        elif opcode.name.startswith("EXT"):
            yield opcode.name
        if opcode.name == "MEMOIZE":
            memo[len(memo)] = pushed[-1]
        elif opcode.name.endswith("PUT"):
            memo[argument] = pushed[-1]
        elif opcode.name.endswith("GET"):
            pushed.append(memo.get(argument))
        elif opcode.name not in ("PROTO", "FRAME"):
            pushed.append(argument if isinstance(argument, str) else None)
