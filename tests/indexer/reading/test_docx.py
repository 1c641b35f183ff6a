from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.document import Document
from lxml import etree

from indexer.errors import ReadingRefused
from indexer.reading import docx_xml
from indexer.reading.docx import read
from indexer.reading.docx_numbers import ListNumbers
from indexer.reading.inline import roman


def _bytes(document: Document) -> bytes:
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _xml(body: str, **parts: str) -> bytes:
    """A Word file with this body and no styles."""
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {namespace}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {namespace}>{content}</w:{name}>")
    return packed.getvalue()


def _run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def _shapes(data: bytes) -> list[tuple[str, str | None, str]]:
    return [(b.shape.value, b.mark, b.text) for b in read(data).blocks]


def test_styles_give_headings_and_bullets() -> None:
    document = docx.Document()
    document.add_heading("Summary", level=2)
    document.add_paragraph("It was good.")
    document.add_paragraph("one", style="List Bullet")
    assert _shapes(_bytes(document)) == [
        ("heading", None, "Summary"),
        ("text", None, "It was good."),
        ("item", "•", "one"),
    ]


def test_deleted_words_are_gone_and_inserted_ones_stay() -> None:
    deleted = "<w:del><w:r><w:delText>bad</w:delText></w:r></w:del>"
    body = f"<w:p>{_run('It was ')}{deleted}<w:ins>{_run('good')}</w:ins>{_run('.')}</w:p>"
    assert _shapes(_xml(body)) == [("text", None, "It was good.")]


def test_footnotes_follow_the_paragraph_that_refers_to_them() -> None:
    reference = "<w:r><w:footnoteReference w:id='7'/></w:r>"
    body = f"<w:p>{_run('The rate')}{reference}{_run(' fell.')}</w:p><w:p>{_run('More.')}</w:p>"
    notes = f"<w:footnote w:id='7'><w:p>{_run('A note.')}</w:p></w:footnote>"
    assert _shapes(_xml(body, footnotes=notes)) == [
        ("text", None, "The rate¹ fell."), ("footnote", "¹", "A note."), ("text", None, "More."),
    ]  # fmt: skip


def test_a_text_box_becomes_blocks_of_a_box() -> None:
    box = f"<w:r><w:pict><w:txbxContent><w:p>{_run('Case study')}</w:p></w:txbxContent></w:pict></w:r>"
    (before, inside) = read(_xml(f"<w:p>{_run('Before.')}{box}</w:p>")).blocks
    assert (before.text, before.box) == ("Before.", None)
    assert (inside.text, inside.box) == ("Case study", 1)


def test_running_headers_are_furniture() -> None:
    document = docx.Document()
    document.add_paragraph("It was good.")
    document.sections[0].header.paragraphs[0].text = "Report of a visit"
    assert ("furniture", None, "Report of a visit") in _shapes(_bytes(document))


def test_a_broken_archive_is_refused() -> None:
    whole = _xml(f"<w:p>{_run('Words.')}</w:p>")
    for data in (whole[: len(whole) // 2], whole.replace(b"<w:body>", b"<w:bod>")):
        with pytest.raises(ReadingRefused) as refusal:
            read(data)
        assert refusal.value.code == "unreadable"


def test_a_part_that_unpacks_to_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_xml, "PART_LIMIT_BYTES", 1000)
    with pytest.raises(ReadingRefused) as refusal:
        read(_xml(f"<w:p>{_run('x' * 2000)}</w:p>"))
    assert refusal.value.code == "too-large"


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        words = "<w:body><w:p><w:r><w:t>x&b;</w:t></w:r></w:p></w:body>"
        archive.writestr("word/document.xml", f'{bomb}<w:document xmlns:w="{namespace}">{words}</w:document>')
    assert "aaaa" not in "".join(text for _, _, text in _shapes(packed.getvalue()))


NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _numbers(*levels: tuple[str, str]) -> ListNumbers:
    parts = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(levels)
    )
    return ListNumbers.read(
        etree.fromstring(
            f'<w:numbering {NAMESPACE}><w:abstractNum w:abstractNumId="5">{parts}</w:abstractNum>'
            '<w:num w:numId="8"><w:abstractNumId w:val="5"/></w:num></w:numbering>'
        )
    )


def test_levels_count_within_their_parent() -> None:
    numbers = _numbers(("decimal", "%1."), ("decimal", "%1.%2."))
    labels = [numbers.label("8", level) for level in (0, 1, 1, 0, 1)]
    assert labels == ["1.", "1.1.", "1.2.", "2.", "2.1."]


def test_letters_and_romans() -> None:
    numbers = _numbers(("lowerRoman", "%1."), ("lowerLetter", "(%2)"))
    assert [numbers.label("8", level) for level in (0, 0, 1)] == ["i.", "ii.", "(a)"]
    assert [roman(n) for n in (4, 9, 14, 29)] == ["iv", "ix", "xiv", "xxix"]


def test_bullets_and_unknown_lists() -> None:
    assert _numbers(("bullet", "")).label("8", 0) == "•"
    assert _numbers(("none", "")).label("8", 0) is None
    assert _numbers(("decimal", "%1.")).label("99", 0) is None
    assert ListNumbers.read(None).label("8", 0) is None
