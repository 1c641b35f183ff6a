from __future__ import annotations

from indexer.reading.html import read


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
