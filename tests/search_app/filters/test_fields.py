"""A new filter is one row of the table; everything else follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from indexer.errors import QueryRefused
from search_app.archive import Archive
from search_app.command.main import build_parser, filters_of
from search_app.filters import fields
from search_app.filters.fields import FilterField, filter_fields, parse_years
from search_app.filters.filters import Filters, Lens
from search_app.filters.printed_values import holds_name
from search_app.filters.shares import parse_share
from search_app.page.addresses import SearchState, read_state, search_href
from search_app.page.hit_html import chips
from search_app.page.search.filters import facets_html, live_counts
from search_app.page.search.first_page import help_card_html
from search_app.query.language import Field, parse_query
from search_app.ranking.fusion import Mode, Order
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

INSPECTOR = FilterField(
    "inspector",
    "inspectors",
    "Lead inspector",
    'inspector:"Jane Doe"',
    values=lambda report: filter(None, (report.lead_inspector,)),
    matcher=lambda value: lambda report: holds_name(report.lead_inspector or "", value),
    typed="inspector:doe",
    help="who led the inspection",
)
PARTS = [("paragraph", "Plans were reviewed.", "1"), ("paragraph", "Plans were late, which was poor.", "2")]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    reports = [
        make_report("ashmere-2014", PARTS, lead_inspector="Jane Doe"),
        make_report("bramford-2016", PARTS[:1], area="Bramford", lead_inspector="John Roe"),
    ]
    publish_archive(tmp_path / "index", reports, model=None)
    return Archive.open(tmp_path / "index")


@pytest.fixture
def one_more_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "FIELDS", (*fields.FIELDS, INSPECTOR))


@pytest.mark.usefixtures("one_more_row")
class TestOneMoreRow:
    def test_is_a_field_of_the_query_language(self, archive: Archive) -> None:
        field = parse_query("plans inspector:roe").root.parts[1]  # type: ignore[union-attr]
        assert isinstance(field, Field)
        assert field.name == "inspector"
        assert [hit.report.report_id for hit in archive.search("plans inspector:roe").hits] == ["bramford-2016"]
        with pytest.raises(QueryRefused, match=r'inspector:"Jane Doe"'):
            parse_query("inspector:")
        with pytest.raises(QueryRefused, match="inspector:"):
            parse_query("colour:red")

    def test_is_an_option_of_every_command_that_takes_filters(self) -> None:
        for command in (["search", "plans"], ["compare"], ["precedents"]):
            options = build_parser().parse_args([*command, "--inspector", "Doe", "--inspector", "Roe"])
            assert filters_of(options) == Filters(inspectors=("Doe", "Roe"))

    def test_stands_in_the_address(self) -> None:
        state = SearchState("plans", filters=Filters(inspectors="Jane Doe", areas="Ashmere"))
        assert "inspector=Jane+Doe" in search_href(state)
        assert read_state(parse_qs(urlsplit(search_href(state)).query)) == state

    def test_narrows_a_search_and_is_counted_beside_it(self, archive: Archive) -> None:
        chosen = Filters(inspectors="Doe")
        answer = archive.search("plans", filters=chosen)
        assert {hit.report.report_id for hit in answer.hits} == {"ashmere-2014"}
        assert answer.facets["inspector"] == {"Jane Doe": 2}
        state = SearchState("plans", filters=chosen)
        counts = live_counts(archive, state, answer)
        assert counts.facets["inspector"] == {"Jane Doe": 2, "John Roe": 1}
        assert "Only Lead inspector: John Roe, 1 paragraph" in facets_html(state, counts.facets)

    def test_has_a_chip_and_stands_in_the_help(self) -> None:
        (chip,) = chips(Filters(inspectors="Jane Doe"), {})
        assert (chip.words, chip.without) == ("Lead inspector: Jane Doe", Filters())
        assert "inspector:doe" in help_card_html(())
        assert "lead inspector" in help_card_html(())


def test_without_the_row_there_is_no_such_filter() -> None:
    assert "inspector" not in [field.name for field in filter_fields()]
    with pytest.raises(TypeError, match=r"no filter 'inspectors'.*areas.*lens"):
        Filters(inspectors="Doe")
    assert not hasattr(Filters(), "inspectors")


# What filters may be made of.


def test_a_text_does_for_a_tuple_an_enum_a_date_and_a_share() -> None:
    made = Filters(areas="Wrenfold", lens="shortfall", earliest="2014-01-31", share=">=0.5", years=["2014", "2016"])
    assert made.areas == ("Wrenfold",)
    assert made.years == ("2014", "2016")
    assert made.lens is Lens.SHORTFALL
    assert made.earliest == date(2014, 1, 31)
    assert made.share == parse_share(">=0.5")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"areas": 3}, "'areas' is 3"),
        ({"areas": ("Ashmere", None)}, "'areas' is"),
        ({"lens": "rosy"}, r"no lens 'rosy'.*good-practice, shortfall, expectation"),
        ({"lens": 4}, "no lens 4 "),
        ({"earliest": "yesterday"}, "'earliest' is 'yesterday'"),
        ({"latest": 2016}, "'latest' is 2016"),
        ({"share": 0.5}, "'share' is 0.5"),
    ],
)
def test_a_value_of_a_wrong_type_is_refused_by_name(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(QueryRefused, match=named):
        Filters(**wrong)  # type: ignore[arg-type]


def test_a_mode_and_an_order_may_be_texts_and_others_are_refused_by_name(archive: Archive) -> None:
    answer = archive.search("plans", mode="keyword", order="newest")
    assert (answer.mode, answer.order) == (Mode.KEYWORD, Order.NEWEST)
    assert answer.to_json()["hits"] == archive.search("plans", mode=Mode.KEYWORD, order=Order.NEWEST).to_json()["hits"]
    with pytest.raises(QueryRefused, match=r"no mode 'magic'.*hybrid, keyword, semantic"):
        archive.search("plans", mode="magic")
    with pytest.raises(QueryRefused, match=r"no order 'nicest'.*newest"):
        archive.search("plans", order="nicest")


def test_filters_are_changed_one_at_a_time_and_compare_by_value() -> None:
    both = Filters(areas="Ashmere", years="2014", lens=Lens.SHORTFALL)
    assert both.changed(years=()) == Filters(areas=("Ashmere",), lens="shortfall")
    assert replace(both, lens=None) == Filters(years=("2014",), areas=("Ashmere",))
    assert len({both, Filters(lens="shortfall", years=("2014",), areas=("Ashmere",))}) == 1
    assert repr(Filters(areas="Ashmere")) == "Filters(areas=('Ashmere',))"


# Years, which are read in one place.


def test_a_year_and_a_range_of_years_are_read() -> None:
    assert parse_years("2016") == (2016, 2016)
    assert parse_years(" 2012 – 2016 ") == (2012, 2016)


@pytest.mark.parametrize("text", ["last", "16", "2016-", "2016-2012"])
def test_what_is_no_year_is_refused_wherever_it_is_given(text: str, archive: Archive) -> None:
    with pytest.raises(QueryRefused):
        parse_years(text)
    with pytest.raises(QueryRefused):
        parse_query(f'year:"{text}"')
    with pytest.raises(QueryRefused):
        archive.search("plans", filters=Filters(years=text))
    assert read_state({"year": [text]}).ignored
