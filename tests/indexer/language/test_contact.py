from __future__ import annotations

import pytest

from indexer.language.contact import MASK, has_contact_details, without_contact_details


@pytest.mark.parametrize(
    "text",
    ["write to someone@example.org.uk today", "some.one @example.org", "on 01632 960000.", "0300 999 9999",
     "(01632) 960 000", "+44 1632 960000", "07700 900000", "0169 1632 960"],
)  # fmt: skip
def test_addresses_and_telephone_numbers_are_seen(text: str) -> None:
    assert has_contact_details(text)


@pytest.mark.parametrize(
    "text",
    ["on 01 July 2015", "between 2013–14 and 2014–15", "1,834 of 12,005 children", "0.5% of 10,000", "£1,200,000",
     "paragraphs 100, 101, 102", "see http://www.example.org/page", "@ the office", "a rate of 63.2 per 10,000"],
)  # fmt: skip
def test_figures_and_dates_are_not_taken_for_them(text: str) -> None:
    assert not has_contact_details(text)


def test_addresses_and_numbers_are_covered_sign_by_sign_and_nothing_moves() -> None:
    text = "Write to a.b@x.gov.uk, ring 0161 496 0000, or see page 12 of 2013."
    covered = without_contact_details(text)
    assert covered == f"Write to {MASK * 12}, ring {MASK * 4} {MASK * 3} {MASK * 4}, or see page 12 of 2013."
    assert len(covered) == len(text)
    assert without_contact_details(covered) == covered
