"""Amounts in words and figures, read as a share with its base. Pure functions.

"seven of the ten cases" is 0.7 of 10, exactly; "over half" is more than 0.5. What a word such as "most" means is told
only where the inspectorate has published it, as a range with its source. Where the words fix nothing ("a small number",
or "all but one case" where nothing says how many there were) there is no share: one that is guessed wrong is worse than
none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Self

# Whole numbers in words and figures. Pure functions.

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"

_VALUES = {word: value for value, word in enumerate(_UNITS.split())}
_VALUES |= {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}

_LONGEST_FIRST = sorted(_VALUES, key=len, reverse=True)
_SMALL = "|".join(  # by their first letters, so that at most places seven are looked for and not 28
    f"{first}(?:{'|'.join(word[1:] for word in _LONGEST_FIRST if word[0] == first)})"
    for first in sorted({word[0] for word in _VALUES})
)
NUMBER_PATTERN = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,3}}|\d{{1,5}}|(?:{_SMALL})(?:[- ](?:{_SMALL}))?(?![a-z]))"
"""A regular expression, case to be ignored, for what `number_of` reads: up to 99 in words, to 99,999 in figures
alone, and to 999,999,999,999 where commas part them."""


def number_of(text: str) -> int:
    """The value of a number that `NUMBER_PATTERN` matches. "twenty-one" is 21; "1,200" is 1200."""
    figures = text.replace(",", "")
    if figures.isdigit():
        return int(figures)
    return sum(_VALUES[part] for part in text.lower().replace("-", " ").split())


def number_words(number: int) -> str:
    """A number from 0 to 99 in words: 21 is "twenty-one"."""
    units, tens = _UNITS.split(), _TENS.split()
    if number < len(units):
        return units[number]
    ten, unit = divmod(number, 10)
    return tens[ten - 2] + (f"-{units[unit]}" if unit else "")


# A share said in a text, and what rules for finding one are made of.


@dataclass(frozen=True, slots=True)
class Proportion:
    """An amount said in a text, `text[start:end]`: a share from `low` to `high`, both between 0 and 1.

    They are None where the words fix nothing, and the same where they fix one share. `base` is the number of cases that
    it is a share of, None where not said. `exact` is True for counts and percentages; False for words, for fractions,
    which reports round, and wherever "nearly" or "over" stands before. `source` names who has published what the word
    means, "" where the text itself says it.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    base: int | None
    exact: bool
    source: str = ""

    @property
    def value(self) -> float | None:
        """The share where it is one and not a range."""
        return self.low if self.low == self.high else None

    @classmethod
    def point(cls, start: int, end: int, value: float | None, base: int | None, exact: bool) -> Self:
        """One share, or none where `value` is None."""
        return cls(start, end, value, value, base, exact)


Reader = Callable[[re.Match[str]], Proportion | None]
"""Makes a proportion of a match, or None where the words mean something else after all."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Where to look, how to read what is found, and what a text must hold to be worth a look: so many numbers, and one
    of `cues`, without one of which nothing matches."""

    pattern: re.Pattern[str]
    read: Reader
    numbers: int = 0
    cues: tuple[str, ...] = ("",)


THINGS = (
    r"(?:cases?|children|young|people|plans?|assessments?|reports?|reviews?|referrals?|records?|files?|staff|"
    r"managers?|workers?|practitioners?|officers?|schools?|homes?|placements?|leavers|carers?|families|parents|"
    r"authorities|agencies|partners|instances|victims|orders?|interviews?|visits?|pupils|adopters|"
    r"requirements|recommendations|actions|teams?|social|psrs?|magistrates)"
)
"""Nouns that reports count. Elsewhere "most" and "only five" may count anything."""


def pattern(expression: str) -> re.Pattern[str]:
    """`expression` compiled for a text without capitals, with every space standing for any white space."""
    return re.compile(expression.replace(" ", r"\s+"))


def fixed(value: float | None, *, exact: bool) -> Reader:
    """A reader that gives every match the same value; the proportion ends where the group "to" ends."""
    return lambda match: Proportion.point(match.start(), match.end("to"), value, None, exact)


# Shares that are counted: "seven of the ten", "all but one of 14", "of the ten children, six". Pure functions.

_BASE_LIMIT = 20_000
"""Larger bases are populations, not cases, or not bases at all."""
_YEARS = range(1900, 2100)
_QUOTATION_MARKS = "‘“'\""

