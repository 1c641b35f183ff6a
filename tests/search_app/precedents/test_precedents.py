from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.embedding.model import ModelSource
from indexer.embedding.query_encoder import QueryEncoder
from indexer.errors import ModelUnavailable, NotFound
from search_app.engine import SearchEngine
from search_app.filters.filters import Filters
from search_app.precedents.answers import Precedent
from search_app.precedents.draft import Draft, read_draft
from search_app.precedents.search import find_precedents, similar_paragraphs, who_does_this_well
from search_app.precedents.sides import Side, side_of
from search_app.ranking import meaning as semantic_search
from tests.conftest import FakeQueryEncoder
from tests.indexer.reports import make_report
from tests.search_app.archive import FAKE_MODEL, publish_archive

COMMON = "Plans to manage the risk of harm were thorough, clear and reviewed by managers in every one of our cases."

ASHMERE = make_report(
    "ashmere-2014",
    [
        ("heading", "Protecting the public", "2", "protecting-the-public"),
        ("paragraph", "Plans to protect victims were missing in six of the ten cases.", "2.1"),
        ("paragraph", "Home visits to parents of children in custody were excellent.", "2.2"),
    ],
)
BRAMFORD = make_report(
    "bramford-2016",
    [
        ("heading", "Protecting the public", "2", "protecting-the-public"),
        ("paragraph", "Plans to protect victims were thorough in nine of the ten cases.", "2.1"),
        ("paragraph", "Home visits to parents of children in custody were poor and too late.", "2.2"),
    ],
    area="Bramford",
    published=date(2016, 9, 1),
    sha256="1" * 64,
)
ASHMERE_AGAIN = make_report(
    "ashmere-2017",
    [("paragraph", "Plans to protect victims were thorough in all cases.", "1.1")],
    published=date(2017, 9, 1),
    sha256="2" * 64,
)
DRAFT = "Plans to protect victims were thorough. Home visits to parents of children in custody were poor."

ZEBRAS = "Zebra galloping was excellent, thorough and prompt."


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SearchEngine:
    monkeypatch.setattr(semantic_search, "find_model", lambda name: FAKE_MODEL)
    publish_archive(tmp_path, [ASHMERE, BRAMFORD, ASHMERE_AGAIN])
    return SearchEngine(tmp_path, open_encoder=FakeQueryEncoder)


@pytest.fixture
def wordy_engine(tmp_path: Path) -> SearchEngine:
    publish_archive(tmp_path, [ASHMERE, BRAMFORD], model=None)
    return SearchEngine(tmp_path)


def places(found: tuple[Precedent, ...]) -> set[str]:
    return {f"{precedent.hit.report.report_id}:{precedent.hit.address}" for precedent in found}


def draft_words(draft: Draft, precedent: Precedent) -> str:
    return draft.words_of(precedent.draft_sentence)


def test_paragraphs_that_state_the_same_support_and_the_opposite_contrasts(engine: SearchEngine) -> None:
    result = find_precedents(engine, read_draft(DRAFT))
    assert places(result.supporting) == {"bramford-2016:2.1", "bramford-2016:2.2", "ashmere-2017:1.1"}
    assert places(result.contrasting) == {"ashmere-2014:2.1", "ashmere-2014:2.2"}
    assert result.notes == ()


def test_each_precedent_belongs_to_a_sentence_of_the_draft(engine: SearchEngine) -> None:
    draft = read_draft(DRAFT)
    for precedent in find_precedents(engine, draft).supporting:
        first_word = precedent.hit.chunk.text.split()[0]
        assert draft_words(draft, precedent).startswith(first_word)


def test_the_proportions_of_the_matching_sentence_are_read(engine: SearchEngine) -> None:
    result = find_precedents(engine, read_draft("Plans to protect victims were thorough."))
    (contrasting,) = result.to_json()["contrasting"]
    (said,) = contrasting["proportions"]
    assert (said["value"], said["base"], said["exact"]) == (0.6, 10, True)
    assert said["words"] == contrasting["text"][said["start"] : said["end"]]
    assert said["words"].startswith("six of the ten")


def test_the_lists_are_in_falling_score_and_numbered_from_one(engine: SearchEngine) -> None:
    result = find_precedents(engine, read_draft(DRAFT))
    for found in (result.supporting, result.contrasting):
        assert [precedent.hit.rank for precedent in found] == list(range(1, len(found) + 1))
        scores = [precedent.hit.score for precedent in found]
        assert scores == sorted(scores, reverse=True)


def test_every_sentence_has_its_turn_before_any_has_a_second(engine: SearchEngine) -> None:
    draft = read_draft(DRAFT)
    result = find_precedents(engine, draft, limit=2)
    assert {draft_words(draft, precedent) for precedent in result.supporting} == {
        draft.words_of(sentence) for sentence in draft.sentences
    }


