from __future__ import annotations

from collections.abc import Iterable

import pytest

from indexer.reading.html import read, read_archive
from indexer.structure.blocks import Block, BlockShape, with_bare_numbers, with_late_numbers, with_numbers_apart
from indexer.structure.numbering import paragraph_number


def _shapes(body: str) -> list[tuple[str, str | None, str]]:
    blocks = read(f"<html><body>{body}</body></html>".encode()).blocks
    return [(b.shape.value, b.mark, b.text) for b in blocks]


def test_headings_paragraphs_and_lists() -> None:
    body = "<h2>Summary</h2><p>It was <b>good</b>.</p><ul><li>one</li><li>two</li></ul><ol type='i'><li>three</li></ol>"
    assert _shapes(body) == [
        ("heading", None, "Summary"), ("text", None, "It was good."),
        ("item", "•", "one"), ("item", "•", "two"), ("item", "i.", "three"),
    ]  # fmt: skip


def test_a_typed_number_wins_over_the_list_mark() -> None:
    assert _shapes("<ul><li>1.1. Plans were late.</li></ul>") == [("item", "1.1.", "Plans were late.")]


def test_an_ordered_list_counts_from_where_it_starts() -> None:
    assert [mark for _, mark, _ in _shapes("<ol start='4'><li>a b</li><li>c d</li><li value='9'>e f</li></ol>")] == [
        "4.",
        "5.",
        "9.",
    ]


def test_a_paragraph_inside_a_list_item_keeps_the_mark() -> None:
    assert _shapes("<ol><li><p>Plans were late.</p></li></ol>") == [("item", "1.", "Plans were late.")]


def test_raised_numbers_and_footnotes() -> None:
    body = "<p>The rate<sup><a href='#n'>1</a></sup> fell.</p><div class='footnotes'><p><sup>1</sup> A note.</p></div>"
    assert _shapes(body) == [("text", None, "The rate¹ fell."), ("footnote", "¹", "A note.")]


def test_tables_breaks_and_rules() -> None:
    body = "<table><tr><td>To:</td><td>Jo</td></tr></table><p>one<br>two</p><hr>"
    assert _shapes(body) == [("table", None, "To:\tJo"), ("text", None, "one\ntwo"), ("rule", None, "")]


def test_scripts_navigation_and_forms_are_left_out() -> None:
    body = "<nav>Home</nav><script>alert(1)</script><form><input></form><p>Words.</p>after"
    assert _shapes(body) == [("text", None, "Words."), ("text", None, "after")]


def test_what_a_browser_shows_is_what_is_counted() -> None:
    source = read(b"<html><body><p>One <i>two</i></p><script>x</script>three</body></html>")
    assert source.printed == "Onetwothree"


def test_an_unknown_encoding_is_read_all_the_same() -> None:
    """A damaged declaration ("utn-8") ended the reading with a LookupError."""
    data = "<html><head><meta charset='utn-8'></head><body><p>25–27 April</p></body></html>".encode()
    assert read(data).blocks[0].text == "25–27 April"


def test_an_empty_page_has_no_blocks() -> None:
    assert read(b"<html></html>").blocks == ()


@pytest.mark.parametrize(
    "form",
    [
        "<section><span class='num'>{n}.</span><div><p>{text}</p></div></section>",
        "<h3>{n}</h3><p>{text}</p>",
        "<dl><dt>{n}.</dt><dd>{text}</dd></dl>",
        "<p><span class='LegP1No'>{n}</span>{text}</p>",
        "<p>[{n}] {text}</p>",
        "{n}. {text}<br><br>",
        "<pre>{n}. {text}\n</pre>",
        "<h4><span>Paragraph {n}</span></h4><p>{text}</p>",
        "<ul class='paragraphs'><li><span>{n}</span><p>{text}</p></li></ul>",
        "<table><tr><td>{n}.</td><td><p>{text}</p></td></tr></table>",
        "{n} {text}<br><br>",
        "<p>{n} – {text}</p>",
    ],
)
def test_a_number_is_found_wherever_a_page_sets_it(form: str) -> None:
    text = "Plans were made with every child of theirs."
    body = "".join(form.format(n=n, text=text) for n in (1, 2, 3))
    blocks = with_bare_numbers(with_numbers_apart(read(f"<html><body>{body}</body></html>".encode()).blocks))
    numbers = [(paragraph_number(block.mark or ""), block.text) for block in blocks]
    assert numbers == [("1", text), ("2", text), ("3", text)]


def _bare(*texts: str) -> list[str | None]:
    rest = "plans were made with every child of theirs."
    return [block.mark for block in with_bare_numbers([Block(BlockShape.TEXT, f"{text} {rest}") for text in texts])]


