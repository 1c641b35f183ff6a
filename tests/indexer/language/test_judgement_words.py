from __future__ import annotations

import pytest

from indexer.language.judgement_words import words_with_shares


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Plans were excellent in seven of the ten cases.", [("excellent", 0.7)]),
        ("Plans were not good enough in 20% of cases.", [("not good enough", 0.2)]),
        ("In half of the cases the plan was not always timely.", [("not timely", 0.5)]),
        ("Reviews were sufficient in 80% of cases and poor in 20% of them.", [("sufficient", 0.8), ("poor", 0.2)]),
        ("The large majority (eight of ten) were seen.", [("the large majority", 0.8)]),
        ("Plans were excellent.", []),
        ("Ten of the twelve cases were seen.", []),
    ],
)
def test_a_word_is_read_with_the_share_beside_it(sentence: str, found: list[tuple[str, float]]) -> None:
    assert [(each.word, round(each.share, 2)) for each in words_with_shares(sentence)] == found


def test_a_judgement_far_from_the_amount_is_not_read_with_it() -> None:
    far = "Plans were excellent, " + "and they said what each of them would do about it, " * 3 + "in half of the cases."
    assert words_with_shares(far) == ()


def test_the_number_of_cases_is_kept() -> None:
    assert words_with_shares("Plans were excellent in seven of the ten cases.")[0].base == 10