_PART, _BASE = rf"(?P<part>{NUMBER_PATTERN})", rf"(?P<base>{NUMBER_PATTERN})"
_TOTAL = r"(?:the |these |those |a sample of |a total of |all |our )?(?:relevant |applicable )?"
_OWNER = r"(?:(?:[\w-]+ ){0,2}[\w-]+['’]s? )?"
_EXCEPT = ("but", "except", "bar")
_BUT = rf"\b(?:all|every one) (?:{'|'.join(_EXCEPT)})(?: for)? "
_NOT_A_MEASURE = r"(?!%|\.\d|-year| years| months| weeks| days)"
_LAST_NUMBER = pattern(rf"\b({NUMBER_PATTERN}) (?:out )?$")
_MEMBERSHIP = pattern(r"\b(?:is|as|be|was|are|become|became) $")


def counted_rules() -> Iterator[Rule]:
    """The rules, to be tried in order: an earlier one takes its words from the later ones."""
    yield Rule(pattern(rf"{_BUT}{_PART}(?P<to> (?:out )?of {_TOTAL}{_OWNER}{_BASE})\b(?!%)"), _rest_of_base, 2, _EXCEPT)
    counted = rf"\b{_BASE}(?: [\w-]+){{0,2}} {THINGS}\b"
    yield Rule(pattern(rf"{counted}[^.;]{{0,60}}?[ ,](?P<from>{_BUT})(?P<to>{_PART})\b"), _rest_of_base, 2, _EXCEPT)
    yield Rule(pattern(rf"{_BUT}(?:a (?:very )?(?:few|small number)|{NUMBER_PATTERN})\b"), _all_but, cues=_EXCEPT)
    yield Rule(
        pattern(rf"\bevery (?:\w+ )?(?:case|one|instance|plan|report|child) (?:{'|'.join(_EXCEPT)}) one\b"),
        _all_but,
        numbers=1,
        cues=_EXCEPT,
    )
    told = r"(?: \(\d+(?:\.\d+)?%\))?"
    yield Rule(
        pattern(rf"(?<![–/-])\b{_PART}{told} (?:out )?of {_TOTAL}(?P<to>{_BASE})\b{_NOT_A_MEASURE}"),
        _part_of_base,
        numbers=2,
    )
    said = ("these", "them", "those")
    these = rf"(?P<from>(?:only |just )?(?P<to>{_PART} of (?:{'|'.join(said)})))\b(?! (?:who|that|with|in)\b)"
    yield Rule(pattern(rf"\b(?:out )?of the {_BASE}\b[^;]{{3,200}}?\b{these}"), _part_of_these, 2, said)
    yield Rule(
        pattern(rf"\b(?P<from>of the {_BASE}\b[^.;]{{3,120}}?, (?:only |just )?(?P<to>{_PART}))\b(?!%)"),
        _part_of_base,
        numbers=2,
    )
    yield Rule(
        pattern(rf"\bin the {_BASE} {THINGS}\b[^.;]{{3,120}}? in (?P<from>(?:only )?(?P<to>{_PART}))(?=[,.])"),
        _part_of_base,
        numbers=2,
    )
    follows = r"(?=[,.;]|$| (?:cases?|children|of these|of them|had|were|was|did)\b)"
    yield Rule(
        pattern(rf"{counted}[^.;]{{3,160}}? (?P<from>(?:only|just) (?P<to>{_PART})){follows}"),
        _part_of_base,
        numbers=2,
        cues=("only", "just"),
    )
    ratio_base = r"(?P<to>(?P<base>two|three|four|five|six|seven|eight|nine|ten|10|20|100|\d))\b"
    not_a_date = r"(?! (?:areas|cases|months|years)|[:%/\d]|[.,]\d)"
    yield Rule(pattern(rf"\b{_PART} (?:in|out of) {ratio_base}{not_a_date}"), _ratio, numbers=2)
    yield Rule(pattern(rf"\ball (?:of )?(?:the |these )?(?P<to>{_BASE} (?:\w+ )?{THINGS})\b"), _whole_base, numbers=1)
    yield Rule(pattern(rf"\bnone of (?:the |these )?(?P<to>{_BASE})\b"), _none_of_base, 1, ("none",))


_BEFORE_CHARACTERS = 240
"""What is looked at before a share; with the whole text, a paragraph of many shares would take ever longer."""


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - _BEFORE_CHARACTERS) : match.start()]


def _count(match: re.Match[str], part: int, base: int) -> Proportion | None:
    if match.start() and match.string[match.start() - 1] in _QUOTATION_MARKS:
        return None  # a mark that somebody gave: "rated it '10 out of 10'"
    if not 0 <= part <= base or not 2 <= base <= _BASE_LIMIT or base in _YEARS:
        return None
    start = match.start("from") if "from" in match.re.groupindex else match.start()
    return Proportion.point(start, match.end("to"), part / base, base, True)


