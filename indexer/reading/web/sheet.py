"""What a page's own style sheet counts before its elements, as far as plain rules say it.

CSS 2.1, chapters 5 (selectors) and 12.4 (counters). A rule is followed where its selector is made of names, classes
and ids; of any other rule that counts, `Sheet.unread` says that numbers may be missing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import lxml.html
from lxml import etree

from indexer.reading.inline import roman

RULES_MAXIMUM = 100
"""Saved pages carry whole frameworks, of which hardly a rule counts; more that do are no page of a report."""

ELEMENTS_MAXIMUM = 50_000
"""No report has so many; of a page with more the rest is not counted, which is said."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AT_SCREEN = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*\Z", re.IGNORECASE)
_PSEUDO = re.compile(r"::?(before)\Z", re.IGNORECASE)
_COMPOUND = re.compile(r"(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+)*)\Z")
_PART = re.compile(r"([.#])([\w-]+)")
_STEPS = re.compile(r"(-?[A-Za-z_][\w-]*)(?:\s+(-?\d{1,6})(?!\d))?")
_TOKEN = re.compile(
    r"\s*(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'"
    r"|counter\(\s*(?P<name>[\w-]+)\s*(?:,\s*(?P<style>[\w-]+)\s*)?\)"
    r"|counters\(\s*(?P<names>[\w-]+)\s*,\s*[\"'](?P<between>[^\"']*)[\"']\s*(?:,\s*(?P<style2>[\w-]+)\s*)?\))",
    re.IGNORECASE,
)
_BRACE = re.compile(r"[{}]")
_ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)")


@dataclass(frozen=True, slots=True)
class _Compound:
    tag: str
    classes: frozenset[str]
    ids: frozenset[str]

    def matches(self, element: lxml.html.HtmlElement) -> bool:
        if self.tag not in ("", "*", element.tag):
            return False
        return self.classes <= set(element.get("class", "").split()) and self.ids <= {element.get("id")}

    @property
    def weight(self) -> tuple[int, int, int]:
        return len(self.ids), len(self.classes), self.tag not in ("", "*")


@dataclass(frozen=True, slots=True)
class _Selector:
    """Compounds from the outermost in; `direct` says of each but the first whether it is a child of the one before."""

    compounds: tuple[_Compound, ...]
    direct: tuple[bool, ...]
    before: bool

    def ends_at(self, element: lxml.html.HtmlElement, parent: int, above: int) -> int:
        """The beginnings of the selector that end at `element`, a bit each, by those that end at its `parent` and at
        any element `above` it; the last bit is the whole selector."""
        ends = 0
        for place, compound in enumerate(self.compounds):
            before = parent if place and self.direct[place - 1] else above
            if (not place or before >> (place - 1) & 1) and compound.matches(element):
                ends |= 1 << place
        return ends

    @property
    def weight(self) -> tuple[int, ...]:
        return tuple(map(sum, zip(*(one.weight for one in self.compounds), strict=True)))


@dataclass(slots=True)
class Sheet:
    """The rules of a page that count. `unread` is True where some of them could not be followed."""

    unread: bool = False
    _rules: list[tuple[_Selector, dict[str, str]]] = field(default_factory=list)

    @classmethod
    def read(cls, sheets: Iterable[str]) -> Sheet:
        """The counting rules of the page's style elements; none where nothing is counted."""
        text = _COMMENT.sub(" ", "\n".join(sheets))
        sheet = cls()
        if "counter(" not in text and "counters(" not in text:
            return sheet
        for prelude, body in _rules_of(text):
            wanted = {name: value for name, value in _declarations(body) if _is_of_counting(name, value)}
            counts = any(name != "content" or "counter" in value for name, value in wanted.items())
            if not wanted:
                continue
            for selector in map(_selector, prelude.split(",")):
                if selector is not None:
                    sheet._rules.append((selector, wanted))
                else:
                    sheet.unread |= counts
        if len(sheet._rules) > RULES_MAXIMUM:
            return cls(unread=True)
        sheet._rules.sort(key=lambda rule: rule[0].weight)  # stable: of two alike, the later one holds
        return sheet

    def labels(self, root: lxml.html.HtmlElement) -> dict[lxml.html.HtmlElement, str]:
        """What the sheet counts and prints before elements of the page ("1.2 "), by element."""
        if not self._rules:
            return {}
        counters: defaultdict[str, list[tuple[lxml.html.HtmlElement | None, int]]] = defaultdict(list)
        found: dict[lxml.html.HtmlElement, str] = {}
        matched = [[(0, 0)] for _ in self._rules]  # of each rule: what ends at each open element, and at it or above
        for number, (event, element) in enumerate(_walk(root)):
            if number > 2 * ELEMENTS_MAXIMUM:
                self.unread = True
                break
            if event == "end":
                for ends in matched:
                    ends.pop()
                for stack in counters.values():
                    while stack and stack[-1][0] is element:
                        stack.pop()
                continue
            own, before = self._styles(element, matched)
            _count(own, counters, element.getparent())
            if not before.get("content"):
                continue
            _count(before, counters, element)
            label = _content(before["content"], counters)
            if label is None:
                self.unread |= "counter" in before["content"]
            elif label.strip():
                found[element] = label
        return found

    def _styles(
        self, element: lxml.html.HtmlElement, matched: Sequence[list[tuple[int, int]]]
    ) -> tuple[dict[str, str], dict[str, str]]:
        own: dict[str, str] = {}
        before: dict[str, str] = {}
        for (selector, wanted), open_ones in zip(self._rules, matched, strict=True):
            parent, above = open_ones[-1]
            ends = selector.ends_at(element, parent, above)
            open_ones.append((ends, above | ends))
            if ends >> (len(selector.compounds) - 1):
                (before if selector.before else own).update(wanted)
        if element.get("style") and "counter" in element.get("style"):
            own.update({name: value for name, value in _declarations(element.get("style")) if name in _COUNTING})
        return own, before


