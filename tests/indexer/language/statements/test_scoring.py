from __future__ import annotations

import pytest

from indexer.language.clauses import clauses_of, find_cues, score_of, words_of


def score(sentence: str) -> float:
    words = words_of(sentence)
    return score_of(clauses_of(words, find_cues(words)))


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("The plan was poor but the work was good", "The work was good but the plan was poor"),
        ("Although the plan was poor, the work was good", "Although the work was good, the plan was poor"),
        ("Work was good in most cases", "Work was good in only one case"),
        ("The plan was excellent", "The plan was clear"),
        ("Cases were reviewed", "Cases were not reviewed"),
    ],
)
def test_the_better_sentence_scores_higher(better: str, worse: str) -> None:
    assert score(better) > score(worse)


def test_praise_for_a_few_is_a_fault() -> None:
    assert score("Work was good in only one case") < 0


def test_a_sentence_without_cues_scores_nothing() -> None:
    assert score("The letter was sent on Monday") == 0
