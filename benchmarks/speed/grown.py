"""An archive of any size, grown from the sentences of real reports at run time.

A grown paragraph is as long as some real one and made of sentences of several; a grown report has the sections, the
title and the area of a real one. So words are as frequent and as clustered as in the real archive, while the
vocabulary does not grow with the archive, which makes common words a little more common than they would be.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indexer.language.chunking import embedded_text
from indexer.records import Chunk, Element, ElementKind, Reading, Report, ReportId, Sentence, Statement
from indexer.storage.generation import Generation

SEED = 2013
ENCODED_LIMIT_PARAGRAPHS = 10_000
"""Up to here every paragraph is encoded; beyond, its vector is the mean of those that its sentences come from."""

REAL_REPORTS = 5
_PARAGRAPHS_PER_REPORT = 110
_SHORTEST_SENTENCE_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class Archive:
    """`vectors` is float32 (len(chunks), d); `encoded` is whether the model made them of these very words."""

    reports: tuple[Report, ...]
    chunks: tuple[Chunk, ...]
    vectors: NDArray[np.float32]
    encoded: bool


@dataclass(frozen=True, slots=True)
class _Source:
    """A sentence of a real paragraph; `row` is the paragraph's ordinal."""

    text: str
    statement: Statement
    reading: Reading
    row: int


def real_archive(generation: Generation) -> Archive:
    """The first reports of `generation` as they are."""
    reports = tuple(generation.report(head.report_id) for head in generation.reports[:REAL_REPORTS])
    rows = [int(row) for report in reports for row in generation.ordinals_of(report.report_id)]
    chunks = tuple(replace(generation.chunk(row), ordinal=at) for at, row in enumerate(rows))
    return Archive(reports, chunks, np.array(_matrix(generation)[rows]), encoded=True)


def grow(generation: Generation, paragraphs: int) -> Archive:
    """So many paragraphs, the same ones at every run. `vectors` are not yet encoded."""
    chance = random.Random(f"{SEED} {paragraphs}")
    sources = list(_sources(generation))
    lengths = [max(1, len(generation.chunk(row).sentences)) for row in range(len(generation))]
    real = [generation.report(head.report_id) for head in generation.reports if head.sections]
    known = _matrix(generation)
    vectors = np.empty((paragraphs, known.shape[1]), dtype=np.float32)
    reports: list[Report] = []
    chunks: list[Chunk] = []
    while len(chunks) < paragraphs:
        wanted = min(_PARAGRAPHS_PER_REPORT, paragraphs - len(chunks))
        made = [[chance.choice(sources) for _ in range(chance.choice(lengths))] for _ in range(wanted)]
        for at, parts in enumerate(made, start=len(chunks)):
            vectors[at] = known[[part.row for part in parts]].mean(axis=0)
        report, its_chunks = _report(real[len(reports) % len(real)], len(reports), made, len(chunks), chance)
        reports.append(report)
        chunks += its_chunks
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Archive(tuple(reports), tuple(chunks), vectors, encoded=False)


def embedded_texts(archive: Archive) -> list[str]:
    """What the encoder reads of each paragraph."""
    by_id = {report.report_id: report for report in archive.reports}
    return [embedded_text(chunk, by_id[chunk.report_id]) for chunk in archive.chunks]


def _matrix(generation: Generation) -> NDArray[np.float32]:
    if generation.embeddings is None:
        raise ValueError("the real reports must be indexed with vectors")
    return np.concatenate(generation.embeddings.parts, dtype=np.float32)


def _sources(generation: Generation) -> Iterator[_Source]:
    for row in range(len(generation)):
        chunk = generation.chunk(row)
        for sentence in chunk.sentences:
            text = chunk.text[sentence.start : sentence.end]
            if len(text) >= _SHORTEST_SENTENCE_CHARACTERS:
                yield _Source(text, sentence.statement, chunk.reading, row)


def _report(
    model: Report, number: int, made: list[list[_Source]], first_ordinal: int, chance: random.Random
) -> tuple[Report, list[Chunk]]:
    report_id = ReportId(f"{model.report_id}-{number}")
    parts: list[str] = []
    elements: list[Element] = []
    chunks: list[Chunk] = []
    at = 0
    for place, sources in enumerate(made):
        text, sentences = _joined(sources)
        section = place * len(model.sections) // len(made)
        element = Element(ElementKind.PARAGRAPH, at, at + len(text), section, number=f"{section + 1}.{place + 1}")
        elements.append(element)
        chunks.append(
            Chunk(
                ordinal=first_ordinal + place,
                report_id=report_id,
                kind=element.kind,
                start=element.start,
                end=element.end,
                text=text,
                section=section,
                number=element.number,
                position=None,
                pages=(1 + place // 8, 1 + place // 8),
                sentences=sentences,
                reading=sources[0].reading,
            )
        )
        parts.append(text)
        at += len(text) + 2
    published = date(2010 + chance.randrange(15), 1 + chance.randrange(12), 1 + chance.randrange(28))
    report = replace(
        model,
        report_id=report_id,
        source=f"{report_id}.pdf",
        text="\n\n".join(parts),
        elements=tuple(elements),
        published=published,
        findings=(),
        accounting=None,
    )
    return report, chunks


def _joined(sources: list[_Source]) -> tuple[str, tuple[Sentence, ...]]:
    sentences = []
    at = 0
    for source in sources:
        sentences.append(Sentence(at, at + len(source.text), source.statement))
        at += len(source.text) + 1
    return " ".join(source.text for source in sources), tuple(sentences)
