from __future__ import annotations

import pytest

from indexer.language import split_sentences
from indexer.language.classifier import Classifier
from indexer.language.statements import read_sentences, share_of, strength_share
from indexer.records import ElementKind

PRAISE = "Assessments were thorough and timely."
FAULT = "Plans were not reviewed and risks were missed."
FACT = "The service covers two districts."
ASKED = "We would expect to see a written plan."


def share(text: str, section: str | None = None, kind: ElementKind | None = None) -> float | None:
    return strength_share(read_sentences(text, split_sentences(text), section=section, kind=kind), section=section)


def known(text: str, section: str | None = None) -> float:
    found = share(text, section)
    assert found is not None
    return found


def test_praise_stands_above_both_and_both_above_fault() -> None:
    assert known(PRAISE) > known(f"{PRAISE} {FAULT}") > known(FAULT)
    assert known(PRAISE) > 0.55
    assert known(FAULT) < 0.45


def test_more_of_the_same_says_it_more_clearly() -> None:
    assert known(" ".join([PRAISE] * 5)) > known(PRAISE) + 0.1
    assert known(" ".join([FAULT] * 5)) < known(FAULT) - 0.1


def test_what_is_asked_for_is_neither_praise_nor_fault() -> None:
    assert known(ASKED) == 0.5
    assert known(f"{PRAISE} {ASKED}") == known(PRAISE)


def test_the_section_counts_where_it_decides() -> None:
    assert known("The quality of plans.", "areas-requiring-improvement") == pytest.approx(1 / 3, abs=0.01)
    assert known(PRAISE, "context") == 0.5


def test_a_table_and_an_empty_text_state_nothing() -> None:
    assert share("Judgement\tGrade\nOverall\tOutstanding", kind=ElementKind.TABLE) is None
    assert share("") is None


def test_each_sentence_counts_by_its_likelihood_beside_one_of_each() -> None:
    read = read_sentences(f"{PRAISE} {FACT}", split_sentences(f"{PRAISE} {FACT}"), section=None)
    alike = Classifier(bias=(0.0, 0.7, -0.4), weights={})  # with the leaning of every sentence, a third each
    assert share_of(read, alike) == pytest.approx((1 + 2 / 3) / (2 + 4 / 3))
    surely = Classifier(bias=(50.0, 0.0, 0.0), weights={})
    assert share_of(read, surely) == pytest.approx(3 / 4)
