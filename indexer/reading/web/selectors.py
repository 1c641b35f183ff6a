"""The rules of style sheets that hold on a screen, and which elements their selectors name.

CSS 2.1, chapter 5, with the attributes of Selectors 3. A selector of names, classes, ids and attributes is followed;
of any other `Selector.read` says None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html

SCREEN_PIXELS = 1_280
"""The width of the screen that media queries are asked about: a page may hide on a telephone what it shows here."""

PIXELS_OF = {"px": 1.0, "em": 16.0, "rem": 16.0}

DECLARATIONS_CHARACTERS = 2_000
"""A rule has a few declarations; a hostile one would cost the square of its length."""

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_WIDTH = re.compile(r"\((?:(min|max)-width:|width(>=?|<=?))(\d*\.?\d+)(px|em|rem)\)\Z")
_NAME = r"(?:[\w-]|\\.)+"
_COMPOUND = re.compile(
    rf"(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:[.#]{_NAME}|\[[^\]\"']*(?:\"[^\"]*\"|'[^']*')?\s*\])*)\Z"
)
_PART = re.compile(rf"([.#])({_NAME})|\[\s*([\w-]+)\s*(?:([~^$*|]?=)\s*[\"']?([^\"'\]]*?)[\"']?\s*)?\]")
_PSEUDO = re.compile(r"::?(before|after|marker)\Z", re.IGNORECASE)
_AT_REST = re.compile(r":(?:hover|focus(?:-within|-visible)?|active|checked|target|disabled|invalid|popover-open)\b")
_UNFOLLOWED = re.compile(r":{1,2}[\w-]+(?:\((?:[^()]|\([^()]*\))*\))?")
_AFTER_SIBLING = re.compile(r".*[+~](?!=)", re.DOTALL)
_STEPS = re.compile(r"[^\s>\[]+(?:\[[^\]]*\][^\s>\[]*)*|\[[^\]]*\][^\s>]*|>")
_LAST_DECLARATIONS = re.compile(r";(?=(?:[^\"']*[\"'][^\"']*[\"'])*[^\"']*\Z)")


def rules_of(sheet: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of the rules of a sheet that hold on a screen of a usual width."""
    text = _COMMENT.sub(" ", sheet)
    at = 0
    while (opens := text.find("{", at)) >= 0:
        prelude = text[at:opens].rpartition(";")[2].rpartition("}")[2].strip()
        if _opens_rules(prelude):
            at = opens + 1
            continue
        end = _end_of_block(text, opens)
        if not prelude.startswith("@"):
            yield prelude, text[opens + 1 : end]
        at = end + 1


def _opens_rules(prelude: str) -> bool:
    name, _, query = prelude.partition(" ")
    match name.lower().partition("(")[0]:
        case "@media":
            return holds_on_screen(prelude[len("@media") :])
        case "@layer":
            return True
        case "@supports":
            return not query.strip().lower().startswith("not")
        case _:
            return False


def holds_on_screen(query: str) -> bool:
    """Whether a media query ("screen and (min-width: 40em)") holds on a screen of a usual width."""
    return any(all(map(_holds, one.split(" and "))) for one in " ".join(query.lower().split()).split(","))


def _holds(feature: str) -> bool:
    feature = feature.strip().removeprefix("only ")
    if feature in ("", "all", "screen", "not print"):
        return True
    width = _WIDTH.match(feature.replace(" ", ""))
    if width is None:
        return False
    pixels = float(width[3]) * PIXELS_OF[width[4]]
    is_least = width[1] == "min" or (width[2] or "").startswith(">")
    return pixels <= SCREEN_PIXELS if is_least else pixels >= SCREEN_PIXELS


def _end_of_block(text: str, opens: int) -> int:
    depth = 0
    for match in _BRACE.finditer(text, opens):
        depth += 1 if match.group() == "{" else -1
        if not depth:
            return match.start()
    return len(text)


def declarations(body: str) -> Iterator[tuple[str, str, bool]]:
    """(name, value, whether it is important) of each declaration."""
    for declaration in _LAST_DECLARATIONS.split(body[:DECLARATIONS_CHARACTERS]):
        name, _, value = declaration.partition(":")
        plain = value.replace("!important", "").replace("! important", "")
        yield name.strip().lower(), plain.strip(), plain != value


