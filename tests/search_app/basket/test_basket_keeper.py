from __future__ import annotations

from search_app.basket.basket import Basket, BasketKeeper, Quotation

ONE = Basket((Quotation("a-1", "1", 0, "x"),))
EMPTY = ONE.emptied()


def test_only_what_differs_is_a_change() -> None:
    keeper = BasketKeeper()
    keeper.put(ONE)
    keeper.put(ONE)
    assert (keeper.basket, keeper.changes, keeper.before) == (ONE, 1, None)


def test_the_last_change_is_taken_back_once_and_only_where_it_can_be() -> None:
    keeper = BasketKeeper()
    keeper.put(ONE)
    keeper.undo()
    assert keeper.basket == ONE
    keeper.put(EMPTY, undoable=True)
    keeper.undo()
    assert (keeper.basket, keeper.before, keeper.changes) == (ONE, None, 3)


def test_what_another_tab_has_kept_is_no_change_and_cannot_be_taken_back() -> None:
    keeper = BasketKeeper()
    keeper.put(ONE, undoable=True)
    keeper.adopt(EMPTY)
    keeper.undo()
    assert (keeper.basket, keeper.changes) == (EMPTY, 1)
