from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from indexer.building.check import CheckResult, Problem, Severity
from indexer.storage.ledger import FileOutcome, Ledger, Outcome
from search_app.answers.catalogue import holdings_of
from search_app.command.main import main
from search_app.page.archive.html import gaps_html, health_html, holdings_html
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

REPORTS = [
    make_report("a-2012", area="Ashmere", published=date(2012, 1, 1)),
    make_report("a-2016", area="Ashmere", published=date(2016, 1, 1)),
    make_report("a-2014", area="Ashmere", published=None, inspection_end=date(2014, 5, 1)),
    make_report("b", area="Birch <vale>", published=None, type=None),
    make_report("c", area=None, published=date(2016, 3, 1)),
]
LEDGER = Ledger(
    (
        FileOutcome("scan.pdf", "", Outcome.REFUSED, code="empty", message="It has no <text>."),
        FileOutcome("copy.pdf", "", Outcome.DUPLICATE, code="same", message="The same."),
    )
)
HOLDINGS = holdings_of(REPORTS, LEDGER)


def test_years_between_two_reports_of_an_area_are_gaps_and_others_are_not() -> None:
    ashmere, birch = HOLDINGS.areas
    assert (ashmere.years, ashmere.missing_years, ashmere.reports) == ((2012, 2014, 2016), (2013, 2015), 3)
    assert (birch.years, birch.missing_years, birch.undated) == ((), (), 1)


def test_reports_are_counted_by_the_year_that_filters_go_by_and_by_type() -> None:
    assert HOLDINGS.years == ((2012, 1), (2014, 1), (2016, 2), (None, 1))
    assert HOLDINGS.types == (("sqs", 4), (None, 1))


def test_what_is_not_stated_and_what_was_refused_are_gaps_and_a_copy_is_none() -> None:
    assert [str(report.report_id) for report in HOLDINGS.undated] == ["a-2014", "b"]
    assert [str(report.report_id) for report in HOLDINGS.unnamed] == ["c"]
    assert [file.source for file in HOLDINGS.refused] == ["scan.pdf"]


def test_gaps_are_shown_in_words_and_escaped() -> None:
    markup = gaps_html(HOLDINGS)
    assert "<strong>Ashmere</strong>: 2013, 2015" in markup
    assert "2 reports without a date of publication" in markup
    assert "It has no &lt;text&gt;." in markup
    assert "is not always a gap" in markup
    assert "<vale>" not in holdings_html(HOLDINGS)


def test_years_in_a_row_are_drawn_together() -> None:
    reports = [make_report(f"r-{year}", published=date(year, 1, 1)) for year in (2010, 2014, 2016)]
    assert "2011 to 2013, 2015" in gaps_html(holdings_of(reports, Ledger(())))


def test_an_archive_without_gaps_says_so() -> None:
    assert "None: every report" in gaps_html(holdings_of([make_report()], Ledger(())))


def test_health_is_said_in_plain_words_with_the_command_that_mends_it() -> None:
    assert "The index is sound" in health_html(CheckResult((), "gen-1: 3 reports"))
    problem = Problem(Severity.DAMAGE, "a <file> has been altered; fix it with: precedent index reports")
    markup = health_html(CheckResult((problem,), ""))
    assert "Damaged" in markup
    assert "<pre>precedent index reports</pre>" in markup
    assert "A &lt;file&gt; has been altered." in markup


def test_the_command_prints_what_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish_archive(tmp_path / "index", REPORTS, model=None)
    options = ["reports", "--holdings", "--index", str(tmp_path / "index")]
    assert main(options) == 0
    assert "Ashmere: 3 (2012, 2014, 2016; none from 2013, 2015)" in capsys.readouterr().out
    assert main([*options, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["areas"][0]["missing_years"] == [2013, 2015]
