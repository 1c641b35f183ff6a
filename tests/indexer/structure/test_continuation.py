from __future__ import annotations

import pytest

from indexer.records import ElementKind
from indexer.structure.blocks import Block, BlockShape, join_lines, vocabulary
from indexer.structure.numbering import continues, ended, mid_sentence
from indexer.structure.pieces import Piece

LONG = (
    "Many of the case managers whom we met said that in their view the training had not yet helped and that many felt"
)


def _piece(text: str, kind: ElementKind = ElementKind.PROSE) -> Piece:
    return Piece(kind, text, number="1.1" if kind is ElementKind.PARAGRAPH else None)


def _text(text: str, joins: bool | None = None) -> Block:
    return Block(BlockShape.TEXT, text, joins=joins)


@pytest.mark.parametrize(
    "text", ["It was good.", "It was ‘good.’", 'it ever since."', "as follows:", "cases.¹", "why?)"]
)
def test_a_sentence_that_has_ended(text: str) -> None:
    assert ended(text)


@pytest.mark.parametrize("text", ["workers to", "in the", "cases, and", "for example,"])
def test_a_sentence_that_cannot_have_ended(text: str) -> None:
    assert mid_sentence(text)
    assert not ended(text)


def test_lower_case_goes_on_from_an_unfinished_sentence() -> None:
    assert continues(_piece(LONG), _text("they would benefit from more."), dotted=False)


def test_a_finished_paragraph_is_not_joined() -> None:
    assert not continues(_piece("It was good."), _text("Staff were keen."), dotted=False)


def test_anything_unmarked_goes_on_from_a_numbered_paragraph_where_all_are_numbered() -> None:
    before = _piece("This was done by the service alone.", ElementKind.PARAGRAPH)
    assert continues(before, _text("In one, we saw more."), dotted=True)
    assert not continues(before, _text("In one, we saw more."), dotted=False)


def test_what_the_layout_says_is_final() -> None:
    before = _piece("It was good.")
    assert continues(before, _text("Staff were keen.", joins=True), dotted=False)
    assert not continues(_piece("helped them to"), _text("do better.", joins=False), dotted=True)


def test_a_false_bullet_goes_on_from_a_numbered_paragraph() -> None:
    before = _piece("This enabled workers to", ElementKind.PARAGRAPH)
    bullet = Block(BlockShape.ITEM, "focus their time.", mark="-")
    assert continues(before, bullet, dotted=True)


def test_lower_case_bullets_of_a_list_stay_apart() -> None:
    before = _piece("intake for families", ElementKind.BULLET)
    assert not continues(before, Block(BlockShape.ITEM, "practice groups", mark="-"), dotted=False)
    assert not continues(
        _piece("late plans, and", ElementKind.BULLET), Block(BlockShape.ITEM, "late reviews", mark="-"), dotted=False
    )


def test_a_list_after_a_colon_stays_apart() -> None:
    before = _piece("The areas were:", ElementKind.PARAGRAPH)
    assert not continues(before, Block(BlockShape.ITEM, "late plans", mark="-"), dotted=True)


def test_a_subtitle_under_a_heading_is_not_half_a_sentence() -> None:
    subtitle = _piece(
        "Model of case management that the service developed, abridged from what its managers supplied to us"
    )
    assert not continues(subtitle, _text("The service began in 2013."), dotted=False, after_heading=True)


WORDS = vocabulary(["recommendations were made", "a multi-agency team", "information sharing"])


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["one line", "and another"], "one line and another"),
        (["multi-", "agency work"], "multi-agency work"),
        (["multi\ufffe", "agency work"], "multi-agency work"),
        (["the recommen-", "dations"], "the recommendations"),
        (["soft\u00ad", "ware"], "software"),
        (["in 2014–", "15 it fell"], "in 2014–15 it fell"),
        (["parents/", "carers"], "parents/carers"),
        (["it fell –", "and rose"], "it fell – and rose"),
        (["well-", "known and", "liked"], "well-known and liked"),
        (["16-", "to 17-year-olds"], "16-to 17-year-olds"),
        (["", "alone"], "alone"),
        (["soft\u00adware and", "more"], "software and more"),
        (["ends in multi\ufffe"], "ends in multi-"),
    ],
)
def test_lines_are_joined_as_the_words_are_written_elsewhere(lines: list[str], joined: str) -> None:
    assert join_lines(lines, WORDS) == joined


def test_a_title_does_not_go_on_from_a_numbered_paragraph_that_has_ended() -> None:
    before = _piece("This was done by the service alone.", ElementKind.PARAGRAPH)
    assert not continues(before, _text("Reviews of the plans for children who are in custody"), dotted=True)
    unended = _piece("This was done by the", ElementKind.PARAGRAPH)
    assert continues(unended, _text("Reviewing officers of the service"), dotted=True)
