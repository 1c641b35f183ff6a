from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.document import Document
from lxml import etree

from indexer.errors import ReadingRefused
from indexer.reading.docx import read
from indexer.reading.inline import roman
from indexer.reading.word import parts as word_parts
from indexer.reading.word.numbers import ListNumbers
from indexer.structure.numbering import paragraph_number


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
    monkeypatch.setattr(word_parts, "PART_LIMIT_BYTES", 1000)
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


def _file(body: str, lists: str, styles: str = "") -> bytes:
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {namespace}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/numbering.xml", f"<w:numbering {namespace}>{lists}</w:numbering>")
        archive.writestr("word/styles.xml", f"<w:styles {namespace}>{styles}</w:styles>")
    return packed.getvalue()


def _list(*levels: str, extra: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="1">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>{extra}'
    )


def _level(index: int, text: str, *inside: str, form: str = "decimal") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{"".join(inside)}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def _point(text: str, level: int = 0, list_id: int = 1, more: str = "") -> str:
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return f"<w:p><w:pPr>{place}{more}</w:pPr>{_run(text) if text else ''}</w:p>"


def _marks(data: bytes) -> list[str | None]:
    return [block.mark for block in read(data).blocks if block.shape.value == "item"]


def test_an_empty_paragraph_of_a_list_is_counted_and_a_hidden_or_deleted_one_is_not() -> None:
    hidden = "<w:rPr><w:vanish/></w:rPr>"
    deleted = "<w:rPr><w:del/></w:rPr>"
    body = _point("One.") + _point("") + _point("Three.") + _point("", more=hidden) + _point("", more=deleted)
    assert _marks(_file(body + _point("Four."), _list(_level(0, "%1.")))) == ["1.", "3.", "4."]


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next() -> None:
    body = _point("The first half", more="<w:rPr><w:del/></w:rPr>") + _point(" and the second.")
    (block,) = read(_file(body, _list(_level(0, "%1.")))).blocks
    assert (block.mark, block.text) == ("1.", "The first half and the second.")


