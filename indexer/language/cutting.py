"""Where a sentence is cut into the clauses that may state different things. Pure functions.

"Plans were timely, but oversight was weak" praises and finds fault: a statement belongs to a clause. Cut are contrasts
("but", "although", "whereas"), semicolons, the end of a concession that opens the sentence ("While visits were late,
the work was skilled"), and "and" where a subject with a verb of its own follows. What is cut reads on its own, so a
list ("plans and reviews were late") is never parted. A clause too short to state anything stays with the one before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.language.clauses import Word, word_set, words_of

Span = tuple[int, int]

_FEWEST_WORDS = 3
"""Shorter, such as "but not all", it needs the verb that stands before it; it is then told by its first words."""

_CONTRASTS = word_set("but whereas although though despite nevertheless nonetheless")
_AFTER_COMMA = word_set("yet while whilst however")
"""These part clauses only after a comma: "not yet", "while in custody", "however hard they try"."""
_OPENING_CONCESSIONS = word_set("although though while whilst despite whereas notwithstanding")
_NO_CONTRAST_AFTER = word_set("all nothing anything none everything last only even as")
"""Before "but" or "though" these make another phrase: "all but one", "even though" (cut before "even"), "as though"."""

_AUXILIARIES = word_set(
    "is are was were has have had do does did can could will would should may might must cannot isn't aren't wasn't"
    " weren't hasn't haven't hadn't doesn't don't didn't"
)
_VERBS = _AUXILIARIES | word_set(
    "remain remains remained need needs lack lacks lead leads led mean means meant make makes made take takes took"
    " receive receives know knows knew show shows feel feels felt say says said told tell find finds found get gets got"
    " give gives gave keep keeps kept go goes went come comes came see sees saw understand understands understood"
    " benefit benefits work works require requires continue continues vary varies attend attends fall falls fell"
    " wait waits live lives help helps ensure ensures provide provides support supports use uses become became begin"
    " began hold holds held meet meets met spend spends spent rise rises risen leave leaves left stand stands bring"
)
_SUBJECT_OPENERS = word_set(
    "the this that these those they it we he she there their its his her our some many most few several all no not"
    " too each every none neither one two three four five six seven eight nine ten children staff managers leaders"
    " workers parents inspectors partners victims plans assessments reviews social case senior delays progress others"
)
_JOINED_PEOPLE = word_set("children families parents people carers leavers boys girls men women staff victims adults")
"""Before "and" these are mostly half of a pair: "children and those close to them"."""
_SUBJECT_REACH_WORDS = 9
"""How far after "and" the verb of its own subject stands at most."""
_NO_SUBJECT_ENDS = word_set("to of for by with in on at from that who which whose when where because so")


def cut_clauses(sentence: str) -> tuple[Span, ...]:
    """Half-open spans of the clauses of `sentence`, in code points and in order, one at least for any words.

    A clause begins with its conjunction ("but oversight was weak"); marks and spaces between clauses are in none.
    """
    words = words_of(sentence)
    begins = [0, *_cuts(words)]
    ends = [*begins[1:], len(words)]
    spans: list[Span] = []
    for first, last in zip(begins, ends, strict=True):
        inside = [word for word in words[first:last] if word.text[0].isalnum()]
        if not inside:
            continue
        if spans and len(inside) < _FEWEST_WORDS:
            spans[-1] = (spans[-1][0], inside[-1].end)
        else:
            spans.append((inside[0].start, inside[-1].end))
    return tuple(spans) if spans else (((0, len(sentence)),) if sentence else ())


@dataclass(frozen=True, slots=True)
class _Places:
    """Where in the sentence what decides about a cut stands, by number of word and rising; read once, whatever the
    length of the sentence."""

    stated: Sequence[int]
    """A verb, participles aside: "looked after" is no verb of its own."""
    verbs: Sequence[int]
    """A verb or a participle."""
    not_only: Sequence[int]
    """The first word of a "not only" or "not just"."""

    @classmethod
    def of(cls, words: Sequence[Word]) -> _Places:
        texts = [word.text for word in words]
        return cls(
            [at for at, text in enumerate(texts) if text in _VERBS],
            [at for at, text in enumerate(texts) if _is_verb(text)],
            [at for at, pair in enumerate(pairwise(texts)) if pair in (("not", "only"), ("not", "just"))],
        )


def _any_within(places: Sequence[int], first: int, last: int) -> bool:
    """Whether one of the rising `places` is `first` or later, and before `last`."""
    following = bisect_left(places, first)
    return following < len(places) and places[following] < last


def _cuts(words: Sequence[Word]) -> Iterator[int]:
    """The words, by number and rising, that begin a clause; never the first."""
    places = _Places.of(words)
    concession = _end_of_opening(words, places)
    last = depth = 0
    for at in range(1, len(words)):
        before = words[at - 1].text
        depth += (before == "(") - (before == ")")
        if before[0] == "(" or depth > 0:
            continue
        if at == concession or _begins_clause(words, places, last, at):
            last = at
            yield at


def _begins_clause(words: Sequence[Word], places: _Places, last: int, at: int) -> bool:
    text, before = words[at].text, words[at - 1].text
    if before == ";":
        return True
    if text in _CONTRASTS:
        # A "but" may go with "not only" or "not just": "not only seen but also heard".
        return before not in _NO_CONTRAST_AFTER and not _any_within(places.not_only, last, at - 1)
    if text in _AFTER_COMMA or (text == "even" and _text(words, at + 1) == "though"):
        return before == "," and _text(words, at + 1) != "," and _any_within(places.verbs, at, len(words))
    if text == "and":
        joined = before in _JOINED_PEOPLE or _text(words, at + 1) in _JOINED_PEOPLE - {"staff", "children"}
        return not joined and _any_within(places.stated, last, at) and _has_subject_and_verb(words, at + 1)
    return False


def _end_of_opening(words: Sequence[Word], places: _Places) -> int | None:
    """Where the main clause begins after a concession that opens the sentence: past the first comma with a verb
    behind it, and before it too unless it is "despite"."""
    if not words or words[0].text not in _OPENING_CONCESSIONS:
        return None
    needs_verb = words[0].text not in ("despite", "notwithstanding")
    for at in range(2, len(words)):
        if words[at - 1].text != "," or (needs_verb and not _any_within(places.verbs, 1, at)):
            continue
        if _has_subject_and_verb(words, at, any_subject=True):
            return at
    return None


def _has_subject_and_verb(words: Sequence[Word], first: int, *, any_subject: bool = False) -> bool:
    """Whether words from `first` on begin with a subject of its own and then its verb."""
    if first >= len(words) or words[first].text in _VERBS:
        return False
    if not any_subject and words[first].text not in _SUBJECT_OPENERS:
        return False
    for at in range(first + 1, min(first + _SUBJECT_REACH_WORDS, len(words))):
        text = words[at].text
        if text in (",", ";", "and", "or") and not any_subject:
            return False
        if text in _AUXILIARIES or (text in _VERBS and words[at - 1].text not in _NO_SUBJECT_ENDS):
            return True
    return False


def _is_verb(text: str) -> bool:
    return text in _VERBS or (text.endswith("ed") and len(text) > 4)


def _text(words: Sequence[Word], at: int) -> str:
    return words[at].text if at < len(words) else ""
