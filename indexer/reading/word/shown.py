"""What Word shows of the XML of a part: fields by their results, tables without deleted rows, formulas on one line.

The tree is changed, so that whatever is done with it later meets the part as a reader of the print sees it.
ECMA-376 part 1, 17.16 (fields), 17.13.5 (revisions) and 22.1 (mathematics).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from indexer.reading.inline import SUPERSCRIPT_DIGITS
from indexer.reading.word.parts import attribute, child, is_on, local, whole
from indexer.records import Finding

_TEXTS = frozenset({"t", "instrText", "tab", "br", "cr", "sym", "noBreakHyphen", "ptab", "drawing", "pict"})
_COUNTING_FIELD = re.compile(r"\s*(?:AUTONUM|LISTNUM)", re.IGNORECASE)
_FRACTION = re.compile(r"\s*EQ\s+\\f\s*\(\s*([^()\\,;]+?)\s*[,;]\s*([^()\\,;]+?)\s*\)\s*\Z", re.IGNORECASE)
_SYMBOL = re.compile(r"\s*SYMBOL\s+(0x[0-9A-F]+|\d+)(?:.*?\\f\s+\"?([^\"\\]+))?", re.IGNORECASE)
_BUTTON = re.compile(r"\s*(?:MACROBUTTON|GOTOBUTTON)\s+\S+\s+(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(slots=True)
class _Field:
    begin: etree._Element
    in_code: bool = True
    has_result: bool = False
    code: list[str] = field(default_factory=list)
    hidden: list[etree._Element] = field(default_factory=list)


@dataclass(slots=True)
class Shown:
    """What a part held that is not read: `counting` fields that only Word counts, `formulas` that were not followed."""

    counting: bool = False
    formulas: bool = False

    def findings(self) -> Iterator[Finding]:
        """What to know of it."""
        if self.counting:
            message = (
                "Fields that only Word counts (AUTONUM or LISTNUM) number paragraphs of the document, so those numbers "
                "were not read. Save it as PDF in Word and add that."
            )
            yield Finding("numbers-in-fields", message)
        if self.formulas:
            message = (
                "Formulas that only Word sets (EQ fields) stand in the document, and their figures were not read. Save "
                "it as PDF in Word and add that."
            )
            yield Finding("parts-not-read", message)


def as_shown(root: etree._Element, symbol: Callable[[str, str], str]) -> Shown:
    """Change a part into what Word shows of it. `symbol` gives the character of a font at a place."""
    shown = Shown()
    _show_results(root, shown, symbol)
    for row in [one for one in root.iter() if local(one) == "tr" and _is_gone(child(one, "trPr"))]:
        over = row.getparent()
        if over is not None:
            over.remove(row)
    for one in list(root.iter()):
        if local(one) in _FORMULAS and "/math" in (etree.QName(one).namespace or ""):
            _on_one_line(one)
    return shown


def _is_gone(properties: etree._Element | None) -> bool:
    return child(properties, "del") is not None or is_on(child(properties, "hidden"))


def _show_results(root: etree._Element, shown: Shown, symbol: Callable[[str, str], str]) -> None:
    """Take the codes of fields out, and put in what those without a result show."""
    opened: list[_Field] = []
    gone: list[etree._Element] = []
    for one in list(root.iter()):
        name = local(one)
        kind = attribute(one, "fldCharType") if name == "fldChar" else None
        if kind == "begin":
            opened.append(_Field(one))
        elif kind == "separate" and opened:
            opened[-1].in_code = False
        elif kind == "end" and opened:
            ended = opened.pop()
            gone += ended.hidden
            made = _made("".join(ended.code), ended.begin, shown, symbol)
            if not ended.has_result and not any(each.in_code for each in opened):
                _insert(one, made)
        elif name == "fldSimple":
            made = _made(attribute(one, "instr") or "", one, shown, symbol)
            if not len(one):
                _insert(one, made)
        elif name in _TEXTS and opened:
            _take_text(one, opened)
    for one in gone:
        over = one.getparent()
        if over is not None:
            over.remove(one)


def _take_text(text: etree._Element, opened: Sequence[_Field]) -> None:
    """What stands in the code of a field is part of it, also the result of a field that stands there."""
    inner = next((each for each in reversed(opened) if each.in_code), None)
    if inner is not None:
        inner.code.append(text.text or "")
        inner.hidden.append(text)
    else:
        opened[-1].has_result |= local(text) != "instrText"


def _made(code: str, begin: etree._Element, shown: Shown, symbol: Callable[[str, str], str]) -> str:
    """What a field shows that has no result of its own."""
    if _COUNTING_FIELD.match(code):
        shown.counting = True
    elif fraction := _FRACTION.match(code):
        return f" {fraction[1]}/{fraction[2]}"
    elif drawn := _SYMBOL.match(code):
        place = int(drawn[1], 16 if drawn[1].lower().startswith("0x") else 10)
        return symbol((drawn[2] or "").strip(), f"{place:x}")
    elif button := _BUTTON.match(code):
        return button[1].strip()
    elif code.strip().upper().startswith("EQ "):
        shown.formulas = True
    return _chosen(begin)


def _chosen(begin: etree._Element) -> str:
    """What is chosen in a form: the entry of a list, or whether a box is ticked."""
    listed = child(begin, "ffData", "ddList")
    entries = [attribute(one) or "" for one in listed if local(one) == "listEntry"] if listed is not None else []
    if entries:
        chosen = whole(attribute(child(listed, "result")))
        return entries[chosen] if chosen < len(entries) else ""
    box = child(begin, "ffData", "checkBox")
    if box is None:
        return ""
    state = child(box, "checked")
    return "☒" if is_on(state if state is not None else child(box, "default")) else "☐"


def _insert(place: etree._Element, text: str) -> None:
    """Put words behind the end of a field, or into a simple one."""
    if not text:
        return
    made = etree.Element(etree.QName(etree.QName(place).namespace, "t"))
    made.text = text
    if local(place) == "fldSimple":
        run = etree.SubElement(place, etree.QName(etree.QName(place).namespace, "r"))
        run.append(made)
    else:
        place.addnext(made)


_FORMULAS = frozenset({"f", "sSup", "rad", "d", "nary"})


def _on_one_line(formula: etree._Element) -> None:
    """Put a stroke between the parts of a fraction, write a power in raised digits, and the signs that are drawn."""
    inner = _texts(formula)
    if local(formula) == "rad":
        _put_round(_texts(child(formula, "e")), "√")
    elif local(formula) == "d":
        set_as = child(formula, "dPr")
        _put_round(
            inner, *(attribute(child(set_as, f"{end}Chr")) or sign for end, sign in (("beg", "("), ("end", ")")))
        )
    elif local(formula) == "nary":
        _put_round(inner, attribute(child(formula, "naryPr", "chr")) or "∫")
    over, under, power = (_texts(child(formula, name)) for name in ("num", "den", "sup"))
    if over and under:
        over[0].text = f" {over[0].text or ''}"  # 2 1/2 is not 21/2
        over[-1].text = f"{over[-1].text or ''}/"
    for one in power:
        one.text = (one.text or "").translate(SUPERSCRIPT_DIGITS)


def _put_round(texts: Sequence[etree._Element], before: str, after: str = "") -> None:
    if texts:
        texts[0].text = f"{before}{texts[0].text or ''}"
        texts[-1].text = f"{texts[-1].text or ''}{after}"


def _texts(part: etree._Element | None) -> list[etree._Element]:
    return [one for one in part.iter() if local(one) == "t"] if part is not None else []
