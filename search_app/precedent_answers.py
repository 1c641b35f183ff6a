"""What is answered to a draft and to a paragraph, as values and as the JSON that the command prints."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from indexer.language import Proportion
from indexer.records import Sentence
from search_app.answers import Hit
from search_app.drafts import Draft, sentence_to_json


@dataclass(frozen=True, slots=True)
class Precedent:
    """A hit, the draft's sentence that it is held against, and its own sentence that comes nearest to that.

    `proportions` are those of `matching_sentence`; their offsets and its own are code points into the hit's text.
    """

    hit: Hit
    draft_sentence: Sentence
    matching_sentence: Sentence
    proportions: tuple[Proportion, ...]

    def to_json(self) -> dict[str, Any]:
        return self.hit.to_json() | {
            "draft_sentence": sentence_to_json(self.draft_sentence),
            "matching_sentence": sentence_to_json(self.matching_sentence),
            "proportions": [proportion_to_json(each, self.hit.chunk.text) for each in self.proportions],
        }


@dataclass(frozen=True, slots=True)
class Precedents:
    """Paragraphs that state the same as the draft, and paragraphs that state the opposite of the same thing."""

    draft: Draft
    supporting: tuple[Precedent, ...]
    contrasting: tuple[Precedent, ...]
    generation: str
    took_ms: float
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "draft": self.draft.to_json(),
            "supporting": [precedent.to_json() for precedent in self.supporting],
            "contrasting": [precedent.to_json() for precedent in self.contrasting],
            "generation": self.generation,
            "took_ms": round(self.took_ms, 1),
            "notes": list(self.notes),
        }


class Question(StrEnum):
    """What is asked about one paragraph of the archive."""

    SIMILAR = "similar"
    WHO_DOES_THIS_WELL = "who-does-this-well"


@dataclass(frozen=True, slots=True)
class RelatedParagraphs:
    """What was found for one paragraph; `paragraph` is its JSON as `precedent paragraphs` prints it.

    `distant` are those below the cut-off, shown where hardly anything is near.
    """

    paragraph: dict[str, Any]
    question: Question
    hits: tuple[Precedent, ...]
    generation: str
    took_ms: float
    notes: tuple[str, ...] = ()
    distant: tuple[Precedent, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "paragraph": self.paragraph,
            "question": self.question.value,
            "hits": [precedent.to_json() for precedent in self.hits],
            "distant": [precedent.to_json() for precedent in self.distant],
            "generation": self.generation,
            "took_ms": round(self.took_ms, 1),
            "notes": list(self.notes),
        }


def proportion_to_json(proportion: Proportion, text: str) -> dict[str, Any]:
    """Its place in `text`, the words that stand there, and what they were read as."""
    return {
        "start": proportion.start,
        "end": proportion.end,
        "value": proportion.value,
        "base": proportion.base,
        "exact": proportion.exact,
        "words": text[proportion.start : proportion.end],
    }
