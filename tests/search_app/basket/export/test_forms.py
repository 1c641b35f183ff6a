"""Each form of export, read back."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document
from markdown_it import MarkdownIt

from indexer.errors import EvidenceRefused
from indexer.records import Finding
from search_app import Archive
from search_app.basket.basket import Basket, Cover, Headings
from search_app.basket.check import CheckedQuotation, State, check_basket
from search_app.basket.export.document import LICENCE_ADDRESS, EvidenceDocument, licence_lines, make_document
from search_app.basket.export.forms import FORMS, find_form, write_form
from search_app.basket.export.markdown import literal, write_markdown
from search_app.basket.export.references import write_bibtex, write_ris
from search_app.basket.export.tables import harmless, write_csv
from search_app.basket.export.word import write_docx
from tests.search_app.archive import publish_archive
from tests.search_app.export.documents import (
    AWKWARD,
    COPIED,
    DAY,
    EMAIL,
    JOINT,
    PARENTS,
    TELEPHONE,
    fill_basket,
    full_document,
    open_catalogue,
)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> EvidenceDocument:
    return full_document(tmp_path_factory.mktemp("archive"))


def test_quotations_stand_by_theme_whatever_its_case_and_those_without_come_last(document: EvidenceDocument) -> None:
    themes = [(theme, [quoted.reference for quoted in group]) for theme, group in document.groups]
    assert themes[0] == ("Parents & carers", ["ashmere-2014:1.1", "brookfold-2018:7"])
    assert [theme for theme, _ in themes] == ["Parents & carers", "Other evidence"]


def test_what_no_longer_agrees_is_named_and_its_words_are_in_no_form(document: EvidenceDocument) -> None:
    assert [(each.reference, each.state) for each in document.left_out] == [("wrenford-2013:9.9", State.MISSING)]
    for form in FORMS.values():
        if form.write:
            assert "Words of no report" not in text_of(form.write(document))


@pytest.mark.parametrize("suffix", FORMS)
def test_no_contact_and_no_copy_list_is_in_any_form(suffix: str, tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path)
    basket = fill_basket(catalogue).annotating("ashmere-2014:1.2", note=f"Ring {TELEPHONE}")
    basket = basket.annotating("brookfold-2018:7", theme=f"for {EMAIL}")
    checked = check_basket(basket, catalogue)
    assert [each.state for each in checked].count(State.PRIVATE) == 2
    written = text_of(write_form(FORMS[suffix], basket, checked, catalogue.name, DAY))
    assert "Staff knew every child" in written
    assert not [secret for secret in (EMAIL, TELEPHONE, COPIED, "S. Sample") if secret in written]


@pytest.mark.parametrize("suffix", [suffix for suffix, form in FORMS.items() if form.write])
def test_a_page_that_may_be_read_wrongly_says_so_in_every_form(suffix: str, tmp_path: Path) -> None:
    doubt = "This page may be read wrongly: its words stand in another order."
    doubtful = replace(JOINT, findings=(Finding("words-differ", doubt),))
    publish_archive(tmp_path / "index", [doubtful], model=None)
    catalogue = Archive.open(tmp_path / "index").catalogue
    checked = check_basket(fill_basket(catalogue), catalogue)
    write = FORMS[suffix].write
    assert write is not None
    text = text_of(write(make_document(checked, catalogue.name, DAY)))
    assert "its words stand in another order" in text
    assert "to be checked" in text.casefold()


def test_the_licence_is_true_of_each_kind_of_source(document: EvidenceDocument) -> None:
    crown, unknown, sample = licence_lines(document.sources)
    assert "Open Government Licence v3.0" in crown
    assert "Reports of HM Inspectorate of Probation, HMICFRS and Ofsted: © Crown copyright." in crown
    assert "Our audit" in unknown
    assert "Crown" not in unknown + sample
    assert "sample report" in sample
    assert "HM Inspectorate" not in sample


def test_a_sample_is_attributed_to_no_inspectorate_in_any_form(tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path)
    basket = fill_basket(catalogue, "wrenford-2013:2.1")
    for form in FORMS.values():
        written = text_of(write_form(form, basket, check_basket(basket, catalogue), catalogue.name, DAY))
        assert "ample" in written
        assert not re.search("HM Inspectorate|Crown|Open Government", written)


def test_the_word_file_has_real_styles_and_the_words_as_they_are(document: EvidenceDocument) -> None:
    word = Document(io.BytesIO(write_docx(document)))
    by_style: dict[str, list[str]] = {}
    for paragraph in word.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert by_style["Heading 1"] == [
        "Parents & carers", "Other evidence", "Sources", "Left out", "About this document",
    ]  # fmt: skip
    assert by_style["Quote"][0] == f"“{PARENTS}”"
    assert f"“{AWKWARD}”" in by_style["Quote"]
    assert by_style["Note"] == ["Note: @ask\n=about *this*"]
    assert by_style["Citation"][0].startswith("[1] HM Inspectorate of Probation, Report of Short Quality Screening")
    assert len(by_style["Citation"]) == len(by_style["Quote"]) == 6
    assert len(by_style["List Number"]) == 4
    assert "4 March 2026" in by_style["Subtitle"][0]
    assert any(document.generation in line for line in by_style["Normal"])
    assert word.core_properties.author == "Precedent"


def test_the_word_file_is_as_old_as_it_is(document: EvidenceDocument) -> None:
    """The library's template is of 23 December 2013, and every file said so."""
    properties = Document(io.BytesIO(write_docx(document))).core_properties
    assert properties.created == properties.modified == document.made
    assert abs(datetime.now(UTC) - document.made) < timedelta(minutes=10)