def test_a_report_that_is_excluded_is_left_out(engine: SearchEngine) -> None:
    result = find_precedents(engine, read_draft(DRAFT), exclude=["bramford-2016"])
    assert not any(place.startswith("bramford") for place in places(result.supporting) | places(result.contrasting))


def test_an_excluded_report_that_is_not_there_is_named(engine: SearchEngine) -> None:
    with pytest.raises(NotFound, match="atlantis-1999"):
        find_precedents(engine, read_draft(DRAFT), exclude=["atlantis-1999"])


def test_the_last_of_a_sentences_list_is_not_lost(wordy_engine: SearchEngine) -> None:
    result = find_precedents(wordy_engine, read_draft("Home visits to parents of children in custody were poor."))
    assert places(result.contrasting) == {"ashmere-2014:2.2"}


def test_operators_and_quotation_marks_in_a_draft_are_plain_text(engine: SearchEngine) -> None:
    result = find_precedents(engine, read_draft('Plans to protect victims (and plans) OR) were "thorough.'))
    assert "bramford-2016:2.1" in places(result.supporting) | places(result.contrasting)


def test_a_draft_far_longer_than_a_query_is_read_whole(engine: SearchEngine) -> None:
    filler = "Football matches were excellent. " * 200
    result = find_precedents(engine, read_draft(f"{filler} {DRAFT}"))
    assert {"bramford-2016:2.1", "bramford-2016:2.2"} <= places(result.supporting)


def test_sentences_that_nothing_comes_close_to_are_numbered(engine: SearchEngine) -> None:
    result = find_precedents(engine, read_draft(f"{ZEBRAS} {DRAFT}"))
    assert "1 of the 3 sentences in the draft (by number: 1)" in result.notes[0]


def test_a_draft_with_nothing_close_gets_nothing_and_is_told(engine: SearchEngine) -> None:
    result = find_precedents(engine, read_draft(ZEBRAS))
    assert (result.supporting, result.contrasting) == ((), ())
    assert result.notes == ("Nothing in this archive comes close to the draft.",)


def test_boilerplate_is_left_out(tmp_path: Path, engine: SearchEngine) -> None:
    reports = [
        make_report(f"{name}-2015", [("paragraph", COMMON, "1.1")], area=name, sha256=name[0] * 64)
        for name in ("corley", "dunmere", "eskdale")
    ]
    publish_archive(tmp_path, reports[:2])
    assert len(find_precedents(engine, read_draft(COMMON)).supporting) == 2
    publish_archive(tmp_path, reports)
    assert find_precedents(engine, read_draft(COMMON)).supporting == ()


def test_without_a_model_words_decide_and_that_is_said(wordy_engine: SearchEngine) -> None:
    result = find_precedents(wordy_engine, read_draft(DRAFT))
    assert places(result.supporting) == {"bramford-2016:2.1", "bramford-2016:2.2"}
    assert places(result.contrasting) == {"ashmere-2014:2.1", "ashmere-2014:2.2"}
    assert "Searched by words only." in result.notes[0]


def test_a_model_that_fails_to_open_leaves_the_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(source: ModelSource) -> QueryEncoder:
        raise ModelUnavailable("The model is not there.")

    monkeypatch.setattr(semantic_search, "find_model", lambda name: FAKE_MODEL)
    publish_archive(tmp_path, [BRAMFORD])
    result = find_precedents(SearchEngine(tmp_path, open_encoder=failing), read_draft(DRAFT))
    assert places(result.supporting) == {"bramford-2016:2.1", "bramford-2016:2.2"}
    assert result.notes == ("Searched by words only. The model is not there.",)


def test_who_does_this_well_shows_strengths_of_other_areas_alone(engine: SearchEngine) -> None:
    result = who_does_this_well(engine, engine.catalogue.find("ashmere-2014", "2.1"))
    assert places(result.hits) == {"bramford-2016:2.1"}


def test_where_nobody_does_it_well_that_is_said(engine: SearchEngine) -> None:
    result = who_does_this_well(engine, engine.catalogue.find("ashmere-2014", "2.1"), exclude=["bramford-2016"])
    assert result.hits == ()
    assert result.notes == ("Nothing that was asked for comes close to this paragraph.",)


def test_similar_paragraphs_state_anything_and_are_of_other_reports(engine: SearchEngine) -> None:
    result = similar_paragraphs(engine, engine.catalogue.find("ashmere-2014", "2.1"))
    assert places(result.hits) == {"bramford-2016:2.1", "ashmere-2017:1.1"}