def test_a_list_that_overrides_its_start_begins_there_once() -> None:
    override = (
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    body = _point("One.") + _point("Five.", list_id=2) + _point("Six.", list_id=2)
    assert _marks(_file(body, _list(_level(0, "%1."), extra=override))) == ["1.", "5.", "6."]


def test_a_level_that_never_restarts_counts_on_under_the_next_heading() -> None:
    levels = _level(0, "%1"), _level(1, "[%2]", '<w:lvlRestart w:val="0"/>')
    body = _point("Part") + _point("One.", 1) + _point("Two.", 1) + _point("Part") + _point("Three.", 1)
    assert _marks(_file(body, _list(*levels))) == ["1", "[1]", "[2]", "2", "[3]"]


def test_a_legal_level_shows_roman_parents_as_decimals() -> None:
    levels = _level(0, "%1.", form="upperRoman"), _level(1, "%1.%2", "<w:isLgl/>")
    assert _marks(_file(_point("Part") + _point("One.", 1), _list(*levels))) == ["I.", "1.1"]


def test_list_and_level_are_inherited_through_styles_each_by_itself() -> None:
    styles = (
        '<w:style w:styleId="Sub"><w:basedOn w:val="Main"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>'
        '</w:style><w:style w:styleId="Main"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = "".join(f'<w:p><w:pPr><w:pStyle w:val="{s}"/></w:pPr>{_run("Words.")}</w:p>' for s in ("Main", "Sub"))
    assert _marks(_file(body, _list(_level(0, "%1."), _level(1, "%1.%2")), styles)) == ["1.", "1.1"]


def test_numbered_sentences_in_a_style_based_on_a_heading_are_paragraphs() -> None:
    styles = (
        '<w:style w:styleId="H2"><w:name w:val="heading 2"/></w:style><w:style w:styleId="Para">'
        '<w:basedOn w:val="H2"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    sentence = "Plans were made with every child, and were kept up to date in most of the cases."
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_run(text)}</w:p>'
        for style, text in (("H2", "Findings"), ("Para", sentence), ("Para", sentence))
    )
    assert _shapes(_file(body, _list(_level(0, "%1.")), styles)) == [
        ("heading", None, "Findings"),
        ("item", "1.", sentence),
        ("item", "2.", sentence),
    ]


def test_a_number_typed_after_a_dash_or_before_a_tab_is_the_number() -> None:
    tabbed = "<w:r><w:t>2</w:t><w:tab/><w:t>Reviews were late.</w:t></w:r>"
    assert _shapes(_xml(f"<w:p>{_run('- 1.1. Plans were made.')}</w:p><w:p>{tabbed}</w:p>")) == [
        ("item", "1.1.", "Plans were made."),
        ("item", "2", "Reviews were late."),
    ]


def test_rows_of_a_table_that_are_numbered_sentences_are_paragraphs() -> None:
    cells = ("No.", "Finding"), ("1.", "Plans were made with each child."), ("2.", "They were mostly kept up to date.")
    rows = "".join(
        f"<w:tr><w:tc><w:p>{_run(number)}</w:p></w:tc><w:tc><w:p>{_run(words)}</w:p></w:tc></w:tr>"
        for number, words in cells
    )
    assert [(shape, mark) for shape, mark, _ in _shapes(_xml(f"<w:tbl>{rows}</w:tbl>"))] == [
        ("table", None),
        ("item", "1."),
        ("item", "2."),
    ]


def test_a_table_inside_a_cell_is_read_once() -> None:
    inner = f"<w:tbl><w:tr><w:tc><w:p>{_run('a')}</w:p></w:tc><w:tc><w:p>{_run('b')}</w:p></w:tc></w:tr></w:tbl>"
    for _ in range(20):
        inner = f"<w:tbl><w:tr><w:tc><w:p/>{inner}</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    assert [text for _, _, text in _shapes(_xml(inner))] == ["a\tb"]


def test_a_symbol_is_the_character_that_its_font_shows() -> None:
    greek = '<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>'
    tick = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    assert _shapes(_xml(f"<w:p>{_run('So ')}{greek}{tick}</w:p>")) == [("text", None, "So α✓")]


CHARACTER_STYLES = (
    "<w:style w:type='character' w:styleId='Mark'><w:rPr><w:vertAlign w:val='superscript'/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='Secret'><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='Strong'><w:rPr><w:b/></w:rPr></w:style>"
)


@pytest.mark.parametrize(
    "properties",
    ["<w:vertAlign w:val='superscript'/>", "<w:rStyle w:val='Mark'/>", "<w:position w:val='8'/><w:sz w:val='14'/>"],
)
def test_a_note_mark_after_a_figure_does_not_make_it_longer_however_it_is_raised(properties: str) -> None:
    mark = f"<w:r><w:rPr>{properties}</w:rPr><w:t>10</w:t></w:r>"
    assert _shapes(_xml(f"<w:p>{_run('It fell in 2014')}{mark}{_run('.')}</w:p>", styles=CHARACTER_STYLES)) == [
        ("text", None, "It fell in 2014¹⁰.")
    ]


def test_a_style_of_characters_hides_words_and_a_run_may_show_them_again() -> None:
    hidden = "<w:r><w:rPr><w:rStyle w:val='Secret'/></w:rPr><w:t>Ask legal. </w:t></w:r>"
    again = "<w:r><w:rPr><w:rStyle w:val='Secret'/><w:vanish w:val='0'/></w:rPr><w:t>It was </w:t></w:r>"
    source = read(_xml(f"<w:p>{hidden}{again}{_run('good.')}</w:p>", styles=CHARACTER_STYLES))
    assert [block.text for block in source.blocks] == ["It was good."]
    assert source.printed == "Itwasgood."


def test_a_style_of_characters_sets_a_line_in_bold() -> None:
    strong = "<w:r><w:rPr><w:rStyle w:val='Strong'/></w:rPr><w:t>Findings</w:t></w:r>"
    (block,) = read(_xml(f"<w:p>{strong}</w:p>", styles=CHARACTER_STYLES)).blocks
    assert block.emphasised


def test_numbers_that_only_a_field_counts_are_said_to_be_missing() -> None:
    field = "<w:fldSimple w:instr=' AUTONUM '/>"
    (finding,) = read(_xml(f"<w:p>{field}{_run('It was good.')}</w:p>")).findings
    assert finding.code == "numbers-in-fields"


def test_a_table_that_is_set_in_by_an_empty_column_has_its_numbers() -> None:
    words = "Reviews were late in three of the ten cases."
    cells = [("", f"{number}.", words) for number in (1, 2, 3)]
    rows = "".join(f"<w:tr>{''.join(f'<w:tc><w:p>{_run(text)}</w:p></w:tc>' for text in row)}</w:tr>" for row in cells)
    assert _shapes(_xml(f"<w:tbl>{rows}</w:tbl>")) == [("item", f"{number}.", words) for number in (1, 2, 3)]


def test_a_note_with_a_typed_mark_is_not_counted() -> None:
    typed = "<w:r><w:rPr><w:rStyle w:val='Mark'/></w:rPr><w:footnoteReference w:customMarkFollows='1' w:id='5'/>"
    counted = "<w:r><w:footnoteReference w:id='6'/></w:r>"
    body = f"<w:p>{_run('The rate')}{typed}<w:t>9</w:t></w:r>{_run(' fell')}{counted}{_run('.')}</w:p>"
    mark = "<w:r><w:rPr><w:rStyle w:val='Mark'/></w:rPr><w:t>9</w:t></w:r>"
    first = f"<w:footnote w:id='5'><w:p>{mark}{_run(' A note.')}</w:p></w:footnote>"
    second = f"<w:footnote w:id='6'><w:p>{_run('Another.')}</w:p></w:footnote>"
    assert _shapes(_xml(body, styles=CHARACTER_STYLES, footnotes=first + second)) == [
        ("text", None, "The rate⁹ fell¹."), ("footnote", "⁹", "A note."), ("footnote", "¹", "Another."),
    ]  # fmt: skip


def test_a_point_in_lower_case_is_no_heading_whatever_level_its_style_has() -> None:
    style = "<w:style w:type='paragraph' w:styleId='Level2'><w:pPr><w:outlineLvl w:val='1'/></w:pPr></w:style>"
    point = f"<w:p><w:pPr><w:pStyle w:val='Level2'/></w:pPr>{_run('(b) second of the points.')}</w:p>"
    assert _shapes(_xml(point, styles=style)) == [("item", "(b)", "second of the points.")]


def test_a_document_that_takes_in_others_says_that_they_were_not_read() -> None:
    source = read(_xml(f"<w:p>{_run('1.  It was good.')}</w:p><w:altChunk/>"))
    assert [finding.code for finding in source.findings] == ["parts-not-read"]


def test_a_character_that_prints_nothing_hides_no_number() -> None:
    run = _run("\u200b1.\u200b1 It was good.")
    assert _shapes(_xml(f"<w:p>{run}</w:p>")) == [("item", "1.1", "It was good.")]


def test_parts_are_found_by_their_relations_and_not_by_their_names() -> None:
    relation = '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
    listed = "<Relationships>" + relation + 'Target="{}"/></Relationships>'
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_file(_point("It was good."), _list(_level(0, "%1."))))) as plain,
        zipfile.ZipFile(packed, "w") as archive,
    ):
        archive.writestr("_rels/.rels", listed.format("officeDocument", "/word/document2.xml"))
        archive.writestr("word/_rels/document2.xml.rels", listed.format("numbering", "lists2.xml"))
        archive.writestr("word/document2.xml", plain.read("word/document.xml"))
        archive.writestr("word/lists2.xml", plain.read("word/numbering.xml"))
    assert _marks(packed.getvalue()) == ["1."]


