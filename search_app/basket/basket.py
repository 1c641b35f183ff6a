"""The evidence basket: quotations in an order, each with a note and a theme. A value; every change is a new basket.

A quotation is a slice of one paragraph. It is kept as words, not only as a place, so that a later check can tell
whether the archive still says the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.errors import EvidenceRefused
from indexer.records import Chunk

if TYPE_CHECKING:
    from search_app.answers.catalogue import Catalogue


_REPORT = re.compile(r"[a-z0-9-]{1,200}")
_ADDRESS = re.compile(r"[\w.~()-]{1,90}")

LONGEST_BASKET = 500
"""More quotations than any report carries; beyond it a basket is a slip, or an attack."""
LONGEST_NOTE_CHARACTERS = 5000
LONGEST_THEME_CHARACTERS = 120
LONGEST_TITLE_CHARACTERS = 200
LONGEST_INTRODUCTION_CHARACTERS = 5000


class Headings(StrEnum):
    """What stands over the quotations in a file."""

    THEME = "theme"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands over the quotations in a file, in the words of their collector; "" where nothing is given."""

    title: str = ""
    author: str = ""
    introduction: str = ""
    headings: Headings = Headings.THEME

    def changed(self, **values: str) -> Cover:
        """With other words, each cut at its limit; headings that are not known leave them as they are."""
        headings = values.get("headings")
        return Cover(
            " ".join(values.get("title", self.title).split())[:LONGEST_TITLE_CHARACTERS],
            " ".join(values.get("author", self.author).split())[:LONGEST_TITLE_CHARACTERS],
            values.get("introduction", self.introduction).strip()[:LONGEST_INTRODUCTION_CHARACTERS],
            Headings(headings) if headings in set(Headings) else self.headings,
        )


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words at `start` of the paragraph `address` of a report, and what its collector says of them.

    `start` counts code points into the paragraph. `text` is "" where only the place is known.
    """

    report_id: str
    address: str
    start: int
    text: str
    note: str = ""
    theme: str = ""

    @property
    def reference(self) -> str:
        """Where it stands, as a person types it: "southwark-2016:2.3"."""
        return make_reference(self.report_id, self.address)


@dataclass(frozen=True, slots=True)
class Basket:
    """Quotations in the order of their collector, one of a paragraph.

    `created` is in universal time. `generation` names the archive that the last one was taken from, `cover` what
    stands over the quotations in a file.
    """

    items: tuple[Quotation, ...] = ()
    created: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    generation: str = ""
    cover: Cover = field(default_factory=Cover)
    save_with: Callable[[Basket, Path], None] | None = field(default=None, repr=False, compare=False)
    """What checks and writes the quotations: the archive that the basket was filled from."""

    def __repr__(self) -> str:
        return f"<Basket of {len(self.items)}: {', '.join(item.reference for item in self.items)}>"

    def __len__(self) -> int:
        return len(self.items)

    def save(self, target: str | Path) -> Path:
        """Writes the quotations with their citations as the ending of `target` says: docx, md, csv, ris, bib or json.

        Each is held against the archive first, and what no longer agrees is left out. Returns the path.
        Raises EvidenceRefused where nothing is left, or where the basket was not filled from an archive.
        """
        if self.save_with is None:
            raise EvidenceRefused(
                "This basket was not filled from an archive, so its quotations cannot be checked.",
                hint="Fill it with `archive.quote(...)`.",
            )
        self.save_with(self, Path(target))
        return Path(target)

    @property
    def references(self) -> frozenset[str]:
        return frozenset(item.reference for item in self.items)

    def find(self, reference: str) -> Quotation | None:
        return next((item for item in self.items if item.reference == reference), None)

    def adding(self, item: Quotation, generation: str) -> Basket:
        """With `item` at the end; the same basket where its paragraph is in it, or where it is full."""
        if item.reference in self.references or len(self.items) >= LONGEST_BASKET:
            return self
        return replace(self, items=(*self.items, item), generation=generation)

    def removing(self, reference: str) -> Basket:
        return replace(self, items=tuple(item for item in self.items if item.reference != reference))

    def emptied(self) -> Basket:
        return replace(self, items=())

    def moving(self, reference: str, places: int) -> Basket:
        """With one quotation that many places further down, or up where negative; no further than the end."""
        item = self.find(reference)
        if item is None:
            return self
        others = [other for other in self.items if other is not item]
        at = max(0, min(self.items.index(item) + places, len(others)))
        return replace(self, items=(*others[:at], item, *others[at:]))

    def annotating(self, reference: str, *, note: str | None = None, theme: str | None = None) -> Basket:
        """With another note or theme; None leaves it. Both are cut at their limits."""
        item = self.find(reference)
        if item is None:
            return self
        changed = replace(
            item,
            note=item.note if note is None else writable(note.strip()[:LONGEST_NOTE_CHARACTERS]),
            theme=item.theme if theme is None else writable(" ".join(theme.split())[:LONGEST_THEME_CHARACTERS]),
        )
        return self.replacing(reference, changed)

    def covered(self, **values: str) -> Basket:
        """With another title, author or introduction, or with other headings; see `Cover.changed`."""
        return replace(self, cover=self.cover.changed(**values))

    def replacing(self, reference: str, item: Quotation) -> Basket:
        """With `item` in the place of another; any second one of the same paragraph goes."""
        kept = (item if each.reference == reference else each for each in self.items)
        return replace(self, items=tuple(e for e in kept if e is item or e.reference != item.reference))


def writable(text: str) -> str:
    """`text` with half characters, which no file can hold, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def group_by_theme(items: Iterable[Quotation]) -> list[tuple[str, list[Quotation]]]:
    """`items` by theme, without regard to case, in the order of their first one; those without a theme last."""
    groups: dict[str, tuple[str, list[Quotation]]] = {}
    for item in items:
        groups.setdefault(item.theme.casefold(), (item.theme, []))[1].append(item)
    without = groups.pop("", None)
    return [*groups.values(), *([without] if without else [])]


