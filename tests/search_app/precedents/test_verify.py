"""A draft's quotations and citations are held against the archive, and a Word file comes back with comments."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from indexer.errors import DraftRefused
from indexer.limits import DRAFT_LENGTH_LIMIT_CHARACTERS
from search_app.archive import Archive
from search_app.precedents.draft_files import WordDraft, commented_word, counted_verdicts, draft_text
from search_app.precedents.verify import Checked, Verdict, difference_of
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

VISITS = "Home visits to parents were made in time, and every plan was reviewed by a manager."
VICTIMS = "Plans to protect victims were missing in six of the ten cases that we read."
ASHMERE = make_report(
    "ashmere-2014",
    [("heading", "Protecting the public", "2"), ("paragraph", VISITS, "2.1"), ("paragraph", VICTIMS, "2.2")],
)
BRAMFORD = make_report(
    "bramford-2016",
    [("paragraph", "Referral orders were thorough, and panels knew each child well.", "1.1")],
    area="Bramford",
    title="Report of Short Quality Screening (SQS) of youth offending work in Bramford",
    published=date(2016, 9, 1),
    sha256="1" * 64,
)
LONG = (
    "HM Inspectorate of Probation, Report of Short Quality Screening (SQS) of youth offending work in Ashmere, "
    "5 March 2014, paragraph 2.1"
)
CITED = "(Ashmere SQS, March 2014, {})"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    index = tmp_path_factory.mktemp("verify") / "index"
    publish_archive(index, [ASHMERE, BRAMFORD], model=None)
    return Archive.open(index)


def quotations(archive: Archive, text: str) -> list[Checked]:
    return [each for each in archive.verify(text) if each.kind == "quotation"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (f"They say “{VISITS}” {CITED.format('2.1')}.", Verdict.EXACT),
        (f"{CITED.format('2.1')} says that “every plan was reviewed by a manager”.", Verdict.EXACT),
        (f"> {VISITS}\n\n{CITED.format('2.1')}", Verdict.EXACT),
        (f"> {VISITS}\n> {CITED.format('2.1')}", Verdict.EXACT),
        (f"> {VISITS}\n>\n> {CITED.format('2.1')}\n\nSo they are.\n", Verdict.EXACT),
        ("“Home visits … were made in time” (ashmere-2014:2.1)", Verdict.EXACT),
        (f"“{VISITS}” read?report=ashmere-2014&para=2.1", Verdict.EXACT),
        (
            f"“Home visits to parents were made in time” ({LONG})",
            Verdict.EXACT,
        ),
        (f"They say “{VICTIMS}” {CITED.format('2.1')}.", Verdict.WRONG_PARAGRAPH),
        (f"They say “{VICTIMS}” (Bramford SQS, September 2016, 1.1).", Verdict.WRONG_PARAGRAPH),
        (f"They say “{VICTIMS}” {CITED.format('7.7')}.", Verdict.WRONG_PARAGRAPH),
        (f"“Plans to protect victims were missing in four of the ten cases” {CITED.format('2.2')}", Verdict.CHANGED),
        (f"“Badgers dig in the garden of every house” {CITED.format('2.2')}", Verdict.NOT_FOUND),
        ("Somebody says “badgers dig in the garden of every house”.", Verdict.NOT_FOUND),
    ],
)
def test_a_quotation_is_held_against_the_paragraph_that_it_cites(archive: Archive, text: str, verdict: Verdict) -> None:
    (quoted,) = quotations(archive, text)
    assert quoted.verdict is verdict
    assert text[quoted.start : quoted.end] == quoted.words


def test_the_right_place_of_a_wrongly_cited_quotation_is_named(archive: Archive) -> None:
    (quoted,) = quotations(archive, f"“{VICTIMS}” {CITED.format('2.1')}")
    assert [place.reference for place in quoted.places] == ["ashmere-2014:2.2"]
    assert CITED.format("2.2") in quoted.advice


def test_of_several_places_the_one_in_the_report_that_is_cited_is_named_first(tmp_path: Path) -> None:
    older = make_report("aldham-2012", [("paragraph", VICTIMS, "1.1")], area="Aldham", sha256="2" * 64)
    publish_archive(tmp_path / "index", [older, ASHMERE], model=None)
    (quoted,) = quotations(Archive.open(tmp_path / "index"), f"“{VICTIMS}” {CITED.format('2.1')}")
    assert [place.reference for place in quoted.places] == ["ashmere-2014:2.2", "aldham-2012:1.1"]
    assert f"the words are in {CITED.format('2.2')} and one other" in quoted.advice


@pytest.mark.parametrize("text", ["Home visits … were made in time", "[V]isits to parents were [not] made in time"])
@pytest.mark.parametrize("cited", [CITED.format("2.1"), ""])
def test_that_words_in_brackets_are_not_compared_is_said(archive: Archive, text: str, cited: str) -> None:
    (quoted,) = quotations(archive, f"“{text}” {cited}")
    assert quoted.verdict is Verdict.EXACT
    assert quoted.advice.endswith("What is left out or in square brackets was not compared.")


def test_a_letter_in_brackets_is_compared(archive: Archive) -> None:
    (quoted,) = quotations(archive, f"“[E]very plan was reviewed by a manager” {CITED.format('2.1')}")
    assert quoted.advice == "Word for word as in the paragraph cited."


def test_what_is_counted_of_a_draft_reads_as_a_sentence(archive: Archive) -> None:
    once = f"As in {CITED.format('2.1')}."
    assert counted_verdicts(archive.verify(once)) == "1 leads to a paragraph"
    assert counted_verdicts(archive.verify(f"{once}\n\n{once}")) == "2 lead to a paragraph"


BOTH = f"{VISITS} {VICTIMS}"
TAIL_AND_HEAD = "every plan was reviewed by a manager. Plans to protect victims were missing"


@pytest.mark.parametrize(
    ("text", "verdict", "told"),
    [
        (f"“{BOTH}” {CITED.format('2.1 and 2.2')}", Verdict.EXACT, "the quotation runs over {} and paragraph 2.2."),
        (f"“{TAIL_AND_HEAD}” {CITED.format('2.1')}", Verdict.EXACT, "{} and paragraph 2.2. Cite each of them."),
        (f"“{TAIL_AND_HEAD}”", Verdict.EXACT, "without a citation: it runs over {} and paragraph 2.2."),
        (f"“{VISITS} 2.2 {VICTIMS}” {CITED.format('2.2')}", Verdict.EXACT, "{} and paragraph 2.2. Cite each"),
        (f"> {VISITS}\n>\n> 2.2 {VICTIMS}\n> {CITED.format('2.2')}", Verdict.EXACT, "{} and paragraph 2.2."),
        (f"> - {VISITS}\n> - {VICTIMS}\n\n{CITED.format('2.1')}", Verdict.EXACT, "{} and paragraph 2.2."),
        (f"“{VISITS}\n\n{VICTIMS}” {CITED.format('2.1')}", Verdict.EXACT, "{} and paragraph 2.2."),
        (f"“{VISITS}\n\n“{VICTIMS}” {CITED.format('2.1')}", Verdict.EXACT, "{} and paragraph 2.2."),
        (f"“{BOTH}” (Bramford SQS, September 2016, 1.1)", Verdict.WRONG_PARAGRAPH, "runs over {} and paragraph 2.2."),
        (f"“{BOTH.replace('six', 'four')}” {CITED.format('2.1')}", Verdict.CHANGED, "runs over {} and paragraph 2.2."),
    ],
)
def test_a_quotation_over_two_paragraphs_is_held_against_both(
    archive: Archive, text: str, verdict: Verdict, told: str
) -> None:
    (quoted,) = quotations(archive, text)
    assert (quoted.verdict, [place.reference for place in quoted.places]) == (
        verdict,
        ["ashmere-2014:2.1", "ashmere-2014:2.2"],
    )
    assert told.format(CITED.format("2.1")) in quoted.advice
    changed = [(piece.kind, piece.words) for piece in quoted.difference if piece.kind != "same"]
    assert changed == ([("archive", "six"), ("draft", "four")] if verdict is Verdict.CHANGED else [])


def test_a_change_in_one_paragraph_names_no_other(archive: Archive) -> None:
    (quoted,) = quotations(archive, f"“{VICTIMS.replace('six', 'four')}” {CITED.format('2.2')}")
    assert [place.reference for place in quoted.places] == ["ashmere-2014:2.2"]


def test_a_quotation_without_a_citation_is_found_all_the_same(archive: Archive) -> None:
    (quoted,) = quotations(archive, f"They say “{VICTIMS}”. Another sentence {CITED.format('2.1')}.")
    assert (quoted.verdict, quoted.cited) == (Verdict.EXACT, "")
    assert "without a citation" in quoted.advice


def test_two_quotations_of_a_sentence_share_its_citation(archive: Archive) -> None:
    text = f"There “home visits to parents were made in time” and “every plan was reviewed” {CITED.format('2.1')}."
    assert [each.verdict for each in quotations(archive, text)] == [Verdict.EXACT, Verdict.EXACT]


def test_a_term_in_quotation_marks_is_no_quotation(archive: Archive) -> None:
    assert quotations(archive, "A “good” plan, a ‘very good’ one.") == []


def test_the_difference_is_marked_word_by_word() -> None:
    _, pieces = difference_of("plans to guard victims were missing in six of ten cases", f"{VISITS} {VICTIMS}")
    assert [(piece.kind, piece.words) for piece in pieces] == [
        ("same", "plans to"),
        ("archive", "protect"),
        ("draft", "guard"),
        ("same", "victims were missing in six of"),
        ("archive", "the"),
        ("same", "ten cases"),
    ]


def test_a_comma_that_was_dropped_is_a_change(archive: Archive) -> None:
    (quoted,) = quotations(archive, f"“{VISITS.replace(',', '')}” {CITED.format('2.1')}")
    assert quoted.verdict is Verdict.CHANGED
    marked = [(piece.kind, piece.words) for piece in quoted.difference if piece.kind != "same"]
    assert marked == [("archive", "time,"), ("draft", "time")]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (f"As in {CITED.format('2.1')}.", Verdict.CITED),
        (f"As in {CITED.format('9.9')}.", Verdict.NO_SUCH_PARAGRAPH),
        ("As in (Ashmere SQS, May 2015, 2.1).", Verdict.NO_SUCH_PARAGRAPH),
        ("As in (Corley SQS, May 2015, 2.1).", Verdict.NO_SUCH_PARAGRAPH),
        ("As in corley-2015:2.1.", Verdict.NO_SUCH_PARAGRAPH),
        (
            "As in HM Inspectorate of Probation, Report on Corley, 5 May 2015, paragraph 2.1.",
            Verdict.NO_SUCH_PARAGRAPH,
        ),
    ],
)
def test_a_citation_leads_to_a_paragraph_or_it_is_said_that_it_does_not(
    archive: Archive, text: str, verdict: Verdict
) -> None:
    (citation,) = archive.verify(text)
    assert (citation.kind, citation.verdict) == ("citation", verdict)
    assert bool(citation.advice) is (verdict is not Verdict.CITED)


def test_a_draft_that_is_too_long_is_refused_with_the_limit(archive: Archive) -> None:
    with pytest.raises(DraftRefused, match="at most 200,000"):
        archive.verify("x" * (DRAFT_LENGTH_LIMIT_CHARACTERS + 1))


# Word files.


def a_word_file(*paragraphs: str, quoted: str = "") -> bytes:
    document = Document()
    document.add_heading("Findings", level=1)
    for text in paragraphs:
        document.add_paragraph().add_run(text)
    if quoted:
        document.add_paragraph(quoted, style="Quote")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def comments_of(content: bytes) -> list[str]:
    return [comment.text for comment in Document(io.BytesIO(content)).comments]


def test_a_word_file_comes_back_with_a_comment_on_each_quotation(archive: Archive) -> None:
    word = a_word_file(f"They say “{VICTIMS}” {CITED.format('2.1')}. As in (Corley SQS, May 2015, 2.1).", quoted=VISITS)
    checked = archive.verify(draft_text(word, "draft.docx"))
    commented = commented_word(word, "draft.docx", checked)
    wrong, nowhere, exact = comments_of(commented)
    assert wrong.startswith("Cited to the wrong paragraph.")
    assert nowhere.startswith("Leads to no paragraph.")
    assert exact.startswith("Exact.")
    assert draft_text(commented, "draft.docx") == draft_text(word, "draft.docx")


def test_a_comment_stands_on_the_words_that_it_is_about(archive: Archive) -> None:
    word = WordDraft.read(a_word_file(f"Before “{VICTIMS}” after."), "draft.docx")
    start = word.text.index(VICTIMS)
    word.comment(start, start + len(VICTIMS), "Said.")
    body = Document(io.BytesIO(word.save())).element.body
    marked, inside = "", False
    for element in body.iter():
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        inside = name == "commentRangeStart" or (inside and name != "commentRangeEnd")
        marked += (element.text or "") if inside and name == "t" else ""
    assert marked == VICTIMS


def test_a_text_comes_back_as_a_word_file(archive: Archive) -> None:
    text = f"They say “{VICTIMS}”.\n\nIn two lines\x0b of text.\n"
    commented = commented_word(text.encode(), "draft.txt", archive.verify(text))
    assert len(comments_of(commented)) == 1
    assert "In two lines" in draft_text(commented, "draft.docx")


def test_a_citation_in_a_footnote_belongs_to_the_quotation_that_refers_to_it(archive: Archive) -> None:
    word = a_word_file(f"They say “{VICTIMS}”")
    noted = with_footnote(word, CITED.format("2.2").strip("()"))
    checked = archive.verify(draft_text(noted, "draft.docx"))
    assert [each.verdict for each in checked] == [Verdict.EXACT, Verdict.CITED]
    assert len(comments_of(commented_word(noted, "draft.docx", checked))) == 1


def with_footnote(word: bytes, words: str) -> bytes:
    """The file with a footnote after its last run, as Word stores one."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    note = (
        f'<w:footnotes {space}><w:footnote w:id="2"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                begin, _, end = content.rpartition(b"</w:r></w:p>")
                content = begin + b'</w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>' + end
            elif name == "[Content_Types].xml":
                override = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
                content = content.replace(b"</Types>", override.encode())
            elif name == "word/_rels/document.xml.rels":
                link = f'<Relationship Id="rId99" Type="{relation}" Target="footnotes.xml"/></Relationships>'
                content = content.replace(b"</Relationships>", link.encode())
            target.writestr(name, content)
        target.writestr("word/footnotes.xml", note)
    return stream.getvalue()


@pytest.mark.parametrize("content", [b"PK\x03\x04 no archive", b"plain words", b""])
def test_what_is_no_word_file_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(DraftRefused, match=r"draft\.docx is not a Word file"):
        draft_text(content, "draft.docx")


def test_markdown_escapes_stand_for_their_signs() -> None:
    assert draft_text(rb"Plans \(Ashmere SQS\) at 2\.3 \[the\]", "draft.md") == "Plans (Ashmere SQS) at 2.3 [the]"


def test_a_path_is_read_by_its_ending(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "draft.docx"
    path.write_bytes(a_word_file(f"“{VICTIMS}”"))
    (quoted,) = archive.verify(path)
    assert quoted.verdict is Verdict.EXACT


@pytest.mark.parametrize("text", ["> a\n\n", "“a\n\n", "[a", "?a", "‘a b c ", '"a ', " \n", "(A "])
def test_long_texts_without_an_end_do_not_freeze_it(archive: Archive, text: str) -> None:
    begun = time.process_time()
    archive.verify(text * (100_000 // len(text)))
    assert time.process_time() - begun < 20  # a second on a slow machine; a minute and more where it grows squared
