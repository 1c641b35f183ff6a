"""What is answered to a draft and to a paragraph, as values and as the JSON that the command prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from indexer.language import Proportion
from indexer.records import Chunk, Sentence
from search_app.answers.answer import Highlight, HighlightKind, Hit, frame_of
from search_app.answers.citation import Citation
from search_app.answers.hits import score_in, stem_highlights
from search_app.engine import Opened
from search_app.filters.shares import proportions_of
from search_app.precedents.draft import Draft, sentence_to_json
from search_app.precedents.ranking import MatchedSentence, SentenceRanking


@dataclass(frozen=True, slots=True)
class Precedent:
    """A hit, the draft's sentence that it is held against, and its own sentence that comes nearest to that.

    The offsets of `matching_sentence` are code points into the hit's text.
    """

    hit: Hit
    draft_sentence: Sentence
    matching_sentence: Sentence

    def __repr__(self) -> str:
        return f"<Precedent {self.hit.citation.short}>"

    @property
    def text(self) -> str:
        """The whole paragraph, as it stands in its report."""
        return self.hit.text

    @property
    def reference(self) -> str:
        """Where it stands, as a person types it: "southwark-2016:2.3"."""
        return self.hit.reference

    @property
    def citation(self) -> Citation:
        return self.hit.citation

    @property
    def proportions(self) -> tuple[Proportion, ...]:
        """Those that `matching_sentence` says, with code points into the hit's text."""
        nearest = self.matching_sentence
        read = proportions_of(self.hit.chunk.text, self.hit.report.inspectorate)
        return tuple(each for each in read if nearest.start <= each.start and each.end <= nearest.end)

    def to_json(self) -> dict[str, Any]:
        return self.hit.to_json() | {
            "draft_sentence": sentence_to_json(self.draft_sentence),
            "matching_sentence": sentence_to_json(self.matching_sentence),
            "proportions": [proportion_to_json(each, self.hit.chunk.text) for each in self.proportions],
        }


@dataclass(frozen=True)
class SentencePrecedents:
    """What was found for one sentence of a draft.

    `counts` has how many paragraphs that were looked at support it, contrast with it, and are on the same while it is
    not clear which way. Of each kind the first `limit` are listed, best first.
    """

    opened: Opened = field(repr=False)
    sentence: Sentence
    candidates: tuple[tuple[Candidate, ...], ...] = field(repr=False)
    limit: int

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(map(len, self.candidates))

    def widened(self, limit: int) -> SentencePrecedents:
        """The same with up to `limit` in each list."""
        return replace(self, limit=limit)

    @property
    def is_unheard(self) -> bool:
        """Whether nothing came close."""
        return not any(self.counts)

    @cached_property
    def supporting(self) -> tuple[Precedent, ...]:
        return self._listed(0)

    @cached_property
    def contrasting(self) -> tuple[Precedent, ...]:
        return self._listed(1)

    @cached_property
    def unclear(self) -> tuple[Precedent, ...]:
        return self._listed(2)

    def _listed(self, side: int) -> tuple[Precedent, ...]:
        return as_precedents(self.opened, self.candidates[side][: self.limit])

    def to_json(self) -> dict[str, Any]:
        return {
            "start": self.sentence.start,
            "end": self.sentence.end,
            "supporting": [each.to_json() for each in self.supporting],
            "contrasting": [each.to_json() for each in self.contrasting],
            "unclear": [each.to_json() for each in self.unclear],
        }


def counts_words(counts: Sequence[int]) -> str:
    """ "2 support, 1 contrasts, 3 unclear", or that nothing is close."""
    supporting, contrasting, unclear = counts
    said = [
        words
        for number, words in (
            (supporting, f"{supporting} support{'s' if supporting == 1 else ''}"),
            (contrasting, f"{contrasting} contrast{'s' if contrasting == 1 else ''}"),
            (unclear, f"{unclear} unclear"),
        )
        if number
    ]
    return ", ".join(said) or "nothing close"


LISTS = ("supporting", "contrasting", "unclear")