def test_an_answer_has_the_fields_of_the_contract(engine: SearchEngine) -> None:
    value = find_precedents(engine, read_draft(DRAFT)).to_json()
    lists = ["supporting", "contrasting", "unclear"]
    assert list(value) == ["draft", *lists, "margin", "misspelt", "generation", "took_ms", "notes"]
    assert [list(each) for each in value["margin"]] == [["start", "end", *lists]] * 2
    told = ["start", "end", "statement", "clauses", "supporting", "contrasting", "unclear"]
    assert list(value["draft"]["sentences"][0]) == told
    hit = value["supporting"][0]
    assert {"rank", "score", "text", "citation", "reading", "draft_sentence", "proportions"} <= set(hit)
    for found in value["supporting"] + value["contrasting"]:
        start, end = found["draft_sentence"]["start"], found["draft_sentence"]["end"]
        assert value["draft"]["text"][start:end] in DRAFT


def test_every_sentence_has_lists_of_its_own(engine: SearchEngine) -> None:
    result = find_precedents(engine, read_draft(f"# Findings\n\n{DRAFT}\n\n- {ZEBRAS}"))
    plans, visits, zebras = result.margin
    assert places(plans.supporting) == {"bramford-2016:2.1", "ashmere-2017:1.1"}
    assert places(plans.contrasting) == {"ashmere-2014:2.1"}
    assert places(visits.supporting) == {"bramford-2016:2.2"}
    assert plans.counts[:2] == (2, 1)
    assert zebras.is_unheard
    assert result.draft.words_of(zebras.sentence) == ZEBRAS


def test_a_list_can_be_had_longer(engine: SearchEngine) -> None:
    plans = find_precedents(engine, read_draft(DRAFT), limit=1).margin[0]
    assert (len(plans.supporting), plans.counts[0]) == (1, 2)
    assert places(plans.widened(2).supporting) == {"bramford-2016:2.1", "ashmere-2017:1.1"}


def test_filters_leave_what_passes_them(engine: SearchEngine) -> None:
    result = find_precedents(engine, read_draft(DRAFT), filters=Filters(areas="Bramford"))
    assert {each.hit.report.area for each in (*result.supporting, *result.contrasting)} == {"Bramford"}
    result = find_precedents(engine, read_draft(DRAFT), filters=Filters(years="2014"))
    assert places(result.supporting) == set()
    assert places(result.contrasting) == {"ashmere-2014:2.1", "ashmere-2014:2.2"}


def test_a_filter_that_no_paragraph_passes_is_named(engine: SearchEngine) -> None:
    result = find_precedents(engine, read_draft(DRAFT), filters=Filters(areas="Nowhere"))
    assert result.notes[-1] == "In no paragraph: “area:Nowhere”."


def test_words_near_to_one_of_the_archive_are_told_as_misspelt(engine: SearchEngine) -> None:
    result = find_precedents(engine, read_draft("Plans to protect vicitms were thorogh, said Thorogh of Zebraland."))
    assert result.misspelt == (("vicitms", "victims"), ("thorogh", "thorough"))


def test_a_table_has_a_row_for_each_paragraph_of_each_sentence(engine: SearchEngine) -> None:
    rows = list(find_precedents(engine, read_draft(DRAFT)).rows())
    assert {(row["sentence"], row["list"], row["reference"]) for row in rows} >= {
        (1, "supporting", "bramford-2016:2.1"),
        (2, "contrasting", "ashmere-2014:2.2"),
    }


@pytest.mark.real_model
def test_on_the_samples_a_sentence_and_its_opposite_change_sides(corpus_index: Path) -> None:
    engine = SearchEngine(corpus_index)
    praise = find_precedents(engine, read_draft("Plans to protect victims were thorough and reviewed."), limit=40)
    blame = find_precedents(engine, read_draft("Plans to protect victims were missing or not reviewed."), limit=40)
    assert praise.supporting or praise.contrasting
    assert praise.unclear
    assert not places(praise.contrasting) & places(blame.contrasting)
    assert not places(praise.supporting) & places(blame.supporting)


@pytest.mark.real_model
@pytest.mark.parametrize(
    ("draft", "text", "side"),
    [
        ("Call handlers grade every emergency.", "Call handlers grade every emergency.", Side.SUPPORTING),
        ("Supervision of staff is regular.", "Staff are supervised regularly.", Side.SUPPORTING),
        ("Plans were reviewed in time.", "Plans were not reviewed in time.", Side.CONTRASTING),
        ("Victims were kept safe.", "There is no crisis service for children at weekends.", Side.UNCLEAR),
    ],
)
def test_a_side_is_taken_by_what_two_sentences_state(draft: str, text: str, side: Side) -> None:
    (one,), (other,) = (read_draft(each).sentences for each in (draft, text))
    assert side_of(one, other) is side
