"""Whether each quotation of a basket still says what the archive says, character by character; and its citation.

A citation is made anew from data each time, and only for words that agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from indexer.errors import NotFound
from indexer.language.contact import has_contact_details
from indexer.records import Chunk, Report
from search_app.answers.citation import Citation, cite
from search_app.basket.basket import Basket, Quotation

if TYPE_CHECKING:
    from search_app.answers.catalogue import Catalogue


class State(StrEnum):
    """What the check found. Only `CHECKED` is exported."""

    CHECKED = "checked"
    MOVED = "moved"
    CHANGED = "changed"
    MISSING = "missing"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """A quotation held against the archive. `advice` says what to do where it is not `CHECKED`.

    `chunk` and `report` are what stands at its place now, and `renewed` is what to quote instead; each is None
    where there is no such thing. `citation` is there for `CHECKED` alone.
    """

    item: Quotation
    state: State
    advice: str = ""
    chunk: Chunk | None = None
    report: Report | None = None
    citation: Citation | None = None
    renewed: Quotation | None = None

    @property
    def is_part(self) -> bool:
        """Whether less than the whole paragraph is quoted."""
        return self.chunk is not None and self.item.text != self.chunk.text

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why the page it stands on may be read wrongly, in words; see `Report.doubts`."""
        return () if self.chunk is None or self.report is None else self.report.doubts(self.chunk.pages)


def check_basket(basket: Basket, catalogue: Catalogue) -> tuple[CheckedQuotation, ...]:
    """Every quotation held against the generation of `catalogue`, in order."""
    return tuple(check_quotation(item, catalogue) for item in basket.items)


def check_quotation(item: Quotation, catalogue: Catalogue) -> CheckedQuotation:
    """One quotation held against the generation of `catalogue`."""
    try:
        report = catalogue.report(item.report_id)
    except NotFound:
        advice = f"The archive holds no report {item.report_id}. Remove the quotation, or index the report again."
        return CheckedQuotation(item, State.MISSING, advice)
    chunk = _find(item, catalogue)
    if chunk is not None and item.text and _stands_at(chunk.text, item.start, item.text):
        return _checked(item, chunk, report)
    return _differs(item, chunk, report, catalogue)


def _stands_at(text: str, start: int, words: str) -> bool:
    """Whether whole `words` stand there: "able to help" is not what a report says that has "unable to help"."""
    end = start + len(words)
    return text[start:end] == words and not (_is_within_word(text, start) or _is_within_word(text, end))


def _is_within_word(text: str, at: int) -> bool:
    return text[max(at - 1, 0) : at].isalnum() and text[at : at + 1].isalnum()


def _find(item: Quotation, catalogue: Catalogue) -> Chunk | None:
    try:
        return catalogue.find(item.report_id, item.address)
    except NotFound:
        return None


def _checked(item: Quotation, chunk: Chunk, report: Report) -> CheckedQuotation:
    private = ""
    if has_contact_details(item.text):
        private = (
            "The quotation contains an e-mail address or a telephone number. "
            "Quote a part without it, or remove the quotation."
        )
    elif has_contact_details(item.note) or has_contact_details(item.theme):
        private = "Your note or theme contains an e-mail address or a telephone number. Remove it from there."
    if private:
        return CheckedQuotation(item, State.PRIVATE, private, chunk, report)
    return CheckedQuotation(item, State.CHECKED, "", chunk, report, cite(chunk, report))


def _differs(item: Quotation, chunk: Chunk | None, report: Report, catalogue: Catalogue) -> CheckedQuotation:
    if chunk is not None and item.text and chunk.text[item.start : item.start + len(item.text)] == item.text:
        start, end = item.start, item.start + len(item.text)
        while _is_within_word(chunk.text, start):
            start -= 1
        while _is_within_word(chunk.text, end):
            end += 1
        whole = replace(item, start=start, text=chunk.text[start:end])
        advice = "The quotation cuts a word in two. Quote whole words, or remove the quotation."
        return CheckedQuotation(item, State.CHANGED, advice, chunk, report, renewed=whole)
    here = [chunk] if chunk is not None else []
    for other in [*here, *catalogue.chunks_of(item.report_id)] if item.text else ():
        starts = (found.start() for found in re.finditer(re.escape(item.text), other.text))
        at = next((start for start in starts if _stands_at(other.text, start, item.text)), None)
        if at is not None:
            moved = replace(item, address=catalogue.address(other), start=at)
            advice = f"These words now stand in {moved.reference}. Quote them from there, or remove the quotation."
            return CheckedQuotation(item, State.MOVED, advice, chunk, report, renewed=moved)
    if chunk is None:
        advice = f"The report no longer has a paragraph {item.address} with these words. Remove the quotation."
        return CheckedQuotation(item, State.MISSING, advice, report=report)
    renewed = replace(item, start=0, text=chunk.text)
    advice = "The paragraph reads differently now. Quote it as it reads now, or remove the quotation."
    return CheckedQuotation(item, State.CHANGED, advice, chunk, report, renewed=renewed)