@dataclass(frozen=True, slots=True)
class Precedents:
    """Paragraphs that state the same as the draft, that state the opposite of the same thing, and that are on the same
    thing while it is not clear which way; the best of the whole draft, and in `margin` those of each sentence.

    `misspelt` are words of the draft that no report here holds, each with the one that it lies near to.
    """

    draft: Draft
    supporting: tuple[Precedent, ...]
    contrasting: tuple[Precedent, ...]
    generation: str
    took_ms: float
    notes: tuple[str, ...] = ()
    unclear: tuple[Precedent, ...] = ()
    margin: tuple[SentencePrecedents, ...] = ()
    misspelt: tuple[tuple[str, str], ...] = ()

    @property
    def counts(self) -> tuple[tuple[int, ...], ...]:
        """For each sentence of the draft how many paragraphs that were looked at are of each kind."""
        return tuple(each.counts for each in self.margin)

    @property
    def totals(self) -> tuple[int, ...]:
        """How many different paragraphs of each kind the sentences have together; the lists show the best of them."""
        return tuple(
            len({each.chunk.ordinal for own in self.margin for each in own.candidates[side]})
            for side in range(len(LISTS))
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """A flat row for each paragraph of each sentence's lists, for a table."""
        for number, each in enumerate(self.margin, start=1):
            for name in LISTS:
                for precedent in getattr(each, name):
                    yield {
                        "sentence": number,
                        "draft": self.draft.words_of(each.sentence),
                        "list": name,
                        "reference": precedent.reference,
                        "citation": precedent.citation.long,
                        "text": precedent.text,
                    }

    def to_frame(self) -> Any:
        """A pandas DataFrame with a line for each paragraph, its list first. Raises ImportError without pandas."""
        return frame_of({"list": name} | each.to_json() for name in LISTS for each in getattr(self, name))

    def to_json(self) -> dict[str, Any]:
        draft = self.draft.to_json()
        for sentence, counts in zip(draft["sentences"], self.counts, strict=True):
            sentence |= dict(zip(LISTS, counts, strict=True))
        return {
            "draft": draft,
            **{name: [precedent.to_json() for precedent in getattr(self, name)] for name in LISTS},
            "margin": [each.to_json() for each in self.margin],
            "misspelt": [{"word": word, "near": near} for word, near in self.misspelt],
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

    def __len__(self) -> int:
        return len(self.hits)

    def __iter__(self) -> Iterator[Precedent]:
        return iter(self.hits)

    def __getitem__(self, place: int) -> Precedent:
        return self.hits[place]

    def to_frame(self) -> Any:
        """A pandas DataFrame with a line for each paragraph. Raises ImportError where pandas is not installed."""
        return frame_of(each.to_json() for each in self.hits)

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
        "low": proportion.low,
        "high": proportion.high,
        "base": proportion.base,
        "exact": proportion.exact,
        "source": proportion.source,
        "words": text[proportion.start : proportion.end],
    }


# From a ranked paragraph and its nearest sentence to the hit that is shown.


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph, the draft's sentence that it is held against, and its own nearest sentence."""

    score: float
    chunk: Chunk
    ranking: SentenceRanking
    match: MatchedSentence


def as_precedents(opened: Opened, found: Sequence[Candidate]) -> tuple[Precedent, ...]:
    """Numbered from one, by score."""
    by_score = sorted(found, key=lambda candidate: (-candidate.score, candidate.chunk.ordinal))
    return tuple(_precedent(opened, candidate, rank) for rank, candidate in enumerate(by_score, start=1))


def _precedent(opened: Opened, candidate: Candidate, rank: int) -> Precedent:
    chunk, ranking, nearest = candidate.chunk, candidate.ranking, candidate.match.nearest
    marks = [Highlight(*span, HighlightKind.EXACT) for span in stem_highlights(chunk.text, ranking.stems)]
    marks.append(Highlight(nearest.start, nearest.end, HighlightKind.MEANING))
    hit = Hit(
        rank=rank,
        score=candidate.score,
        keyword_score=score_in(ranking.keyword, chunk.ordinal),
        semantic_score=score_in(ranking.semantic, chunk.ordinal),
        chunk=chunk,
        report=opened.catalogue.report(chunk.report_id),
        address=opened.catalogue.address(chunk),
        citation=opened.catalogue.cite(chunk),
        sentences=candidate.match.sentences,
        highlights=tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end))),
    )
    return Precedent(hit, ranking.sentence, nearest)
