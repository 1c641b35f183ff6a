from __future__ import annotations

from indexer.records import Accounting, ElementKind
from indexer.structure.blocks import Block, BlockShape, Source
from indexer.structure.pieces import Piece
from indexer.structure.report import about_digits, about_lost, account_for


def test_every_character_is_found_by_kind() -> None:
    pieces = [
        Piece(ElementKind.HEADING, "Summary"),
        Piece(ElementKind.PARAGRAPH, "It was good.", aside="1.1."),
        Piece(ElementKind.FURNITURE, "Page 3"),
    ]
    accounting = account_for("Page 3 Summary 1.1. It was good.".replace(" ", ""), pieces)
    assert accounting == Accounting(printed=26, lost=0, headings=7, chunks=14, furniture=5)
    assert about_lost(accounting) == []


def test_a_lost_line_is_counted_and_said() -> None:
    accounting = account_for("It was good. It was late.", [Piece(ElementKind.PROSE, "It was good.")])
    assert accounting.lost == 10
    (finding,) = about_lost(accounting)
    assert finding.code == "characters-lost"
    assert finding.message.startswith("10 of 20 printed characters (50.0%)")


def test_a_hyphen_that_only_broke_a_line_is_not_lost() -> None:
    assert account_for("recommen-dations", [Piece(ElementKind.PROSE, "recommendations")]).lost == 0


def test_raised_and_plain_digits_are_the_same_print() -> None:
    assert account_for("rate1", [Piece(ElementKind.PROSE, "rate¹")]).lost == 0


def test_a_lost_figure_is_said_with_its_page() -> None:
    blocks = Block(BlockShape.TEXT, "Five (%) fell.", pages=(2, 2)), Block(BlockShape.TEXT, "In 2014.", pages=(1, 1))
    source = Source(blocks, "In2014.Five(3%)fell.", printed_pages=("In2014.", "Five(3%)fell."))
    pieces = [Piece(ElementKind.PROSE, block.text, pages=block.pages) for block in blocks]
    (finding,) = about_digits(source, pieces)
    assert (finding.code, finding.page) == ("digits-lost", 2)
    assert about_digits(source, [*pieces, Piece(ElementKind.FOOTNOTE, "³")]) == []