def _part_of_base(match: re.Match[str]) -> Proportion | None:
    part = number_of(match["part"])
    if part == 1 and _MEMBERSHIP.search(_before(match)):
        return None  # "is one of the 10 authorities that ..." belongs to them; it is no share
    return _count(match, part, number_of(match["base"]))


def _part_of_these(match: re.Match[str]) -> Proportion | None:
    """ "Of the three reports ... two of these", or "12 of the 14 cases ... one of these", which are the 12."""
    before = _LAST_NUMBER.search(_before(match))
    return _count(match, number_of(match["part"]), number_of(before[1] if before else match["base"]))


def _ratio(match: re.Match[str]) -> Proportion | None:
    """ "One in five": a share of nobody knows how many, and rounded."""
    counted = _count(match, number_of(match["part"]), number_of(match["base"]))
    return counted and replace(counted, base=None, exact=False)


def _rest_of_base(match: re.Match[str]) -> Proportion | None:
    base = number_of(match["base"])
    return _count(match, base - number_of(match["part"]), base)


_NOT_ALL_BEFORE = pattern(r"\b(?:almost|nearly|virtually|not|practically) $")


def _whole_base(match: re.Match[str]) -> Proportion | None:
    if _NOT_ALL_BEFORE.search(_before(match)):
        return None  # "almost all of the 12"
    base = number_of(match["base"])
    return _count(match, base, base)


def _none_of_base(match: re.Match[str]) -> Proportion | None:
    return _count(match, 0, number_of(match["base"]))


def _all_but(match: re.Match[str]) -> Proportion:
    """How many are left out is said, of how many is not."""
    return Proportion.point(match.start(), match.end(), None, None, True)


# What words such as "most" mean where their inspectorate has said it, and how "nearly" bounds a number.

OFSTED = "Ofsted"
OFSTED_RANGES: Mapping[str, tuple[int, int]] = {
    "almost all": (97, 100),
    "nearly all": (97, 100),
    "vast majority": (97, 100),
    "very large majority": (80, 96),
    "most": (80, 96),
    "large majority": (65, 79),
    "majority": (51, 64),
    "minority": (35, 49),
    "small minority": (20, 34),
    "very small minority": (0, 19),
    "few": (0, 19),
}
"""In per cent, as Ofsted has printed them in its reports: 97 to 100 for "vast majority" and "almost all", 80 to
96 for "very large majority" and "most", and so on down. For other inspectorates no such table is known here."""

_NOT_THE_WHOLE = frozenset({"almost all", "nearly all"})
"""All of them are not almost all of them."""

WORDS = (
    r"(?:(?:almost|nearly|virtually) all|(?:the |a |an )?(?:(?:vast|overwhelming|great|very large|very small|large|"
    r"small|slim|significant) )?(?:majority|minority)|(?:very )?few of (?:the|these)|in (?:very )?few cases|hardly any|"
    r"almost none|almost no|a (?:small|large|high|low|significant) proportion|a proportion|"
    r"a (?:very small|small|significant|large) number)"
)
"""Words that say how many without a number."""

_WORD_CUES = ("almost", "nearly", "virtually", "majority", "minority", "few", "hardly", "proportion", "number")

LOWER_BOUNDS = ("at least", "over", "just over", "slightly over", "more than", "well over")
UPPER_BOUNDS = (
    *("up to", "almost", "nearly", "under", "just under", "slightly under", "less than", "fewer than", "well under"),
)
ROUNDED = ("about", "around", "approximately", "roughly", "some")
"""What stands before a number and makes it a bound, or inexact."""

FRACTIONS: Mapping[str, float] = {
    "half": 1 / 2,
    "third": 1 / 3,
    "quarter": 1 / 4,
    "fifth": 1 / 5,
    "sixth": 1 / 6,
    "seventh": 1 / 7,
    "eighth": 1 / 8,
    "ninth": 1 / 9,
    "tenth": 1 / 10,
}
"""Names of unit fractions; a numerator before one multiplies it."""

# Shares that are stated: percentages, fractions, and words such as "most". Pure functions.

