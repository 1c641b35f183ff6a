"""E-mail addresses and telephone numbers are in no index, letterheads and copy lists are found by nothing: proved on
the files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from indexer.arrays.files import LinesFile
from indexer.building.build import build
from indexer.language.contact import MASK
from indexer.records import CHUNK_KINDS, ElementKind
from indexer.storage.generation import Generation
from indexer.storage.manifest import MANIFEST_FILE
from indexer.storage.segment import TEXTS_FILE
from tests.conftest import FakeEncoder
from tests.indexer.people import lists_people, people_named

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
TELEPHONE = re.compile(r"(?<![\d,.])(?:\+44|0)\d(?:[ -]?\d){8,9}(?![\d,])")


@pytest.fixture(scope="module", params=["samples", "real letters"])
def generation(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Generation:
    folder = corpus if request.param == "samples" else request.getfixturevalue("shared") / "reports" / "sqs"
    index = tmp_path_factory.mktemp("privacy")
    build(folder, index, model="all-MiniLM-L6-v2", open_encoder=FakeEncoder)
    return Generation.open(index)


def unpacked(path: Path) -> bytes:
    """The bytes of a file, and where it is compressed those before."""
    if path.suffix != ".lines":
        return path.read_bytes()
    return json.dumps(list(LinesFile(path)), ensure_ascii=False).encode()


def test_the_patterns_find_what_they_should() -> None:
    assert EMAIL.search("write to someone@example.invalid")
    assert TELEPHONE.search("on 0161 496 0000.")
    assert not TELEPHONE.search("2013 to 2014, 1,000 children, 37.4%")


def test_no_chunk_holds_an_address_or_a_number(generation: Generation) -> None:
    for ordinal in range(len(generation)):
        text = generation.chunk(ordinal).text
        assert not EMAIL.search(text)
        assert not TELEPHONE.search(text)


ADDRESS_BYTES = re.compile(rb"[A-Za-z][\w.-]{2,}@[A-Za-z][\w-]{2,}\.(?:gov|org|co|com|net|uk|invalid|example)\b")


def test_no_address_or_number_of_a_report_is_in_any_file_of_the_index(generation: Generation) -> None:
    """What is shown when a report is read whole has them covered, too, with nothing moved."""
    texts = [generation.report(head.report_id).text for head in generation.reports]
    assert sum(text.count(MASK) for text in texts) > 20
    files = [path for path in generation.folder.rglob("*") if path.is_file()]
    assert len(files) > 8
    for path in files:
        content = unpacked(path)
        assert not ADDRESS_BYTES.search(content), path.name
        if path.suffix in (".lines", ".json") and path.name != MANIFEST_FILE:
            assert not EMAIL.search(content.decode()), path.name
        if path.name == TEXTS_FILE:  # elsewhere digests look like numbers
            assert not TELEPHONE.search(content.decode()), path.name


@pytest.mark.shared
def test_nobody_whom_a_letter_names_outside_its_findings_is_found(shared: Path, generation: Generation) -> None:
    raw = [path.read_text(encoding="utf-8") for path in sorted((shared / "reports" / "sqs").glob("*.txt"))]
    people = frozenset[str]().union(*map(people_named, raw))
    assert len(people) > 20
    chunks = [generation.chunk(ordinal).text for ordinal in range(len(generation))]
    assert [text for text in chunks if lists_people(text, people)] == []
    said = set(re.findall(r"\w+", " ".join(chunks).lower()))
    parts = {part for name in people for part in re.split(r"\W", name.lower())} - said
    assert [part for part in parts if generation.keyword.with_word(part).any()] == []


def test_the_words_of_copy_lists_and_signatures_are_not_in_the_keyword_index(generation: Generation) -> None:
    """A word that a report has only in its furniture must not be findable there."""
    checked = 0
    for head in generation.reports:
        report = generation.report(head.report_id)
        said = {ElementKind.FURNITURE: set(), None: set()}
        for element in report.elements:
            words = set(re.findall(r"[a-z]{4,}", report.text[element.start : element.end].lower()))
            if element.kind is ElementKind.FURNITURE:
                said[ElementKind.FURNITURE] |= words
            elif element.kind in CHUNK_KINDS:
                said[None] |= words
        own = generation.ordinals_of(report.report_id)
        for word in said[ElementKind.FURNITURE] - said[None]:
            assert not generation.keyword.with_word(word)[own].any(), (report.report_id, word)
            checked += 1
    assert checked > 50
