"""Explanatory memoranda to statutory instruments: cited by the instrument and the paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.records import ReportType
from indexer.structure.families.family import Family, Own, first_match

_NAMED = re.compile(r"^\W*explanatory memorandum(?: to)?(?: the)?\b", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:S\.?[IR]\.? )?\(?((?:19|20)\d\d (?:No\.? |/ ?)\d+)(?: \(.{1,12}\))*\)?$", re.IGNORECASE)
_INSTRUMENT = re.compile(r"\b(?:order|regulations?|rules|scheme|code|directions?)\b.*?(?:19|20)\d\d", re.IGNORECASE)
INSTRUMENT_WORDS_MAXIMUM = 40


def _read(top: Sequence[str]) -> Own:
    start = next((i for i, line in enumerate(top) if _NAMED.match(line)), 0)
    name = ""
    for line in top[start:]:
        part = re.sub(r"^\W*explanatory memorandum(?: to)?\s*", "", line, flags=re.IGNORECASE)
        name = f"{name} {part}".strip()
        if _INSTRUMENT.search(name) or len(name.split()) > INSTRUMENT_WORDS_MAXIMUM:
            break
    instrument = _INSTRUMENT.search(name)
    number = first_match(_NUMBER, top)
    if instrument is None or len(name.split()) > INSTRUMENT_WORDS_MAXIMUM:
        return Own(title="Explanatory memorandum", cited_as=f"Explanatory memorandum, {number}" if number else None)
    named = name[: instrument.end()].removeprefix("The ").removeprefix("THE ").removeprefix("the ")
    title = f"Explanatory memorandum to the {_cased(named)}"
    return Own(title=title, cited_as=f"{title}, {_numbered(number)}" if number else None)


def _cased(name: str) -> str:
    """A name in capitals as it is printed elsewhere: each word begins with one, small words do not."""
    if not name.isupper():
        return name
    words = re.split(r"(\W+)", name.lower())
    return "".join(word if word in _SMALL_WORDS else word.capitalize() for word in words)


_SMALL_WORDS = frozenset({"and", "of", "the", "to", "for", "in", "on", "by", "with", "etc"})


def _numbered(number: str) -> str:
    year, _, count = re.sub(r"\s*(?:No\.?|/)\s*", " ", number).partition(" ")
    return f"S.I. {year}/{count}"


MEMORANDUM = Family(
    type=ReportType.MEMORANDUM,
    sign=_NAMED,
    read=_read,
    sections=(
        ("purpose", r"(?:purpose|overview|declaration|description)(?: of the (?:instrument|order|regulations))?"),
        ("parliament", r"matters? of (?:special )?(?:interest|relevance) to (?:parliament|the .{1,80})"),
        ("legislative-context", r"legislative (?:context|background)|(?:legal|legislative) and legal context"),
        ("extent", r"(?:territorial )?(?:extent|application)(?: and (?:territorial )?application)?(?: of the .*)?"),
        ("human-rights", r"european convention on human rights"),
        ("policy", r"policy (?:background|context)(?: .*)?|what is being done and why"),
        ("consultation", r"consultation(?: outcome.*)?"),
        ("guidance", r"guidance|consolidation"),
        ("impact", r"impacts?|regulating small businesses?"),
        ("review", r"monitoring(?: (?:and|&) review)?"),
    ),
)  # fmt: skip
