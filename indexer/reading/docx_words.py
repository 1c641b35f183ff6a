"""The words of a paragraph of Word's XML, with what its runs say about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from indexer.reading.docx_xml import attribute, child, is_on, local
from indexer.reading.inline import SUPERSCRIPT_DIGITS

NOTE_PLACE = "\ue000"
"""A private-use character that stands for a note reference until its number is known."""

_WHITE = re.compile(r"\s+")
_UNSEEN = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "rPr", "pPr", "sectPr"})
_SKIPPED = _UNSEEN | {"txbxContent"}


@dataclass(slots=True)
class Words:
    """`notes` are the keys of the notes referred to, `boxes` the text boxes anchored in the paragraph."""

    parts: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        lines = "".join(self.parts).split("\n")
        return "\n".join(line for one in lines if (line := _WHITE.sub(" ", one).strip()))


def shown(element: etree._Element) -> Iterator[str]:
    """Every text of a part that Word would show: what the blocks have to add up to."""
    for one in element:
        name = local(one)
        hidden = name == "r" and is_on(child(one, "rPr", "vanish"))
        if name in _UNSEEN or hidden or not name:
            continue
        if name == "t":
            yield one.text or ""
        yield from shown(one)


def words_of(element: etree._Element) -> Words:
    """The words in an element, without text boxes, deleted words and hidden runs."""
    words = Words()
    _collect(element, words, bold=False, raised=False)
    return words


def _collect(element: etree._Element, words: Words, *, bold: bool, raised: bool) -> None:
    for one in element:
        name = local(one)
        if name == "txbxContent":
            words.boxes.append(one)
        if name in _SKIPPED or not name:
            continue
        if name == "r":
            properties = child(one, "rPr")
            if is_on(child(properties, "vanish")):
                continue
            is_raised = attribute(child(properties, "vertAlign")) == "superscript"
            _collect(one, words, bold=is_on(child(properties, "b")), raised=is_raised)
        elif name in ("footnoteReference", "endnoteReference"):
            words.notes.append(f"{name.removesuffix('Reference')} {attribute(one, 'id')}")
            words.parts.append(NOTE_PLACE)
        elif name in _CHARACTERS or name == "t":
            _say(_CHARACTERS.get(name, one.text or ""), words, bold=bold, raised=raised)
        else:
            _collect(one, words, bold=bold, raised=raised)
            if name == "p":
                words.parts.append("\n")


_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "", "ptab": "\t"}


def _say(text: str, words: Words, *, bold: bool, raised: bool) -> None:
    words.parts.append(text.translate(SUPERSCRIPT_DIGITS) if raised else text)
    if text.strip():
        words.bold.append(bold)
