"""The numbers that Word counts itself: they stand in no run of text, and a citation hangs on them."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from indexer.reading.docx_xml import attribute, child, local, whole

LEVELS = 9
"""Word's lists have nine levels."""


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int


@dataclass(slots=True)
class ListNumbers:
    """Counts the list labels of one document in reading order."""

    _abstract: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def read(cls, numbering: etree._Element | None) -> ListNumbers:
        """The lists that a document's numbering part defines; no lists where there is no such part."""
        numbers = cls()
        for element in numbering if numbering is not None else ():
            if local(element) == "abstractNum":
                numbers._abstract[attribute(element, "abstractNumId") or ""] = _levels(element)
            elif local(element) == "num":
                abstract = attribute(child(element, "abstractNumId")) or ""
                numbers._lists[attribute(element, "numId") or ""] = abstract
        return numbers

    def label(self, list_id: str, level: int) -> str | None:
        """The label of the next paragraph of a list at a level ("2.3.", "•"); None where the list has none.

        Lists that share a definition share their counts, as they do in Word.
        """
        abstract = self._lists.get(list_id)
        levels = self._abstract.get(abstract or "", {})
        if abstract is None or level not in levels:
            return None
        if levels[level].format in ("bullet", "none"):
            return "•" if levels[level].format == "bullet" else None
        counts = self._counts.setdefault(abstract, [0] * LEVELS)
        counts[level] = counts[level] + 1 if counts[level] else levels[level].start
        counts[level + 1 :] = [0] * (LEVELS - level - 1)
        text = levels[level].text
        for index in range(level + 1):
            shown = levels.get(index, levels[level])
            text = text.replace(f"%{index + 1}", _formatted(counts[index] or shown.start, shown.format))
        return text.strip() or None


def _levels(abstract: etree._Element) -> dict[int, _Level]:
    levels = {}
    for element in abstract:
        if local(element) != "lvl":
            continue
        index = whole(attribute(element, "ilvl"))
        levels[index] = _Level(
            attribute(child(element, "numFmt")) or "decimal",
            attribute(child(element, "lvlText")) or "",
            whole(attribute(child(element, "start")), 1),
        )
    return levels


def _formatted(number: int, style: str) -> str:
    if style in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if style == "upperLetter" else letter
    if style in ("lowerRoman", "upperRoman"):
        numeral = roman(number)
        return numeral.upper() if style == "upperRoman" else numeral
    return str(number)


def roman(number: int) -> str:
    """A number below forty in lower-case roman numerals; lists go no further."""
    text = ""
    for value, letters in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value:
            text += letters
            number -= value
    return text
