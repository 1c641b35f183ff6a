from __future__ import annotations

from indexer.records import Accounting, ElementKind
from indexer.structure.accounting import about_digits, about_lost, about_pages, about_shares, about_unread, account_for
from indexer.structure.blocks import Block, BlockShape, Source
from indexer.structure.pieces import Piece


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


FIRST = [
    f"The {n} of the first column says something of its own about case {n}." for n in ("one", "two", "three", "four")
]
SECOND = [
    f"A {n} of the second column tells another story with other words {n}." for n in ("one", "two", "three", "four")
]


def _source(*texts: str, plain: str) -> Source:
    blocks = tuple(Block(BlockShape.TEXT, text, pages=(1, 1)) for text in texts)
    return Source(blocks, "", plain_pages=(plain,))


def test_words_that_are_put_together_as_the_page_has_them_raise_no_doubt() -> None:
    lines = FIRST + SECOND
    assert list(about_pages(_source(" ".join(lines), plain="\n".join(lines)))) == []
    assert list(about_pages(_source(" ".join(lines), plain="\n".join(reversed(lines))))) == []


def test_words_of_two_columns_put_together_are_said_with_their_page() -> None:
    mixed = " ".join(
        word for one, other in zip(FIRST, SECOND, strict=True)
        for pair in zip(one.split(), other.split(), strict=False) for word in pair
    )  # fmt: skip
    (finding,) = about_pages(_source(mixed, plain="\n".join(FIRST + SECOND)))
    assert (finding.code, finding.page) == ("words-differ", 1)
    assert "may have been read wrongly" in finding.message


def test_figures_in_another_order_are_said_with_their_page() -> None:
    plain = "In 2014 it was 3%.\nIn 2015 it was 7%."
    assert list(about_pages(_source("In 2014 it was 3%.", "In 2015 it was 7%.", plain=plain))) == []
    (finding,) = about_pages(_source("In 2014 it was 7%. In 2015 it was 3%.", plain=plain))
    assert (finding.code, finding.page) == ("figures-differ", 1)


SENTENCE = "The plan was written in good time and was shared with the family."


def test_a_page_that_is_taken_for_headings_is_said() -> None:
    page = [Piece(ElementKind.HEADING, SENTENCE, pages=(3, 3)) for _ in range(8)]
    rest = [Piece(ElementKind.PARAGRAPH, SENTENCE, pages=(4, 4)) for _ in range(90)]
    (finding,) = about_shares([*page, *rest])
    assert (finding.code, finding.page) == ("many-headings", 3)
    assert about_shares([*page[:1], *rest]) == []


def test_paragraphs_that_end_nowhere_are_said() -> None:
    cut = [Piece(ElementKind.PROSE, SENTENCE[:40], pages=(2, 2)) for _ in range(5)]
    whole = [Piece(ElementKind.PROSE, SENTENCE, pages=(page, page)) for page in range(3, 40)]
    assert [(f.code, f.page) for f in about_shares([*cut, *whole])] == [("cut-paragraphs", 2)]
    assert [(f.code, f.page) for f in about_shares([*cut, *whole[:9]])] == [
        ("cut-paragraphs", 2),
        ("cut-paragraphs", None),
    ]


def test_what_goes_on_in_a_list_or_says_a_word_after_its_full_stop_is_whole() -> None:
    introduced = [Piece(ElementKind.PROSE, SENTENCE[:40]), Piece(ElementKind.BULLET, "time")] * 6
    noted = [Piece(ElementKind.PARAGRAPH, f"{SENTENCE} (Recommendation)")] * 6
    law = [Piece(ElementKind.PARAGRAPH, f"{SENTENCE[:-1]}; and")] * 6
    assert about_shares([*introduced, *noted, *law]) == []


def test_the_points_of_a_list_whose_marks_are_pictures_are_not_cut() -> None:
    points = [f"{n} of the children live with families of their own outside the area" for n in (12, 7, 5, 4)]
    last = "two children came to the country alone and without their parents."
    texts = ["At the end of the year there were more of them, of whom:", *points, last]
    pieces = [Piece(ElementKind.PROSE, text, pages=(3, 3)) for text in texts]
    assert about_shares(pieces) == []
    assert [f.code for f in about_shares(pieces[1:])] == ["cut-paragraphs", "cut-paragraphs"]


def test_characters_that_could_not_be_read_are_said_with_their_place() -> None:
    unread = Piece(ElementKind.PARAGRAPH, "Plans were \ufffdgood\ufffd in 5 cases.", number="2", pages=(3, 3))
    drawn = Piece(ElementKind.PROSE, "Plans \uf06e were late.")
    first, second = about_unread([unread, Piece(ElementKind.PROSE, "Plans."), drawn])
    assert (first.code, first.page) == ("characters-unread", 3)
    assert "paragraph 2, 2 characters" in first.message
    assert "a paragraph without a number, one character" in second.message
    assert len(list(about_unread([drawn] * 50))) == 1
