"""Judgments of courts and tribunals: known by their neutral citation, cited as "[2016] EWCA Civ 12 at [34]"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from indexer.records import ReportType
from indexer.structure.dates import first_date
from indexer.structure.families.family import Family, Own, first_match

_COURTS = (
    r"UKSC|UKPC|UKHL|UKUT|UKFTT|UKET|UKEAT|EAT|UKAIT|EWCOP|EWFC|EWCA (?:Civ|Crim)|EWHC|EWCC|EWCR|CSOH|CSIH|HCJAC|NICA|"
    r"NIQB|NIKB|NIFam|NICh|NICC|NIMag"
)
_NEUTRAL = re.compile(rf"(\[(?:19|20)\d\d\] (?:{_COURTS}) \d+(?: \([A-Za-z&/ ]{{2,20}}\))?)")
_NEUTRAL_CITATION = re.compile(rf"{_NEUTRAL.pattern}|\bneutral citation(?: number)?\b", re.IGNORECASE)
_PARTIES = re.compile(r"^(.{2,80}? (?:v\.?|-v-|–v–|and another v) .{2,80}?)(?:\s*\[(?:19|20)\d\d\].*)?$")
_RE = re.compile(r"^((?:Re|In re|In the matter of) .{2,80}?)(?:\s*\[(?:19|20)\d\d\].*)?$", re.IGNORECASE)
_ROLE = re.compile(
    r"^\W*(?:claimants?|defendants?|appellants?|respondents?|applicants?|petitioners?|prosecution)\W*$", re.I
)
_GIVEN = re.compile(
    r"\bjudge?ment (?:given|handed down|delivered)\b|\bhanded down\b|\bpromulgated\b|\bhand-?down date\b"
    r"|^\W*(?:date|date of (?:judge?ment|decision))\W*(?=\d|$)",
    re.IGNORECASE,
)
_AT_END = re.compile(r"\b\d{1,2}/\d{1,2}/(?:19|20)\d\d$")
_HEARD = re.compile(r"\b(?:heard|hearing|heard at)\b", re.IGNORECASE)
_APART = re.compile(r"^[-–—\s]*(?:v\.?|and)[-–—\s]*$", re.IGNORECASE)


def _read(top: Sequence[str]) -> Own:
    title = first_match(_PARTIES, top) or first_match(_RE, top) or _parties_apart(top)
    return Own(title=title, cited_as=first_match(_NEUTRAL, top), published=_given_on(top))


def _given_on(top: Sequence[str]) -> date | None:
    """The day on which it was given, which many courts print beside the days of the hearing."""
    for line, after in zip(top, [*top[1:], ""], strict=True):
        given = _GIVEN.search(line)
        day = first_date(line[given.start() :]) or first_date(after) if given else None
        if day and not _HEARD.search(line):
            return day
    below_court = (line for line in top if _AT_END.search(line) and not _HEARD.search(line))
    return next((day for line in below_court if (day := first_date(line))), None)


def _parties_apart(top: Sequence[str]) -> str | None:
    """ "A v B", where the parties stand on lines of their own with "- and -" between them."""
    parties = [line for line in top if not _ROLE.match(line)]
    for before, word, after in zip(parties, parties[1:], parties[2:], strict=False):
        if _APART.match(word) and word.strip() and before[:1].isupper() and after[:1].isupper():
            return f"{_party(before)} v {_party(after)}"
    return None


def _party(line: str) -> str:
    return re.sub(
        r"\s*[-–—]?\s*\b(?:claimants?|defendants?|appellants?|respondents?|applicants?)\b.*", "", line, flags=re.I
    )


JUDGMENT = Family(
    type=ReportType.JUDGMENT,
    sign=_NEUTRAL_CITATION,
    read=_read,
    place="at [{}]",
    sections=(
        ("facts", r"(?:the )?(?:(?:background )?facts|factual background|background facts|facts and background)"),
        ("procedure", r"(?:the )?procedural (?:history|background)|(?:the )?(?:proceedings|decision) below"),
        ("grounds", r"(?:the )?grounds? of (?:appeal|challenge|claim)|(?:the )?issues? (?:in|on) (?:the|this) appeal"),
        ("law", r"(?:the )?(?:law|(?:legal|statutory) (?:framework|principles|provisions|background))"),
        ("submissions", r"(?:the )?(?:parties' )?submissions?(?: of .*)?"),
        ("discussion", r"(?:discussion|analysis|decision|discussion and (?:analysis|conclusions?|decision))"),
        ("conclusion", r"(?:overall )?conclusions?|disposal|disposition|(?:the )?order|result"),
    ),
)  # fmt: skip
