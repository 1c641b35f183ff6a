"""The list labels of a Word document as Word prints them: they stand in no run of text, and a citation hangs on them.

Rules from ECMA-376 part 1, 17.9 (numbering) and 17.7.4.14 (numbering in styles). python-docx resolves none of
them; docx2python counts without overrides or styles that number. So they are resolved here, and held to what
LibreOffice prints.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from indexer.reading.inline import roman
from indexer.reading.word.parts import attribute, child, is_on, local, whole

LEVELS = 9
"""Word's lists have nine levels."""

BODY_TEXT_LEVEL = 9
"""The outline level that Word gives to what is no heading."""

STYLES_DEEP_MAXIMUM = 50
"""Styles based on styles; a longer chain is a circle."""

HIGHEST_NUMBER = 32_767
"""Word counts no further; a file that says so is broken or hostile."""

_HEADING_STYLE = re.compile(r"heading (\d)", re.IGNORECASE)
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Which list a paragraph or style says that it stands in, and at which level; None where it does not say."""

    list_id: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """A style of paragraphs or characters with all that it inherits. `level` is that of the heading, 0 for none."""

    style_id: str = ""
    level: int = 0
    bold: bool = False
    hidden: bool = False
    raised: bool = False
    struck: bool = False
    place: ListPlace = ListPlace()
    chain: tuple[str, ...] = ()

    @property
    def is_unseen(self) -> bool:
        """Whether its words are not read: Word does not print them, or they are crossed out."""
        return self.hidden or self.struck


def read_styles(part: etree._Element | None) -> dict[str, Style]:
    """The styles of a document by id; the default one of its paragraphs also under ""."""
    elements = {
        attribute(one, "styleId") or "": one for one in (part if part is not None else ()) if local(one) == "style"
    }
    styles: dict[str, Style] = {}
    for style_id, element in elements.items():
        styles[style_id] = _style(style_id, elements, styles, 0)
        if attribute(element, "default") in ("1", "true", "on") and attribute(element, "type") == "paragraph":
            styles[""] = styles[style_id]
    return styles


def _style(style_id: str, elements: dict[str, etree._Element], known: dict[str, Style], depth: int) -> Style:
    if style_id in known:
        return known[style_id]
    element = elements.get(style_id)
    if element is None or depth > STYLES_DEEP_MAXIMUM:
        return Style()
    base = _style(attribute(child(element, "basedOn")) or "", elements, known, depth + 1)
    bold, hidden, line = (child(element, "rPr", name) for name in ("b", "vanish", "strike"))
    own = place_of(child(element, "pPr"))
    return Style(
        style_id,
        _heading_level(element, base),
        is_on(bold) if bold is not None else base.bold,
        is_on(hidden) if hidden is not None else base.hidden,
        is_raised(child(element, "rPr")) or base.raised,
        is_on(line) if line is not None else base.struck,
        ListPlace(own.list_id or base.place.list_id, own.level if own.level is not None else base.place.level),
        (style_id, *base.chain),
    )


def _heading_level(element: etree._Element, base: Style) -> int:
    name = attribute(child(element, "name")) or ""
    heading = _HEADING_STYLE.match(name)
    if heading:
        return int(heading.group(1))
    outline = child(element, "pPr", "outlineLvl")
    if outline is not None:
        level = whole(attribute(outline), BODY_TEXT_LEVEL)
        return level + 1 if level < BODY_TEXT_LEVEL else 0
    return 1 if name.lower() == "title" else base.level


RAISED_MINIMUM_HALF_POINTS = 4
"""Of `w:position`: two points; less is set by hand to align a line."""


def is_raised(properties: etree._Element | None) -> bool:
    """Whether the properties of a run or style set it as a note mark is set, above the line."""
    raised = whole(attribute(child(properties, "position"))) >= RAISED_MINIMUM_HALF_POINTS
    return raised or attribute(child(properties, "vertAlign")) == "superscript"


def place_of(properties: etree._Element | None) -> ListPlace:
    """What the properties of a paragraph or style say themselves about a list."""
    numbered = child(properties, "numPr")
    if numbered is None:
        return ListPlace()
    level = attribute(child(numbered, "ilvl"))
    return ListPlace(attribute(child(numbered, "numId")), min(whole(level), LEVELS - 1) if level is not None else None)


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int
    legal: bool = False
    restart: int | None = None  # the level, from 1, after which it begins anew; 0: never
    style: str = ""


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int]  # startOverride, each of which counts once


@dataclass(slots=True)
class ListNumbers:
    """Counts the list labels of one document in reading order."""

    _lists: dict[str, _List] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)

    @classmethod
    def read(cls, numbering: etree._Element | None, styles: dict[str, Style] | None = None) -> ListNumbers:
        """The lists that a document's numbering part defines; no lists where there is no such part."""
        parts = list(numbering) if numbering is not None else []
        abstracts = {attribute(one, "abstractNumId") or "": one for one in parts if local(one) == "abstractNum"}
        of_list = {
            attribute(one, "numId") or "": attribute(child(one, "abstractNumId")) or ""
            for one in parts
            if local(one) == "num"
        }
        by_style = {
            attribute(link): key for key, one in abstracts.items() if (link := child(one, "styleLink")) is not None
        }
        numbers = cls()
        for one in parts:
            if local(one) != "num":
                continue
            list_id = attribute(one, "numId") or ""
            abstract = _linked(of_list[list_id], abstracts, of_list, by_style, styles or {})
            if abstract in abstracts:
                levels = dict(_levels(abstracts[abstract]))
                numbers._lists[list_id] = _overridden(one, abstract, levels)
        return numbers

    def place(self, own: ListPlace, style: Style) -> ListPlace | None:
        """The list and level of a paragraph, from what it says itself and what its style says; None for no list."""
        list_id = own.list_id if own.list_id is not None else style.place.list_id
        if list_id is None or list_id == "0" or list_id not in self._lists:
            return None
        level = own.level
        if level is None and own.list_id is None:
            level = self._level_of_style(list_id, style)
        return ListPlace(list_id, level or 0)

    def _level_of_style(self, list_id: str, style: Style) -> int | None:
        """The level that names the style; that is how the levels of an outline number the heading styles."""
        levels = self._lists[list_id].levels
        for one in style.chain:
            named = next((index for index, level in levels.items() if level.style == one), None)
            if named is not None:
                return named
        return style.place.level

    def counts_in_numbers(self, place: ListPlace) -> bool:
        """Whether the labels at a place hold a number, as those of paragraphs do."""
        level = self._lists[place.list_id or ""].levels.get(place.level or 0)
        return level is not None and level.format in ("decimal", "decimalZero") and "%" in level.text

    def label(self, list_id: str, level: int) -> str | None:
        """The label of the next paragraph of a list at a level ("2.3.", "•"); None where the list has none.

        Lists that share a definition share their counts, as they do in Word; a list that overrides where it
        starts begins there when it is first met.
        """
        known = self._lists.get(list_id)
        if known is None or level not in known.levels:
            return None
        shape = known.levels[level]
        counts = self._counts.setdefault(known.abstract, [None] * LEVELS)
        current = counts[level]
        counts[level] = known.starts.pop(level, shape.start if current is None else current + 1)
        for index in range(level + 1, LEVELS):
            if _begins_anew(known.levels.get(index), level):
                counts[index] = None
        if shape.format == "bullet":
            return "•"
        return _shown(known, level, counts)