def test_the_sources_name_their_quotations_by_number(document: EvidenceDocument) -> None:
    lines = [paragraph.text for paragraph in Document(io.BytesIO(write_docx(document))).paragraphs]
    numbers = [line.partition(" ")[0] for line in lines if re.match(r"\[\d+\] ", line)]
    assert numbers == [f"[{number}]" for number in range(1, len(document.quoted) + 1)]
    in_sources = re.findall(r"\[\d+\](?=;|$)", "\n".join(lines), flags=re.M)
    assert sorted(in_sources) == sorted(numbers)


def test_a_character_that_xml_cannot_hold_does_not_break_the_word_file(tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path)
    basket = fill_basket(catalogue, "ashmere-2014:1.1").annotating("ashmere-2014:1.1", note="a\x00b\x0bc")
    written = write_form(FORMS[".docx"], basket, check_basket(basket, catalogue), catalogue.name, DAY)
    assert "Note: a\ufffdb\ufffdc" in [paragraph.text for paragraph in Document(io.BytesIO(written)).paragraphs]


def test_markdown_shows_every_word_literally(document: EvidenceDocument) -> None:
    html = MarkdownIt("commonmark").enable("table").enable("strikethrough").render(write_markdown(document).decode())
    shown = re.sub("<br />\n", "\n", html)
    assert "SUM(1) {a} 5% &amp; $6 _under_ **bold** &lt;b&gt;x&lt;/b&gt; [l](http://e.example)" in shown
    assert "<p>- plans were reviewed</p>" in shown
    assert "<p>1. Plans named who would act.</p>" in shown
    assert f"<p>{PARENTS}</p>" in shown
    assert "<strong>Note:</strong> @ask\n=about *this*" in shown
    links = re.findall(r'<a href="([^"]+)">([^<]+)</a>', html)
    assert all(address == shown_as == LICENCE_ADDRESS for address, shown_as in links)
    assert set(re.findall(r"<(\w+)", html)) <= {"a", "h1", "h2", "p", "blockquote", "strong", "ol", "ul", "li", "br"}
    assert not re.search(r"https?\\:|www\\\.", write_markdown(document).decode())


ADDRESS = "https://reports.example.org/ashmere_2014.pdf"
COVER = Cover("Parents <heard>", "The *inspection* team", "Two sentences.\n\nAnd a second part.", Headings.AREA)


