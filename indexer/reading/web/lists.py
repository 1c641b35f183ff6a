"""The marks of list items as a browser prints them, and as LibreOffice printed them before it saved the page."""

from __future__ import annotations

from collections.abc import Callable

import lxml.html

from indexer.reading.web.sheet import formatted
from indexer.records import Finding
from indexer.structure.blocks import ROW_WORDS_MINIMUM
from indexer.structure.numbering import ended

DIGITS = 6
"""No list counts further; a longer value is broken or hostile."""

NESTED_MINIMUM = 2
"""Sentences in a numbered list inside a numbered list: fewer are points of one paragraph."""


class ListMarks:
    """Counts the items of every list of a page in reading order. `joined`: an inner list prints the numbers over it.

    `style` says which kind of mark the page's style sheets give a list or an item, None where they give none.
    """

    def __init__(
        self, *, joined: bool = False, style: Callable[[lxml.html.HtmlElement], str | None] = lambda element: None
    ) -> None:
        self._joined = joined
        self._style = style
        self._due: dict[lxml.html.HtmlElement, int] = {}
        self._last: dict[int, int] = {}  # the last number at each depth of lists

    def mark(self, item: lxml.html.HtmlElement) -> str | None:
        """The mark of the item that comes next; None where its list shows none."""
        owner = list_of(item)
        if owner is None:
            return "•"
        due = self._due.get(owner)
        number = _own_number(item, self._first(owner) if due is None else due)
        self._due[owner] = number + (-1 if owner.get("reversed") is not None else 1)
        mark = _printed(owner, item, number, self._style(item) or self._style(owner))
        if self._joined and _is_decimal(owner):
            over = _numbered_lists_over(owner)
            self._last = {depth: last for depth, last in self._last.items() if depth < len(over)} | {len(over): number}
            if over and mark is not None:
                mark = ".".join(str(self._last.get(depth, 1)) for depth in range(len(over) + 1))
        return mark

    def _first(self, owner: lxml.html.HtmlElement) -> int:
        """Where a list begins; a saved one that begins with an inner list goes on from the last of its depth."""
        goes_on = self._joined and "start" not in owner.attrib and len(owner) and owner[0].tag == "ol"
        return self._last.get(len(_numbered_lists_over(owner)), 0) + 1 if goes_on else _first_number(owner)


def list_of(item: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """The list that an item belongs to: old pages have an anchor between the two."""
    return next(item.iterancestors("ol", "ul", "menu", "dir"), None)


def are_joined(root: lxml.html.HtmlElement) -> bool:
    """Whether LibreOffice saved the page and it has numbered sentences inside a numbered list.

    Its export leaves out the numbers over a list, so that 1.1 becomes 1; Word's lists in lists are printed 1.1 nearly
    always, and under each of several headings a 1 could not be cited.
    """
    if not any("office" in one.get("content", "").lower() for one in root.iter("meta") if _names_generator(one)):
        return False
    nested = [
        item
        for item in root.iter("li")
        if (owner := list_of(item)) is not None and _is_decimal(owner) and _numbered_lists_over(owner)
    ]
    return sum(map(_is_sentence, nested)) >= NESTED_MINIMUM


def about_joined() -> Finding:
    """The finding that says how the numbers of such a page were read."""
    message = (
        "The page was saved by LibreOffice, which leaves out the numbers over a list inside a list. Its items are read "
        "as 1.1, 1.2 …: compare their numbers with the original before quoting them."
    )
    return Finding("numbering-unsure", message)


def _names_generator(meta: lxml.html.HtmlElement) -> bool:
    return str(meta.get("name", "")).lower() == "generator"


def _is_sentence(item: lxml.html.HtmlElement) -> bool:
    first = next((one for one in item.iter("p", "div", "li") if one is not item), item)
    words = first.text_content().split()
    return len(words) >= ROW_WORDS_MINIMUM and ended(" ".join(words))


def _numbered_lists_over(owner: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    return [one for one in owner.iterancestors("ol") if _is_decimal(one)]


def _is_decimal(owner: lxml.html.HtmlElement) -> bool:
    return bool(owner.tag == "ol" and owner.get("type", "1") == "1")


def _first_number(owner: lxml.html.HtmlElement) -> int:
    start = _whole(owner.get("start", ""))
    if start is None and owner.get("reversed") is not None:
        return sum(1 for child in owner if child.tag == "li")
    return 1 if start is None else start


def _own_number(item: lxml.html.HtmlElement, due: int) -> int:
    value = _whole(item.get("value", ""))
    return due if value is None else value


def _whole(text: str) -> int | None:
    return int(text) if text.strip().isascii() and text.strip().isdigit() and len(text.strip()) <= DIGITS else None


def _printed(owner: lxml.html.HtmlElement, item: lxml.html.HtmlElement, count: int, styled: str | None) -> str | None:
    """The mark before an item. `styled` is what style sheets say, which prevails over the element's own `type`."""
    style = styled or _TYPES.get(item.get("type", owner.get("type", "")))
    if owner.tag != "ol" and (style is None or style == "none"):
        return "•"  # sites draw such marks as pictures, or before the item
    style = style or "decimal"
    if style == "none":
        return None
    if style in ("disc", "circle", "square"):
        return "•"
    return f"{formatted(count, style)}{')' if style.endswith(('-alpha', '-latin')) else '.'}"


_TYPES = {
    "1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman",
    "disc": "disc", "circle": "circle", "square": "square",
}  # fmt: skip
