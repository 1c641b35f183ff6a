from __future__ import annotations

import json
from pathlib import Path

import pytest

from search_app.command.main import main
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive


@pytest.fixture
def index(tmp_path: Path) -> str:
    parts = [
        ("paragraph", "Visits to custody were excellent in nine of the ten cases.", "1"),
        ("paragraph", "Reparation was poor in half of the cases.", "2"),
    ]
    publish_archive(tmp_path / "index", [make_report("ashmere-2014", parts)], model=None)
    return str(tmp_path / "index")


def test_a_comparison_says_what_is_counted_and_where_numbers_are_small(
    index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", "--index", index]) == 0
    said = capsys.readouterr().out
    assert "Ashmere" in said
    assert "* Fewer than five paragraphs: too few to compare." in said
    assert "Nothing is ranked" in said


def test_a_matrix_has_a_column_for_each_year(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--by", "theme", "--by", "year", "--index", index]) == 0
    said = capsys.readouterr().out
    assert "2014" in said.splitlines()[0]
    assert "Custody, remand and resettlement" in said


def test_a_matrix_by_names_puts_them_below_each_other(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--by", "area", "--by", "theme", "--index", index]) == 0
    assert "   Victims and restorative justice" in capsys.readouterr().out


def test_a_comparison_is_json_too(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--theme", "custody", "--json", "--index", index]) == 0
    assert json.loads(capsys.readouterr().out)["total"]["paragraphs"] == 1


def test_filters_that_leave_nothing_are_said(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--area", "Elsewhere", "--index", index]) == 0
    assert "No paragraph matches these filters" in capsys.readouterr().out


def test_a_theme_that_is_none_is_refused_with_those_there_are(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--theme", "weather", "--index", index]) == 2
    assert "early-help" in capsys.readouterr().err
