"""What a browser shows of a page: without what is hidden or struck out, with the marks that it adds by itself.

The tree is changed, so that whatever is done with it later meets the page as a visitor sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

import lxml.html
from lxml import etree

from indexer.reading.inline import about_struck_out, shortened
from indexer.reading.web.sheet import Sheet
from indexer.records import Finding
from indexer.structure.numbering import ended

_HIDDEN = re.compile(
    r"display:none\b|visibility:(?:hidden|collapse)\b|mso-hide:all\b|clip:rect\((?:0|1px)(?:px)?[ ,]"
    r"|(?:left|text-indent):-\d{3,}(?:px|em|rem)",
    re.IGNORECASE,
)
_STRUCK = frozenset({"del", "s", "strike"})
_UNSHOWN = frozenset({"canvas", "audio", "video", "datalist", "annotation", "annotation-xml", "noframes"})
_PAGE = frozenset({"html", "body", "main", "article"})
"""What holds the page itself: where it is hidden, a script shows it once it has loaded."""

_OPENERS = ("aria-controls", "data-target", "data-bs-target")

HIDDEN_WORDS_MINIMUM = 8
"""A shorter hidden text is the label of a control."""


HIDDEN_AT_FIRST_WORDS_MINIMUM = 100
"""Words that a page hides beside fewer that it shows: less is a menu or a notice on a short page."""


@dataclass(slots=True)
class Shown:
    """What was taken out of a page: the sentences that it hides, and the words that are struck out."""

    hidden: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)

    def findings(self) -> Iterator[Finding]:
        """What to know of it."""
        if self.hidden:
            words = sum(len(text.split()) for text in self.hidden)
            message = (
                f"The page hides {words} words, which were not read: {shortened(self.hidden[0])}. Open it in a browser "
                "to see whether they can be shown there."
            )
            yield Finding("hidden-text", message)
        if self.struck:
            yield about_struck_out(self.struck)


def take_out_unseen(
    root: lxml.html.HtmlElement, sheet: Sheet, is_around: Callable[[lxml.html.HtmlElement], bool]
) -> Shown:
    """Take out what a browser does not show, and what is struck out; put in what it adds. `sheet` was applied.

    What a visitor can open, such as the parts of an accordion, is shown, and so is all where most of the page is
    hidden, as before a script has run. What is `is_around` the text stays as it is.
    """
    shown = Shown()
    hiding: list[lxml.html.HtmlElement] = []
    taken: list[lxml.html.HtmlElement] = []
    opened = {name.lstrip("#") for one in root.iter(etree.Element) for name in _opens(one)}
    walk = etree.iterwalk(root, events=("start",))
    words = 0
    for _, element in walk:
        words += len((element.tail or "").split())
        if not isinstance(element.tag, str) or element.tag in _PAGE:
            words += len((element.text or "").split())
            continue
        style = ";".join(f"{name}:{value}" for name, value in sheet.style_of(element).items())
        hidden = element.get("hidden") is not None or bool(style and _HIDDEN.search(style))
        if is_around(element):
            walk.skip_subtree()
        elif element.tag in _UNSHOWN or (element.tag == "dialog" and element.get("open") is None):
            taken.append(element)
        elif hidden and not _can_be_opened(element, opened):
            hiding.append(element)
            walk.skip_subtree()
        elif element.tag in _STRUCK or "line-through" in style:
            taken.append(element)
            shown.struck.append(" ".join(element.text_content().split()))
        else:
            words += len((element.text or "").split())
        if taken and taken[-1] is element:
            walk.skip_subtree()
    texts = [" ".join(element.text_content().split()) for element in hiding]
    if sum(len(text.split()) for text in texts) <= max(words, HIDDEN_AT_FIRST_WORDS_MINIMUM):
        taken += hiding
        shown.hidden = [text for text in texts if len(text.split()) >= HIDDEN_WORDS_MINIMUM and ended(text)]
    for element in taken:  # emptied in place: dropping thousands would join the text round them thousands of times
        element.clear(keep_tail=True)
        element.tag = "span"
        sheet.forget(element)
    for element, before, after in sheet.signs():
        _put_round(element, before, after)
    _add_marks(root)
    return shown


def _can_be_opened(element: lxml.html.HtmlElement, opened: Collection[str]) -> bool:
    if element.get("role") == "dialog":
        return False
    before = element.getprevious()
    return (
        element.get("id") in opened
        or element.get("role") == "tabpanel"
        or element.get("hidden") == "until-found"
        or (before is not None and before.tag == "button")
    )


def _opens(element: lxml.html.HtmlElement) -> list[str]:
    """The ids of what an element opens, or leads to: a script shows what a link on the page leads to."""
    named = [name for key in _OPENERS for name in element.get(key, "").split()]
    return [*named, element.get("href", "")] if element.get("href", "").startswith("#") else named


def _add_marks(root: lxml.html.HtmlElement) -> None:
    """Put in the quotation marks round `q`, and what tells the parts of a formula apart."""
    for quoted in root.iter("q"):
        is_inner = any(True for _ in quoted.iterancestors("q"))
        _put_round(quoted, *("‘’" if is_inner else "“”"))
    for fraction in root.iter("mfrac"):
        if len(fraction) == FRACTION_PARTS:
            fraction[0].tail = "/"
            if _text_before(fraction)[-1:].isdecimal():
                fraction.text = " "  # 2 1/2 is not 21/2
    for power in root.iter("msup"):
        if len(power) == FRACTION_PARTS:
            power[1].tag = "sup"
    for mark in list(root.iter("a", "sup")):
        _raise_note(mark)


def _put_round(element: lxml.html.HtmlElement, before: str, after: str) -> None:
    element.text = f"{before}{element.text or ''}"
    if len(element):
        element[-1].tail = f"{element[-1].tail or ''}{after}"
    else:
        element.text += after


def _raise_note(mark: lxml.html.HtmlElement) -> None:
    """Set [1] as a raised 1 where it is a link inside the words, or raised already; one that begins a note stays."""
    number = _BRACKETED.match(mark.text_content())
    if number is None or (mark.tag == "a" and not (_TO_NOTE.match(mark.get("href", "")) and _stands_in_words(mark))):
        return
    for child in list(mark):
        child.drop_tree()
    mark.tag, mark.text = "sup", number[1]


def _stands_in_words(element: lxml.html.HtmlElement) -> bool:
    """Whether anything stands before an element in its block."""
    at: lxml.html.HtmlElement | None = element
    while at is not None:
        before, over = at.getprevious(), at.getparent()
        if before is not None and (before.tail or before.text_content()).strip() and before.tag != "br":
            return True
        if over is None or (over.text or "").strip() or over.tag not in _INLINE:
            return over is not None and bool((over.text or "").strip())
        at = over
    return False


_TO_NOTE = re.compile(r"#.*(?:ftn|fn|note|edn)", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*\[(\d{1,3})\]\s*\Z")
_INLINE = frozenset({"span", "sup", "b", "i", "em", "strong", "font", "u", "small", "a"})


def _text_before(element: lxml.html.HtmlElement) -> str:
    """The text that an element follows at once, through the beginnings of what it stands in."""
    at: lxml.html.HtmlElement | None = element
    while at is not None:
        before, over = at.getprevious(), at.getparent()
        text = before.tail or before.text_content() if before is not None else over.text if over is not None else ""
        if before is not None or text:
            return str(text or "").rstrip()
        at = over
    return ""


FRACTION_PARTS = 2
