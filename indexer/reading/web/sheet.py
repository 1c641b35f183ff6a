"""What the style sheets of a page say of its elements, as far as plain rules say it: whether they are shown, which
mark their lists print, what is counted and printed before them.

CSS 2.1, chapters 6 (cascade), 12.4 (counters) and 12.5 (lists). Of a rule that cannot be
followed it is known at least which elements it may be about.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import lxml.html
from lxml import etree

from indexer.reading.inline import roman
from indexer.reading.web.selectors import Selector, declarations, rules_of

RULES_MAXIMUM = 20_000
"""Of those that say anything of what is read here; a saved page with its whole framework has a few hundred."""

ELEMENTS_MAXIMUM = 50_000
"""No report has so many; of a page with more the rest is not styled, which is said."""

STEPS_MAXIMUM = 1_000_000
"""Elements that are looked at for all selectors together: a few seconds; more is no page of a report."""

_TOKEN = re.compile(
    r"\s*(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'"
    r"|counter\(\s*(?P<name>[\w-]+)\s*(?:,\s*(?P<style>[\w-]+)\s*)?\)"
    r"|counters\(\s*(?P<names>[\w-]+)\s*,\s*[\"'](?P<between>[^\"']*)[\"']\s*(?:,\s*(?P<style2>[\w-]+)\s*)?\)"
    r"|attr\(\s*(?P<attribute>[\w-]+)\s*\))",
    re.IGNORECASE,
)
_STEP = re.compile(r"(-?[A-Za-z_][\w-]*)(?:\s+(-?\d{1,6})(?!\d))?")
_ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)")

_NUMBER = re.compile(r"\s*(?:[A-Za-z]{1,9}\.?\s+)?[\[(]?\d{1,4}(?:\.\d{1,3}){0,4}[A-Za-z]?[\])]?[.:)]?\s*\Z")

_COUNTING = frozenset({"counter-reset", "counter-set", "counter-increment"})
_SHOWING = frozenset({"display", "visibility"})
_SHORT = {"list-style": "list-style-type", "text-decoration-line": "text-decoration"}
_WANTED = _COUNTING | {
    "content", "display", "visibility", "mso-hide", "clip", "list-style-type", "text-decoration", "left", "text-indent"
}  # fmt: skip
_LIST_ITEM = "list-item"
"""The counter that every browser keeps of the items of lists."""


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: Selector
    wanted: tuple[tuple[str, str, bool], ...]
    order: tuple[tuple[int, ...], int]
    loose: bool


@dataclass(slots=True)
class Sheet:
    """The rules of a page that say something of what is read.

    `unread` is True where some that count elements of the page were not followed, `too_large` where the page was not
    followed to its end.
    """

    unread: bool = False
    too_large: bool = False
    _rules: dict[str, list[_Rule]] = field(default_factory=dict)
    _styles: dict[lxml.html.HtmlElement, dict[str, dict[str, str]]] = field(default_factory=dict)
    _steps: int = 0

    @classmethod
    def read(cls, sheets: Iterable[str]) -> Sheet:
        """The rules of the page's style sheets."""
        sheet = cls()
        count = 0
        for prelude, body in rules_of("\n".join(sheets)):
            wanted = _wanted(body)
            if not wanted:
                continue
            for text in prelude.split(","):
                exact = Selector.read(text)
                selector = exact or Selector.read_loosely(text)
                if selector is None:
                    continue
                count += 1
                rule = _Rule(selector, wanted, (selector.weight, count), exact is None)  # of two alike, the later holds
                sheet._rules.setdefault(selector.key, []).append(rule)
        return sheet if count <= RULES_MAXIMUM else cls(unread=True, too_large=True)

    def apply(self, root: lxml.html.HtmlElement) -> None:
        """Find out what is said of the elements of a page, before anything is taken out of it."""
        for number, element in enumerate(root.iter(etree.Element)):
            if number > ELEMENTS_MAXIMUM or self._steps > STEPS_MAXIMUM:
                self.too_large = bool(self._rules)
                break
            found = self._of(element)
            if found:
                self._styles[element] = found

    def _of(self, element: lxml.html.HtmlElement) -> dict[str, dict[str, str]]:
        keys = ["*", element.tag, f"#{element.get('id')}", *(f".{name}" for name in element.get("class", "").split())]
        matched: list[_Rule] = []
        for rule in (rule for key in dict.fromkeys(keys) for rule in self._rules.get(key, ())):
            is_match, steps = rule.selector.steps_to_match(element)
            self._steps += steps
            if is_match:
                matched.append(rule)
        loosely = [one for rule in matched if rule.loose for one in rule.wanted]
        self.unread |= any(map(_counts, loosely))
        matched = sorted((rule for rule in matched if not rule.loose), key=lambda rule: rule.order)
        own = _wanted(element.get("style", ""))
        found: dict[str, dict[str, str]] = {}
        for important in (False, True):
            for rule in matched:
                said = {name: value for name, value, is_important in rule.wanted if is_important == important}
                found.setdefault(rule.selector.pseudo, {}).update(said)
            found.setdefault("", {}).update({name: value for name, value, is_one in own if is_one == important})
        if any(name in _SHOWING and not value.startswith(("none", "hidden")) for name, value, _ in loosely):
            found[""] = {name: value for name, value in found[""].items() if name not in _SHOWING}  # may be shown
        return {part: style for part, style in found.items() if style}

    def style_of(self, element: lxml.html.HtmlElement) -> dict[str, str]:
        """The declarations that hold for an element of the page that was applied to, by name."""
        return self._styles.get(element, {}).get("", {})

    def forget(self, element: lxml.html.HtmlElement) -> None:
        """Count and print nothing for an element that is not displayed."""
        self._styles.pop(element, None)

    def list_style(self, element: lxml.html.HtmlElement) -> str | None:
        """The kind of mark that is said of a list or of an item ("lower-roman", "none"); None where nothing is."""
        words = self.style_of(element).get("list-style-type", "").lower().split()
        return next((word for word in words if word in LIST_STYLES), None)

    def signs(self) -> Iterator[tuple[lxml.html.HtmlElement, str, str]]:
        """(element, what is printed before it, what after it), where that is a quotation mark, a sign or a figure."""
        for element, style in self._styles.items():
            if element.tag != "li":  # what stands before items are their marks
                before, after = (_sign(style.get(part, {}).get("content", "")) for part in ("before", "after"))
                if before or after:
                    yield element, before, after

    def labels(self, root: lxml.html.HtmlElement) -> dict[lxml.html.HtmlElement, str]:
        """What is counted and printed before elements of the page ("1.2 "), by element."""
        if not any(part for style in self._styles.values() for part in style):
            return {}
        counters: _Counters = defaultdict(list)
        found: dict[lxml.html.HtmlElement, str] = {}
        for event, element in _walk(root):
            if event == "end":
                for stack in counters.values():
                    while stack and stack[-1][0] is element:
                        stack.pop()
                continue
            style = self._styles.get(element, {})
            _count_items(element, counters)
            _count(style.get("", {}), counters, element.getparent())
            before = style.get("before") or style.get("marker", {})
            if not before.get("content"):
                continue
            _count(before, counters, element)
            label = _content(before["content"], counters, element)
            if label is None:
                self.unread |= "counter" in before["content"]
            elif label.strip():
                found[element] = label
        return found


