from __future__ import annotations

import pytest

from indexer.language.clauses import asks, find_cues, tells_of_method, words_of


def is_asking(sentence: str) -> bool:
    words = words_of(sentence)
    return asks(words, find_cues(words))


@pytest.mark.parametrize(
    "sentence",
    [
        "We would expect to see a written plan",
        "Case managers should visit children in custody",
        "It is important that carers know the plan",
        "Ensure that every plan is reviewed",
        "Review the arrangements for custody",
        "The board must hear about transfers",
    ],
)
def test_sentences_that_ask_are_expectations(sentence: str) -> None:
    assert is_asking(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ensuring that plans are reviewed had become a habit",
        "Review of plans was prompt",
        "Work with families was strong",
        "It was not clear what should be done next",
        "Reviews were not as prompt as they should be",
        "Managers should have told the school",
    ],
)
def test_sentences_that_only_look_like_asking_are_not(sentence: str) -> None:
    assert not is_asking(sentence)


def test_sentences_about_the_inspection_find_nothing() -> None:
    assert tells_of_method(words_of("We examined 14 cases of young people"))
    assert not tells_of_method(words_of("Managers examined 14 cases of young people"))
