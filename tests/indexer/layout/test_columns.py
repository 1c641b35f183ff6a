"""Two columns of text whose lines a program drew row by row."""

from __future__ import annotations

from indexer.layout.frames import Line, frames_of, with_columns_parted
from indexer.layout.pages import source_of, with_margin_numbers_apart
from indexer.structure.blocks import BlockShape
from tests.indexer.structure.printing import box, columns, line, page

LEFT = [
    "1. Plans were made in time in most of",
    "the cases that we saw, and they used",
    "what others knew about the family of",
    "each child and of the school that all",
    "of them went to.",
    "2. Reviews were late in a few of the",
    "cases, and nobody had said who would",
]
RIGHT = [
    "act if the risk to others had grown in",
    "the time between one and the next.",
    "3. Victims were asked what they would",
    "like to see, and five of the eight who",
    "said yes told us that it had helped in",
    "moving on from what had been done in",
    "the year before.",
]


def _rows(left: list[str], right: list[str], top: float = 600.0) -> list[Line]:
    return [
        columns((a, 60.0), (b, 320.0), y=top - 12 * i, size=10)
        for i, (a, b) in enumerate(zip(left, right, strict=True))
    ]


def _title() -> Line:
    return line(
        "Findings of the inspection of the service that works with children in Nowhere and beyond it", 60, 640, size=10
    )


def test_columns_drawn_row_by_row_are_read_one_after_the_other() -> None:
    parted = with_columns_parted(page(_title(), *_rows(LEFT, RIGHT)), [])
    assert [one.text for one in parted.lines] == [_title().text, *LEFT, *RIGHT]


def test_a_paragraph_goes_on_from_the_foot_of_one_column_to_the_top_of_the_next() -> None:
    texts = [block.text for block in source_of([page(_title(), *_rows(LEFT, RIGHT))]).blocks]
    assert texts[1].endswith("of them went to.")
    assert texts[2].startswith("Reviews were late")
    assert "like to see, and five of the eight who said yes" in texts[-1]


def test_columns_whose_numbers_stand_out_before_their_words_are_parted_too() -> None:
    """Few lines begin at the edge of the right column then: those with a number."""
    left = [[("1." if not i else "", 60.0), (text, 75.0)] for i, text in enumerate(LEFT)]
    right = [[("4." if i in (0, 2) else "", 320.0), (text, 335.0)] for i, text in enumerate(RIGHT)]
    rows = [
        columns(*[cell for cell in (*a, *b) if cell[0]], y=600 - 12 * i, size=10)
        for i, (a, b) in enumerate(zip(left, right, strict=True))
    ]
    parted = with_columns_parted(page(_title(), *rows), [])
    assert [one.text for one in parted.lines][1 : len(LEFT) + 1] == [f"1. {LEFT[0]}", *LEFT[1:]]


def test_a_line_of_one_column_alone_stands_in_its_column() -> None:
    rows = _rows(LEFT, RIGHT)
    rows.insert(7, line("do what.", 60, 600 - 12 * 7, size=10))
    parted = with_columns_parted(page(_title(), *rows), [])
    assert [one.text for one in parted.lines] == [_title().text, *LEFT, "do what.", *RIGHT]


def test_figures_names_and_tables_are_no_columns_of_text() -> None:
    figures = page(*_rows(LEFT, ["March 2015"] * 7))
    assert with_columns_parted(figures, []) is figures
    names = page(*_rows(["Jo Placeholder, director"] * 7, ["Al Example, inspector"] * 7))
    assert with_columns_parted(names, []) is names
    table = page(*_rows(LEFT, RIGHT), rules=box(50, 500, 560, 620))
    assert with_columns_parted(table, frames_of(table)) is table


def test_columns_drawn_one_after_the_other_stay_as_they_are() -> None:
    left = [line(text, 60, 600 - 12 * i, size=10) for i, text in enumerate(LEFT)]
    right = [line(text, 320, 600 - 12 * i, size=10) for i, text in enumerate(RIGHT)]
    drawn = page(*left, *right)
    assert with_columns_parted(drawn, []) is drawn