@pytest.fixture(scope="module")
def covered(tmp_path_factory: pytest.TempPathFactory) -> EvidenceDocument:
    catalogue = open_catalogue(tmp_path_factory.mktemp("covered"))
    checked = [published(each) for each in check_basket(fill_basket(catalogue), catalogue)]
    return make_document(checked, catalogue.name, DAY, COVER)


def published(each: CheckedQuotation) -> CheckedQuotation:
    """With the address of its report, where that is Ashmere's."""
    if each.report is None or each.citation is None or each.report.source != "ashmere-2014.txt":
        return each
    report = replace(each.report, url=ADDRESS)
    return replace(each, report=report, citation=replace(each.citation, url=ADDRESS))


def test_a_file_of_ones_own_has_ones_title_author_introduction_and_areas(covered: EvidenceDocument) -> None:
    word = Document(io.BytesIO(write_docx(covered)))
    paragraphs = [(paragraph.style.name, paragraph.text) for paragraph in word.paragraphs]
    assert paragraphs[:2] == [("Title", "Parents <heard>"), ("Subtitle", "The *inspection* team")]
    assert paragraphs[3:5] == [("Normal", "Two sentences."), ("Normal", "And a second part.")]
    headings = [text for style, text in paragraphs if style == "Heading 1"]
    assert headings[:4] == ["Ashmere", "Brookfold", "Area not stated", "Sources"]
    assert (word.core_properties.title, word.core_properties.author) == ("Parents <heard>", "The *inspection* team")
    html = MarkdownIt("commonmark").render(write_markdown(covered).decode())
    assert "<h1>Parents &lt;heard&gt;</h1>\n<p>The *inspection* team</p>\n<p>Two sentences.</p>" in html
    assert "<h2>Ashmere</h2>" in html


def test_an_address_that_the_collector_gives_is_a_link_and_one_in_a_report_is_none(tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path)
    basket = fill_basket(catalogue, "ashmere-2014:1.2").covered(introduction="See https://www.e.example/a_b too.")
    written = write_form(FORMS[".md"], basket, check_basket(basket, catalogue), catalogue.name, DAY).decode()
    assert "See <https://www.e.example/a_b> too." in written
    links = re.findall(r'href="([^"]+)"', MarkdownIt("commonmark").render(written))
    assert links == ["https://www.e.example/a_b", LICENCE_ADDRESS]


def test_sources_stand_in_the_order_in_which_they_are_quoted(covered: EvidenceDocument) -> None:
    numbers = [covered.source_number_of(quoted) for quoted in covered.quoted]
    assert numbers == sorted(numbers)


def test_each_quotation_names_its_source_by_number(covered: EvidenceDocument) -> None:
    for text in (write_markdown(covered).decode().replace("\\", ""), text_of(write_docx(covered))):
        for quoted in covered.quoted:
            number, source = covered.number_of(quoted), covered.source_number_of(quoted)
            assert f"[{number}] {quoted.full_citation}, source {source}" in text
            assert covered.sources[source - 1].report == quoted.report


def test_the_official_report_is_linked_where_its_address_is_known(covered: EvidenceDocument) -> None:
    address = ADDRESS
    word = Document(io.BytesIO(write_docx(covered)))
    linked = [link.address for paragraph in word.paragraphs for link in paragraph.hyperlinks]
    assert set(linked) == {address}
    of_ashmere = [quoted for quoted in covered.quoted if quoted.report.area == "Ashmere" and not quoted.report.sample]
    assert len(linked) == len(of_ashmere) + 1
    assert f"<{address}>" in write_markdown(covered).decode()
    assert f"UR  - {address}" in write_ris(covered).decode()
    rows = csv.DictReader(io.StringIO(write_csv(covered).decode("utf-8-sig"), newline=""))
    assert {row["official report"] for row in rows if row["area"] == "Ashmere" and row["sample"] == "no"} == {address}


