from __future__ import annotations

import pytest

from indexer.reading.inline import plain, wholly_strong
from indexer.reading.text import read
from indexer.structure.blocks import BlockShape
from tests.indexer.reading.readings import read_letter


def _shapes(text: str) -> list[tuple[str, str | None, str]]:
    return [(b.shape.value, b.mark, b.text) for b in read(text).blocks]


@pytest.mark.parametrize(
    "line",
    [
        "1.1. Plans were late.",
        "- 1.1. Plans were late.",
        "**1.1.** Plans were late.",
        "* **1.1** Plans were late.",
        "1.1\tPlans were late.",
        "1\\.1\\. Plans were late.",
        "   - 1.1. Plans were late.",
        "> 1.1. Plans were late.",
        "• 1.1. Plans were late.",
    ],
)
def test_a_paragraph_number_is_found_however_it_is_typed(line: str) -> None:
    ((shape, mark, text),) = _shapes(line)
    assert (shape, (mark or "").rstrip("."), text) == ("item", "1.1", "Plans were late.")


def test_a_line_that_begins_with_an_amount_is_text() -> None:
    assert _shapes("The rate was\n37.4 per cent in all.") == [("text", None, "The rate was\n37.4 per cent in all.")]


def test_marks_are_told_apart() -> None:
    text = "- plain\n\ni. roman\n\n(b) letter\n\n• character\n"
    assert _shapes(text) == [
        ("item", "-", "plain"), ("item", "i.", "roman"), ("item", "(b)", "letter"), ("item", "•", "character"),
    ]  # fmt: skip


def test_an_item_goes_on_in_the_lines_below_it() -> None:
    assert _shapes("- sessions for the young\n person who came\n- more") == [
        ("item", "-", "sessions for the young person who came"),
        ("item", "-", "more"),
    ]


def test_headings_rules_and_tables() -> None:
    text = "## **Summary**\n\n---\n\n| To: | Jo |\n|---|---|\n| From: | Max |\n"
    assert _shapes(text) == [("heading", None, "Summary"), ("rule", None, ""), ("table", None, "To:\tJo\nFrom:\tMax")]


@pytest.mark.parametrize("note", ["<sup>1</sup> A note.", "¹ A note.", "[1] A note.", "[^1]: A note."])
def test_a_footnote_is_known_by_its_mark(note: str) -> None:
    ((shape, _, text),) = _shapes(note)
    assert (shape, text) == ("footnote", "A note.")


def test_pages_of_text_lose_their_running_lines_to_furniture() -> None:
    words = ("Plans were late", "Reviews were early", "Staff were keen")
    pages = [f"Report of a visit\n\n{text} and\n\nPage {n} of 3" for n, text in enumerate(words, 1)]
    shapes = _shapes("\n\f".join(pages))
    assert [text for shape, _, text in shapes if shape == "text"] == [f"{text} and" for text in words]
    assert [text for shape, _, text in shapes if shape == "furniture"][:2] == ["Report of a visit", "Page 1 of 3"]


def test_what_is_printed_is_counted_from_the_file() -> None:
    assert read("# **Summary**\n\n- It was *good*.\n").printed == "Summary-Itwasgood."


def test_a_bold_line_is_marked_as_such() -> None:
    (block,) = read("**Key strengths**\n").blocks
    assert block.emphasised
    assert block.shape is BlockShape.TEXT


def test_windows_line_ends_make_no_difference() -> None:
    assert _shapes("1.1. One\r\n\r\n1.2. Two\r\n") == _shapes("1.1. One\n\n1.2. Two\n")


@pytest.mark.parametrize("mark", ["\uf0b7", "\uf0be", "\uf0e0", "\uf076"])
def test_whatever_a_font_of_symbols_draws_before_a_line_is_a_bullet(mark: str) -> None:
    assert _shapes(f"{mark} five live with parents\n") == [("item", mark, "five live with parents")]
    assert _shapes(f"in 2016{mark}17 there were five\n")[0][0] == "text"


