"""What the page's script asks of the server: messages that are checked before anything is done with them.

The script numbers its actions and sends again what has not been answered, since two clicks in quick succession
may arrive as one message; each is therefore done once, by its number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_LONGEST_REFERENCE_CHARACTERS = 300
_MOST_ACTIONS = 200


@dataclass(frozen=True, slots=True)
class PageAction:
    """One click. `name` is the button's data-action, `reference` its data-reference; `content` the script adds."""

    number: int
    name: str
    reference: str = ""
    content: Any = field(default=None, compare=False)


def read_actions(message: object, after: int) -> list[PageAction]:
    """The actions of `message` that come after number `after`, in order. What is malformed is left out."""
    if not isinstance(message, list):
        return []
    found = {action.number: action for each in message[:_MOST_ACTIONS] if (action := _read(each)) is not None}
    return [found[number] for number in sorted(found) if number > after]


def _read(row: object) -> PageAction | None:
    if not isinstance(row, dict):
        return None
    number, name, reference = row.get("number"), row.get("name"), row.get("reference") or ""
    if type(number) is not int or not isinstance(name, str) or not isinstance(reference, str):
        return None
    if len(reference) > _LONGEST_REFERENCE_CHARACTERS:
        return None
    return PageAction(number, name, reference, row.get("content"))