_MOVE = rf"(?P<move>{'|'.join(sorted((*LOWER_BOUNDS, *UPPER_BOUNDS, *ROUNDED), key=len, reverse=True))})"
_UNIT = r"(?:%|per cent\b|percent\b)"
_RECORDS = r"(?:cases?|plans?|assessments?|reports?|reviews?|records?|files?|instances?)"
_CHANGE = re.compile(
    r"(?:\bby(?: a further| an additional)?|"
    r"\b(?:increase|rise|reduction|decrease|fall|drop|growth|improvement)s? of)"
    r"(?: (?:about|around|over|nearly|almost|approximately))?\s*$",
)
_CHANGE_AFTER = re.compile(r"\s+(?:increase|rise|reduction|decrease|fall|drop|growth|higher|lower|more|fewer|less)\b")
_WISHED = re.compile(
    r"\b(?:(?:not|n['’]t|no|without)\b[^.;,]{0,60}|(?:ensure|ensures|ensuring|should|must|improve)\b[^.;]{0,160})$",
)
_ORDINAL_BEFORE = re.compile(r"\b(?:first|second|third|last|next|final|past)\s+$")
_NOT_HALF_BEFORE = re.compile(r"(?:first|second|\band|\band a)\s+$")
_NOT_HALF_AFTER = frozenset({"-", "an", "a", "term", "day", "past", "year"})


def stated_rules() -> Iterator[Rule]:
    """The rules, to be tried in order, after those for counts."""
    low = rf"(?P<low>\d{{1,3}}(?:\.\d+)?|{NUMBER_PATTERN}(?= ?per))(?:{_UNIT})?"
    high = r"(?:\s?[–-]\s?(?P<high>\d{1,3}(?:\.\d+)?))?"
    count = rf"(?: \((?:{NUMBER_PATTERN}) (?:out )?of (?:the |all )?(?P<base>{NUMBER_PATTERN}))?"
    yield Rule(
        pattern(rf"(?<![\d.,–-])(?:\b{_MOVE} )?{low}{high}\s?(?P<to>{_UNIT})(?! points?){count}"),
        _percentage,
        cues=("%", "cent"),
    )
    numerator = r"(?:(?P<part>a|one|two|three|four|five|six|seven|eight|nine)[ -])?"
    name = rf"(?P<to>(?P<name>{'|'.join(FRACTIONS)})s?)\b"
    yield Rule(
        pattern(rf"\b(?:{_MOVE} )?{numerator}{name}(?P<after>-|(?: \(\d+\))? [\w’']+)?"),
        _fraction,
        cues=tuple(FRACTIONS),
    )
    of_base = (
        rf"(?: (?:of|in) (?:the |these |those |all )?(?:relevant )?(?P<base>{NUMBER_PATTERN})(?= (?:\w+ )?{THINGS}\b))?"
    )
    yield Rule(
        pattern(rf"\b{WORDS}\b(?! (?:ethnic|group|communit|background|culture|languages?)){of_base}"),
        _word,
        cues=_WORD_CUES,
    )
    superlative = r"(?<!\bat\smost)(?<!\bthe\smost)(?<!\btheir\smost)(?<!\bits\smost)"
    yield Rule(
        pattern(rf"\bmost\b{superlative}(?= (?:of the |of |other |relevant )?(?:[\w-]+ )?{THINGS}\b){of_base}"),
        _word,
        cues=("most",),
    )
    which = r"(?= (?:of )?(?:the |these |those |our )?(?:[\w-]+ )?"
    yield Rule(pattern(rf"\b(?P<to>in all|all|in every|every){which}{_RECORDS}\b)"), _all)
    yield Rule(pattern(r"\b(?P<to>none)\b(?= of |[,.;]| were| was| had| did)"), fixed(0.0, exact=True), cues=("none",))


def _percentage(match: re.Match[str]) -> Proportion | None:
    if _CHANGE.search(_before(match)) or _CHANGE_AFTER.match(match.string, match.end("to")):
        return None  # a change is no share of anything
    low = float(match["low"]) if match["low"][0].isdigit() else float(number_of(match["low"]))
    high = float(match["high"]) if match["high"] else low
    if not low <= high <= 100:
        return None
    base = number_of(match["base"]) if match["base"] else None
    exact = not match["move"] and low == high
    return _bounded(match, Proportion(match.start(), match.end("to"), low / 100, high / 100, base, exact))


def _fraction(match: re.Match[str]) -> Proportion | None:
    name, after = match["name"].lower(), (match["after"] or "").strip().lower()
    before = _before(match)
    if name == "half":
        if after in _NOT_HALF_AFTER or _NOT_HALF_BEFORE.search(before):
            return None  # the half of an hour or a year
    elif match["part"] is None or _ORDINAL_BEFORE.search(before):
        return None  # an ordinal, or quarters of a year
    elif not after.endswith("of") and not match["to"].lower().endswith("s"):
        return None  # "a third party"
    part = (match["part"] or "one").lower()
    share = (1 if part in {"a", "one"} else number_of(part)) * FRACTIONS[name]
    if share > 1:
        return None
    return _bounded(match, Proportion.point(match.start(), match.end("to"), share, None, False))