_COUNTING = frozenset({"counter-reset", "counter-set", "counter-increment"})


def _is_of_counting(name: str, value: str) -> bool:
    """Whether a declaration counts, or prints a count, or takes one back; what only draws a sign does not."""
    return name in _COUNTING or (name == "content" and ("counter" in value or value in ("none", "normal", "''", '""')))


def _walk(root: lxml.html.HtmlElement) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """Start and end of each element, without recursion, since a page may nest its elements as deep as it likes."""
    return ((event, one) for event, one in etree.iterwalk(root, events=("start", "end")) if isinstance(one.tag, str))


def _rules_of(text: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of the rules that hold on a screen of any size."""
    at = 0
    while (opens := text.find("{", at)) >= 0:
        prelude = text[at:opens].rpartition(";")[2].rpartition("}")[2].strip()
        if prelude.startswith("@") and _AT_SCREEN.match(prelude):
            at = opens + 1
            continue
        end = _end_of_block(text, opens)
        if not prelude.startswith("@"):
            yield prelude, text[opens + 1 : end]
        at = end + 1


def _end_of_block(text: str, opens: int) -> int:
    depth = 0
    for match in _BRACE.finditer(text, opens):
        depth += 1 if match.group() == "{" else -1
        if not depth:
            return match.start()
    return len(text)


def _declarations(body: str) -> Iterator[tuple[str, str]]:
    for declaration in re.split(r";(?=(?:[^\"']*[\"'][^\"']*[\"'])*[^\"']*\Z)", body[:DECLARATIONS_CHARACTERS]):
        name, _, value = declaration.partition(":")
        yield name.strip().lower(), value.replace("!important", "").strip()


DECLARATIONS_CHARACTERS = 2_000
"""A rule that counts has a few declarations; a hostile one would cost the square of its length."""


def _selector(text: str) -> _Selector | None:
    """A selector of names, classes and ids; None for any other."""
    text, count = _PSEUDO.subn("", text.strip())
    parts = re.sub(r"\s*>\s*", " > ", text).split()
    compounds: list[_Compound] = []
    direct: list[bool] = []
    is_child = False
    for part in parts:
        if part == ">":
            is_child = True
            continue
        match = _COMPOUND.match(part)
        if match is None:
            return None
        if compounds:
            direct.append(is_child)
        is_child = False
        named = _PART.findall(match["rest"])
        classes = frozenset(name for sign, name in named if sign == ".")
        ids = frozenset(name for sign, name in named if sign == "#")
        compounds.append(_Compound((match["tag"] or "").lower(), classes, ids))
    return _Selector(tuple(compounds), tuple(direct), bool(count)) if compounds else None


def _count(
    style: dict[str, str],
    counters: defaultdict[str, list[tuple[lxml.html.HtmlElement | None, int]]],
    scope: lxml.html.HtmlElement | None,
) -> None:
    """Reset and step the counters that a style names; a counter that begins here ends with `scope`."""
    for name, value in _steps(style.get("counter-reset", ""), 0):
        if counters[name] and counters[name][-1][0] is scope:
            counters[name].pop()
        counters[name].append((scope, value))
    for name, value in _steps(style.get("counter-increment", ""), 1):
        if not counters[name]:
            counters[name].append((scope, 0))
        owner, count = counters[name].pop()
        counters[name].append((owner, count + value))
    for name, value in _steps(style.get("counter-set", ""), 0):
        if counters[name]:
            counters[name][-1] = (counters[name][-1][0], value)


def _steps(value: str, default: int) -> Iterator[tuple[str, int]]:
    for name, number in _STEPS.findall(value):
        if name.lower() not in ("none", "inherit", "initial"):
            yield name, int(number) if number else default


def _content(value: str, counters: defaultdict[str, list[tuple[lxml.html.HtmlElement | None, int]]]) -> str | None:
    """The text that a `content` prints with its counters; "" where it counts nothing, None where it is not plain."""
    if "counter" not in value:
        return ""
    shown: list[str] = []
    at = 0
    while at < len(value.rstrip()):
        match = _TOKEN.match(value, at)
        if match is None:
            return None
        at = match.end()
        text = match["double"] if match["double"] is not None else match["single"]
        if text is not None:
            shown.append(_ESCAPED.sub(lambda m: chr(int(m[1], 16) % 0x110000) if m[1] else m[2], text))
        elif match["name"]:
            stack = counters[match["name"]]
            shown.append(_as(match["style"], stack[-1][1] if stack else 0))
        else:
            stack = counters[match["names"]]
            shown.append(match["between"].join(_as(match["style2"], count) for _, count in stack or [(None, 0)]))
    return "".join(shown)


def _as(style: str | None, count: int) -> str:
    match (style or "decimal").lower():
        case "lower-roman":
            return roman(count)
        case "upper-roman":
            return roman(count).upper()
        case "lower-alpha" | "lower-latin" if 0 < count <= LETTERS:
            return chr(ord("a") + count - 1)
        case "upper-alpha" | "upper-latin" if 0 < count <= LETTERS:
            return chr(ord("A") + count - 1)
        case "decimal-leading-zero":
            return f"{count:02}"
        case "none":
            return ""
        case _:
            return str(count)


LETTERS = 26