def is_place(report_id: str, address: str) -> bool:
    """Whether the two could name a paragraph at all: what comes from a file or a browser may be anything."""
    return bool(_REPORT.fullmatch(report_id)) and bool(_ADDRESS.fullmatch(address))


def make_reference(report_id: str, address: str) -> str:
    """ "southwark-2016:2.3"."""
    return f"{report_id}:{address}"


def quote_paragraph(catalogue: Catalogue, reference: str) -> Quotation:
    """The whole paragraph that `reference` names, as it stands now. Raises NotFound."""
    report_id, _, address = reference.partition(":")
    chunk = catalogue.find(report_id, address)
    return Quotation(str(chunk.report_id), catalogue.address(chunk), 0, chunk.text)


# What a visitor's session keeps of the basket: the basket now, the one before, and how often it was changed here.


class BasketKeeper:
    """The one place that changes while the basket itself is a value; whoever holds it sees the basket as it is now."""

    def __init__(self) -> None:
        self.basket = Basket()
        self.before: Basket | None = None
        self.changes = 0

    def put(self, changed: Basket, *, undoable: bool = False) -> None:
        """Keeps what this visitor has changed. The browser is told to keep it, too, by the count of changes."""
        if changed != self.basket:
            self.before = self.basket if undoable else None
            self.basket = changed
            self.changes += 1

    def adopt(self, kept: Basket) -> None:
        """Keeps what the browser has kept already: no change of this session's own."""
        self.basket = kept
        self.before = None

    def undo(self) -> None:
        """Takes back the last change where that can be."""
        if self.before is not None:
            self.put(self.before)


# A part of a paragraph, from one of its sentences to another. Sentences count from 1.


def chosen_sentences(item: Quotation, chunk: Chunk) -> tuple[int, int]:
    """The first and the last sentence of `chunk` that `item` quotes from."""
    end = item.start + len(item.text)
    touched = [
        number
        for number, sentence in enumerate(chunk.sentences, 1)
        if sentence.start < end and item.start < sentence.end
    ]
    return (touched[0], touched[-1]) if touched else (1, len(chunk.sentences))


def choose_sentences(item: Quotation, chunk: Chunk, first: int, last: int) -> Quotation:
    """`item` with the words from one sentence to another; all of the paragraph where these are its ends."""
    if (first, last) == (1, len(chunk.sentences)):
        return replace(item, start=0, text=chunk.text)
    start, end = chunk.sentences[first - 1].start, chunk.sentences[last - 1].end
    return replace(item, start=start, text=chunk.text[start:end])
