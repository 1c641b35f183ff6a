"""What a visitor's session keeps of the basket: the basket now, the one before, and how often it was changed here."""

from __future__ import annotations

from search_app.evidence import Basket


class BasketKeeper:
    """The one place that changes while the basket itself is a value; whoever holds it sees the basket as it is now."""

    def __init__(self) -> None:
        self.basket = Basket()
        self.before: Basket | None = None
        self.changes = 0

    def put(self, changed: Basket, *, undoable: bool = False) -> None:
        """Keeps what this visitor has changed. The browser is told to keep it, too, by the count of changes."""
        if changed != self.basket:
            self.before = self.basket if undoable else None
            self.basket = changed
            self.changes += 1

    def adopt(self, kept: Basket) -> None:
        """Keeps what the browser has kept already: no change of this session's own."""
        self.basket = kept
        self.before = None

    def undo(self) -> None:
        """Takes back the last change where that can be."""
        if self.before is not None:
            self.put(self.before)
