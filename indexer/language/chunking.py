"""From a report to its chunks: one for each numbered paragraph, bullet, prose paragraph, box or table."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.language import split_sentences, standard_themes
from indexer.language.statements import as_read, read_sentences, strength_share
from indexer.records import CHUNK_KINDS, Chunk, Report


def cut_chunks(report: Report, first_ordinal: int) -> Iterator[Chunk]:
    """The chunks of `report` in reading order, numbered from `first_ordinal`, with the tool's reading of each."""
    ordinal = first_ordinal
    for element in report.elements:
        if element.kind not in CHUNK_KINDS:
            continue
        text = report.text[element.start : element.end]
        section = None if element.section is None else report.sections[element.section]
        canonical = section.canonical if section else None
        spans = split_sentences(text)
        read = read_sentences(text, spans, section=canonical, kind=element.kind.value)
        sentences, reading = as_read(spans, read)
        yield Chunk(
            ordinal=ordinal,
            report_id=report.report_id,
            kind=element.kind,
            start=element.start,
            end=element.end,
            text=text,
            section=element.section,
            number=element.number,
            position=element.position,
            pages=element.pages,
            sentences=sentences,
            reading=reading,
            themes=standard_themes().of(text, section.heading if section else None),
            strength_share=strength_share(read, section=canonical),
        )
        ordinal += 1


def embedded_text(chunk: Chunk, report: Report) -> str:
    """What the encoder reads for a chunk: its section's heading, then its own words.

    A line break between them and no full stop: measured on judged collections, a heading that ends like a
    sentence of its own costs .02 to .06 nDCG@10 with all-MiniLM-L6-v2.
    """
    return _embedded_heading(chunk, report) + chunk.text


def embedded_sentences(chunk: Chunk, report: Report) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a chunk stand in its embedded text, in code points."""
    start = len(_embedded_heading(chunk, report))
    return tuple((start + sentence.start, start + sentence.end) for sentence in chunk.sentences)


def _embedded_heading(chunk: Chunk, report: Report) -> str:
    heading = None if chunk.section is None else report.sections[chunk.section].heading
    return f"{heading}\n" if heading else ""