_Counters = defaultdict[str, list[tuple[lxml.html.HtmlElement | None, int]]]

LIST_STYLES = frozenset(
    {"none", "decimal", "decimal-leading-zero", "lower-roman", "upper-roman", "lower-alpha", "lower-latin",
     "upper-alpha", "upper-latin", "disc", "circle", "square"}
)  # fmt: skip
"""The kinds of marks that a list can have."""


def _wanted(body: str) -> tuple[tuple[str, str, bool], ...]:
    found = declarations(body) if body else ()
    said = ((_SHORT.get(name, name), value, is_important) for name, value, is_important in found)
    return tuple(one for one in said if one[0] in _WANTED)


def _counts(declaration: tuple[str, str, bool]) -> bool:
    name, value, _ = declaration
    return name in _COUNTING or (name == "content" and ("counter" in value or "attr" in value))


def _walk(root: lxml.html.HtmlElement) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """Start and end of each element, without recursion, since a page may nest its elements as deep as it likes."""
    return ((event, one) for event, one in etree.iterwalk(root, events=("start", "end")) if isinstance(one.tag, str))


def _count_items(element: lxml.html.HtmlElement, counters: _Counters) -> None:
    if element.tag in ("ol", "ul"):
        counters[_LIST_ITEM].append((element, _whole(element.get("start"), 1) - 1))
    elif element.tag == "li" and counters[_LIST_ITEM]:
        owner, count = counters[_LIST_ITEM].pop()
        counters[_LIST_ITEM].append((owner, _whole(element.get("value"), count + 1)))


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\s*-?\d{1,6}\s*", text, re.ASCII) else otherwise


