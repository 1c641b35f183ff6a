"""Whether one setting is better than another, or was lucky."""

from pathlib import Path

import pytest

from indexer.errors import DatasetError
from search_app.evaluation.paired_test import paired_test, read_per_query


def test_a_steady_gain_is_no_chance() -> None:
    others = {f"q{row}": 0.5 for row in range(30)}
    these = dict.fromkeys(others, 0.6)
    test = paired_test("nDCG@10", these, others)
    assert test.difference == pytest.approx(0.1)
    assert test.p < 0.001
    assert (test.queries, test.better, test.worse) == (30, 30, 0)


def test_gains_and_losses_alike_are_chance() -> None:
    others = {f"q{row}": 0.5 for row in range(40)}
    these = {query: 0.5 + (0.2 if row % 2 else -0.19) for row, query in enumerate(others)}
    assert paired_test("nDCG@10", these, others).p > 0.5


def test_no_difference_at_all_is_certainly_chance() -> None:
    assert paired_test("nDCG@10", {"a": 0.3, "b": 1.0}, {"a": 0.3, "b": 1.0}).p == 1.0


def test_with_few_queries_p_is_what_counting_all_exchanges_gives() -> None:
    test = paired_test("nDCG@10", {"a": 0.4, "b": 0.3, "c": 0.2}, {"a": 0.0, "b": 0.0, "c": 0.0})
    assert test.p == pytest.approx(2 / 8, abs=0.02)


def test_only_queries_of_both_runs_count_and_there_must_be_one() -> None:
    assert paired_test("nDCG@10", {"a": 1.0, "b": 0.0}, {"a": 0.5, "z": 1.0}).queries == 1
    with pytest.raises(DatasetError, match="no query in common"):
        paired_test("nDCG@10", {"a": 1.0}, {"b": 1.0})


def test_a_file_is_read_by_mode_and_one_of_a_single_mode_stands_for_any(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    path.write_text("mode,query,nDCG@10\nhybrid,a,0.5\nkeyword,a,0.25\n", encoding="utf-8")
    assert read_per_query(path, "keyword", "nDCG@10") == {"a": 0.25}
    with pytest.raises(DatasetError, match="no query searched in the mode semantic"):
        read_per_query(path, "semantic", "nDCG@10")
    path.write_text("mode,query,nDCG@10\nkeyword,a,0.25\n", encoding="utf-8")
    assert read_per_query(path, "hybrid", "nDCG@10") == {"a": 0.25}


def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    path.write_text("name,value\nx,1\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="--per-query"):
        raise_with_hint(path)
    with pytest.raises(DatasetError):
        read_per_query(tmp_path / "absent.csv", "hybrid", "nDCG@10")


def raise_with_hint(path: Path) -> None:
    try:
        read_per_query(path, "hybrid", "nDCG@10")
    except DatasetError as error:
        raise DatasetError(f"{error.message} {error.hint}") from error
