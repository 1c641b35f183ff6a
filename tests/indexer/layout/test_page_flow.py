from __future__ import annotations

from indexer.layout.frames import Page, Rule
from indexer.layout.pages import source_of
from indexer.structure.blocks import Block, BlockShape
from tests.indexer.structure.printing import box, columns, line, page

WIDE = "a line of text that is long enough to fill the whole measure of the page"
WIDTH_OF_WIDE = 70 + len(WIDE) * 6


def _blocks(*pages: Page, shape: BlockShape | None = None) -> list[Block]:
    return [block for block in source_of(pages).blocks if shape is None or block.shape is shape]


def _body(*pages: Page) -> list[tuple[str | None, str]]:
    return [(b.mark, b.text) for b in _blocks(*pages) if b.shape in (BlockShape.TEXT, BlockShape.ITEM)]


def test_lines_of_a_paragraph_are_joined() -> None:
    assert _body(page(line(WIDE, 70, 700), line("that ends here.", 70, 685))) == [(None, f"{WIDE} that ends here.")]


def test_a_wider_gap_begins_a_paragraph() -> None:
    first = [line(WIDE, 70, y) for y in (700, 685, 670)]
    assert len(_body(page(*first, line("Another one.", 70, 640)))) == 2


def test_numbers_with_hanging_text_begin_paragraphs() -> None:
    lines = [line(f"1. {WIDE}", 70, 700), line("which goes on.", 88, 685), line("2. Another.", 70, 670)]
    assert _body(page(*lines)) == [("1.", f"{WIDE} which goes on."), ("2.", "Another.")]


def test_an_amount_that_begins_a_line_is_not_a_number() -> None:
    lines = [line(f"55. {WIDE} of", 70, 700), line("38.3 and 42.1. Drugs are a cause.", 94, 685)]
    assert _body(page(*lines)) == [("55.", f"{WIDE} of 38.3 and 42.1. Drugs are a cause.")]


def test_an_amount_that_begins_a_page_goes_on_from_the_page_before() -> None:
    first = page(line(f"89. {WIDE} beyond", 70, 100))
    second = page(line("18. There are six of them.", 94, 760), line(f"90. {WIDE}", 70, 730), number=2)
    found = _blocks(first, second)
    assert [b.mark for b in found] == ["89.", None, "90."]
    assert found[1].joins is True
    assert found[1].text == "18. There are six of them."


def test_numbers_without_hanging_text_begin_paragraphs_too() -> None:
    lines = [line(f"1.1. {WIDE}", 70, 700), line("which goes on at the margin.", 70, 685), line("1.2. More.", 70, 660)]
    assert _body(page(*lines)) == [("1.1.", f"{WIDE} which goes on at the margin."), ("1.2.", "More.")]


def test_a_running_header_and_page_numbers_are_furniture() -> None:
    pages = [
        page(line("Report of a visit", 70, 810), line(f"{WIDE}.", 70, 700), line(str(n), 300, 30), number=n)
        for n in (1, 2, 3)
    ]
    furniture = [b.text for b in _blocks(*pages, shape=BlockShape.FURNITURE)]
    assert furniture == ["Report of a visit", "1", "Report of a visit", "2", "Report of a visit", "3"]


def test_a_footnote_under_its_rule_is_told_from_the_text() -> None:
    body = [line(WIDE, 70, y) for y in (700, 685, 670)]
    note = [line("1 Counted over a year.", 70, 100, size=9)]
    rule = Rule(70, 115, 214, 115.5)
    (found,) = _blocks(page(*body, *note, rules=(rule,)), shape=BlockShape.FOOTNOTE)
    assert found.text == "1 Counted over a year."


def test_a_table_at_the_foot_of_a_page_is_not_a_footnote() -> None:
    body = [line(WIDE, 70, y) for y in (700, 685, 670)]
    rows = [columns(("Good", 75), ("it is good", 220), y=120, size=10)]
    frame = (*box(70, 110, 200, 135), *box(200, 110, 500, 135))
    found = _blocks(page(*body, *rows, rules=frame))
    assert [b.shape for b in found] == [BlockShape.TEXT, BlockShape.TABLE]
    assert found[1].text == "Good\tit is good"


def test_rows_of_a_drawn_table_become_lines_and_cells() -> None:
    rows = [
        columns(("Judgement", 75), ("Grade", 310), y=680),
        columns(("Help and", 75), ("Good", 310), y=650),
        line("protection", 75, 636),
    ]
    edges = (*box(70, 665, 300, 695), *box(300, 665, 500, 695), *box(70, 630, 300, 665), *box(300, 630, 500, 665))
    (table,) = _blocks(page(*rows, rules=edges), shape=BlockShape.TABLE)
    assert table.text == "Judgement\tGrade\nHelp and protection\tGood"


def test_text_in_a_frame_carries_its_box_over_the_page() -> None:
    first = page(line(f"{WIDE}.", 70, 700), line(WIDE, 75, 120), rules=box(70, 100, 520, 140))
    second = page(
        line("that ends in the box.", 75, 760), line("After the box.", 70, 700), rules=box(70, 740, 520, 780), number=2
    )
    boxes = [b.box for b in _blocks(first, second)]
    assert boxes[0] is None
    assert boxes[1] is not None
    assert boxes[1] == boxes[2]
    assert boxes[3] is None


