"""What is to be fetched, as SOURCES.toml says it.

    contact = "mailto:archive@council.example"   # who asks; sites may want to know
    delay_seconds = 2                            # between two requests to one host

    [[source]]
    page = "https://inspectorate.example/reports/"
    match = '\\.pdf$'                             # which of its links are reports
    licence = "Open Government Licence v3.0"

A source is a `page` of links, a `feed` (Atom or RSS), a `sitemap`, or `urls`. Only hosts that stand in the file are
ever asked: those of its addresses, and those of `hosts`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from indexer.errors import CorpusError
from indexer.reading.sources import is_web_address, read_day

DEFAULT_DELAY_SECONDS = 2.0
DEFAULT_LARGEST_MEGABYTES = 50
DEFAULT_MOST_FILES = 1_000

_TOP = {"contact", "delay_seconds", "largest_megabytes", "most_files", "hosts", "source"}
_OF_SOURCE = {"page", "feed", "sitemap", "urls", "match", "licence"}
_HINT = "docs/collecting.md shows a file that works."


class Kind(StrEnum):
    """Where addresses are listed."""

    PAGE = "page"
    FEED = "feed"
    SITEMAP = "sitemap"
    URLS = "urls"


@dataclass(frozen=True, slots=True)
class Listed:
    """An address that is listed somewhere, and what is said of it there."""

    url: str
    title: str = ""
    published: date | None = None
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One source: its `address`, or the addresses themselves in `listed`. `match` chooses among the addresses."""

    kind: Kind
    address: str = ""
    listed: tuple[Listed, ...] = ()
    match: re.Pattern[str] | None = None
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """`hosts` are in small letters. `largest_bytes` is of one file, `most_files` of one run."""

    listings: tuple[Listing, ...]
    hosts: frozenset[str]
    contact: str = ""
    delay_seconds: float = DEFAULT_DELAY_SECONDS
    largest_bytes: int = DEFAULT_LARGEST_MEGABYTES * 1024**2
    most_files: int = DEFAULT_MOST_FILES


def read_plan(path: Path) -> Plan:
    """Raises CorpusError, naming the entry that cannot be used."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CorpusError(f"The file of sources {path} cannot be read: {reason}.", hint=_HINT) from None
    try:
        return _plan(content)
    except ValueError as error:
        raise CorpusError(f"The file of sources {path} cannot be used: {error}.", hint=_HINT) from None


def _plan(content: Mapping[str, Any]) -> Plan:
    _refuse_unknown(content, _TOP, "the file")
    entries = content.get("source", [])
    if not isinstance(entries, list) or not entries:
        raise ValueError("it has no [[source]]")
    listings = tuple(_listing(entry, f"source {number}") for number, entry in enumerate(entries, 1))
    named = [each.address for each in listings if each.address]
    named += [each.url for listing in listings for each in listing.listed]
    hosts = {str(urlsplit(address).hostname) for address in named}
    return Plan(
        listings,
        frozenset({*hosts, *(host.lower() for host in _texts(content.get("hosts", []), "hosts"))}),
        _text(content.get("contact", ""), "contact"),
        _number(content, "delay_seconds", DEFAULT_DELAY_SECONDS),
        int(_number(content, "largest_megabytes", DEFAULT_LARGEST_MEGABYTES) * 1024**2),
        int(_number(content, "most_files", DEFAULT_MOST_FILES)),
    )


def _listing(entry: object, where: str) -> Listing:
    if not isinstance(entry, dict):
        raise ValueError(f"{where} is not a table")
    _refuse_unknown(entry, _OF_SOURCE, where)
    kinds = [kind for kind in Kind if kind.value in entry]
    if len(kinds) != 1:
        raise ValueError(f"{where} needs one of {', '.join(Kind)}, and has {len(kinds)}")
    (kind,) = kinds
    licence = _text(entry.get("licence", ""), f"licence of {where}")
    try:
        match = re.compile(entry["match"]) if "match" in entry else None
    except (re.error, TypeError) as error:
        raise ValueError(f"match of {where} is not a regular expression: {error}") from None
    if kind is not Kind.URLS:
        return Listing(kind, _address(entry[kind.value], where), match=match, licence=licence)
    listed = entry["urls"]
    if not isinstance(listed, list):
        raise ValueError(f"urls of {where} is not a list")
    return Listing(kind, listed=tuple(_listed(each, where) for each in listed), match=match, licence=licence)


def _listed(entry: object, where: str) -> Listed:
    """An address, or a table with `url` and what is known of it."""
    if not isinstance(entry, dict):
        return Listed(_address(entry, where))
    _refuse_unknown(entry, {"url", "title", "published", "licence"}, f"an address of {where}")
    day = entry.get("published")
    return Listed(
        _address(entry.get("url"), where),
        _text(entry.get("title", ""), "title"),
        day if isinstance(day, date) else read_day(_text(day or "", "published")),
        _text(entry.get("licence", ""), "licence"),
    )


def _address(value: object, where: str) -> str:
    if not isinstance(value, str) or not is_web_address(value):
        raise ValueError(f"{value!r} in {where} is not an address that begins with https:// or http://")
    return value


def _text(value: object, what: str) -> str:
    if not isinstance(value, str) or "\n" in value:
        raise ValueError(f"{what} is not a line of text")
    return value


def _texts(value: object, what: str) -> list[str]:
    if not isinstance(value, list):
        raise ValueError(f"{what} is not a list of texts")
    return [_text(each, what) for each in value]


def _number(content: Mapping[str, Any], name: str, otherwise: float) -> float:
    value = content.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        raise ValueError(f"{name} is {value!r}, which is not a number from 0 up")
    return float(value)


def _refuse_unknown(entry: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(entry) - known):
        raise ValueError(f"{where} has {unknown[0]!r}, which has no meaning there; use {', '.join(sorted(known))}")