def test_amounts_that_begin_a_sentence_are_no_numbers() -> None:
    assert _bare("1 Such", "2 Such", "3 Such") == ["1", "2", "3"]
    assert _bare("12 Such", "13 Such", "14 Such") == [None] * 3  # nothing begins at 12
    assert _bare("1 Such", "5 Such", "9 Such") == [None] * 3
    assert _bare("1 of those", "2 of those", "3 of those") == [None] * 3


def test_bare_numbers_are_left_alone_where_other_marks_number_the_text() -> None:
    def marks_of(numbers: Iterable[int], bare: Iterable[int]) -> list[str | None]:
        marked = [Block(BlockShape.ITEM, "Such plans were made.", mark=f"{n}.") for n in numbers]
        texts = [Block(BlockShape.TEXT, f"{n} Plans were made with every child there.") for n in bare]
        return [block.mark for block in with_bare_numbers([*marked, *texts])][len(marked) :]

    assert marks_of(range(1, 6), (1, 2, 3)) == [None] * 3
    assert marks_of((11, 12, 13), (1, 2, 3)) == [None] * 3
    assert marks_of((1, 2), (3, 4)) == ["3", "4"]


def test_numbered_rows_of_a_table_are_items() -> None:
    row = "<tr><td>{}.</td><td>Plans were made with every child.</td></tr>"
    assert [mark for _, mark, _ in _shapes(f"<table>{row.format(1)}{row.format(2)}</table>")] == ["1.", "2."]


def test_an_item_keeps_its_number_before_the_list_inside_it() -> None:
    body = "<ol><li>One.<ol type='a'><li>first</li></ol></li><li value='7'>Seven.</li></ol>"
    assert [(mark, text) for _, mark, text in _shapes(body)] == [("1.", "One."), ("a)", "first"), ("7.", "Seven.")]


def test_what_is_not_displayed_and_what_stands_round_the_page_is_left_out() -> None:
    around = "<header role='banner'>Home</header><div id='cookie-banner'>Cookies</div><footer>Support links</footer>"
    hidden = "<p style='display: none'>99. Unseen.</p><p hidden>Unseen.</p>"
    source = read(f"<html><body>{around}<main><p>Shown.</p>{hidden}</main></body></html>".encode())
    assert ([block.text for block in source.blocks], source.printed) == (["Shown."], "Shown.")


def test_a_table_inside_a_cell_is_read_once() -> None:
    inner = "<p>Words.</p>"
    for _ in range(30):
        inner = f"<table><tr><td>{inner}</td><td></td></tr></table>"
    assert [text for _, _, text in _shapes(inner)] == ["Words."]


def test_elements_nested_too_deep_are_read_as_text_and_said() -> None:
    source = read(f"<html><body>{'<div>' * 400}Words.{'</div>' * 400}</body></html>".encode())
    assert [block.text for block in source.blocks] == ["Words."]
    assert [finding.code for finding in source.findings] == ["nested-too-deep"]


def test_a_web_archive_is_the_page_in_it() -> None:
    data = (
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="B"\n\n--B\nContent-Type: text/html\n'
        b"Content-Transfer-Encoding: quoted-printable\n\n<html><body><p>It was=\n good.</p></body></html>\n--B--\n"
    )
    assert [block.text for block in read_archive(data).blocks] == ["It was good."]


def test_a_codec_that_is_no_encoding_is_not_taken_for_one() -> None:
    page = b"<html><head><meta charset='zlib'></head><body><p>Words.</p></body></html>"
    assert [block.text for block in read(page).blocks] == ["Words."]


def test_numbers_that_a_style_sheet_counts_are_said_to_be_missing() -> None:
    sheet = "<style>p:not(.x){counter-increment:n}p:not(.x):before{content:counter(n)}</style>"
    source = read(f"<html><head>{sheet}</head><body><p>Words.</p></body></html>".encode())
    assert [finding.code for finding in source.findings] == ["numbers-in-style"]


def test_a_number_of_a_list_stands_before_a_heading_in_it() -> None:
    assert _shapes("<ol><li><h3>Plans</h3><p>They were good.</p></li></ol>")[0] == ("heading", None, "1. Plans")


def test_an_anchor_between_a_list_and_its_item_does_not_take_its_number() -> None:
    page = "<OL><A NAME='p7'><LI VALUE='7'>They were good.</A><P><A NAME='p8'><LI VALUE='8'>They were late.</A></OL>"
    assert [(mark, text) for _, mark, text in _shapes(page)] == [("7.", "They were good."), ("8.", "They were late.")]


def test_a_page_in_utf_16_is_known_by_its_first_bytes_whatever_it_says_of_itself() -> None:
    page = '<html><head><meta content="text/html; charset=unicode"></head><body><p>Words.</p></body></html>'
    assert [block.text for block in read(page.encode("utf-16")).blocks] == ["Words."]