def test_bold_lines_are_headings_with_levels_by_size() -> None:
    lines = [
        line("Main findings", 70, 720, size=16, bold=True),
        line("Care leavers", 70, 690, bold=True),
        line(WIDE, 70, 660),
        line(WIDE, 70, 645),
    ]
    headings = _blocks(page(*lines), shape=BlockShape.HEADING)
    assert [(b.text, b.level) for b in headings] == [("Main findings", 1), ("Care leavers", 2)]


def test_a_paragraph_that_breaks_off_goes_on_over_the_page() -> None:
    first, second = page(line(f"{WIDE} and", 70, 100)), page(line("so on to its end.", 70, 760), number=2)
    assert [b.joins for b in _blocks(first, second)] == [False, True]


def test_hanging_text_at_the_top_of_a_page_goes_on_from_its_item() -> None:
    first = page(line(f"• {WIDE}.", 70, 115), line("It ends here.", 82, 100))
    second = page(line("In one, we saw more.", 82, 760), number=2)
    assert _blocks(first, second)[1].joins is True


def test_an_empty_page_is_a_finding_and_a_scan_says_how_to_mend_it() -> None:
    findings = source_of([page(line(f"{WIDE}.", 70, 700)), page(number=2), page(number=3, pictures=True)]).findings
    assert [(f.code, f.page) for f in findings] == [("empty-page", 2), ("no-text-layer", 3)]
    assert "ocrmypdf" in findings[1].message


def test_lines_drawn_from_the_bottom_up_are_read_from_the_top_down() -> None:
    sentences = [f"{WIDE} number {n}." for n in "abcdefgh"]
    lines = [line(text, 70, 700 - 30 * n) for n, text in enumerate(sentences)]
    assert [text for _, text in _body(page(*reversed(lines)))] == sentences


def test_letterhead_lines_in_columns_stay_apart() -> None:
    lines = [
        columns(("To:", 70), ("The Chair of the Management Board of the Service in the City", 210), y=700),
        columns(("From:", 70), ("The Assistant Chief Inspector for all of the Youth Justice", 210), y=685),
        columns(("Publication date:", 70), ("17 April 2013", 210), y=670),
    ]
    (text,) = [text for _, text in _body(page(*lines))]
    assert text.split("\n")[-1] == "Publication date: 17 April 2013"


def test_a_paragraph_goes_on_from_the_foot_of_one_column_to_the_head_of_the_next() -> None:
    narrow = "a line that fills one column"
    left = [*(line(narrow, 40, y) for y in (700, 685, 670)), line("and breaks off in", 40, 655)]
    right = [line("the middle of it.", 305, 700), line("1. Another one.", 305, 670)]
    found = _blocks(page(*left, *right))
    assert [(b.joins, b.text) for b in found] == [
        (False, f"{narrow} {narrow} {narrow} and breaks off in"),
        (True, "the middle of it."),
        (False, "Another one."),
    ]


def test_a_number_behind_a_bullet_is_the_mark() -> None:
    lines = [line(f"- 1.1. {WIDE}", 70, 700), line("- 1.2. More.", 70, 685)]
    assert _body(page(*lines)) == [("1.1.", WIDE), ("1.2.", "More.")]


def test_a_dash_that_begins_a_line_of_a_sentence_is_no_bullet() -> None:
    lines = [line(f"{WIDE} which", 70, 700), line("– all in all – was good.", 70, 685)]
    assert _body(page(*lines)) == [(None, f"{WIDE} which – all in all – was good.")]


def test_numbers_that_count_the_lines_in_the_margin_are_no_part_of_the_text() -> None:
    lines = [columns((str(n), 40), (f"{n}. {WIDE}", 70), y=720 - 30 * n) for n in range(1, 10)]
    assert _body(page(*lines)) == [(f"{n}.", WIDE) for n in range(1, 10)]


def test_lines_that_were_drawn_last_but_stand_above_all_others_are_read_first() -> None:
    lines = [line(f"{n}. {WIDE}", 70, 700 - 30 * n) for n in range(1, 7)]
    first = line("school, as it had asked for since the last inspection.", 70, 720)
    assert _body(page(*lines, first))[0] == (None, first.text)


def test_a_second_line_that_begins_at_the_margin_goes_on_though_a_title_is_wider() -> None:
    lines = [line(f"{WIDE} and more", 70, 740), line("1. Plans were made in most of the", 70, 700)]
    mark, text = _body(page(*lines, line("cases that we saw.", 70, 685)))[1]
    assert (mark, text.split()) == (
        "1.",
        ["Plans", "were", "made", "in", "most", "of", "the", "cases", "that", "we", "saw."],
    )


def test_a_footer_that_names_the_chapter_parts_no_paragraph() -> None:
    chapters = ("Introduction", "Reducing reoffending", "Protecting the public")
    pages = [
        page(line(WIDE, 70, 120), line(str(n), 70, 60), line(chapter, 70, 45), number=n)
        for n, chapter in enumerate(chapters, 1)
    ]
    furniture = [block.text for block in _blocks(*pages, shape=BlockShape.FURNITURE)]
    assert furniture == [text for n, chapter in enumerate(chapters, 1) for text in (str(n), chapter)]
