from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from indexer.embedding.model import ModelSource
from indexer.embedding.query_encoder import QueryEncoder
from indexer.errors import ModelUnavailable, QueryRefused
from indexer.records import ReportType
from search_app.answers.answer import HighlightKind, first_far
from search_app.engine import SearchEngine
from search_app.filters.filters import Filters, Lens
from search_app.ranking import meaning as semantic_search
from search_app.ranking.fusion import Mode
from search_app.ranking.meaning import ModelState
from tests.conftest import FakeQueryEncoder
from tests.indexer.reports import make_report
from tests.search_app.archive import FAKE_MODEL, publish_archive

ASHMERE = make_report(
    "ashmere-2014",
    [
        ("heading", "Summary", None, "summary"),
        ("prose", "Staff made home visits to parents. Reviews were always prompt and thorough."),
        ("heading", "Protecting the public", "2", "protecting-the-public"),
        ("paragraph", "Plans to protect victims were missing in six of the ten cases.", "2.1"),
        ("paragraph", "Visits to the home of each child in custody were excellent.", "2.2"),
    ],
)
BRAMFORD = make_report(
    "bramford-2016",
    [
        ("heading", "Protecting the public", "2", "protecting-the-public"),
        ("paragraph", "Police intelligence about gangs was shared each morning.", "2.1"),
        ("paragraph", "We would expect to see a written plan for every victim.", "2.2"),
    ],
    area="Bramford",
    published=date(2016, 9, 1),
    type=ReportType.FULL_JOINT,
)


@pytest.fixture
def find_fake_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(semantic_search, "find_model", lambda name: FAKE_MODEL)


@pytest.fixture
def engine(tmp_path: Path, find_fake_model: None) -> SearchEngine:
    publish_archive(tmp_path, [ASHMERE, BRAMFORD])
    return SearchEngine(tmp_path, open_encoder=FakeQueryEncoder)


def numbers(engine: SearchEngine, query: str, **options: object) -> list[str]:
    answer = engine.search(query, **options)  # type: ignore[arg-type]
    return [f"{hit.report.report_id}:{hit.address}" for hit in answer.hits]


@pytest.mark.parametrize("mode", list(Mode))
def test_each_mode_finds_the_paragraph_that_says_it(engine: SearchEngine, mode: Mode) -> None:
    assert numbers(engine, "police intelligence gangs", mode=mode)[0] == "bramford-2016:2.1"


@pytest.mark.parametrize("mode", list(Mode))
def test_a_quotation_is_literal_in_every_mode(engine: SearchEngine, mode: Mode) -> None:
    assert numbers(engine, '"home visits"', mode=mode) == ["ashmere-2014:summary-paragraph-1"]


@pytest.mark.parametrize("mode", list(Mode))
def test_what_is_excluded_stays_out_in_every_mode(engine: SearchEngine, mode: Mode) -> None:
    assert "ashmere-2014:2.1" not in numbers(engine, "plan victims NOT missing", mode=mode)


@pytest.mark.parametrize("mode", list(Mode))
def test_a_field_in_the_query_holds_in_every_mode(engine: SearchEngine, mode: Mode) -> None:
    hits = numbers(engine, "victims area:Bramford", mode=mode)
    assert hits
    assert all(hit.startswith("bramford") for hit in hits)


@pytest.mark.parametrize("mode", list(Mode))
def test_filters_without_a_word_list_all_that_passes_them(engine: SearchEngine, mode: Mode) -> None:
    filters = Filters(areas="Bramford")
    assert numbers(engine, " ", mode=mode, filters=filters) == ["bramford-2016:2.1", "bramford-2016:2.2"]
    assert engine.search("", mode=mode, filters=filters).near == 2
    with pytest.raises(QueryRefused, match="no word to look for"):
        engine.search("")


def test_a_hit_quotes_a_slice_of_its_report_and_cites_it(engine: SearchEngine) -> None:
    hit = engine.search("victims missing").hits[0]
    report = engine.catalogue.report(hit.report.report_id)
    assert report.text[hit.chunk.start : hit.chunk.end] == hit.chunk.text
    assert hit.citation.short == "(Ashmere SQS, March 2014, 2.1)"


def test_exact_and_meaning_matches_are_marked_apart(engine: SearchEngine) -> None:
    hit = next(h for h in engine.search("home visits to parents by staff").hits if "Staff made" in h.chunk.text)
    exact = [hit.chunk.text[m.start : m.end] for m in hit.highlights if m.kind is HighlightKind.EXACT]
    meaning = [hit.chunk.text[m.start : m.end] for m in hit.highlights if m.kind is HighlightKind.MEANING]
    assert exact == ["Staff", "home", "visits", "parents"]
    assert meaning == ["Staff made home visits to parents."]