def test_a_hollow_bullet_is_an_o_with_a_gap_after_it() -> None:
    assert _shapes("o   Good plans\no\tGood reviews\n") == [("item", "o", "Good plans"), ("item", "o", "Good reviews")]
    assert _shapes("o dear me\n") == [("text", None, "o dear me")]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("**bold** and *slanted* and ***both***", "bold and slanted and both"),
        ("<i>To:</i>\tJo", "To:\tJo"),
        ("the rate<sup>1</sup> fell", "the rate¹ fell"),
        ("the rate[^12] fell", "the rate¹² fell"),
        ("[the words](https://example.org/a_b) stay", "the words stay"),
        ("<https://example.org/a_b>", "https://example.org/a_b"),
        ("some_file_name and 2 * 3 * 4", "some_file_name and 2 * 3 * 4"),
        ("fish &amp; chips", "fish & chips"),
        ("1\\.1\\. Plans", "1.1. Plans"),
        ("cases < 5 and > 3", "cases < 5 and > 3"),
        ("![logo](x.png)Words", "Words"),
        ("one<br>two", "one\ntwo"),
        ("\\*late\\*, \\<b\\> and a<b and c>d", "*late*, <b> and a<b and c>d"),
        ('<a href="x">the words</a> <ins>stay</ins>', "the words stay"),
        ("[the words](https://example.org/a_(b)) stay", "the words stay"),
    ],
)
def test_markup_goes_and_words_stay(markup: str, words: str) -> None:
    assert plain(markup) == words


@pytest.mark.parametrize(
    ("markup", "whole"),
    [("**Key strengths**", True), ("**Key** strengths", False), ("**a** and **b**", False), ("<b>All</b>", True)],
)
def test_only_a_whole_line_in_bold_counts(markup: str, whole: bool) -> None:
    assert wholly_strong(markup) is whole


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("[{n}] {t}", ["[1]", "[2]", "[3]"]),
        ("({n}) {t}", ["(1)", "(2)", "(3)"]),
        ("{n}\t{t}", ["1", "2", "3"]),
        ("{n}   {t}", ["1", "2", "3"]),
        ("Paragraph {n}: {t}", ["Paragraph 1:", "Paragraph 2:", "Paragraph 3:"]),
        ("1.1.{n} {t}", ["1.1.1", "1.1.2", "1.1.3"]),
        ("2A. {t}", ["2A."] * 3),
        ("{n}.‘{t}", ["1.", "2.", "3."]),
        ("1. {t}", ["1.", "2.", "3."]),
        ("| {n}. | {t} |", ["1.", "2.", "3."]),
    ],
)
def test_a_label_of_any_shape_is_a_number(form: str, numbers: list[str]) -> None:
    separator = "\n" if form.startswith("|") else "\n\n"
    text = separator.join(form.format(n=n, t="Plans were made with every child.") for n in (1, 2, 3))
    assert [mark for _, mark, _ in _shapes(text)] == numbers


def test_a_note_in_brackets_stays_a_note_where_the_words_refer_to_it() -> None:
    text = "Rates fell.[1] They rose.[2] They fell.[3]\n\n[1] See one.\n\n[2] See two.\n\n[3] See three.\n"
    assert [shape for shape, _, _ in _shapes(text)] == ["text", "footnote", "footnote", "footnote"]


def test_the_page_marks_of_converters_are_no_text() -> None:
    text = "It was good.\n\n{0}----------------\n\n%%page 28%%\n\nIt stayed so.\n"
    assert [shape for shape, _, _ in _shapes(text)] == ["text", "furniture", "furniture", "text"]


def test_a_note_with_a_name_goes_on_in_what_is_indented() -> None:
    assert [shape for shape, _, _ in _shapes("[^long]: One.\n\n    Two.\n\nThree.\n")] == ["footnote"] * 2 + ["text"]


def test_a_list_that_leaves_the_counting_to_markdown_has_lost_no_figure() -> None:
    text = "# Report of an inspection of Nowhere\n\n" + "".join(
        f"1. Plans were made in time in case {n}.\n\n" for n in "abc"
    )
    report = read_letter(text)
    assert [e.number for e in report.elements if e.number] == ["1", "2", "3"]
    assert not [f for f in report.findings if f.code in ("digits-lost", "characters-lost")]


