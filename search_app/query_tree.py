"""What a query means, as a tree of frozen values. Offsets are code points into the query, half open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """As typed, with its punctuation. Matched by its stem."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stood between quotation marks. Matched literally but for case, white space and kind of quotes."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word, folded, without its star; `start` and `end` take in the star."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Field:
    """A restriction such as area:Southwark. `name` is one of FIELD_NAMES; `value` is without its quotes."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Not:
    part: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Parts with no operator between them: each word only ranks, whatever else is among them must hold."""

    parts: tuple[Node, ...]
    start: int
    end: int


Leaf = Word | Phrase | Prefix
Node = Leaf | Field | Not | And | Or | SideBySide

# Tuples, since making a union of classes anew takes longer than the question that it is for.
_RANKING = (Word, Prefix)
_JOINED = (And, Or, SideBySide)
_ALL_OF = (And, SideBySide)

FIELD_NAMES = ("area", "theme", "section", "report", "year", "type", "grade", "inspectorate")
"""The restrictions that a query can hold, in the order in which messages list them."""


def all_leaves(node: Node) -> Iterator[Leaf | Field]:
    """Every word, phrase, prefix and field, in the order typed."""
    return (leaf for leaf, _ in _leaves(node, negated=False))


def positive_nodes(node: Node) -> Iterator[Leaf | Field]:
    """The words, phrases, prefixes and fields that no NOT governs, in the order typed."""
    return (leaf for leaf, negated in _leaves(node, negated=False) if not negated)


def _leaves(node: Node, *, negated: bool) -> Iterator[tuple[Leaf | Field, bool]]:
    if isinstance(node, Not):
        yield from _leaves(node.part, negated=not negated)
    elif isinstance(node, _JOINED):
        for part in node.parts:
            yield from _leaves(part, negated=negated)
    else:
        yield node, negated


def constraint_of(node: Node) -> Node | None:
    """The part of a query that must hold in every mode, or None where all of it only ranks.

    Words and prefixes side by side contribute nothing. An operator makes everything under it literal; words
    side by side under an operator must then all occur. The tree returned has no SideBySide in it.
    """
    if isinstance(node, _RANKING):
        return None
    if not isinstance(node, SideBySide):
        return _literal(node)
    parts = tuple(hard for part in node.parts if (hard := constraint_of(part)) is not None)
    return _all_of(parts, node) if parts else None


def _literal(node: Node) -> Node:
    if isinstance(node, Not):
        return Not(_literal(node.part), node.start, node.end)
    if isinstance(node, Or):
        return Or(tuple(map(_literal, node.parts)), node.start, node.end)
    if isinstance(node, _ALL_OF):
        return _all_of(tuple(map(_literal, node.parts)), node)
    return node


def _all_of(parts: tuple[Node, ...], place: Node) -> Node:
    return parts[0] if len(parts) == 1 else And(parts, place.start, place.end)
