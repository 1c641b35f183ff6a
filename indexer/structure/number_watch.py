"""Follows the paragraph numbers down the pages, to tell them from years and amounts that begin a line."""

from __future__ import annotations


class NumberWatch:
    """Remembers the last paragraph number of a document."""

    def __init__(self) -> None:
        self._last: tuple[int, ...] = ()

    def follows(self, mark: str) -> bool:
        """Whether `mark` is due next: the next number, the first of the next section, or a section's own number."""
        parts = _parts(mark)
        last = self._last
        if not last:
            return parts[-1] == 1
        if len(parts) == len(last):
            next_here = parts[:-1] == last[:-1] and parts[-1] == last[-1] + 1
            return next_here or (len(parts) > 1 and parts[0] == last[0] + 1 and parts[-1] == 1)
        if len(parts) > len(last):
            return parts[0] in (last[0], last[0] + 1) and parts[-1] == 1
        return parts[0] == last[0] + 1

    def saw(self, mark: str) -> None:
        """Take note that `mark` stands before a paragraph."""
        self._last = _parts(mark)


def _parts(mark: str) -> tuple[int, ...]:
    return tuple(int(part) for part in mark.strip(".)").split("."))
