"""Reading a folder of judged queries in BEIR form: corpus.jsonl, queries.jsonl, qrels/test.tsv."""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.building.assembly import Contents, Origin, publish_contents
from indexer.embedding.model import find_model
from indexer.embedding.sentence_transformers_encoder import SentenceTransformerEncoder
from indexer.errors import DatasetError
from indexer.language.chunking import cut_chunks, embedded_text
from indexer.progress import ENCODING, BuildProgress
from indexer.records import Chunk, Element, ElementKind, Report, ReportId, Section
from indexer.storage.ledger import Ledger

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
            raise DatasetError(f"Line {number} of {path} is not a document or query: {error}.", hint=_FORM) from error
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
            raise DatasetError(f"Line {number} of {path} is not a judgement: {error}.", hint=_FORM) from error
    return judgements


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} cannot be read: {error}.", hint=_FORM) from error


# A judged collection as an index like any other: its documents become paragraphs of reports.


def build_evaluation_index(
    collection: JudgedCollection, index: Path, *, model: str, with_areas: bool, progress: BuildProgress
) -> list[str]:
    """Publishes an index of the collection's documents in `index`; returns document ids by chunk ordinal.

    Documents of one report stand together, since that is what a filter on the report needs. `with_areas` states
    each report's area, as a real report does.
    """
    source = find_model(model)
    documents = sorted(collection.documents, key=lambda document: document.report or "")
    reports = []
    chunks: list[Chunk] = []
    for name, group in itertools.groupby(documents, key=lambda document: document.report or ""):
        report = _report(name or f"{collection.name} documents", list(group), with_areas)
        reports.append(report)
        chunks += cut_chunks(report, len(chunks))
    by_id = {report.report_id: report for report in reports}
    texts = [embedded_text(chunk, by_id[chunk.report_id]) for chunk in chunks]
    progress.start(ENCODING, len(texts), "document")
    encoded = SentenceTransformerEncoder(source).encode_with_tokens(
        texts, lambda amount: progress.advance(ENCODING, amount)
    )
    contents = Contents(tuple(reports), tuple(chunks), encoded, Ledger(()))
    publish_contents(index, contents, Origin(collection.name, "", source, {}), progress)
    return [document.document_id for document in documents]


def _report(name: str, documents: list[Document], with_areas: bool) -> Report:
    parts, elements, sections, at = [], [], [], 0
    for row, document in enumerate(documents):
        section = None
        if document.title:
            sections.append(Section(document.title, None, None, 1, at))
            section = len(sections) - 1
        elements.append(Element(ElementKind.PARAGRAPH, at, at + len(document.text), section, number=str(row + 1)))
        parts.append(document.text)
        at += len(document.text) + 2
    return Report(
        report_id=ReportId(re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")),
        source=name,
        sha256="",
        text="\n\n".join(parts),
        sections=tuple(sections),
        elements=tuple(elements),
        area=documents[0].area if with_areas else None,
    )
