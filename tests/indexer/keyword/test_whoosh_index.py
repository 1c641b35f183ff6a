"""The arrays are what Whoosh holds, and Whoosh holds what our analyser gives."""

from __future__ import annotations

import errno
import gc
import os
import pickle
import random
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.codec import whoosh3
from whoosh.query import Phrase, Term
from whoosh.searching import Searcher

from indexer.errors import IndexDamaged
from indexer.keyword.analysis import ranking_stems, tokens
from indexer.keyword.positions import read_gaps, unpack
from indexer.keyword.segments import POSTINGS_FILE, has_arrays, open_postings
from indexer.keyword.whoosh_index import (
    KeywordDocument,
    WordPlaces,
    build_keyword_index,
    open_whoosh,
    read_stored_ordinals,
    read_whoosh_postings,
    write_postings,
)
from tests.indexer.keyword.test_segments import paragraphs


@pytest.fixture
def documents() -> list[KeywordDocument]:
    return paragraphs(random.Random(4), 300)


def test_the_arrays_hold_what_whoosh_holds(documents: list[KeywordDocument], tmp_path: Path) -> None:
    build_keyword_index(tmp_path, documents)
    assert open_postings(tmp_path) == read_whoosh_postings(tmp_path)


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Whoosh leaves a file open where it fails
def test_a_folder_that_cannot_be_listed_once_is_a_failure_of_the_disk(
    documents: list[KeywordDocument], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoosh takes it for an empty one, and then asserts that there is something to put together."""
    real, calls = os.listdir, 0

    def listing(*arguments: object) -> list[str]:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(*arguments)  # type: ignore[call-overload, no-any-return]

    ends = set()
    for failing in range(1, 30):
        calls = 0
        with monkeypatch.context() as patched:
            patched.setattr(os, "listdir", listing)
            try:
                build_keyword_index(tmp_path / str(failing), documents[:5])
            except OSError as error:
                ends.add(str(error).split(":")[0])
        if calls < failing:
            break
    gc.collect()
    assert calls < failing
    assert f"[Errno {errno.EIO}] the folder could not be listed" in ends


def test_the_arrays_are_made_again_from_whoosh_byte_by_byte(documents: list[KeywordDocument], tmp_path: Path) -> None:
    build_keyword_index(tmp_path, documents)
    written = (tmp_path / POSTINGS_FILE).read_bytes()
    (tmp_path / POSTINGS_FILE).unlink()
    assert not has_arrays(tmp_path)
    write_postings(tmp_path)
    assert has_arrays(tmp_path)
    assert (tmp_path / POSTINGS_FILE).read_bytes() == written


def test_whoosh_holds_every_word_with_its_frequency_where_it_stands_and_what_lies_before(
    documents: list[KeywordDocument], tmp_path: Path
) -> None:
    build_keyword_index(tmp_path, documents)
    fields, positions = read_whoosh_postings(tmp_path)
    for document in documents:
        found = [token.word for token in tokens(document.text) if not token.compound]
        stems = Counter(ranking_stems(tokens(document.text)))
        for word, count in stems.items():
            row = fields["text"].find(word)
            assert row is not None
            held = dict(zip(fields["text"].ordinals(row), fields["text"].frequencies(row), strict=True))
            assert held[document.ordinal] == count
        assert fields["text"].lengths[document.ordinal] == stems.total()
        assert fields["words"].lengths[document.ordinal] == len(found)
    words, codes = words_of(fields["words"], positions, 7)
    assert words == [token.word for token in tokens(documents[7].text) if not token.compound]
    assert codes == read_gaps(documents[7].text)


def words_of(postings, positions, document: int) -> tuple[list[str], list[int]]:  # type: ignore[no-untyped-def]
    """A document's words and the codes before them, put together from the arrays."""
    owners = np.repeat(postings.all_ordinals, postings.all_frequencies)
    rows = np.repeat(np.arange(len(postings.terms)), np.diff(positions.starts.astype(int)))
    own = np.flatnonzero(owners == document)
    own = own[np.argsort(positions.places[own])]
    return [postings.terms[row] for row in rows[own]], unpack(positions.gaps, own).tolist()


def test_whoosh_numbers_its_documents_by_their_ordinals(documents: list[KeywordDocument], tmp_path: Path) -> None:
    build_keyword_index(tmp_path, documents)
    assert read_stored_ordinals(tmp_path).tolist() == list(range(len(documents)))


def test_whoosh_itself_can_search_what_was_written(tmp_path: Path) -> None:
    texts = ["Home visits took place.", "Visits at home were rare.", "A home visit is a visit."]
    build_keyword_index(tmp_path, [KeywordDocument(row, text, "", "", "") for row, text in enumerate(texts)])
    with open_whoosh(tmp_path) as reader:
        searcher = Searcher(reader, closereader=False)
        assert list(searcher.docs_for_query(Phrase("words", ["home", "visits"]))) == [0]
        assert list(searcher.docs_for_query(Term("text", "visit"))) == [0, 1, 2]
        assert reader.frequency("text", "visit") == 4


@given(st.sets(st.one_of(st.integers(0, 300), st.integers(0, 100_000)), min_size=1, max_size=20))
def test_places_come_back_out_of_their_bytes(places: set[int]) -> None:
    encoded = WordPlaces().encode(sorted(places))
    assert WordPlaces().decode_positions(encoded) == sorted(places)
    assert WordPlaces().decode_frequency(encoded) == len(places)


class Calling:
    """A pickle of it makes a folder when it is loaded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.folder),)


def segments_at(table: bytes) -> int:
    """Where in a table of contents the list of segments begins, which is pickled last."""
    return table.rindex(b"\x80" + bytes([pickle.HIGHEST_PROTOCOL]))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_table_of_contents_that_calls_something_is_refused_by_name_and_nothing_is_run(
    documents: list[KeywordDocument], tmp_path: Path, protocol: int
) -> None:
    build_keyword_index(tmp_path / "keyword", documents[:3])
    (table,) = (tmp_path / "keyword").glob("whoosh/*.toc")
    content = table.read_bytes()
    table.write_bytes(content[: segments_at(content)] + pickle.dumps(Calling(tmp_path / "made"), protocol))
    with pytest.raises(IndexDamaged, match=rf"{table.name} would run (posix|nt|os) mkdir"):
        read_whoosh_postings(tmp_path / "keyword")
    assert not (tmp_path / "made").exists()


def test_a_name_that_is_hidden_behind_other_names_is_refused(documents: list[KeywordDocument], tmp_path: Path) -> None:
    build_keyword_index(tmp_path / "keyword", documents[:3])
    (table,) = (tmp_path / "keyword").glob("whoosh/*.toc")
    content = table.read_bytes()

    def text(value: str) -> bytes:
        return b"\x8c" + bytes([len(value)]) + value.encode()

    # "posix system" lies on the stack; the allowed names above it are popped again.
    hidden = text("posix") + text("system") + text("builtins") + text("int") + b"00" + b"\x93."
    table.write_bytes(content[: segments_at(content)] + b"\x80\x04" + hidden)
    with pytest.raises(IndexDamaged, match="would run None None"):
        read_whoosh_postings(tmp_path / "keyword")


# Whoosh leaves the file open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_list_of_files_in_a_segment_is_held_to_the_same_names(
    documents: list[KeywordDocument], tmp_path: Path
) -> None:
    build_keyword_index(tmp_path / "keyword", documents[:3])
    (segment,) = (tmp_path / "keyword").glob("whoosh/*.seg")
    content = segment.read_bytes()
    crafted = pickle.dumps(Calling(tmp_path / "made"))
    segment.write_bytes(len(content).to_bytes(8, "big") + content[8:] + crafted)
    with pytest.raises(IndexDamaged, match=r"would run (posix|nt|os) mkdir"):
        read_whoosh_postings(tmp_path / "keyword")
    assert not (tmp_path / "made").exists()


def test_no_part_of_whoosh_reads_a_pickle_by_itself(documents: list[KeywordDocument], tmp_path: Path) -> None:
    build_keyword_index(tmp_path / "keyword", documents[:3])
    read_whoosh_postings(tmp_path / "keyword")
    readers = (pickle, pickle.load, pickle.loads, pickle.Unpickler)
    parts = [module for name, module in sys.modules.items() if name.split(".")[0] == "whoosh"]
    assert len(parts) > 20
    assert not [(part.__name__, name) for part in parts for name, value in vars(part).items() if value in readers]
    with pytest.raises(IndexDamaged, match="would run"):
        whoosh3.loads(pickle.dumps(Calling(tmp_path / "made")))
    assert not (tmp_path / "made").exists()
