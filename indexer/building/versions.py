"""Two versions of one report: which of them counts, and what one says otherwise than the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from indexer.records import CHUNK_KINDS, Element, ElementKind, Finding, Report

DIFFERENCES_MAXIMUM = 40
"""More than a person reads; that there are more is said."""

_AROUND_WORDS = 3
_SHOWN_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Told:
    """What a person said of reports that are nearly the same, by the names of their files inside the folder.

    `newest` count before those that they are like; `both` count beside them.
    """

    newest: Collection[str] = frozenset()
    both: Collection[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.newest or self.both)


def differences(older: Report, newer: Report) -> tuple[Finding, ...]:
    """What `newer` says otherwise than `older`, paragraph by paragraph, with the pages of `newer`."""
    found = list(_differences(older, newer))
    shown = found[:DIFFERENCES_MAXIMUM]
    if len(found) > len(shown):
        shown.append(Finding("version-differs", f"{len(found) - len(shown)} more paragraphs differ."))
    return tuple(shown)


def _differences(older: Report, newer: Report) -> Iterator[Finding]:
    before, after = ([e for e in report.elements if e.kind in CHUNK_KINDS] for report in (older, newer))
    old_texts, new_texts = [_text(older, e) for e in before], [_text(newer, e) for e in after]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old_texts, new_texts, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for old, new in zip_longest(before[i1:i2], after[j1:j2]):
            if new is None:
                yield _finding(old, f"is not in the newer version: “{_short(_text(older, old))}”")
            elif old is None:
                yield _finding(new, f"is new: “{_short(_text(newer, new))}”", new.pages)
            else:
                yield _finding(new, _changes(_text(older, old), _text(newer, new)), new.pages)


def _text(report: Report, element: Element) -> str:
    return report.text[element.start : element.end]


def _finding(element: Element, words: str, pages: tuple[int, int] | None = None) -> Finding:
    named = f"Paragraph {element.number}" if element.kind is ElementKind.PARAGRAPH else f"A {element.kind.value}"
    return Finding("version-differs", f"{named} {words}.", pages[0] if pages else None)


def _changes(old: str, new: str) -> str:
    """The words that differ, with a few that stand before and after them."""
    before, after = old.split(), new.split()
    changed = [op for op in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if op[0] != "equal"]
    if not changed:
        return "differs only in its spacing"
    said = (f"“{_around(before, i1, i2)}” is now “{_around(after, j1, j2)}”" for _, i1, i2, j1, j2 in changed[:3])
    more = f", and {len(changed) - 3} more changes" if len(changed) > 3 else ""
    return f"differs: {'; '.join(said)}{more}"


def _around(words: Sequence[str], start: int, end: int) -> str:
    return _short(" ".join(words[max(0, start - _AROUND_WORDS) : end + _AROUND_WORDS]))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS].rstrip()} …"