def test_two_columns_that_begin_alike_have_no_running_header() -> None:
    rows = _rows(
        ["1. Plans were made in time in most of", *LEFT[1:]], ["2. Plans were made in time in most of", *RIGHT[1:]], 780
    )
    blocks = source_of([page(*rows)]).blocks
    assert not [block for block in blocks if block.shape is BlockShape.FURNITURE]


def _counted(step: int, *, alone: bool) -> list[Line]:
    found = []
    for number in range(1, 31):
        text, y = f"words of line that stand in the text {'abcdef'[number % 6]}", 780 - 14.0 * number
        if number % step:
            found.append(line(text, 90, y))
        elif alone:
            found += [line(str(number), 50, y), line(text, 90, y)]
        else:
            found.append(columns((str(number), 50), (text, 90), y=y))
    return found


def test_numbers_that_count_every_fifth_line_in_the_margin_are_no_words_of_the_text() -> None:
    for step, alone in ((1, False), (5, False), (5, True)):
        parted, numbers = with_margin_numbers_apart(page(*_counted(step, alone=alone)))
        assert numbers == 30 // step
        assert all(one.text.startswith("words of line") for one in parted.lines[:30])


def test_numbers_that_count_the_lines_in_the_right_margin_are_no_words_of_the_text() -> None:
    texts = [f"words of line that stand in the text {'abcdef'[number % 6]}" for number in range(30)]
    rows = [columns((text, 60), (str(i + 1), 540), y=780 - 14.0 * i) for i, text in enumerate(texts)]
    parted, numbers = with_margin_numbers_apart(page(*rows))
    assert numbers == 30
    assert [one.text for one in parted.lines[:30]] == texts
    years = [columns((text, 60), (str(2000 + i), 300), y=780 - 14.0 * i) for i, text in enumerate(texts)]
    assert (
        with_margin_numbers_apart(page(*years, line("a line that reaches further to the right " * 2, 60, 20)))[1] == 0
    )


def test_numbers_of_a_list_count_no_lines() -> None:
    listed = [line(f"{number} words of a list", 50, 780 - 14 * number) for number in range(1, 5)]
    text = [line("words of the text", 50, 700 - 14 * number) for number in range(1, 20)]
    assert with_margin_numbers_apart(page(*listed, *text))[1] == 0


def _listed(number: str, words: str, y: float, *, bold: bool = False) -> Line:
    return columns((number, 60), (words, 95), y=y, size=10, bold=bold)


def test_numbers_without_a_dot_that_stand_apart_number_the_paragraphs() -> None:
    lines = [_title()]
    for number in range(1, 5):
        y = 600 - 50.0 * number
        lines += [
            _listed(str(number), "Plans are to be made in time for each child", y),
            line("and kept.", 95, y - 12, size=10),
        ]
    blocks = source_of([page(*lines)]).blocks
    assert [block.mark for block in blocks if block.shape is BlockShape.ITEM] == ["1", "2", "3", "4"]
    assert blocks[-1].text.replace("\n", " ") == "Plans are to be made in time for each child and kept."


def test_rows_of_figures_contents_and_bold_titles_are_no_numbered_paragraphs() -> None:
    rows = ["Children looked after in the area 44", "Referrals made in the year 1,204", "Plans 38.5%"]
    listed = [_listed(str(number), words, 600 - 20.0 * number) for number, words in enumerate(rows, 1)]
    bold = [_listed(str(n), "Findings of the inspection", 400 - 20.0 * n, bold=True) for n in (1, 2)]
    apart = [_listed(str(n), "Children were seen by their worker", 300 - 20.0 * n) for n in (14, 37)]
    blocks = source_of([page(_title(), *listed, *bold, *apart)]).blocks
    assert not [block for block in blocks if block.shape is BlockShape.ITEM]