def _count(style: dict[str, str], counters: _Counters, scope: lxml.html.HtmlElement | None) -> None:
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
    for name, number in _STEP.findall(value):
        if name.lower() not in ("none", "inherit", "initial"):
            yield name, int(number) if number else default


def _content(value: str, counters: _Counters, element: lxml.html.HtmlElement, *, signs: bool = False) -> str | None:
    """The text that a `content` prints; "" where it only draws a sign, None where it is not plain."""
    shown: list[str] = []
    at = 0
    while at < len(value.rstrip()):
        match = _TOKEN.match(value, at)
        if match is None:
            return None
        at = match.end()
        text = match["double"] if match["double"] is not None else match["single"]
        if text is not None:
            shown.append(_ESCAPED.sub(_unescaped, text))
        elif match["attribute"]:
            shown.append(element.get(match["attribute"].lower(), ""))
        elif match["name"]:
            stack = counters[match["name"]]
            shown.append(formatted(stack[-1][1] if stack else 0, match["style"]))
        else:
            stack = counters[match["names"]]
            counts = [count for _, count in stack] or [0]
            shown.append(match["between"].join(formatted(count, match["style2"]) for count in counts))
    label = "".join(shown)
    return label if signs or "counter" in value or _NUMBER.match(label) else ""


_SIGN = re.compile(r"[“”‘’\"'«»%£€–—…\d.,:;()\s]*[“”‘’\"'«»%£€\d][“”‘’\"'«»%£€–—…\d.,:;()\s]*\Z")
_QUOTES = {"open-quote": "“", "close-quote": "”"}


def _sign(value: str) -> str:
    """The text of a `content` that is nothing but a sign or a figure; "" for any other."""
    if value in _QUOTES or "(" in value.partition('"')[0].partition("'")[0]:
        return _QUOTES.get(value, "")
    text = _content(value, defaultdict(list), lxml.html.Element("p"), signs=True) or ""
    return text.strip() if _SIGN.match(text) and not _NUMBER.match(text) else ""


def _unescaped(match: re.Match[str]) -> str:
    if not match[1]:
        return match[2]
    code = int(match[1], 16)
    return chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"


def formatted(count: int, style: str | None) -> str:
    """A number in one of the styles of CSS; an unknown style shows it as a decimal."""
    match (style or "decimal").lower():
        case "lower-roman":
            return roman(count)
        case "upper-roman":
            return roman(count).upper()
        case "lower-alpha" | "lower-latin" if count > 0:
            return _letters(count)
        case "upper-alpha" | "upper-latin" if count > 0:
            return _letters(count).upper()
        case "decimal-leading-zero":
            return f"{count:02}"
        case "none":
            return ""
        case _:
            return str(count)


def _letters(number: int) -> str:
    """a to z, then aa, ab: a browser counts with letters as with digits."""
    text = ""
    while number > 0:
        number, rest = divmod(number - 1, LETTERS)
        text = chr(ord("a") + rest) + text
    return text


LETTERS = 26