def _linked(
    abstract: str,
    abstracts: dict[str, etree._Element],
    of_list: dict[str, str],
    by_style: dict[str | None, str],
    styles: dict[str, Style],
) -> str:
    """The definition itself, where one only names the list style that has it."""
    link = attribute(child(abstracts.get(abstract), "numStyleLink"))
    if link is None:
        return abstract
    list_id = styles[link].place.list_id if link in styles else None
    return by_style.get(link) or of_list.get(list_id or "", abstract)


def _levels(definition: etree._Element) -> Iterator[tuple[int, _Level]]:
    for element in definition:
        if local(element) == "lvl":
            yield whole(attribute(element, "ilvl")), _level(element)


def _level(element: etree._Element) -> _Level:
    restart = attribute(child(element, "lvlRestart"))
    is_picture = child(element, "lvlPicBulletId") is not None
    return _Level(
        "bullet" if is_picture else attribute(child(element, "numFmt")) or "decimal",
        attribute(child(element, "lvlText")) or "",
        min(whole(attribute(child(element, "start")), 1), HIGHEST_NUMBER),
        is_on(child(element, "isLgl")),
        whole(restart) if restart is not None else None,
        attribute(child(element, "pStyle")) or "",
    )


def _overridden(element: etree._Element, abstract: str, levels: dict[int, _Level]) -> _List:
    starts: dict[int, int] = {}
    for override in element:
        if local(override) != "lvlOverride":
            continue
        index = whole(attribute(override, "ilvl"))
        own = child(override, "lvl")
        if own is not None:
            levels[index] = _level(own)
        start = attribute(child(override, "startOverride"))
        if start is not None:
            starts[index] = min(whole(start, 1), HIGHEST_NUMBER)
            if index in levels:
                levels[index] = replace(levels[index], start=starts[index])
    return _List(abstract, levels, starts)


def _begins_anew(level: _Level | None, used: int) -> bool:
    """Whether a level counts from its start again after a paragraph of the level `used` above it."""
    if level is None or level.restart is None:
        return True
    return used < level.restart


def _shown(known: _List, level: int, counts: list[int | None]) -> str | None:
    shape = known.levels[level]

    def number(match: re.Match[str]) -> str:
        index = int(match.group(1)) - 1
        part = known.levels.get(index, shape)
        count = counts[index]
        value = part.start if count is None else count
        return formatted(value, "decimal" if shape.legal and part.format != "none" else part.format)

    return _PLACE.sub(number, shape.text).strip() or None


def formatted(number: int, style: str) -> str:
    """A number in one of Word's formats; an unknown format shows it as a decimal, as Word does elsewhere."""
    form = _FORMATS.get(style)
    return form(number) if form is not None else str(number)


def _letters(number: int) -> str:
    """a to z, then aa to zz: Word repeats the letter."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < HIGHEST_NUMBER else str(number)


def _ordinal(number: int) -> str:
    tens = number % 100 // 10
    return f"{number}{'th' if tens == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


_FORMATS: dict[str, Callable[[int], str]] = {
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
    "ordinal": _ordinal,
    "numberInDash": lambda number: f"-{number}-",
    "none": lambda number: "",
    "bullet": lambda number: "",
}