def _field(code: str, *result: str, form: str = "") -> str:
    """A field with its code in a run of its own, and no result where none is given."""
    begin, separate, end = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end"))
    if form:
        begin = f'<w:fldChar w:fldCharType="begin"><w:ffData>{form}</w:ffData></w:fldChar>'
    shown = f"<w:r>{separate}</w:r>{''.join(result)}" if result else ""
    return f"<w:r>{begin}</w:r><w:r><w:instrText>{code}</w:instrText></w:r>{shown}<w:r>{end}</w:r>"


LIST = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Good"/><w:listEntry w:val="Poor"/></w:ddList>'


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (_field("MERGEFIELD x", _run("late")), "late"),
        (_field(f"IF </w:instrText></w:r>{_field('MERGEFIELD x', _run('y'))}<w:r><w:instrText>", _run("late")), "late"),
        (_field("X</w:instrText></w:r><w:r><w:t>HYPERLINK</w:t></w:r><w:r><w:instrText>", _run("late")), "late"),
        (_field("IF 1", _field("MERGEFIELD x", _run("late"))), "late"),
        (_field(" FORMDROPDOWN ", form=LIST), "Poor"),
        (_field(" FORMCHECKBOX ", form='<w:checkBox><w:checked/></w:checkBox>'), "☒"),
        (_field(" EQ \\f(1,2) "), "1/2"),
        ('<w:fldSimple w:instr="MACROBUTTON x press here"/>', "press here"),
        (_field('SYMBOL 163 \\f "Symbol"'), "≤"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>not ended</w:t></w:r>', "not ended"),
    ],
)  # fmt: skip
def test_a_field_shows_its_result_and_not_its_code(field: str, words: str) -> None:
    source = read(_xml(f"<w:p>{_run('Plans: ')}{field}{_run(' in all.')}</w:p>"))
    assert [" ".join(block.text.split()) for block in source.blocks] == [f"Plans: {words} in all."]
    assert source.printed == f"Plans:{words}inall.".replace(" ", "")


