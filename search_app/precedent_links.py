"""What can be asked about one paragraph of the archive, and the address that asks it.

A pasted draft has no address: it may be of any length, and it is nobody's but its author's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

PRECEDENTS_PAGE = "precedents"

_REPORT, _PARAGRAPH, _QUESTION = "report", "para", "as"


class Asked(StrEnum):
    """What is asked about a paragraph, as it stands in an address."""

    DRAFT = "draft"
    SIMILAR = "similar"
    WELL = "well"


@dataclass(frozen=True, slots=True)
class Reference:
    """A paragraph, and what is asked about it. `ignored` is what the address asked in vain, empty where nothing."""

    report_id: str
    address: str
    asked: Asked
    ignored: str = ""


def precedents_href(report_id: str, address: str, asked: Asked) -> str:
    """The address of the answer, relative to any page of the site."""
    return f"{PRECEDENTS_PAGE}?{urlencode({_REPORT: report_id, _PARAGRAPH: address, _QUESTION: asked.value})}"


def read_reference(parameters: Mapping[str, Sequence[str]]) -> Reference | None:
    """What an address asks; None where it names no paragraph. Without a known question, the paragraph as a draft."""
    report_id, address, asked = (_first(parameters, name) for name in (_REPORT, _PARAGRAPH, _QUESTION))
    if not report_id or not address:
        return None
    try:
        return Reference(report_id, address, Asked(asked or Asked.DRAFT))
    except ValueError:
        return Reference(report_id, address, Asked.DRAFT, asked)


def _first(parameters: Mapping[str, Sequence[str]], name: str) -> str:
    return next((value.strip() for value in parameters.get(name, ()) if value.strip()), "")