def test_keyword_hits_have_no_meaning_score_or_mark(engine: SearchEngine) -> None:
    hit = engine.search("victims", mode=Mode.KEYWORD).hits[0]
    assert hit.semantic_score is None
    assert {mark.kind for mark in hit.highlights} == {HighlightKind.EXACT}
    assert {sentence.match for sentence in hit.sentences} == {None}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(areas=("ashmere",)), {"ashmere-2014"}),
        (Filters(years=("2015-2017",)), {"bramford-2016"}),
        (Filters(earliest=date(2016, 9, 1)), {"bramford-2016"}),
        (Filters(latest=date(2016, 8, 31)), {"ashmere-2014"}),
        (Filters(types=("sqs",)), {"ashmere-2014"}),
        (Filters(reports=("bramford-2016",)), {"bramford-2016"}),
        (Filters(sections=("protecting-the-public",)), {"ashmere-2014", "bramford-2016"}),
        (Filters(areas=("ashmere", "bramford")), {"ashmere-2014", "bramford-2016"}),
        (Filters(areas=("ashmere",), years=("2016",)), set()),
    ],
)
def test_filters_keep_what_they_name(engine: SearchEngine, filters: Filters, expected: set[str]) -> None:
    assert {hit.split(":")[0] for hit in numbers(engine, "victims plan", filters=filters)} == expected


def test_the_lens_on_good_practice_leaves_out_expectations_and_shortfalls(engine: SearchEngine) -> None:
    readings = {hit.chunk.reading.value for hit in engine.search("plan", filters=Filters(lens=Lens.GOOD_PRACTICE)).hits}
    assert readings <= {"strength", "mixed"}


def test_the_lens_on_expectations_shows_a_paragraph_that_expects_and_finds(tmp_path: Path) -> None:
    parts = [
        ("heading", "Protecting the public", "2", "protecting-the-public"),
        ("paragraph", "We would expect to see a written plan. None of the cases met this standard.", "2.1"),
        ("paragraph", "Plans were excellent in every case.", "2.2"),
    ]
    publish_archive(tmp_path, [make_report(parts=parts)], model=None)
    engine = SearchEngine(tmp_path)
    assert numbers(engine, "plan", filters=Filters(lens=Lens.EXPECTATION)) == ["ashmere-2014:2.1"]
    assert engine.search("plan").facets["lens"]["expectation"] == 1


def test_facets_count_every_paragraph_that_comes_near(engine: SearchEngine) -> None:
    answer = engine.search("victims plan", mode=Mode.KEYWORD)
    assert sum(answer.facets["area"].values()) == answer.near == sum(hit.near for hit in answer.hits)


def test_pages_follow_each_other_without_gap_or_repeat(engine: SearchEngine) -> None:
    whole = numbers(engine, "victims plan police home", limit=10)
    paged = numbers(engine, "victims plan police home", limit=2) + numbers(
        engine, "victims plan police home", limit=10, offset=2
    )
    assert paged == whole


def test_a_search_repeats_itself(engine: SearchEngine) -> None:
    assert numbers(engine, "plan for victims") == numbers(engine, "plan for victims")


def test_a_misspelt_word_gets_a_suggestion(engine: SearchEngine) -> None:
    assert engine.search("inteligence").suggestion == "intelligence"


def failing(source: ModelSource) -> QueryEncoder:
    raise ModelUnavailable("The model is not there.", hint="Install it.")


def test_without_its_model_a_hybrid_search_answers_by_words_and_says_so(tmp_path: Path, find_fake_model: None) -> None:
    publish_archive(tmp_path, [ASHMERE])
    engine = SearchEngine(tmp_path, open_encoder=failing)
    answer = engine.search("victims")
    assert answer.hits[0].address == "2.1"
    assert answer.notes == ("Searched by words only. The model is not there. Install it.",)
    assert engine.model_state is ModelState.UNAVAILABLE


def test_without_its_model_a_semantic_search_is_refused(tmp_path: Path, find_fake_model: None) -> None:
    publish_archive(tmp_path, [ASHMERE])
    with pytest.raises(ModelUnavailable, match="The model is not there"):
        SearchEngine(tmp_path, open_encoder=failing).search("victims", mode=Mode.SEMANTIC)


def test_an_index_built_without_a_model_is_searched_by_words(tmp_path: Path) -> None:
    publish_archive(tmp_path, [ASHMERE], model=None)
    answer = SearchEngine(tmp_path).search("victims")
    assert answer.hits
    assert "built without an embedding model" in answer.notes[0]


def test_a_model_that_has_changed_since_the_build_is_not_compared_with(tmp_path: Path) -> None:
    publish_archive(tmp_path, [ASHMERE])  # its revision is "fake", and the installed model's is not
    answer = SearchEngine(tmp_path).search("victims")
    assert "has changed since this index was built" in answer.notes[0]


