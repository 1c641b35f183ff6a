"""The sentences of chunks and of drafts, read clause by clause by the statement reader.

What grammar or section makes certain is left as it is; all else is cut into clauses, and they are read together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.embedding.model import EMBEDDED_MODEL, find_model
from indexer.embedding.statement_reader import ReadClause, open_reader
from indexer.errors import ModelUnavailable
from indexer.language.cutting import Span, cut_clauses
from indexer.language.statements import asks_for_something, certain_decision, read_clauses, reading_of, sentence_of
from indexer.records import CLAUSE_STATEMENTS, Chunk, Clause, ElementKind, Report, Sentence, Statement


@dataclass(frozen=True, slots=True)
class SentencePlace:
    """A sentence before it is read: where it stands in the text of its paragraph, and what its place tells.

    `section` is a canonical slug; `alone` is True where it is the whole paragraph or item of a list.
    """

    text: str
    start: int
    end: int
    section: str | None = None
    kind: ElementKind | None = None
    alone: bool = True

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]


def has_reader() -> bool:
    """Whether the model that the reader rests on is installed."""
    try:
        find_model(EMBEDDED_MODEL)
    except ModelUnavailable:
        return False
    return True


def read_chunks(chunks: Sequence[Chunk], report: Report, *, many: bool = False) -> tuple[Chunk, ...]:
    """`chunks` of `report` with their sentences read clause by clause; `many` is of `open_reader`. Raises as it."""
    places = [place for chunk in chunks for place in _places(chunk, report)]
    read = iter(read_places(places, many=many))
    done = []
    for chunk in chunks:
        sentences = tuple(next(read) for _ in chunk.sentences)
        done.append(replace(chunk, sentences=sentences, reading=reading_of(each.statement for each in sentences)))
    return tuple(done)


def _places(chunk: Chunk, report: Report) -> list[SentencePlace]:
    section = None if chunk.section is None else report.sections[chunk.section].canonical
    alone = len(chunk.sentences) == 1
    return [SentencePlace(chunk.text, s.start, s.end, section, chunk.kind, alone) for s in chunk.sentences]


def read_places(places: Sequence[SentencePlace], *, many: bool = False) -> list[Sentence]:
    """What each sentence states. Raises ModelUnavailable as `open_reader`."""
    spans = [_clauses_to_read(place) for place in places]
    wanted = [number for number, own in enumerate(spans) if own]
    clauses = [_with_marks(spans[number], len(places[number].words)) for number in wanted]
    read = dict(
        zip(wanted, open_reader(many=many).read([places[number].words for number in wanted], clauses), strict=True)
    )
    return [
        _sentence(place, own, read.get(number, []))
        for number, (place, own) in enumerate(zip(places, spans, strict=True))
    ]


def _with_marks(spans: Sequence[Span], length: int) -> list[Span]:
    """Each clause up to where the next begins: the reader was trained with the marks between them. The last is the
    sentence as a whole."""
    begins = [0, *(start for start, _ in spans[1:])]
    return [*zip(begins, [*begins[1:], length], strict=True), (0, length)]


def _clauses_to_read(place: SentencePlace) -> tuple[Span, ...]:
    """None where nothing is left to be read. Of an item of what must improve it is known what it states, yet not how
    it stands to others."""
    certain = _certain(place)
    if certain is not None and certain is not Statement.SHORTFALL:
        return ()
    return cut_clauses(place.words) if certain is None else ((0, place.end - place.start),)


def _certain(place: SentencePlace) -> Statement | None:
    certain = certain_decision(place.words, section=place.section, kind=place.kind, alone=place.alone)
    return None if certain is None else certain.statement


def _sentence(place: SentencePlace, spans: Sequence[Span], read: Sequence[ReadClause]) -> Sentence:
    certain = _certain(place)
    if certain is not None:
        stance = read[0].stance if read else b""
        return Sentence(place.start, place.end, certain, (Clause(place.start, place.end, certain, 1.0, stance),))
    *each, whole = [dict(zip(CLAUSE_STATEMENTS, map(float, one.probabilities), strict=True)) for one in read]
    clauses = []
    stated = read_clauses(each, whole, place.section, asking=asks_for_something(place.words))
    for (start, end), probabilities, one in zip(spans, stated, read, strict=False):
        clauses.append(Clause(place.start + start, place.start + end, *probabilities, one.stance))
    return sentence_of(place.start, place.end, clauses)
