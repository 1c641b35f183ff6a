from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.records import ElementKind
from indexer.structure.blocks import Block, BlockShape, NumberWatch, with_quoted_numbers_in_words
from indexer.structure.body import body_pieces
from indexer.structure.numbering import check_numbering, numbers_all, paragraph_number, uses_dotted_numbers
from indexer.structure.pieces import Piece
from tests.indexer.reading.readings import read_letter


def _paragraphs(*numbers: str) -> list[Piece]:
    return [Piece(ElementKind.PARAGRAPH, "Words.", number=number, pages=(3, 3)) for number in numbers]


@pytest.mark.parametrize(
    ("mark", "number"),
    [
        ("1.1.", "1.1"),
        ("2.4", "2.4"),
        ("26.", "26"),
        ("7)", "7"),
        ("iv.", None),
        ("•", None),
        ("1.2.3", "1.2.3"),
        ("2A.", "2A"),
        ("[12]", "12"),
        ("(3)", "3"),
        ("Paragraph 4:", "4"),
    ],
)
def test_a_mark_gives_the_number_without_its_dot(mark: str, number: str | None) -> None:
    assert paragraph_number(mark) == number


def test_two_dotted_marks_make_a_report_that_numbers_by_section() -> None:
    dotted = [Block(BlockShape.ITEM, "Words.", mark=f"1.{n}.") for n in (1, 2)]
    whole = [Block(BlockShape.ITEM, "Words.", mark=f"{n}.") for n in (1, 2, 3)]
    assert uses_dotted_numbers(dotted)
    assert not uses_dotted_numbers(whole)
    assert not uses_dotted_numbers(dotted[:1])


def test_whole_numbering_has_no_findings() -> None:
    assert check_numbering(_paragraphs("1", "2", "3")) == []
    assert check_numbering(_paragraphs("1.1", "1.2", "2.1", "2.2")) == []


def test_a_gap_is_found_with_its_page() -> None:
    (finding,) = check_numbering(_paragraphs("1.1", "1.3"))
    assert finding.code == "numbering-gap"
    assert finding.page == 3
    assert finding.message == "Paragraph 1.2 is missing before paragraph 1.3: look at the original there."


def test_a_wide_gap_names_its_ends() -> None:
    (finding,) = check_numbering(_paragraphs("1", "5"))
    assert finding.message.startswith("Paragraphs 2 to 4 are missing before paragraph 5")


def test_a_repeat_is_found() -> None:
    (finding,) = check_numbering(_paragraphs("1", "2", "2", "3"))
    assert finding.code == "numbering-repeat"
    assert finding.message.startswith("Paragraph 2 comes after 2")


def test_a_section_that_begins_late_is_a_gap() -> None:
    (finding,) = check_numbering(_paragraphs("1.1", "2.2"))
    assert "2.1" in finding.message


@pytest.mark.parametrize(
    ("seen", "mark", "due"),
    [
        (None, "1.", True), (None, "1.1.", True), (None, "15.", False),
        ("14.", "15.", True), ("14.", "16.", False), ("14.", "38.3", False),
        ("1.4.", "1.5.", True), ("1.4.", "2.1.", True), ("1.4.", "2.", True), ("1.4.", "5.", False),
        ("2.", "2.1.", True),
    ],
)  # fmt: skip
def test_the_next_number_is_due(seen: str | None, mark: str, due: bool) -> None:
    watch = NumberWatch()
    if seen:
        watch.saw(seen)
    assert watch.follows(mark) is due


def test_dotted_marks_quoted_in_a_report_do_not_make_it_one_that_numbers_by_section() -> None:
    marks = ["1.", "2.", "3.", "3.1", "3.2", "4.", "5.", "6."]
    assert not uses_dotted_numbers([Block(BlockShape.ITEM, "Words.", mark=mark) for mark in marks])


def test_a_list_inside_a_paragraph_does_not_break_the_numbers_round_it() -> None:
    findings = check_numbering(_paragraphs("1", "2", "1", "2", "3", "3", "4"))
    assert [finding.code for finding in findings] == ["numbering-repeat"]


def test_a_paragraph_with_a_letter_stands_between_two_numbers() -> None:
    assert check_numbering(_paragraphs("1", "2", "2A", "2B", "3")) == []


def _numbered(*joins: bool | None) -> list[Block]:
    """Numbered paragraphs, each with a text after it about which the layout says `joins`."""
    blocks: list[Block] = [Block(BlockShape.ITEM, "Words.", mark=f"{n}.", joins=False) for n in range(1, 9)]
    return [*blocks, *(each for join in joins for each in (blocks[0], Block(BlockShape.TEXT, "More.", joins=join)))]


def test_a_report_numbers_all_where_nothing_else_follows_a_number_inside_a_page() -> None:
    assert numbers_all(_numbered())
    assert numbers_all(_numbered(None, True))
    assert not numbers_all(_numbered(None, False))
    assert not numbers_all(_numbered()[:4])


