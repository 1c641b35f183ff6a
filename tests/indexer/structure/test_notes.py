from __future__ import annotations

from indexer.records import ElementKind
from indexer.structure.body import without_note_marks
from indexer.structure.pieces import Piece

NOTE = Piece(ElementKind.FOOTNOTE, "1 Counted over a year.")


def _text(text: str, *others: Piece) -> str:
    return without_note_marks([Piece(ElementKind.PROSE, text), *others])[0].text


def test_a_mark_with_a_footnote_leaves_the_sentence() -> None:
    assert _text("The rate¹ was high.", NOTE) == "The rate was high."
    assert _text("It was high. ¹ It fell.", NOTE) == "It was high. It fell."
    assert _text("It was high.¹", NOTE) == "It was high."


def test_a_raised_number_without_a_footnote_stays() -> None:
    assert _text("an area of 5 km²", NOTE) == "an area of 5 km²"
    assert _text("The rate¹ was high.") == "The rate¹ was high."


def test_the_footnote_keeps_its_own_mark_and_the_piece_remembers_it() -> None:
    prose, note = without_note_marks(
        [Piece(ElementKind.PROSE, "The rate¹ was high."), Piece(ElementKind.FOOTNOTE, "¹ A note.")]
    )
    assert note.text == "¹ A note."
    assert prose.aside == "1"