@dataclass(frozen=True, slots=True)
class _Compound:
    tag: str
    classes: frozenset[str]
    id: str | None
    attributes: tuple[tuple[str, str, str], ...]

    def matches(self, element: lxml.html.HtmlElement) -> bool:
        if self.tag not in ("", "*", element.tag) or (self.id is not None and self.id != element.get("id")):
            return False
        if self.classes and not self.classes <= set(element.get("class", "").split()):
            return False
        return all(_has(element.get(name), sign, value) for name, sign, value in self.attributes)

    @property
    def key(self) -> str:
        """What an element must have to match: by this rules are found."""
        if self.id is not None:
            return f"#{self.id}"
        return f".{min(self.classes)}" if self.classes else self.tag or "*"

    @property
    def weight(self) -> tuple[int, int, int]:
        return int(self.id is not None), len(self.classes) + len(self.attributes), int(self.tag not in ("", "*"))


def _has(own: str | None, sign: str, value: str) -> bool:
    if own is None or not sign:
        return own is not None
    match sign:
        case "~=":
            return value in own.split()
        case "^=":
            return own.startswith(value)
        case "$=":
            return own.endswith(value)
        case "*=":
            return value in own
        case "|=":
            return own == value or own.startswith(f"{value}-")
        case _:
            return own == value


@dataclass(frozen=True, slots=True)
class Selector:
    """Compounds from the outermost in; `direct` says of each but the first whether it is a child of the one before.

    `pseudo` is "before", "after" or "marker" where the selector names such a part of the element, else "".
    """

    compounds: tuple[_Compound, ...]
    direct: tuple[bool, ...]
    pseudo: str

    @classmethod
    def read(cls, text: str) -> Selector | None:
        """A selector of names, classes, ids and attributes; None for any other."""
        pseudo = _PSEUDO.search(text.strip())
        parts = _STEPS.findall(text.strip()[: pseudo.start()] if pseudo else text)
        compounds: list[_Compound] = []
        direct: list[bool] = []
        is_child = False
        for part in parts or (["*"] if pseudo else []):
            if part == ">":
                is_child = True
                continue
            match = _COMPOUND.match(part)
            if match is None:
                return None
            if compounds:
                direct.append(is_child)
            is_child = False
            compounds.append(_compound(match))
        return cls(tuple(compounds), tuple(direct), pseudo[1].lower() if pseudo else "") if compounds else None

    @classmethod
    def read_loosely(cls, text: str) -> Selector | None:
        """A selector that names all that another one may name; None where that never holds by itself."""
        pseudo = _PSEUDO.search(text.strip())
        names = _UNFOLLOWED.sub("", text.strip()[: pseudo.start()] if pseudo else text)
        names = _AFTER_SIBLING.sub("", names).strip() or "*"
        return None if _AT_REST.search(text) else cls.read(f"{names}{pseudo[0] if pseudo else ''}")

    @property
    def key(self) -> str:
        """What the element that it names must have: "#id", ".class", "tag" or "*"."""
        return self.compounds[-1].key

    @property
    def weight(self) -> tuple[int, ...]:
        """Its specificity."""
        return tuple(map(sum, zip(*(one.weight for one in self.compounds), strict=True)))

    def steps_to_match(self, element: lxml.html.HtmlElement) -> tuple[bool, int]:
        """Whether it names an element, and how many elements had to be looked at.

        Goes up once, with all the beginnings of the selector that may still be met, so that elements nested as deep
        as they like are not looked at in every way.
        """
        last = len(self.compounds) - 1
        if not self.compounds[last].matches(element):
            return False, 1
        as_parent, above = self._next(last)
        steps = 1
        at = element.getparent()
        while at is not None and (as_parent or above):
            steps += len(as_parent) + len(above)
            met = [place for place in {*as_parent, *above} if self.compounds[place].matches(at)]
            as_parent = set()
            for place in met:
                parents, others = self._next(place)
                if place == 0:
                    return True, steps
                as_parent |= parents
                above = above | others
            at = at.getparent()
        return last == 0, steps

    def _next(self, place: int) -> tuple[set[int], set[int]]:
        """Which compound has to match the parent of what the one at `place` matched, and which any element above."""
        if not place:
            return set(), set()
        return ({place - 1}, set()) if self.direct[place - 1] else (set(), {place - 1})


def _compound(match: re.Match[str]) -> _Compound:
    found = _PART.findall(match["rest"])
    names = [(sign, re.sub(r"\\(.)", r"\1", name)) for sign, name, *_ in found if sign]
    return _Compound(
        (match["tag"] or "").lower(),
        frozenset(name for sign, name in names if sign == "."),
        next((name for sign, name in names if sign == "#"), None),
        tuple((name.lower(), sign, value) for _, _, name, sign, value in found if name),
    )
