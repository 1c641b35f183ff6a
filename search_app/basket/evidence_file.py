"""The evidence file: a basket as JSON that a person can read, saved and opened again.

    {"format": "precedent-evidence", "version": 1, "created": ..., "saved": ..., "generation": ...,
     "title", "author", "introduction", "headings",
     "items": [{"report_id", "address", "start", "quotation", "note", "theme", "state", "citation"}, ...]}

`state` and `citation` are for the reader of the file; opening it checks everything anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from indexer.errors import EvidenceRefused
from search_app.basket.basket import LONGEST_BASKET, Basket, Cover, Quotation, is_place, writable
from search_app.basket.check import CheckedQuotation, State

FORMAT = "precedent-evidence"
VERSION = 1
LARGEST_FILE_BYTES = 10 * 1024**2
"""Five hundred long quotations with long notes come to half of it."""

_HINT = "Choose a file that was saved here as an evidence file (its name ends in .json)."


def write_evidence(basket: Basket, checked: Sequence[CheckedQuotation]) -> bytes:
    """The basket as UTF-8 JSON, those with an e-mail address or a telephone number left out."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "created": basket.created.isoformat(),
        "saved": datetime.now(UTC).replace(microsecond=0).isoformat(),
        "generation": basket.generation,
        **cover_to_json(basket.cover),
        "items": [_row(each) for each in checked if each.state is not State.PRIVATE],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def cover_to_json(cover: Cover) -> dict[str, str]:
    """What stands over the quotations."""
    return {
        "title": cover.title,
        "author": cover.author,
        "introduction": cover.introduction,
        "headings": cover.headings.value,
    }


def read_cover(content: Mapping[str, Any]) -> Cover:
    """What stands over the quotations; what is missing, as in a file of before, or is no text is left out."""
    names = cover_to_json(Cover())
    return Cover().changed(**{name: content[name] for name in names if isinstance(content.get(name), str)})


def _row(each: CheckedQuotation) -> dict[str, Any]:
    return {
        "report_id": each.item.report_id,
        "address": each.item.address,
        "start": each.item.start,
        "quotation": each.item.text,
        "note": each.item.note,
        "theme": each.item.theme,
        "state": each.state.value,
        "citation": each.citation.long if each.citation else None,
    }


def read_evidence(data: bytes) -> Basket:
    """The basket of an evidence file. Raises EvidenceRefused, saying what is wrong and where."""
    if len(data) > LARGEST_FILE_BYTES:
        raise EvidenceRefused(
            f"This file is larger than an evidence file can be ({LARGEST_FILE_BYTES // 1024**2} MB).", hint=_HINT
        )
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise EvidenceRefused("This file is damaged or is not an evidence file: it is not JSON.", hint=_HINT) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise EvidenceRefused("This is JSON, but not a Precedent evidence file.", hint=_HINT)
    version = content.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise EvidenceRefused("This evidence file is damaged: its version is not a whole number from 1 up.", hint=_HINT)
    if version > VERSION:
        raise EvidenceRefused(
            f"This evidence file has version {version}; this Precedent reads up to {VERSION}.",
            hint="Open it with the Precedent that saved it, or a later one.",
        )
    return Basket(_items(content), _moment(content), _words(content, "generation", "the file"), read_cover(content))


def _items(content: dict[str, Any]) -> tuple[Quotation, ...]:
    rows = content.get("items")
    if not isinstance(rows, list) or len(rows) > LONGEST_BASKET:
        raise EvidenceRefused(
            f"This evidence file is damaged: its items are not a list of at most {LONGEST_BASKET}.", hint=_HINT
        )
    basket = Basket()
    for number, row in enumerate(rows, 1):
        where = f"item {number}"
        if not isinstance(row, dict):
            raise EvidenceRefused(f"This evidence file is damaged: {where} is not an object.", hint=_HINT)
        start = row.get("start")
        if not isinstance(start, int) or isinstance(start, bool) or start < 0:
            raise EvidenceRefused(f"This evidence file is damaged: “start” of {where} is not a number.", hint=_HINT)
        report_id, address = (_words(row, name, where) for name in ("report_id", "address"))
        if not is_place(report_id, address):
            raise EvidenceRefused(f"This evidence file is damaged: {where} names no paragraph.", hint=_HINT)
        item = Quotation(report_id, address, start, _words(row, "quotation", where))
        basket = basket.adding(item, "").annotating(
            item.reference, note=_words(row, "note", where), theme=_words(row, "theme", where)
        )
    return basket.items


def _words(row: dict[str, Any], name: str, where: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise EvidenceRefused(f"This evidence file is damaged: “{name}” of {where} is not text.", hint=_HINT)
    return writable(value)


def _moment(content: dict[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(_words(content, "created", "the file"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise EvidenceRefused("This evidence file is damaged: “created” is not a time with a time zone.", hint=_HINT)
    return moment
