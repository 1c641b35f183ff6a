from __future__ import annotations

from indexer.language.classifier import context_feature
from indexer.language.clauses import words_of
from indexer.language.statements import analyse
from indexer.records import Statement


def test_words_in_the_reach_of_a_negation_are_marked() -> None:
    features = analyse("Plans were not shared with schools").features
    assert "not:shared" in features
    assert "shared" not in features
    assert "plans" in features


def test_numbers_are_seen_by_kind_only() -> None:
    features = analyse("In 2016 there were 14 cases, or 37.4%").features
    assert {"year", "#", "%"} <= set(features)
    assert not any("14" in name or "2016" in name for name in features)


def test_values_stay_small_however_long_the_sentence() -> None:
    features = analyse("excellent poor " * 500).features
    assert all(-2 <= value <= 2 for value in features.values())


def test_the_first_sentence_has_no_context() -> None:
    assert context_feature(words_of("This was good"), None) == {}


def test_context_knows_whether_a_sentence_turns_or_goes_on() -> None:
    turning = context_feature(words_of("However, plans were late"), Statement.STRENGTH)
    going_on = context_feature(words_of("This helped families"), Statement.STRENGTH)
    assert set(turning) & set(going_on) == {"<strength"}
    assert len(turning) == len(going_on) == 2