def test_the_way_back_to_the_top_is_no_part_of_the_last_paragraph() -> None:
    assert [text for _, _, text in _shapes("<p>1.1 It was good.</p><div class='gem-c-back-to-top'>Back</div>")] == [
        "It was good."
    ]


_QUOTED = "It\u2019s \u201cgood\u201d \u2013 for \u00a35."


@pytest.mark.parametrize(("declared", "really"), [
    ("iso-8859-1", "cp1252"), ("us-ascii", "cp1252"), ("utf-8", "cp1252"), ("iso-8859-1", "utf-8"),
    ("windows-1252", "utf-8-sig"), ("utf-8", "utf-16-le"), ("mac-roman", "mac-roman"),
])  # fmt: skip
def test_a_page_keeps_its_dashes_and_quotes_whatever_encoding_it_says_that_it_has(declared: str, really: str) -> None:
    page = f"<html><head><meta charset='{declared}'></head><body><p>{_QUOTED}</p></body></html>"
    assert [block.text for block in read(page.encode(really)).blocks] == [_QUOTED]


def test_a_character_that_prints_nothing_hides_no_number() -> None:
    assert _shapes("<p>&#8203;1.&#8203;1&#8203; It was good.</p>") == [("item", "1.1", "It was good.")]


@pytest.mark.parametrize(
    "struck", ["<del>of ten</del>", "<s>of ten</s>", "<span style='text-decoration: line-through'>of ten</span>"]
)
def test_words_that_are_struck_out_are_not_read_as_said_and_the_ledger_says_so(struck: str) -> None:
    source = read(f"<html><body><p>Seven {struck}<ins>of twelve</ins> cases.</p></body></html>".encode())
    assert [block.text for block in source.blocks] == ["Seven of twelve cases."]
    assert [(finding.code, "“of ten”" in finding.message) for finding in source.findings] == [("struck-out", True)]


def test_the_marks_that_a_browser_adds_are_read() -> None:
    body = (
        "<p>She said <q>they <q>listened</q></q> in 2<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> of 10 cases.</p>"
    )
    assert _shapes(body) == [("text", None, "She said “they ‘listened’” in 2 1/2 of 10 cases.")]


def test_quotation_marks_taken_over_as_control_characters_are_read_as_what_they_are() -> None:
    assert _shapes("<p>It\x92s \x93good\x94 \x96 mostly\x85</p>") == [("text", None, "It’s “good” – mostly…")]


def test_a_table_keeps_its_caption_and_its_figures_in_their_columns() -> None:
    body = (
        "<table><caption>Cases: 9</caption><tr><td rowspan=2>2017</td><td>7</td></tr><tr><td>8</td></tr>"
        "<tr><td colspan=2>Total</td><td>15</td></tr></table>"
    )
    assert _shapes(body) == [("text", None, "Cases: 9"), ("table", None, "2017\t7\n\t8\nTotal\t\t15")]


def test_a_number_from_1000_on_is_one_where_it_is_due() -> None:
    body = "<ol start=999><li>One plan.</li><li>Two plans.</li></ol>"
    assert [mark for _, mark, _ in _shapes(body)] == ["999.", "1000."]
    assert paragraph_number("1000.") == "1000"


@pytest.mark.parametrize("mark", ["<a href='#_ftn1'>[1]</a>", "<sup>[1]</sup>", "<sup><a href='#fn1'>[1]</a></sup>"])
def test_a_note_mark_in_brackets_is_a_note_mark(mark: str) -> None:
    body = f"<p>Plans were late.{mark}</p><p><a href='#_ftnref1'>[1]</a> A note.</p>"
    assert _shapes(body) == [("text", None, "Plans were late.¹"), ("footnote", "[1]", "A note.")]


def test_a_link_to_a_paragraph_in_brackets_stays_in_the_words() -> None:
    assert _shapes("<p>See <a href='#para23'>[23]</a> above.</p>") == [("text", None, "See [23] above.")]


def test_points_that_only_line_breaks_part_are_points() -> None:
    body = "<p>We saw:<br>- late plans<br>- late reviews</p><p>It was late<br>– in 5 of 10 cases.</p>"
    assert _shapes(body) == [
        ("text", None, "We saw:"), ("item", "-", "late plans"), ("item", "-", "late reviews"),
        ("text", None, "It was late\n– in 5 of 10 cases."),
    ]  # fmt: skip


def test_a_number_that_no_space_parts_from_its_paragraph_is_one_where_it_is_due() -> None:
    blocks = read(
        b"<html><body><p>1.1Plans were late.</p><p>1.2Reviews were.</p><p>4.5Million</p></body></html>"
    ).blocks
    assert [block.mark for block in with_late_numbers(blocks)] == ["1.1", "1.2", None]
