from __future__ import annotations

import pytest

from indexer.language.clauses import find_cues, words_of


def weights(sentence: str) -> dict[str, int]:
    words = words_of(sentence)
    return {" ".join(word.text for word in words[cue.first : cue.last]): cue.weight for cue in find_cues(words)}


def test_not_turns_praise_into_fault() -> None:
    assert weights("The plan was thorough")["thorough"] > 0
    assert weights("The plan was not thorough")["thorough"] < 0


def test_no_turns_a_fault_into_praise() -> None:
    assert weights("No plan was missing")["missing"] > 0


def test_two_negations_leave_praise_standing() -> None:
    assert weights("It was never not thorough")["thorough"] > 0


def test_a_contraction_negates() -> None:
    assert weights("The plan wasn’t thorough")["thorough"] < 0


def test_negation_ends_at_but() -> None:
    assert weights("It was not long but thorough")["thorough"] > 0


def test_negation_does_not_reach_a_new_statement_after_and() -> None:
    assert weights("Plans were not shared and were thorough")["thorough"] > 0


def test_a_lack_takes_praise_away() -> None:
    found = weights("There was a lack of robust oversight")
    assert found["robust"] == 0
    assert found["a lack of"] < 0


def test_relief_takes_fault_away() -> None:
    found = weights("The service reduced unnecessary delay")
    assert found["unnecessary delay"] == 0
    assert found["reduced"] > 0


def test_relief_that_failed_is_a_fault() -> None:
    found = weights("Plans failed to address the delay")
    assert found["address"] < 0
    assert found["delay"] < 0


def test_negated_relief_leaves_the_fault_a_fault() -> None:
    found = weights("They had not overcome the weaknesses of the past")
    assert found["overcome"] < 0
    assert found["weaknesses"] < 0


def test_a_denied_failure_is_no_fault() -> None:
    found = weights("Plans did not fail to address the risk")
    assert found["fail to"] > 0


def test_praise_in_the_purpose_of_a_fault_is_not_given() -> None:
    assert weights("Oversight was weak in work to ensure that plans were thorough")["thorough"] == 0


@pytest.mark.parametrize(
    "sentence",
    [
        "Where delay occurs, managers act",
        "Staff help children who do not attend well",
        "If poor work is seen, it stops",
    ],
)
def test_conditions_and_descriptions_of_people_hold_no_cue(sentence: str) -> None:
    assert not [text for text, weight in weights(sentence).items() if weight < 0]


def test_no_doubt_and_not_only_negate_nothing() -> None:
    assert weights("This was no doubt thorough")["thorough"] > 0
    assert weights("This was not only thorough")["thorough"] > 0


def test_children_missing_from_home_are_no_missing_plans() -> None:
    assert not any(weight < 0 for weight in weights("Staff find children missing from home").values())
