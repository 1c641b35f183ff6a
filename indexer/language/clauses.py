"""Clauses of a sentence: where it turns, and what the turn does to what it says. Pure functions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from indexer.language.cues import LEXICON, Cue, CueKind

# Words of a sentence with their places, and sets of words to compare them with. Pure functions.

_WORD = re.compile(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*|\d+(?:\.\d+)?%?|[,;:()–—]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark of a sentence: lower case with straight apostrophes; offsets into the sentence."""

    text: str
    start: int
    end: int


def words_of(sentence: str) -> tuple[Word, ...]:
    """Words, numbers and clause marks of `sentence`, in order."""
    return tuple(
        Word(match.group().lower().replace("’", "'"), match.start(), match.end()) for match in _WORD.finditer(sentence)
    )


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, which are parted by white space."""
    return frozenset(text.split())


# Cues found in a sentence, with what reaches them applied. Pure functions.
#
# A cue is judged by what stands before it in its clause: "not" turns it round, "a lack of" takes praise
# away, "reduced" takes fault away, and praise in "to ensure that ..." is not given where a fault came first.

_NEGATION_REACH_WORDS = 9
"""How far forward "not" and "a lack of" reach in their clause: past "not always being sufficiently"."""
_RELIEF_REACH_WORDS = 6
"""How far "reduced" and "without" reach: past "reduced the number of unnecessary"."""
_RELATIVE_REACH_WORDS = 8
"""A clause about who the children are is seldom longer."""
_LONGEST_REACH_WORDS = 40
"""Of anything: a purpose reaches furthest. It also keeps what a long sentence costs in proportion to its length."""

_ENDS_REACH = word_set("; : ( ) – — but however because which so although while yet")
_JOINS = word_set("and or ,")
_BEGINS_ANEW = word_set(
    "is are was were has have had do does did can will there they it this these some many most but not"
)
"""After "and", "or" or a comma these begin a statement of their own, which an earlier "not" leaves alone."""
_ENDS_PURPOSE = word_set("but however yet whereas although though while whilst despite ;")
_PURPOSES = (
    ("to", "ensure"), ("so", "that"), ("in", "order"), ("to", "enable"), ("to", "help"), ("to", "make")
)  # fmt: skip
"""What follows is what ought to come of it."""

_CONDITIONS = word_set("when where if once whenever wherever")
_OPENERS = word_set("however and but also even")
_RELATIVES = word_set("who whose whom")
_PEOPLE = word_set(
    "children people young those leavers families parents adults victims individuals pupils number perpetrators"
)


@dataclass(frozen=True, slots=True)
class FoundCue:
    """A cue in its place, words `first` to `last` (half open) of the sentence.

    `weight` is what it says there: praise above zero, fault below, zero where something takes it away.
    `turned` is True where something before it changed what it says.
    """

    kind: CueKind
    weight: int
    first: int
    last: int
    turned: bool


def find_cues(words: Sequence[Word]) -> tuple[FoundCue, ...]:
    """Cues of the lexicon in `words`, longest match first, not overlapping, as they count in their place."""
    silent = _silent_words(words)
    found: list[FoundCue] = []
    for cue, first in _raw_cues(words):
        if first not in silent or cue.kind in (CueKind.EXPECT, CueKind.IDLE):
            found.append(_in_place(cue, first, found, words))
    return tuple(found)


def _silent_words(words: Sequence[Word]) -> set[int]:
    """Words that name a condition or the people concerned, not what was found: "where concerns escalate,"
    and "children who do not attend"."""
    silent: set[int] = set()
    for at, word in enumerate(words):
        if word.text in _CONDITIONS and (at == 0 or (at == 1 and words[0].text in _OPENERS)):
            end = _next_break(words, at)
            silent.update(range(at, end if end is not None else at))
        elif word.text in _RELATIVES and at > 0 and words[at - 1].text in _PEOPLE:
            reach = min(at + _RELATIVE_REACH_WORDS, len(words))
            end = _next_break(words, at, reach)
            silent.update(range(at, reach if end is None else end))
    return silent


def _next_break(words: Sequence[Word], at: int, end: int | None = None) -> int | None:
    return next((i for i in range(at, len(words) if end is None else end) if words[i].text in {",", ";"}), None)


def _raw_cues(words: Sequence[Word]) -> list[tuple[Cue, int]]:
    texts = tuple(word.text for word in words)
    raw: list[tuple[Cue, int]] = []
    at = 0
    while at < len(texts):
        group = LEXICON.get(texts[at])
        cue = None if group is None else _longest_at(texts, at, group)
        if cue is None and texts[at].endswith("n't"):
            cue = Cue((texts[at],), CueKind.NEGATE, 1)
        if cue is not None:
            raw.append((cue, at))
        at += 1 if cue is None else len(cue.words)
    return raw


def _longest_at(texts: tuple[str, ...], at: int, group: tuple[Cue, ...]) -> Cue | None:
    return next((cue for cue in group if texts[at : at + len(cue.words)] == cue.words), None)


def _in_place(cue: Cue, first: int, before: Sequence[FoundCue], words: Sequence[Word]) -> FoundCue:
    last = first + len(cue.words)
    if cue.kind not in (CueKind.PRAISE, CueKind.FAULT, CueKind.RELIEF, CueKind.WITHHOLD):
        return FoundCue(cue.kind, 0, first, last, False)
    stated = cue.weight if cue.kind in (CueKind.PRAISE, CueKind.RELIEF) else -cue.weight
    weight = stated
    for other in reversed(before):
        if first - other.last > _LONGEST_REACH_WORDS:
            break
        if other.kind is CueKind.NEGATE and _reaches(words, other.last, first, _NEGATION_REACH_WORDS):
            weight = -weight
        elif other.kind is CueKind.WITHHOLD and _withholds(other, first, stated, words):
            weight = _withheld(weight, cue.kind) if other.weight < 0 else weight
            break  # what stands further off turns the withholding, not this cue
        elif other.kind is CueKind.RELIEF and _relieves(other, first, stated, words):
            weight = 0 if other.weight > 0 else weight
            break
        elif other.weight < 0 < weight and _purpose_between(words, other.last, first):
            weight = 0
    return FoundCue(cue.kind, weight, first, last, weight != stated)


def _withheld(weight: int, kind: CueKind) -> int:
    """Praise withheld is no praise; relief withheld ("failed to address") is a fault."""
    if weight <= 0:
        return weight
    return -weight if kind is CueKind.RELIEF else 0


def _withholds(other: FoundCue, first: int, stated: int, words: Sequence[Word]) -> bool:
    return stated > 0 and _reaches(words, other.last, first, _NEGATION_REACH_WORDS)


def _relieves(other: FoundCue, first: int, stated: int, words: Sequence[Word]) -> bool:
    return stated < 0 and _reaches(words, other.last, first, _RELIEF_REACH_WORDS)


def _reaches(words: Sequence[Word], begin: int, cue: int, reach: int) -> bool:
    if cue - begin >= reach:
        return False
    return not any(
        words[at].text in _ENDS_REACH or (words[at].text in _JOINS and words[at + 1].text in _BEGINS_ANEW)
        for at in range(begin, cue)
    )


def _purpose_between(words: Sequence[Word], begin: int, end: int) -> bool:
    texts = [word.text for word in words[begin : end + 1]]
    if any(text in _ENDS_PURPOSE for text in texts):
        return False
    return any(pair in _PURPOSES for pair in pairwise(texts))


CONTRASTS = word_set("but however yet nevertheless nonetheless whereas except notwithstanding")
CONCESSIONS = word_set("although though while whilst despite")


class Standing(StrEnum):
    """How a clause stands to the rest of its sentence."""

    MAIN = "main"
    CONTRAST = "contrast"  # "but ...": what the sentence comes down to
    CONCESSION = "concession"  # "although ...": what is granted in passing


@dataclass(frozen=True, slots=True)
class Clause:
    """The cues of a stretch of words, and how the stretch stands to the rest."""

    cues: tuple[FoundCue, ...]
    standing: Standing


def clauses_of(words: Sequence[Word], cues: Sequence[FoundCue]) -> tuple[Clause, ...]:
    """The clauses of a sentence, cut at contrasts, concessions, semicolons and ", and", with their cues."""
    inside = {at for cue in cues for at in range(cue.first, cue.last)}
    edges: list[tuple[int, Standing]] = [(0, Standing.MAIN)]
    for at, word in enumerate(words):
        standing = None if at in inside and word.text == "but" else _standing_at(words, at, edges[-1])
        if standing is not None:
            edges.append((at, standing))
    bounds = [*[begin for begin, _ in edges[1:]], len(words)]
    firsts = [cue.first for cue in cues]
    return tuple(
        Clause(tuple(cues[bisect_left(firsts, begin) : bisect_left(firsts, end)]), standing)
        for (begin, standing), end in zip(edges, bounds, strict=True)
    )


def _standing_at(words: Sequence[Word], at: int, edge: tuple[int, Standing]) -> Standing | None:
    """The standing of a clause that begins at word `at`, or None where none does."""
    text = words[at].text
    following = words[at + 1].text if at + 1 < len(words) else ""
    if text in CONTRASTS:
        return _standing_of_contrast(words, at, following)
    if text in CONCESSIONS:
        return Standing.CONCESSION
    if text == "," and edge[1] is Standing.CONCESSION and edge[0] <= 1:
        return Standing.CONTRAST
    if text == ";" or (text == "," and following == "and"):
        return edge[1]
    return None


def _standing_of_contrast(words: Sequence[Word], at: int, following: str) -> Standing:
    """A "however" that opens its sentence or stands between commas turns against what came before it,
    not against its own sentence."""
    between_commas = at > 0 and words[at - 1].text == "," and following == ","
    return Standing.MAIN if words[at].text == "however" and (at == 0 or between_commas) else Standing.CONTRAST


# Sentences that find nothing: what ought to be done, and how the inspection was made. Pure functions.
#
# "Should" asks for something, "as they should" does not; "Ensure that ..." asks, "Ensuring that ..." does not.

_COMMANDS = word_set(
    "ensure improve strengthen develop establish implement take make continue consider provide accelerate put"
    " secure coordinate co-ordinate undertake agree give evaluate revise clarify embed extend reduce raise"
    " produce publish complete introduce identify promote enable update collate prioritise streamline expand"
    " bring seek maintain involve appoint engage increase reinforce refresh"
)
_COMMANDS_OR_NOUNS = word_set("review work support use monitor address share train set hold build audit focus")
"""Verbs that are nouns as well: a command only where its object follows at once."""
_NOT_AFTER_COMMAND = word_set("of in to for by with on at is are was were has have from and")
_OBJECT_BEGINS = word_set("the a an that all its their this these how more")
_INDIRECT = word_set("what which who how whether than where")
_INDIRECT_REACH_WORDS = 4
"""In "what actions should be taken" the question stands this close before "should"."""
_METHODS = (
    "we interviewed", "we examined", "we look to see", "we looked to see", "we look at", "a copy will be",
    "the aim of", "the purpose of", "this report", "the inspection was", "we gather evidence",
    "inspectors met with", "inspectors considered", "we carried this out", "as an independent inspectorate",
    "this inspection was",
    "the previous inspection", "the last ofsted inspection", "ofsted is", "source",
)  # fmt: skip
"""How sentences about the inspection itself begin."""


def asks(words: tuple[Word, ...], cues: tuple[FoundCue, ...]) -> bool:
    """Whether the sentence says what ought to be, not what was found."""
    if words and _is_command(words):
        return True
    return any(cue.kind is CueKind.EXPECT and not _is_indirect(words, cue.first) for cue in cues)


def tells_of_method(words: tuple[Word, ...]) -> bool:
    """Whether the sentence is about the inspection or the report itself."""
    opening = " ".join(word.text for word in words[:6])
    return any(opening == method or opening.startswith(f"{method} ") for method in _METHODS)


def _is_command(words: tuple[Word, ...]) -> bool:
    following = words[1].text if len(words) > 1 else ""
    if words[0].text in _COMMANDS:
        return following not in _NOT_AFTER_COMMAND
    return words[0].text in _COMMANDS_OR_NOUNS and following in _OBJECT_BEGINS


def _is_indirect(words: tuple[Word, ...], at: int) -> bool:
    return any(word.text in _INDIRECT for word in words[max(0, at - _INDIRECT_REACH_WORDS) : at])


# The net score of a sentence from its clauses: praise above zero, fault below. Pure functions.

_STANDING_FACTOR = {Standing.MAIN: 1.0, Standing.CONTRAST: 2.0, Standing.CONCESSION: 0.35}
"""What follows "but" is what the sentence comes down to; what follows "although" is granted in passing."""
_BARE_NEGATION_SCORE = -1.5
"""A clause that only denies ("plans had not been reviewed") finds fault more often than not."""


def score_of(clauses: tuple[Clause, ...]) -> float:
    """The net score of a sentence, in steps of cue weight."""
    return sum(_STANDING_FACTOR[clause.standing] * _clause_score(clause.cues) for clause in clauses)


def _clause_score(cues: tuple[FoundCue, ...]) -> float:
    score = float(sum(cue.weight for cue in cues))
    if score > 0 and any(cue.kind is CueKind.FEW for cue in cues):
        return -score
    denied = any(cue.kind is CueKind.NEGATE for cue in cues)
    turned = any(cue.turned for cue in cues)
    return score + _BARE_NEGATION_SCORE if denied and not turned else score