def test_a_formula_is_read_on_one_line() -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'

    def part(name: str, text: str) -> str:
        return f"<m:{name}><m:r><m:t>{text}</m:t></m:r></m:{name}>"

    half = f"<m:f>{part('num', '1')}{part('den', '2')}</m:f>"
    power = f"<m:sSup>{part('e', '10')}{part('sup', '3')}</m:sSup>"
    body = f"<w:p>{_run('In 2')}<m:oMath {math}>{half}</m:oMath>{_run(' of ')}<m:oMath {math}>{power}</m:oMath></w:p>"
    assert _shapes(_xml(body)) == [("text", None, "In 2 1/2 of 10³")]
    root = f"<m:oMath {math}><m:d>{part('e', 'a+b')}</m:d><m:rad>{part('e', '2')}</m:rad></m:oMath>"
    assert _shapes(_xml(f"<w:p>{root}</w:p>")) == [("text", None, "(a+b)√2")]


def test_what_is_struck_out_hidden_or_deleted_is_not_read_and_said() -> None:
    def run(text: str, properties: str) -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr><w:t> {text}</w:t></w:r>"

    hidden = "words that are hidden in the text for nobody to see"
    body = (
        f"<w:p>{_run('Plans')}{run('once', '<w:strike/>')}{run('twice', '<w:dstrike/>')}{run(hidden, '<w:vanish/>')}"
        f"<w:ins><w:del><w:r><w:delText> gone</w:delText></w:r></w:del></w:ins>{_run(' were late.')}</w:p>"
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p>{_run('2014')}</w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
        f"<w:tr><w:tc><w:p>{_run('2015')}</w:p></w:tc><w:tc><w:p>{_run('7')}</w:p></w:tc></w:tr></w:tbl>"
    )
    source = read(_xml(body))
    assert [block.text for block in source.blocks] == ["Plans were late.", "2015\t7"]
    assert [finding.code for finding in source.findings] == ["struck-out", "hidden-text", "tracked-changes"]
    assert "“once”" in source.findings[0].message


@pytest.mark.parametrize(
    ("label", "number", "text"),
    [
        ("A%1.", "A2", "Plans."),
        ("B.%1", "B.2", "Plans."),
        ("Recommendation %1:", None, "Recommendation 2: Plans."),
        ("§ %1", None, "§ 2 Plans."),
        ("(%1)", "2", "Plans."),
        ("REC%1.", "REC2", "Plans."),
        ("%1-1", None, "2-1 Plans."),
    ],
)
def test_a_label_with_letters_is_a_number_or_stays_in_the_words(label: str, number: str | None, text: str) -> None:
    block = read(_file(_point("Plans.") * 2, _list(_level(0, label)))).blocks[1]
    assert (paragraph_number(block.mark or ""), block.text) == (number, text)


