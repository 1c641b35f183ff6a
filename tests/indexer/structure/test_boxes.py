from __future__ import annotations

from indexer.structure.blocks import Block, BlockShape
from indexer.structure.body import gather_boxes

BODY = "One service visited every family in its first week and wrote down what each of them had said to it."


def _text(text: str, box: int | None = 1, pages: tuple[int, int] = (1, 1)) -> Block:
    return Block(BlockShape.TEXT, text, box=box, pages=pages, joins=False)


def _heading(text: str, box: int | None = 1) -> Block:
    return Block(BlockShape.HEADING, text, box=box, pages=(1, 1), joins=False, emphasised=True)


def test_a_case_study_becomes_one_box() -> None:
    (found,) = gather_boxes([_heading("Case study: good practice"), _text(BODY), _text("It helped.", pages=(1, 2))])
    assert found.shape is BlockShape.BOX
    assert found.text == f"Case study: good practice\n{BODY}\nIt helped."
    assert found.pages == (1, 2)


def test_a_footer_inside_a_box_that_crosses_a_page_comes_after_it() -> None:
    footer = Block(BlockShape.FURNITURE, "12", pages=(1, 1))
    found = gather_boxes([_heading("Case study"), _text(BODY), footer, _text("It helped.", pages=(2, 2))])
    assert [b.shape for b in found] == [BlockShape.BOX, BlockShape.FURNITURE]


def test_a_second_title_begins_a_second_box() -> None:
    found = gather_boxes([_heading("Practice study: one"), _text(BODY), _heading("Practice study: two"), _text(BODY)])
    assert [b.text.split("\n")[0] for b in found] == ["Practice study: one", "Practice study: two"]


def test_a_section_with_a_border_is_read_as_a_section() -> None:
    blocks = [_heading("Executive summary"), _text(BODY), _text(BODY)]
    assert gather_boxes(blocks) == blocks


def test_a_border_round_the_text_of_a_section_is_no_box() -> None:
    blocks = [_heading("Executive summary", box=1), _text(BODY, box=2)]
    assert gather_boxes(blocks) == blocks


def test_names_and_offices_in_a_frame_are_no_example() -> None:
    blocks = [_text("Before."), *[_text(f"Jo Placeholder, Director of the Inspectorate {n}", box=2) for n in range(4)]]
    assert all(b.shape is BlockShape.TEXT for b in gather_boxes(blocks))


def test_a_table_that_goes_on_over_a_page_is_one_table() -> None:
    parts = [Block(BlockShape.TABLE, f"row {n}\tgood", box=3, pages=(n, n)) for n in (1, 2)]
    (found,) = gather_boxes(parts)
    assert found.text == "row 1\tgood\nrow 2\tgood"
    assert found.pages == (1, 2)


def test_the_lines_of_a_form_in_a_box_are_no_headings() -> None:
    lines = ("Impact Assessment", "Stage: Final", "Source: Domestic", "Type of measure: Secondary legislation")
    blocks = [Block(BlockShape.TEXT, line, emphasised=True, box=1) for line in lines]
    assert [(block.shape, block.text) for block in gather_boxes(blocks)] == [(BlockShape.TABLE, "\n".join(lines))]
