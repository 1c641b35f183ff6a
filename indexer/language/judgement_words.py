"""Words of judgement beside a share in one sentence, by an editable list. Pure functions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from indexer.language import Proportion, find_proportions

_FILE = "judgements.toml"
_NEAR_CHARACTERS = 90
"""About a clause: a judgement farther from an amount mostly speaks of something else."""
_BESIDE_CHARACTERS = 40
"""Between a word for an amount and its figure: "the large majority of plans (eight of ten)"."""
_SENTENCES_CACHED = 100_000
"""Reading one takes a quarter of a millisecond, and the same ones are asked about under the next filter."""


@dataclass(frozen=True, slots=True)
class WordAndShare:
    """A word, in lower case, and the share it stands beside; `base` and `exact` as in `Proportion`."""

    word: str
    share: float
    base: int | None
    exact: bool


@lru_cache(maxsize=_SENTENCES_CACHED)
def words_with_shares(sentence: str) -> tuple[WordAndShare, ...]:
    """The words of judgement in `sentence`, each with the share nearest to it, and the words for a counted amount."""
    if not _AMOUNT.search(sentence):
        return ()
    judgements = tuple(_judgements().finditer(sentence))
    if not judgements and not _opened_amounts().search(sentence):
        return ()
    shares = [each for each in find_proportions(sentence) if each.value is not None]
    if not shares:
        return ()
    return tuple(dict.fromkeys((*_judged(judgements, shares), *_told(sentence, shares))))


def _judged(judgements: Sequence[re.Match[str]], shares: Sequence[Proportion]) -> Iterator[WordAndShare]:
    for match in judgements:
        nearest = min(shares, key=lambda share: _distance(match, share))
        if 0 <= _distance(match, nearest) <= _NEAR_CHARACTERS:
            yield _pair(_spelt(match), nearest)


def _spelt(match: re.Match[str]) -> str:
    word = " ".join(match["word"].casefold().split())
    return f"not {word}" if match["not"] else word


def _distance(match: re.Match[str], share: Proportion) -> int:
    if match.start() < share.end and share.start < match.end():
        return 0
    return share.start - match.end() if match.end() <= share.start else match.start() - share.end


def _told(sentence: str, shares: Sequence[Proportion]) -> Iterator[WordAndShare]:
    """Words for an amount right before a counted share."""
    for share in shares:
        if not (share.exact or share.base):
            continue
        before = sentence[max(0, share.start - _BESIDE_CHARACTERS) : share.start]
        said = [match for match in _amounts().finditer(before) if not _CLAUSE_MARK.search(before, match.end())]
        if said and _OPENED.search(before):
            yield _pair(" ".join(said[-1]["word"].casefold().split()), share)


def _pair(word: str, share: Proportion) -> WordAndShare:
    assert share.value is not None
    return WordAndShare(word, share.value, share.base, share.exact)


_CLAUSE_MARK = re.compile(r"[.;,]")
_OPENED = re.compile(r"[(–]\s*\Z")
_AMOUNT = re.compile(
    r"\d|\b(?:all|both|none|no|every|each|most|half|thirds?|quarters?|fifths?|majority|minority|one (?:of|in|out)|"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety)\b",
    re.IGNORECASE,
)
"""Without any of these no sentence says a share; looking for them costs a tenth of reading it."""


@cache
def _lists() -> dict[str, list[str]]:
    return tomllib.loads(files("indexer.language").joinpath(_FILE).read_text(encoding="utf-8"))


@cache
def _judgements() -> re.Pattern[str]:
    denied = r"(?:\b(?P<not>not|less)\s+(?:(?:quite|always|sufficiently|consistently|all|as|yet)\s+)?)?"
    return re.compile(denied + rf"\b(?P<word>{_alternatives(_lists()['judgements'])})\b", re.IGNORECASE)


@cache
def _amounts() -> re.Pattern[str]:
    return re.compile(rf"\b(?P<word>{_alternatives(_lists()['amounts'])})\b", re.IGNORECASE)


@cache
def _opened_amounts() -> re.Pattern[str]:
    """A word for an amount before what may be its figure."""
    return re.compile(_amounts().pattern + r"[^.;,]*?[(–]", re.IGNORECASE)


def _alternatives(phrases: Sequence[str]) -> str:
    """The longest first, with any white space between words."""
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in sorted(phrases, key=len, reverse=True))