def test_a_new_generation_is_searched_as_soon_as_it_is_published(engine: SearchEngine, tmp_path: Path) -> None:
    publish_archive(tmp_path, [ASHMERE])
    assert all(hit.startswith("ashmere") for hit in numbers(engine, "police intelligence gangs"))


def test_a_new_generation_that_is_damaged_leaves_the_old_one_in_use(engine: SearchEngine, tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("gen-000009-deadbeef", encoding="utf-8")
    assert numbers(engine, "police intelligence gangs")[0] == "bramford-2016:2.1"


def test_several_threads_get_the_answers_that_one_gets(engine: SearchEngine) -> None:
    queries = ["victims plan", "home visits", "police AND gangs", '"written plan"', "custod*"]
    expected = {query: numbers(engine, query) for query in queries}
    wrong: list[str] = []

    def ask(query: str) -> None:
        wrong.extend(query for _ in range(20) if numbers(engine, query) != expected[query])

    threads = [threading.Thread(target=ask, args=(query,)) for query in queries for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("query", ["", "   ", '"open', "(a", "AND", "*", "x" * 10_000, "year:soon plan"])
def test_a_query_that_cannot_be_understood_is_refused_with_a_hint(engine: SearchEngine, query: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        engine.search(query)
    assert refused.value.hint
    assert 0 <= refused.value.position <= len(query)


def test_an_answer_has_the_fields_of_the_contract(engine: SearchEngine) -> None:
    value = engine.search("victims missing").to_json()
    assert list(value) == [
        *("query", "mode", "took_ms", "near", "total", "places", "generation", "hits", "suggestion", "notes"),
        *("understood", "close", "sort"),
    ]
    assert {
        *("rank", "score", "scores", "report_id", "source", "area", "report_title", "published", "section"),
        *("section_number", "paragraph", "kind", "pages", "text", "reading", "sentences", "highlights", "citation"),
    } <= set(value["hits"][0])


@pytest.mark.parametrize("mode", list(Mode))
def test_an_area_in_the_query_restricts_in_every_mode_and_can_be_ignored(engine: SearchEngine, mode: Mode) -> None:
    answer = engine.search("victims Bramford", mode=mode)
    assert {hit.report.area for hit in answer.hits} == {"Bramford"}
    assert [understood.key for understood in answer.understood] == ["area:Bramford"]
    ignoring = engine.search("victims Bramford", mode=mode, ignore=["area:Bramford"])
    assert {hit.report.area for hit in ignoring.hits} == {"Ashmere", "Bramford"}
    assert ignoring.understood == ()


def test_a_name_alone_lists_its_report_in_order(engine: SearchEngine) -> None:
    assert numbers(engine, "Bramford") == ["bramford-2016:2.1", "bramford-2016:2.2"]


def test_fields_alone_list_the_newest_report_first(engine: SearchEngine) -> None:
    hits = numbers(engine, 'section:"protecting the public"')
    assert hits == ["bramford-2016:2.1", "bramford-2016:2.2", "ashmere-2014:2.1", "ashmere-2014:2.2"]


def test_a_year_that_the_area_has_no_report_of_only_ranks(engine: SearchEngine) -> None:
    answer = engine.search("victims Bramford 2014")
    assert [understood.key for understood in answer.understood] == ["area:Bramford"]
    assert "“2014” together with the rest of the query, so this only affects the ranking" in answer.notes[0]


def test_what_is_left_under_a_filter_is_shown_as_what_was_asked_for(engine: SearchEngine) -> None:
    foreign = "lasagne recipes with spinach"
    assert not engine.search(foreign, mode=Mode.HYBRID).close
    assert engine.search(foreign, mode=Mode.HYBRID, filters=Filters(areas=("ashmere",))).close
    assert not engine.search(foreign, mode=Mode.HYBRID, filters=Filters(areas=("nowhere",))).close


def test_a_query_foreign_to_the_archive_has_nothing_close(engine: SearchEngine) -> None:
    answer = engine.search("lasagne recipe with plans", mode=Mode.KEYWORD)
    assert not answer.close
    assert answer.hits
    assert any(note.startswith("Nothing in this archive comes close") for note in answer.notes)
    assert engine.search("victims plans", mode=Mode.KEYWORD).close


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("query", ["victims plans", '"home visits"', "vis* NOT custody", "victims area:Bramford"])
def test_without_the_keyword_arrays_the_same_is_answered_by_whoosh_and_said_to_be_slow(
    tmp_path: Path, find_fake_model: None, query: str, mode: Mode
) -> None:
    publish_archive(tmp_path, [ASHMERE, BRAMFORD])
    expected = SearchEngine(tmp_path, open_encoder=FakeQueryEncoder).search(query, mode=mode)
    next(tmp_path.glob("gen-*/seg-*/keyword/postings.arrays")).unlink()
    answer = SearchEngine(tmp_path, open_encoder=FakeQueryEncoder).search(query, mode=mode)
    assert [hit.chunk.ordinal for hit in answer.hits] == [hit.chunk.ordinal for hit in expected.hits]
    assert answer.notes[1:] == expected.notes
    assert "slow" in answer.notes[0]


@pytest.mark.parametrize(
    ("query", "filters", "told"),
    [
        ("area:Nowhere victims", Filters(), "In no paragraph: “area:Nowhere”."),
        ("victims", Filters(areas=("Nowhere",)), "In no paragraph: “area:Nowhere”."),
        ("plans AND zebras", Filters(), "In no paragraph: “zebras”."),
        ('"home visits every morning" AND plans', Filters(), 'In no paragraph: “"home visits every morning"”.'),
        ("victims", Filters(earliest="2050-01-01"), "No report here has a date from 1 January 2050 on."),
        ("victims", Filters(latest="1999-12-31"), "No report here has a date up to 31 December 1999."),
        (
            "victims",
            Filters(earliest="2016-01-01", latest="2015-01-01"),
            "These dates run backwards: from 1 January 2016 to 1 January 2015.",
        ),
        ("area:Bramfrd victims", Filters(), "In no paragraph: “area:Bramfrd” (did you mean Bramford?)."),
        ("area:Bramford custody AND excellent", Filters(), "Each part of this is in some paragraph, but no paragraph"),
    ],
)
def test_an_answer_with_nothing_says_what_is_in_no_paragraph(
    engine: SearchEngine, query: str, filters: Filters, told: str
) -> None:
    answer = engine.search(query, filters=filters)
    assert not answer.hits
    assert answer.notes[-1].startswith(told)


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("area:Nowhere OR area:Bramford", Filters()),
        ("area:Nowhere,Bramford", Filters()),
        ("area:Nowhere,Bramford plans", Filters()),
        ("plans", Filters(areas=("Nowhere", "Bramford"))),
        ("", Filters(areas=("Nowhere", "Bramford"))),
    ],
)
def test_a_filter_that_no_paragraph_passes_is_named_beside_one_that_some_pass(
    engine: SearchEngine, query: str, filters: Filters
) -> None:
    answer = engine.search(query, filters=filters)
    assert {hit.report.area for hit in answer.hits} == {"Bramford"}
    assert "In no paragraph: “area:Nowhere”." in answer.notes


def test_values_with_a_comma_between_are_alternatives(engine: SearchEngine) -> None:
    assert engine.search("year:2014,2016").total == engine.search("year:2014 OR year:2016").total
    with pytest.raises(QueryRefused, match="is not a year"):
        engine.search("year:2014,soon")


def test_an_area_may_be_named_as_the_list_of_areas_knows_it(tmp_path: Path) -> None:
    publish_archive(
        tmp_path,
        [make_report("stoke-2014", [("paragraph", "Plans were reviewed.", "1.1")], area="Stoke-on-Trent")],
        model=None,
    )
    engine = SearchEngine(tmp_path)
    for query in ("area:Stoke-upon-Trent", 'area:"Stoke on Trent"', "area:Stoke"):
        assert engine.search(query).hits, query


def test_an_abbreviation_comes_near_what_its_name_does(tmp_path: Path) -> None:
    texts = ("The pre-sentence report was late.", "Each PSR was read by a manager.", "Home visits were made.")
    report = make_report("ashmere-2014", [("paragraph", text, f"1.{n}") for n, text in enumerate(texts, 1)])
    publish_archive(tmp_path, [report], model=None)
    engine = SearchEngine(tmp_path)
    assert engine.search("PSR").near == engine.search("pre-sentence report").near == 2


def test_the_words_of_a_question_are_told_without_its_mark(engine: SearchEngine) -> None:
    notes = engine.search("lasagne recipe with plans?", mode=Mode.KEYWORD).notes
    assert any("“plans”" in note for note in notes)
    assert not any("?" in note for note in notes)


def test_the_best_few_are_not_said_to_be_far_where_what_is_near_follows(engine: SearchEngine) -> None:
    hits = engine.search("plans", limit=3).hits
    far = tuple(replace(hit, near=False) for hit in hits)
    assert first_far(far, 20) is None
    assert first_far(far, 0) is far[0]
    assert first_far(tuple(replace(hit, rank=hit.rank + 10) for hit in far), 4) is not None
    assert first_far((hits[0], far[1]), 1) is far[1]
