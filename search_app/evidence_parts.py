"""A part of a paragraph, from one of its sentences to another. Sentences count from 1."""

from __future__ import annotations

from dataclasses import replace

from indexer.records import Chunk
from search_app.evidence import Quotation


def chosen_sentences(item: Quotation, chunk: Chunk) -> tuple[int, int]:
    """The first and the last sentence of `chunk` that `item` quotes from."""
    end = item.start + len(item.text)
    touched = [
        number
        for number, sentence in enumerate(chunk.sentences, 1)
        if sentence.start < end and item.start < sentence.end
    ]
    return (touched[0], touched[-1]) if touched else (1, len(chunk.sentences))


def choose_sentences(item: Quotation, chunk: Chunk, first: int, last: int) -> Quotation:
    """`item` with the words from one sentence to another; all of the paragraph where these are its ends."""
    if (first, last) == (1, len(chunk.sentences)):
        return replace(item, start=0, text=chunk.text)
    start, end = chunk.sentences[first - 1].start, chunk.sentences[last - 1].end
    return replace(item, start=start, text=chunk.text[start:end])
