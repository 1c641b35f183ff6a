"""A draft as it is read: its sentences, and what each of them states. Plain text of any length, no query."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.embedding.reading_sentences import SentencePlace, has_reader, read_places
from indexer.errors import DraftRefused
from indexer.language import read_chunk, split_sentences
from indexer.limits import DRAFT_LENGTH_LIMIT_CHARACTERS, DRAFT_SENTENCES_LIMIT
from indexer.records import Chunk, Sentence, Statement
from search_app.answers.answer import clauses_to_json


@dataclass(frozen=True, slots=True)
class Draft:
    """`sentences` hold code points into `text`; a sentence without a single letter or digit is not among them."""

    text: str
    sentences: tuple[Sentence, ...]

    def words_of(self, sentence: Sentence) -> str:
        return self.text[sentence.start : sentence.end]

    def stating(self) -> tuple[Sentence, ...]:
        """The sentences that praise, find fault or ask for something; all of them where none does."""
        return tuple(s for s in self.sentences if s.statement is not Statement.NEUTRAL) or self.sentences

    def to_json(self) -> dict[str, Any]:
        return {"text": self.text, "sentences": [sentence_to_json(sentence) for sentence in self.sentences]}


def sentence_to_json(sentence: Sentence) -> dict[str, Any]:
    """Its place and the tool's reading of it and of its clauses."""
    return {
        "start": sentence.start,
        "end": sentence.end,
        "statement": sentence.statement.value,
        "clauses": clauses_to_json(sentence.clauses),
    }


def read_draft(text: str) -> Draft:
    """The draft with the tool's reading of each sentence, clause by clause where the reader's model is installed.

    Raises DraftRefused where there is nothing to read, or too much.
    """
    _refuse_too_much(len(text), DRAFT_LENGTH_LIMIT_CHARACTERS, "characters")
    spans = split_sentences(text)
    _refuse_too_much(len(spans), DRAFT_SENTENCES_LIMIT, "sentences")
    if not has_reader():
        return _draft(text, read_chunk(text)[0])
    places = [SentencePlace(text, start, end, alone=len(spans) == 1) for start, end in spans]
    return _draft(text, tuple(read_places(places)))


def _refuse_too_much(amount: int, limit: int, unit: str) -> None:
    if amount > limit:
        raise DraftRefused(
            f"The draft has {amount:,} {unit}; the limit is {limit:,}.", hint="Ask for a part at a time."
        )


def draft_of(chunk: Chunk) -> Draft:
    """A paragraph of the archive as a draft, read as it was in its section. Raises DraftRefused as `read_draft`."""
    return _draft(chunk.text, chunk.sentences)


def _draft(text: str, sentences: tuple[Sentence, ...]) -> Draft:
    worded = tuple(s for s in sentences if any(map(str.isalnum, text[s.start : s.end])))
    if not worded:
        raise DraftRefused("The draft has no words.", hint="Give it at least one sentence.")
    return Draft(text, worded)


def read_draft_file(path: Path) -> str:
    """The text of `path`. Raises DraftRefused where it cannot be read or is no UTF-8."""
    try:
        with path.open("rb") as stream:
            content = stream.read(4 * DRAFT_LENGTH_LIMIT_CHARACTERS + 1)  # a character takes four bytes at most
        _refuse_too_much(len(content), 4 * DRAFT_LENGTH_LIMIT_CHARACTERS, "bytes")
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise DraftRefused(
            f"The draft {path} is no UTF-8 text (byte {error.start}).",
            hint="Save it as plain text in UTF-8, or paste its words after --text.",
        ) from error
    except OSError as error:
        raise DraftRefused(
            f"The draft {path} cannot be read: {error.strerror or error}.",
            hint="Name a text file, or paste its words after --text.",
        ) from error