def test_contact_details_over_the_quotations_are_refused(tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path)
    basket = fill_basket(catalogue).covered(introduction=f"Ring {TELEPHONE}.")
    for form in FORMS.values():
        with pytest.raises(EvidenceRefused, match="title, author or introduction"):
            write_form(form, basket, check_basket(basket, catalogue), catalogue.name, DAY)


@pytest.mark.parametrize(
    "text", ["1. a", "- a", "+ a", "# a", "> a", "`a`", "![a](b)", "&amp;", "<a>", "===", "1) a", "a|b", "* a", "___"]
)
def test_a_line_of_markdown_is_a_paragraph_of_itself(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert MarkdownIt("commonmark").render(literal(text)) == f"<p>{escaped}</p>\n"


def test_no_cell_of_the_table_runs_as_a_formula(document: EvidenceDocument) -> None:
    data = write_csv(document)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == 6
    assert not [cell for row in rows for cell in row.values() if cell[:1] in tuple("=+-@\t\r\n")]
    assert rows[0]["quotation"] == PARENTS
    assert rows[0]["note"] == "'@ask\n=about *this*"
    assert {row["sample"] for row in rows if row["area"] == "Ashmere" and not row["inspectorate"]} == {"yes"}


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\ta", "\ra", " =1", "＝1"])
def test_what_would_start_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"a{cell}") == f"a{cell}"


def test_every_ris_entry_is_whole_and_each_line_one_field(document: EvidenceDocument) -> None:
    lines = write_ris(document).decode().split("\r\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines if line)
    assert lines.count("TY  - RPRT") == lines.count("ER  - ") == 4
    joint = lines[lines.index("ID  - brookfold-2018") :]
    assert joint[2:5] == ["AU  - Ofsted", "AU  - HMICFRS", "AU  - HM Inspectorate of Probation"]
    assert "inspection ended 6 May 2018" in joint[joint.index("KW  - parents & carers") + 1]


def test_every_bibtex_entry_is_balanced_and_escaped(document: EvidenceDocument) -> None:
    text = write_bibtex(document).decode()
    entries = re.findall(r"^@(\w+)\{([\w-]+),\n((?:  \w+ = .*\n)+)\}$", text, flags=re.M)
    assert sorted((kind, key) for kind, key, _ in entries) == [
        ("misc", "notes-2020"),
        ("misc", "wrenford-2013"),
        ("techreport", "ashmere-2014"),
        ("techreport", "brookfold-2018"),
    ]
    for _, _, fields in entries:
        unescaped = re.sub(r"\\[{}]", "", fields)
        assert unescaped.count("{") == unescaped.count("}")
        assert not re.search(r"(?<!\\)[#$%&_~^]", unescaped)
    assert r"\{a\} 5\% \& \$6 \_under\_" in text
    assert "author = {{Ofsted} and {HMICFRS} and {HM Inspectorate of Probation}}" in text


def test_an_ending_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(EvidenceRefused, match=r"'\.pdf'.*\.docx, \.md, \.csv, \.ris, \.bib, \.json"):
        find_form(".pdf")
    assert find_form(".DOCX").name == "Word file"


def test_a_basket_of_which_nothing_agrees_is_not_exported(tmp_path: Path) -> None:
    catalogue = open_catalogue(tmp_path)
    basket = Basket(fill_basket(catalogue, "ashmere-2014:1.2").items)
    publish_archive(tmp_path / "later", [JOINT], model=None)
    later = Archive.open(tmp_path / "later").catalogue
    with pytest.raises(EvidenceRefused, match=r"nothing to export\. The archive holds no report ashmere-2014"):
        write_form(FORMS[".csv"], basket, check_basket(basket, later), later.name, DAY)


def text_of(data: bytes) -> str:
    """All text of a file; of a Word file, that of every part of it."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "\n".join(
            re.sub("<[^>]+>", "", parts.read(name).decode("utf-8", "replace"))
            for name in parts.namelist()
            if name.endswith((".xml", ".rels"))
        )
