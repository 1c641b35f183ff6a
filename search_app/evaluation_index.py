"""A judged collection as an index like any other: its documents become paragraphs of reports."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

from indexer.assembly import Contents, Origin, publish_contents
from indexer.chunking import cut_chunks, embedded_text
from indexer.indexes.encoder import SentenceTransformerEncoder
from indexer.indexes.model import find_model
from indexer.ledger import Ledger
from indexer.progress import ENCODING, BuildProgress
from indexer.records import Chunk, Element, ElementKind, Report, ReportId, Section
from search_app.judged_collection import Document, JudgedCollection


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
        elements.append(
            Element(ElementKind.PARAGRAPH, at, at + len(document.text), section, number=str(row + 1))
        )
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

