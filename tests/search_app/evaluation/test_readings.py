from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.errors import DraftRefused
from search_app.command.main import main
from search_app.evaluation.readings import RELATIONS, evaluate_pairs, evaluate_reading


def table(folder: Path, *rows: str) -> Path:
    path = folder / "judged.tsv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_sentences_are_counted_right_and_turned_round(tmp_path: Path) -> None:
    rows = ["statement\tsentence", "strength\tPlans were excellent.", "strength\tPlans were poor and late."]
    measures = evaluate_reading(table(tmp_path, *rows))
    assert (measures.right, [each.words for each in measures.turned]) == (1, ["Plans were poor and late."])
    assert (measures.precision("strength"), measures.recall("strength")) == (1.0, 0.5)
    assert measures.recall("expectation") is None


def test_pairs_are_counted_by_their_relation(tmp_path: Path) -> None:
    rows = ["same\tPlans were late.\tPlans were not on time.", "neither\tPlans were late.\tThe cells were clean."]
    measures = evaluate_pairs(table(tmp_path, *rows))
    assert [each.label for each in measures.judged] == ["same", "neither"]
    assert all(each.read in RELATIONS and 1 / 3 <= each.sure <= 1 for each in measures.judged)


def test_the_command_prints_what_was_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = table(tmp_path, "shortfall\tOversight was weak.")
    assert main(["evaluate-reading", str(path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["rows"], printed["right"], printed["turned"]) == (1, 1, [])
    assert main(["evaluate-reading", str(path)]) == 0
    assert capsys.readouterr().out.startswith("1 of 1 right")


@pytest.mark.parametrize("row", ["praise\tPlans were good.", "strength", "strength\tone\ttwo"])
def test_a_row_that_is_no_judgement_is_named(tmp_path: Path, row: str) -> None:
    with pytest.raises(DraftRefused, match="Row 2"):
        evaluate_reading(table(tmp_path, "strength\tPlans were good.", row))


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DraftRefused, match="cannot be read"):
        evaluate_pairs(tmp_path / "none.tsv")
