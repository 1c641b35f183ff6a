"""Reading a folder of judged queries in BEIR form: corpus.jsonl, queries.jsonl, qrels/test.tsv."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import DatasetError

_FORM = "A dataset is a folder with corpus.jsonl, queries.jsonl and qrels/test.tsv (the form of BEIR)."


@dataclass(frozen=True, slots=True)
class Document:
    """`report` and `area` are what the metadata states, or None."""

    document_id: str
    title: str
    text: str
    report: str | None
    area: str | None


@dataclass(frozen=True, slots=True)
class Query:
    query_id: str
    text: str
    report: str | None
    area: str | None


@dataclass(frozen=True, slots=True)
class JudgedCollection:
    """`judgements` maps query id to document id to grade; `queries` are those that have a judgement."""

    name: str
    documents: tuple[Document, ...]
    queries: tuple[Query, ...]
    judgements: dict[str, dict[str, int]]


def read_collection(folder: Path) -> JudgedCollection:
    """The collection in `folder`. Raises DatasetError, naming file and line, where it is incomplete or malformed."""
    judgements = _read_judgements(folder / "qrels" / "test.tsv")
    documents = tuple(
        Document(row["_id"], row.get("title") or "", row["text"], *_metadata(row))
        for row in _read_rows(folder / "corpus.jsonl")
    )
    queries = tuple(
        Query(row["_id"], row["text"], *_metadata(row))
        for row in _read_rows(folder / "queries.jsonl")
        if row["_id"] in judgements
    )
    if not documents or not queries:
        raise DatasetError(f"{folder} holds no documents or no judged queries.", hint=_FORM)
    kept = {query.query_id: judgements[query.query_id] for query in queries}
    return JudgedCollection(folder.name, documents, queries, kept)


def _metadata(row: dict[str, Any]) -> tuple[str | None, str | None]:
    metadata = row.get("metadata") or {}
    return metadata.get("report"), metadata.get("la")


def _read_rows(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_read_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row["_id"], str) or not isinstance(row["text"], str):
                raise TypeError("_id and text must be strings")
        except (ValueError, KeyError, TypeError) as error:
            raise DatasetError(f"Line {number} of {path} is no document or query: {error}.", hint=_FORM) from error
        yield row


def _read_judgements(path: Path) -> dict[str, dict[str, int]]:
    judgements: dict[str, dict[str, int]] = {}
    rows = csv.reader(_read_text(path).splitlines(), delimiter="\t")
    for number, row in enumerate(rows, start=1):
        if number == 1 and row[-1:] == ["score"]:
            continue
        try:
            query_id, document_id, grade = row
            judgements.setdefault(query_id, {})[document_id] = int(grade)
        except ValueError as error:
            raise DatasetError(f"Line {number} of {path} is no judgement: {error}.", hint=_FORM) from error
    return judgements


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} cannot be read: {error}.", hint=_FORM) from error
