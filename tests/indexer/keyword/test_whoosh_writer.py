"""Whoosh itself must read the same out of an index written from arrays as out of one that it wrote from texts."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from whoosh.fields import Schema
from whoosh.index import create_in
from whoosh.query import And, Or, Phrase, Term
from whoosh.searching import Searcher

from indexer.keyword import whoosh_copy as whoosh_writer
from indexer.keyword.segments import open_postings
from indexer.keyword.whoosh_copy import (
    KeywordDocument,
    build_keyword_index,
    make_schema,
    open_whoosh,
    read_whoosh_postings,
)
from tests.indexer.keyword.test_segmented import paragraphs


@pytest.fixture(params=[3, whoosh_writer.BLOCK_POSTINGS])
def documents(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[KeywordDocument]:
    """With blocks so small that terms have many, and with blocks as they are."""
    monkeypatch.setattr(whoosh_writer, "BLOCK_POSTINGS", request.param)
    return paragraphs(random.Random(4), 150)


def write_as_whoosh_does(folder: Path, schema: Schema, documents: list[KeywordDocument]) -> None:
    (folder / "whoosh").mkdir(parents=True)
    index = create_in(str(folder / "whoosh"), schema)
    writer = index.writer()
    for document in documents:
        context = f"{document.area}\n{document.title}"
        writer.add_document(
            ordinal=document.ordinal,
            text=document.text,
            words=document.text,
            heading=document.heading,
            context=context,
        )
    writer.commit()
    index.close()


def terms_of(reader: Any) -> dict[tuple[str, bytes], tuple[Any, ...]]:
    found = {}
    for field, text in reader.all_terms():
        info = reader.term_info(field, text)
        ids = [*reader.postings(field, text).all_ids()]
        found[field, text] = (info.weight(), info.doc_frequency(), info.max_weight(), info.min_id(), info.max_id(), ids)
    return found


def test_whoosh_reads_the_same_out_of_both(documents: list[KeywordDocument], tmp_path: Path) -> None:
    build_keyword_index(tmp_path / "ours", documents)
    write_as_whoosh_does(tmp_path / "theirs", make_schema(), documents)
    queries = [
        Or([Term("text", "plan"), Term("text", "visit"), Term("heading", "plan")]),
        And([Term("text", "risk"), Term("text", "famili")]),
        Phrase("words", ["home", "visit"]),
        Phrase("words", ["the", "plan"]),
    ]
    with open_whoosh(tmp_path / "ours") as ours, open_whoosh(tmp_path / "theirs") as theirs:
        assert terms_of(ours) == terms_of(theirs)
        assert ours.doc_count() == theirs.doc_count() == len(documents)
        for field in ("text", "words", "heading", "context"):
            assert ours.field_length(field) == theirs.field_length(field)
    for query in queries:
        assert ranking(tmp_path / "ours", query) == ranking(tmp_path / "theirs", query)


def ranking(folder: Path, query: Any) -> list[tuple[int, float]]:
    with open_whoosh(folder) as reader:
        return [(hit.docnum, hit.score) for hit in Searcher(reader).search(query, limit=None)]


def test_the_arrays_hold_what_whoosh_holds(documents: list[KeywordDocument], tmp_path: Path) -> None:
    build_keyword_index(tmp_path, documents)
    assert open_postings(tmp_path) == read_whoosh_postings(tmp_path)