def _bounded(match: re.Match[str], said: Proportion) -> Proportion:
    """What stands before a number makes it a bound: "over half" is from a half on, and nobody knows how far."""
    move = " ".join((match["move"] or "").lower().split())
    if move in LOWER_BOUNDS:
        return replace(said, high=1.0)
    return replace(said, low=0.0) if move in UPPER_BOUNDS else said


def _word(match: re.Match[str]) -> Proportion:
    base = number_of(match["base"]) if match["base"] else None
    return Proportion.point(match.start(), match.end(), None, base, False)


def _all(match: re.Match[str]) -> Proportion | None:
    """ "In all cases"; but "not in all cases" and "ensure that all plans" find no share."""
    read: Reader = fixed(1.0, exact=True)
    return None if _WISHED.search(_before(match)) else read(match)


_TOLD = re.compile(r"[^.;,()–]{0,50}(?:\(|– )(?:\w+ )?\d+(?:\.\d+)?\s?%")
_NUMBER = re.compile(rf"\b{NUMBER_PATTERN}")


def find_proportions(text: str, inspectorate: str | None = None) -> tuple[Proportion, ...]:
    """Proportions of `text` in order, not overlapping. Offsets are code points.

    Words are given the range that `inspectorate` has published for them, where it has.
    """
    folded = _without_capitals(text)
    numbers = sum(1 for _ in _NUMBER.finditer(folded))
    taken: list[Proportion] = []
    for rule in _rules():
        if numbers < rule.numbers or not any(cue in folded for cue in rule.cues):
            continue
        for match in rule.pattern.finditer(folded):
            proportion = rule.read(match)
            if proportion is None:
                continue
            # What is taken stands in order and apart, so that one on each side is all that can be overlapped.
            place = bisect_left(taken, proportion.start, key=_start_of)
            if not any(_overlap(proportion, other) for other in taken[max(0, place - 1) : place + 1]):
                taken.insert(place, proportion)
    told = tuple(_unless_told(taken, text))
    return tuple(_in_its_words(each, text) for each in told) if inspectorate == OFSTED else told


def fixed_shares(proportions: Iterable[Proportion]) -> list[tuple[float, float]]:
    """Between which shares each of these lies for sure; those that fix none are left out."""
    return [(each.low, each.high) for each in proportions if each.low is not None and each.high is not None]


def _without_capitals(text: str) -> str:
    """`text` in small letters, each where it stood: ignoring case takes an expression three times as long."""
    folded = text.casefold()
    if len(folded) == len(text):
        return folded
    return "".join(small if len(small := letter.casefold()) == 1 else letter for letter in text)


_DETERMINER = re.compile(r"^(?:the|a|an|in) | (?:of (?:the|these)|cases)$")


def _in_its_words(said: Proportion, text: str) -> Proportion:
    """A word with the range that Ofsted has published for it, cut to what so many cases allow."""
    if said.low is not None:
        return said
    words = " ".join(text[said.start : said.end].lower().split())
    plain = re.split(rf" (?:of|in) (?:the |these |those |all )?(?:relevant )?{NUMBER_PATTERN}$", words)[0]
    name = _DETERMINER.sub("", _DETERMINER.sub("", plain))
    if name not in OFSTED_RANGES:
        return said
    low, high = OFSTED_RANGES[name]
    if said.base is None:
        return replace(said, low=low / 100, high=high / 100, source=OFSTED)
    most = said.base - 1 if name in _NOT_THE_WHOLE else said.base
    counts, base = range(most + 1), said.base
    first = bisect_left(counts, low, key=lambda count: round(100 * count / base))
    last = bisect_right(counts, high, key=lambda count: round(100 * count / base)) - 1
    if first > last:
        return said
    return replace(said, low=first / base, high=last / base, source=OFSTED)


@cache
def _rules() -> tuple[Rule, ...]:
    """Compiled at the first need: a tenth of what a search from the shell takes, and most read no proportion."""
    return (*counted_rules(), *stated_rules())


def _start_of(proportion: Proportion) -> int:
    return proportion.start


def _overlap(one: Proportion, other: Proportion) -> bool:
    return one.start < other.end and other.start < one.end


def _unless_told(taken: Iterable[Proportion], text: str) -> Iterator[Proportion]:
    """`taken` without words whose figure follows at once, as in "a small minority (17%)"."""
    for proportion in taken:
        is_figure = proportion.exact or proportion.base or text.endswith(("%", "cent"), 0, proportion.end)
        if is_figure or not _TOLD.match(text, proportion.end):
            yield proportion
