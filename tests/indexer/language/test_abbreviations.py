from __future__ import annotations

import pytest

from indexer.language import learn_abbreviations
from indexer.language.glossary import agreed_abbreviations


@pytest.mark.parametrize(
    ("text", "learned"),
    [
        ("The Youth Offending Service (YOS) was good.", {"YOS": "Youth Offending Service"}),
        ("Some pre-sentence reports (PSRs) were late.", {"PSR": "pre-sentence report"}),
        ("Two agencies (IFAs) and Independent Fostering Agencies (IFAs).", {"IFA": "Independent Fostering Agency"}),
        (
            "education, training and employment (ETE)",
            {"ETE": "education, training and employment"},
        ),
        (
            "the Assessed and Supported Year in Employment (ASYE)",
            {"ASYE": "Assessed and Supported Year in Employment"},
        ),
        ("the ‘Signs of Safety’ (SoS) model", {"SoS": "Signs of Safety"}),
        (
            "multi-agency public protection arrangements (MAPPA)",
            {"MAPPA": "multi-agency public protection arrangements"},
        ),
    ],
)
def test_an_abbreviation_in_brackets_is_learned_from_the_words_before_it(text: str, learned: dict[str, str]) -> None:
    assert learn_abbreviations(text) == learned


@pytest.mark.parametrize(
    "text",
    ["The plan was late (YOS).", "Plans (see AB) were late", "It rose (NB) again", "Youth (YOS) Offending Service", ""],
)
def test_brackets_that_explain_nothing_teach_nothing(text: str) -> None:
    assert learn_abbreviations(text) == {}


def test_the_first_explanation_stands() -> None:
    text = "the risk management plan (RMP) and the regional marine police (RMP)"
    assert learn_abbreviations(text) == {"RMP": "risk management plan"}


def test_reports_that_agree_share_one_meaning_whatever_their_capitals_and_hyphens() -> None:
    explained = [
        {"CSE": "child sexual exploitation"},
        {"CSE": "Child Sexual Exploitation", "PSR": "pre-sentence report"},
    ]
    assert agreed_abbreviations(explained) == {"CSE": "child sexual exploitation", "PSR": "pre-sentence report"}


def test_letters_that_mean_two_things_mean_neither() -> None:
    explained = [
        {"ICS": "integrated care system"},
        {"ICS": "interim care service"},
        {"YOT": "youth offending team"},
    ]
    assert agreed_abbreviations(explained) == {"YOT": "youth offending team"}