def test_what_the_top_of_a_page_has_after_a_numbered_paragraph_goes_on_from_it_where_all_are_numbered() -> None:
    top = Block(BlockShape.TEXT, "They were made in time.", pages=(2, 2), joins=None)
    marked = [replace(block, pages=(1, 1)) for block in _numbered()]
    marked.insert(0, Block(BlockShape.HEADING, "Planning", pages=(1, 1), emphasised=True, joins=False))
    assert [piece.number for piece in body_pieces([*marked, top])][-2:] == ["7", "8"]
    prose = replace(top, pages=(1, 1), joins=False)
    assert [piece.number for piece in body_pieces([*marked[:2], prose, *marked[2:], top])][-2:] == ["8", None]


@pytest.mark.parametrize(
    ("printed", "left"),
    [
        ("1 2 3 23 4 5 6", "1 2 3 4 5 6"),
        ("1 2 3 40 41 42 4 5 6 7", "1 2 3 4 5 6 7"),
        ("1 2 3 1 2 3 4 5 6 7", "1 2 3 1 2 3 4 5 6 7"),  # a list inside paragraph 3
        ("7 8 9 10 11 9 12 13", "7 8 9 10 11 9 12 13"),  # a slip
        ("1 2 3 4 5 9 10 11", "1 2 3 4 5 9 10 11"),  # a gap
        ("1 2 23 3 4", "1 2 23 3 4"),  # too few to tell
    ],
)
def test_the_number_of_a_quoted_paragraph_is_one_of_its_words(printed: str, left: str) -> None:
    blocks = [Block(BlockShape.ITEM, "Plans were late.", mark=f"{number}.") for number in printed.split()]
    read = with_quoted_numbers_in_words(blocks)
    assert " ".join(block.mark.rstrip(".") for block in read if block.mark) == left
    assert all(block.text[:1].isdigit() for block in read if not block.mark)


def test_a_list_that_begins_again_after_a_point_that_ends_in_a_comma_keeps_its_number() -> None:
    letter = "## Summary\n\n1. Plans were made.\n\n2. They held:\n\n- staff,\n\n1. Reviews were late.\n\n2. So was it."
    report = read_letter(letter)
    assert [report.text[e.start : e.end] for e in report.elements if e.number == "1"] == [
        "Plans were made.", "Reviews were late.",
    ]  # fmt: skip


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
@pytest.mark.parametrize(
    ("marks", "numbers"),
    [
        ("998. 999. 1000. 1000a. 1001.", "998 999 1000 1000a 1001"),
        ("12. 12a. 12b. 13. 13AA.", "12 12a 12b 13 13AA"),
        ("2.3 2.4 2.4a 2.5", "2.3 2.4 2.4a 2.5"),
        ("3. 4. 2016. 5. 3p. 6.", "3 4 5 6"),  # a year and an amount, which are not due
    ],
)
def test_a_number_that_may_be_a_year_or_an_amount_is_one_where_it_is_due(marks: str, numbers: str, gap: str) -> None:
    letter = "## Summary\n\n" + gap.join(f"{mark} Plans were late in most of the cases." for mark in marks.split())
    assert " ".join(e.number for e in read_letter(letter).elements if e.number) == numbers


@pytest.mark.parametrize("point", ["whom to work with", "who has it", "what they are in", "who they are"])
def test_a_list_that_begins_again_after_a_point_that_ends_in_a_small_word_keeps_its_number(point: str) -> None:
    letter = (
        f"## Summary\n\n1. Plans were made.\n\n2. Staff knew:\n\n- why,\n- {point}\n- how\n\n- {point}\n\n1. Reviews."
    )
    report = read_letter(letter)
    found = [(e.number, report.text[e.start : e.end]) for e in report.elements if e.kind.value != "heading"]
    assert found[2:] == [(None, "why,"), (None, point), (None, "how"), (None, point), ("1", "Reviews.")]


@pytest.mark.parametrize(
    ("starts", "numbers"),
    [
        ("1. 2. A1. A2. A3.", "1 2 A1 A2 A3"),
        ("1.1 A1.1 A1.2 A2.1 B1 B2 B3", "1.1 A1.1 A1.2 A2.1 B1 B2 B3"),
        ("1. A1 A2 2.", "1 2"),  # too few to tell
        ("1. M25 M6 M1 2.", "1 2"),
    ],
)
def test_letters_before_numbers_that_count_up_are_those_of_an_annex(starts: str, numbers: str) -> None:
    letter = "## Summary\n\n" + "\n\n".join(
        f"{start} Plans were late in most of the cases." for start in starts.split()
    )
    report = read_letter(letter)
    assert " ".join(e.number for e in report.elements if e.number) == numbers
    assert not [finding for finding in report.findings if finding.code in ("characters-lost", "numbering-repeat")]


def test_a_bold_line_with_a_roman_number_is_the_heading_of_a_part() -> None:
    part = Block(BlockShape.ITEM, "Safety", mark="II.", emphasised=True)
    point = replace(part, mark="ii.")
    assert [piece.kind for piece in body_pieces([part, point])] == [ElementKind.HEADING, ElementKind.BULLET]


def test_numbered_sentences_that_a_page_sets_as_headings_are_paragraphs() -> None:
    sentence = "Plans were late in most of the cases seen."
    report = read_letter(
        f"## Summary\n\n### 1. {sentence}\n\n### 2. {sentence}\n\n### 3. Reviews of plans\n\nThey were late."
    )
    assert [e.number for e in report.elements if e.kind is ElementKind.PARAGRAPH] == ["1", "2"]
    assert [section.heading for section in report.sections] == ["Summary", "Reviews of plans"]
