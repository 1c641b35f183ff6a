"""From query text to lexemes: words, quotations, fields, operators and parentheses, each with its place.

Refuses what cannot be a lexeme: an open quotation mark, a misplaced star, an unknown field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from indexer.errors import QueryRefused
from indexer.indexes.analysis import tokens
from indexer.limits import PREFIX_LENGTH_MINIMUM_CHARACTERS
from search_app.query_tree import FIELD_NAMES, Field, Leaf, Phrase, Prefix, Word

_QUOTES = '"“”„‟＂'
_PLAIN = rf"[^\s(){_QUOTES}]"
_LEXEME = re.compile(rf"\s*(?:(?P<open>\()|(?P<close>\))|(?P<quote>[{_QUOTES}])|(?P<run>{_PLAIN}+))")
_CLOSING_QUOTE = re.compile(f"[{_QUOTES}]")
_FIELD = re.compile(r"(?P<name>[A-Za-z]+):(?P<value>.*)", re.DOTALL)
_YEARS = re.compile(r"(?P<first>[0-9]{4})(?:\s*[-–]\s*(?P<last>[0-9]{4}))?")
_EMPHASIS = "*"
_LONGEST_SHOWN_CHARACTERS = 30


class Mark(Enum):
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()


OPERATORS = {"AND": Mark.AND, "OR": Mark.OR, "NOT": Mark.NOT}


@dataclass(frozen=True, slots=True)
class Lexeme:
    """`meaning` is a mark of the language or something to look for."""

    meaning: Mark | Leaf | Field
    start: int
    end: int


def lexemes(text: str) -> Iterator[Lexeme]:
    """The lexemes of `text` in order. Punctuation standing alone is passed over. Raises QueryRefused."""
    place = 0
    while (match := _LEXEME.match(text, place)) is not None:
        start = match.start(str(match.lastgroup))
        place = match.end()
        if match["open"]:
            yield Lexeme(Mark.OPEN, start, place)
        elif match["close"]:
            yield Lexeme(Mark.CLOSE, start, place)
        elif match["quote"]:
            place = _end_of_quotation(text, start)
            yield Lexeme(_phrase(text, start, place), start, place)
        else:
            lexeme = _from_run(text, start, place)
            if lexeme is not None:
                yield lexeme
                place = lexeme.end


def _end_of_quotation(text: str, start: int) -> int:
    closing = _CLOSING_QUOTE.search(text, start + 1)
    if closing is None:
        raise QueryRefused(
            "A quotation mark is opened and never closed.",
            position=start,
            hint='Close it, as in "home visits", or leave it out.',
        )
    return closing.end()


def _phrase(text: str, start: int, end: int) -> Phrase:
    words = text[start + 1 : end - 1].strip()
    if not tokens(words):
        raise QueryRefused(
            "There is no word between these quotation marks.",
            position=start,
            hint='Put the words to find literally between them, as in "home visits".',
        )
    return Phrase(words, start, end)


def _from_run(text: str, start: int, end: int) -> Lexeme | None:
    """What a run without white space, quotation marks and parentheses stands for; None for punctuation."""
    run = text[start:end]
    if run in OPERATORS:
        return Lexeme(OPERATORS[run], start, end)
    field = _FIELD.fullmatch(run)
    if field is not None and _restricts(field, text[end : end + 1]):
        return _field(text, field["name"], start, end)
    if _EMPHASIS in run:
        return Lexeme(_prefix(run, start, end), start, end)
    return Lexeme(Word(run, start, end), start, end) if tokens(run) else None


def _restricts(field: re.Match[str], following: str) -> bool:
    """Whether a colon makes a field. "note: this" is plain words; "area: this" a field without its value."""
    is_quoted = following != "" and following in _QUOTES
    return bool(field["value"]) or is_quoted or field["name"].lower() in FIELD_NAMES


def _field(text: str, name: str, start: int, end: int) -> Lexeme:
    known = name.lower()
    listed = ", ".join(f"{field}:" for field in FIELD_NAMES)
    if known not in FIELD_NAMES:
        raise QueryRefused(
            f"There is no field {_shown(name)!r} to search in.",
            position=start,
            hint=f"The fields are {listed}. To look for the words themselves, put a space after the colon.",
        )
    value_start = start + len(name) + 1
    if value_start == end and text[end : end + 1] and text[end] in _QUOTES:
        end = _end_of_quotation(text, end)
        value = _phrase(text, value_start, end).text
    else:
        value = text[value_start:end]
    if not tokens(value):
        raise QueryRefused(
            f"{name}: says where to look, and nothing follows it.",
            position=start,
            hint=f"Write the value straight after the colon, as in {_EXAMPLES[known]}.",
        )
    if known == "year":
        _check_years(value, value_start)
    return Lexeme(Field(known, value, start, end), start, end)


_EXAMPLES = {
    "area": 'area:Southwark or area:"Barking and Dagenham"',
    "section": 'section:"protecting the public"',
    "report": "report:southwark-2016",
    "year": "year:2016 or year:2012-2016",
    "type": "type:SQS",
    "theme": "theme:custody or theme:\"early help\"",
    "grade": "grade:outstanding or grade:requires-improvement",
    "inspectorate": "inspectorate:Ofsted",
}


def _check_years(value: str, place: int) -> None:
    years = _YEARS.fullmatch(value)
    if years is None:
        raise QueryRefused(
            f"{_shown(value)!r} is not a year.", position=place, hint=f"Write {_EXAMPLES['year']}."
        )
    if years["last"] and years["last"] < years["first"]:
        raise QueryRefused(
            f"The years {value} run backwards.",
            position=place,
            hint=f"Write year:{years['last']}-{years['first']}.",
        )


def _prefix(run: str, start: int, end: int) -> Prefix:
    beginning = run[:-1]
    place = start + run.index(_EMPHASIS)
    if _EMPHASIS in beginning or not run.endswith(_EMPHASIS):
        raise QueryRefused(
            "A star stands for the rest of a word, so it comes once, at the word's end.",
            position=place,
            hint="Write safeguard* to find safeguard, safeguards and safeguarding.",
        )
    words = tokens(beginning)
    if len(words) != 1 or words[0].end - words[0].start != len(beginning):
        raise QueryRefused(
            "A star needs the beginning of one plain word right before it.",
            position=place,
            hint="Write safeguard* to find safeguard, safeguards and safeguarding.",
        )
    word = words[0].word
    if len(word) < PREFIX_LENGTH_MINIMUM_CHARACTERS:
        raise QueryRefused(
            f"{_shown(run)!r} would match a large share of all words.",
            position=start,
            hint=f"Write at least {PREFIX_LENGTH_MINIMUM_CHARACTERS} letters before the star.",
        )
    return Prefix(word, start, end)


def _shown(text: str) -> str:
    """As much of what was typed as a message can show on any terminal."""
    printable = "".join(character if character.isprintable() else "�" for character in text)
    short = printable[:_LONGEST_SHOWN_CHARACTERS]
    return printable if short == printable else f"{short}…"
