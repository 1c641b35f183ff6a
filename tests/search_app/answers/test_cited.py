"""A citation in the search box leads to its paragraph, or says what is near."""

from __future__ import annotations

from datetime import date

import pytest

from search_app.answers.answer import Answer
from search_app.engine import SearchEngine
from search_app.filters.filters import Filters
from search_app.ranking import meaning
from tests.conftest import FakeQueryEncoder
from tests.indexer.reports import make_report
from tests.search_app.archive import FAKE_MODEL, publish_archive

PARTS = [
    ("heading", "Protecting the public", "2"),
    ("paragraph", "Plans were late.", "2.1"),
    ("paragraph", "Knife crime was met with visits to parents.", "2.2"),
    ("heading", "Key strengths", None, "key-strengths"),
    ("bullet", "Parents were heard."),
    ("bullet", "Victims were heard."),
]
LATER = [("heading", "Context", None), ("paragraph", "Plans were on time.", "1"), ("paragraph", "All of them.", "2")]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    index = tmp_path_factory.mktemp("cited") / "index"
    corley = {"area": "Corley", "title": "Report of Short Quality Screening (SQS) of youth offending work in Corley"}
    reports = [
        make_report("ashmere-2014", PARTS),
        make_report("corley-2012", PARTS, sha256="1" * 64, published=date(2012, 5, 1), **corley),
        make_report("corley-2016", LATER, sha256="2" * 64, published=date(2016, 5, 18), **corley),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meaning, "find_model", lambda name: FAKE_MODEL)
        publish_archive(index, reports)
        engine = SearchEngine(index, FakeQueryEncoder)
        engine.load_model()
    return engine


def found(answer: Answer) -> list[str]:
    return [hit.reference for hit in answer]


def test_every_citation_that_is_printed_leads_to_its_paragraph(engine: SearchEngine) -> None:
    for report in engine.catalogue.heads():
        for chunk in engine.catalogue.chunks_of(report.report_id):
            reference = f"{report.report_id}:{engine.catalogue.address(chunk)}"
            citation = engine.catalogue.cite(chunk)
            for text in (citation.long, citation.short, reference, f"read?report={reference.replace(':', '&para=')}"):
                answer = engine.search(text)
                assert found(answer) == [reference], text
                assert [each.kind for each in answer.understood] == ["citation"]
                assert answer.close
                assert answer.notes == ()


def test_words_beside_a_citation_rank_after_it(engine: SearchEngine) -> None:
    answer = engine.search("visits to parents (Ashmere SQS, March 2014, 2.1)")
    assert found(answer)[:2] == ["ashmere-2014:2.1", "ashmere-2014:2.2"]
    assert len(set(found(answer))) == len(answer)


def test_a_pasted_quotation_leads_to_its_paragraph_though_it_is_misquoted(engine: SearchEngine) -> None:
    assert found(engine.search("“Plans came late.” (Ashmere SQS, March 2014, 2.1)")) == ["ashmere-2014:2.1"]


def test_a_number_that_is_not_there_says_which_are(engine: SearchEngine) -> None:
    answer = engine.search("Ashmere 2014 2.9")
    assert answer.notes == ("There is no 2.9 in Ashmere 2014; section 2 has 2.1 to 2.2.",)
    assert found(answer) == ["ashmere-2014:2.1", "ashmere-2014:2.2"]
    assert engine.search("Corley 2016 para 7").notes == ("There is no 7 in Corley 2016; it has 1 to 2.",)
    (note,) = engine.search("(Ashmere SQS, March 2014, Key strengths, fifth bullet)").notes
    assert note == "There is no “key strengths, fifth bullet” in Ashmere 2014; “key strengths” has 2."


def test_a_report_that_is_not_there_says_which_are(engine: SearchEngine) -> None:
    answer = engine.search("(Corley SQS, June 2013, 2.1)")
    held = "On Corley there is: Corley SQS, May 2016; Corley SQS, May 2012."
    assert answer.notes == (f"No report in this archive fits “Corley SQS, June 2013”. {held}",)
    assert found(answer) == ["corley-2012:2.1"]
    missing = engine.search("dunmere-2013:4.1")
    assert (missing.total, missing.notes) == (0, ("No report in this archive fits “dunmere-2013”.",))


def test_several_reports_that_fit_stand_the_newest_first(engine: SearchEngine) -> None:
    assert found(engine.search("Corley 2")) == ["corley-2016:2"]
    assert found(engine.search("Corley para 2.1")) == ["corley-2012:2.1"]


def test_a_list_of_which_one_is_missing_says_so(engine: SearchEngine) -> None:
    answer = engine.search("Ashmere 2014, paras 2.2 and 2.4")
    assert found(answer) == ["ashmere-2014:2.2"]
    assert answer.notes == ("There is no 2.4 in Ashmere 2014.",)


def test_a_report_cited_as_a_whole_is_what_is_searched(engine: SearchEngine) -> None:
    assert {hit.report.report_id for hit in engine.search("corley-2012", limit=50)} == {"corley-2012"}


def test_a_citation_taken_back_is_words(engine: SearchEngine) -> None:
    answer = engine.search("Ashmere 2014 2.9", ignore=["citation:Ashmere 2014, 2.9"])
    assert "citation" not in [each.kind for each in answer.understood]
    assert answer.notes == ()


def test_a_citation_is_found_whatever_is_filtered_and_counts_itself(engine: SearchEngine) -> None:
    answer = engine.search("ashmere-2014:2.1", filters=Filters(areas="Corley"))
    assert found(answer) == ["ashmere-2014:2.1"]
    assert engine.choices("ashmere-2014:2.1").counts["area"] == {"Ashmere": 1}
