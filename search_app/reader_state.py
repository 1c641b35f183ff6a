"""What the reader shows, as the parameters of its address, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from search_app.permalinks import SearchState, read_href, search_of_reader


@dataclass(frozen=True, slots=True)
class ReaderState:
    """A report, the paragraph in view, the search that led to it, the words looked for in it, and a page of its file.

    `sheet` counts from 1; None is the page that the paragraph stands on.
    """

    report_id: str = ""
    address: str | None = None
    search: SearchState | None = None
    find: str = ""
    sheet: int | None = None

    @property
    def href(self) -> str:
        """The address of this view, relative to any page of the site."""
        return read_href(self.report_id, self.address, self.search, find=self.find, sheet=self.sheet)

    def at(self, report_id: str, address: str) -> ReaderState:
        """The same view of another paragraph."""
        return replace(self, report_id=report_id, address=address, sheet=None)

    def on_sheet(self, sheet: int) -> ReaderState:
        """The same view with another page of the file beside it."""
        return replace(self, sheet=sheet)


def read_reader_state(parameters: Mapping[str, Sequence[str]]) -> ReaderState:
    """The view that an address asks for; a page that is no number is left out."""

    def first(name: str) -> str:
        return next(iter(parameters.get(name, ())), "")

    sheet = first("sheet")
    return ReaderState(
        report_id=first("report"),
        address=first("para") or None,
        search=search_of_reader(parameters),
        find=first("find"),
        sheet=int(sheet) if sheet.isascii() and sheet.isdigit() else None,
    )