@pytest.mark.parametrize("end", ["\v", "\x85", "\u2028", "\u2029", "\r"])
def test_a_line_ends_however_a_program_ends_it(end: str) -> None:
    blocks = read(f"1.1 It was good.{end}{end}1.2 It was late.").blocks
    assert [(block.mark, block.text) for block in blocks] == [("1.1", "It was good."), ("1.2", "It was late.")]


def test_a_character_that_prints_nothing_hides_no_number() -> None:
    assert [block.mark for block in read("\u200b1.\u200b1 It was good.").blocks] == ["1.1"]


FENCED = "1. Plans.\n\n```\n# no *heading*\n\n2. no number\n```\n\n2. Reviews.\n"


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        (FENCED, [("1.", "Plans."), (None, "# no *heading*"), (None, "2. no number"), ("2.", "Reviews.")]),
        ("Now:\n~~~text\n1. literal\n~~~\n2. Next.", [(None, "Now:"), (None, "1. literal"), ("2.", "Next.")]),
        ("```markdown\n1. Plans.\n\n2. Reviews.\n```", [("1.", "Plans."), ("2.", "Reviews.")]),
        ("```\n1. Plans.\n\n2. Reviews.\n```", [("1.", "Plans."), ("2.", "Reviews.")]),  # the whole of it
        ("```\n1. Plans.\n\n2. Reviews.", [(None, "```"), ("1.", "Plans."), ("2.", "Reviews.")]),  # never closed
    ],
)  # fmt: skip
def test_what_stands_in_a_fence_is_literal_and_the_fence_is_no_text(
    text: str, blocks: list[tuple[str | None, str]]
) -> None:
    source = read(text)
    assert [(block.mark, block.text) for block in source.blocks] == blocks
    assert "`" not in source.printed


@pytest.mark.parametrize("struck", ["~~of ten~~", "<del>of ten</del>", "<s>of ten</s>"])
def test_words_that_are_struck_out_are_not_read_as_said(struck: str) -> None:
    source = read(f"Seven {struck} of twelve, ~5% or ~10%.")
    assert [" ".join(block.text.split()) for block in source.blocks] == ["Seven of twelve, ~5% or ~10%."]
    assert [finding.code for finding in source.findings] == ["struck-out"]
    assert "ten" not in source.printed


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("Main findings\n-------------\n\nPlans.", [("heading", "Main findings"), ("text", "Plans.")]),
        ("Plans were late.\n-----\nReviews.", [("text", "Plans were late."), ("rule", ""), ("text", "Reviews.")]),
    ],
)
def test_a_line_over_a_drawn_line_is_a_heading_where_it_is_no_sentence(
    text: str, blocks: list[tuple[str, str]]
) -> None:
    assert [(block.shape.value, block.text) for block in read(text).blocks] == blocks


def test_an_ellipsis_that_was_read_in_the_wrong_encoding_is_no_line_end() -> None:
    assert [block.text for block in read("It\x92s \x93good\x94\x85 mostly").blocks] == ["It’s “good”… mostly"]


@pytest.mark.parametrize(
    "table",
    ["Area | 2015\n--- | ---\nYork | 5 \\| 6\n", "| Area | 2015 |\n|---|---|\n| York | 5 \\| 6 |\n"],
)
def test_a_table_of_markdown_has_its_cells_with_outer_walls_or_without(table: str) -> None:
    assert [(b.shape.value, b.text) for b in read(f"Plans.\n\n{table}").blocks][1:] == [
        ("table", "Area\t2015\nYork\t5 | 6")
    ]


@pytest.mark.parametrize("dash", "-–—‐‒―−")
def test_any_dash_is_a_bullet(dash: str) -> None:
    assert _shapes(f"{dash} late plans\n{dash} late reviews\n") == [
        ("item", dash, "late plans"),
        ("item", dash, "late reviews"),
    ]


def test_a_note_with_a_name_leaves_no_mark_in_the_words() -> None:
    source = read("Plans were late.[^a] In 5 cases.\n\n[^a]: A note.")
    assert source.blocks[0].text == "Plans were late. In 5 cases."