def test_a_large_letter_begins_the_word_that_follows_it_and_a_separated_style_the_line() -> None:
    letter = '<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr><w:r><w:t>T</w:t></w:r></w:p>'
    assert [block.text for block in read(_xml(letter + _paragraph("he plans."))).blocks] == ["The plans."]
    separated = "<w:rPr><w:vanish/><w:specVanish/></w:rPr>"
    body = _point("Plans.", more=separated) + _paragraph(" They were late.") + _point("Reviews.")
    assert [(b.mark, b.text) for b in read(_file(body, _list(_level(0, "%1.")))).blocks] == [
        ("1.", "Plans. They were late."), ("2.", "Reviews."),
    ]  # fmt: skip


def _paragraph(text: str) -> str:
    return f"<w:p>{_run(text)}</w:p>"


def test_a_cell_over_several_columns_leaves_the_figures_under_their_headings() -> None:
    wide, before = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>', '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    body = (
        f"<w:tbl><w:tr>{before}<w:tc>{_paragraph('2015')}</w:tc><w:tc>{_paragraph('2016')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{wide}{_paragraph('Total')}</w:tc><w:tc>{_paragraph('7')}</w:tc></w:tr></w:tbl>"
    )
    assert _shapes(_xml(body)) == [("table", None, "\t2015\t2016\nTotal\t\t7")]


def test_charts_and_diagrams_that_are_not_read_are_said() -> None:
    uri = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    source = read(_xml(f"<w:p>{_run('Plans.')}<w:drawing><graphicData uri='{uri}'/></w:drawing></w:p>"))
    assert [finding.code for finding in source.findings] == ["drawings-not-read"]


def test_numbers_and_points_that_only_line_breaks_part_are_blocks_of_their_own() -> None:
    lines = "<w:r><w:br/></w:r>".join(map(_run, ("1. Plans.", "2. Reviews:", "- late", "- missing", "as we saw.")))
    assert _shapes(_xml(f"<w:p>{lines}</w:p>")) == [
        ("item", "1.", "Plans."), ("item", "2.", "Reviews:"),
        ("item", "-", "late"), ("item", "-", "missing as we saw."),
    ]  # fmt: skip


def test_a_note_that_only_deleted_words_refer_to_is_not_counted_as_printed() -> None:
    notes = "".join(f'<w:footnote w:id="{n}"><w:p>{_run(f"Note {n}.")}</w:p></w:footnote>' for n in (1, 2, 3))
    refer = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    body = f"<w:p>{_run('Plans.')}<w:del>{refer.format(1)}</w:del>{refer.format(2)}</w:p>"
    source = read(_xml(body, footnotes=notes))
    assert [(block.mark, block.text) for block in source.blocks] == [(None, "Plans.¹"), ("¹", "Note 2.")]
    assert source.printed == "Plans.Note2."


def test_what_is_left_of_a_paragraph_at_the_end_whose_own_end_is_deleted_is_read() -> None:
    deleted = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    assert _shapes(_xml(f"<w:p>{deleted}{_run('Plans were late.')}</w:p>")) == [("text", None, "Plans were late.")]


@pytest.mark.parametrize(("set_as", "code"), [("<w:vanish/>", "hidden-text"), ("<w:strike/>", "struck-out")])
def test_the_style_of_a_paragraph_hides_or_strikes_its_words_and_a_run_may_show_them_again(
    set_as: str, code: str
) -> None:
    words = "words that nobody sees in what is printed of it "
    styles = f'<w:style w:type="paragraph" w:styleId="H"><w:name w:val="Gone"/><w:rPr>{set_as}</w:rPr></w:style>'
    shown = f"<w:r><w:rPr>{set_as.replace('/>', ' w:val=@0@/>').replace('@', chr(34))}</w:rPr><w:t>Plans.</w:t></w:r>"
    body = f'<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr>{_run(words)}{shown}</w:p>'
    source = read(_xml(body, styles=styles))
    assert ([block.text for block in source.blocks], [one.code for one in source.findings]) == (["Plans."], [code])
