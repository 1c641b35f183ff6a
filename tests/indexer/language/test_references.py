from __future__ import annotations

import pytest

from indexer.language.references import references_in
from indexer.records import Report
from tests.indexer.reading.readings import read_letter


def _report(sentence: str) -> Report:
    body = "".join(f"{n}. Plans were made in good time and inspectors saw them.\n\n" for n in range(1, 13))
    return read_letter(f"# Inspection of Nowhere children's services\n\n## Recommendations\n\n{body}13. {sentence}\n")


def _found(sentence: str) -> list[tuple[str, bool]]:
    return [(r.number, r.element is not None) for r in references_in(_report(sentence))]


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("Act soon (paragraph 3).", ["3"]),
        ("Act soon (paragraphs 3, 4).", ["3", "4"]),
        ("Act soon (paragraphs 3, 4 and 12).", ["3", "4", "12"]),
        ("Act soon (paragraphs 3–5).", ["3", "5"]),
        ("Act under section 47 of the Act.", []),
        ("See paragraph 4 of the guidance.", []),
    ],
)
def test_mentions_are_resolved(sentence: str, numbers: list[str]) -> None:
    assert _found(sentence) == [(number, True) for number in numbers]


def test_a_mention_of_no_paragraph_points_nowhere() -> None:
    assert _found("Act soon (paragraph 99).") == [("99", False)]


def test_offsets_are_of_the_number_alone() -> None:
    report = _report("Act soon (paragraphs 3, 12).")
    assert [report.text[r.start : r.end] for r in references_in(report)] == ["3", "12"]
    assert [report.elements[r.element].number for r in references_in(report) if r.element is not None] == ["3", "12"]


def test_a_report_that_numbers_nothing_has_no_references() -> None:
    assert references_in(read_letter("# Joint inspection of Nowhere\n\n## Context\n\nSee paragraph 3.\n")) == ()


def test_numbers_of_any_kind_are_mentioned_by_their_whole() -> None:
    head = "# Inspection of Nowhere children's services\n\n## Recommendations\n\n"
    numbers = ["998", "999", "1000", "1000a", "1001"]
    body = "".join(f"{n}. Plans were made in good time and inspectors saw them.\n\n" for n in numbers)
    report = read_letter(f"{head}{body}1002. See paragraphs 1000, 1000a, 1001b and 2.1.3, and paragraph B2.\n")
    assert [(r.number, r.element is not None) for r in references_in(report)] == [
        ("1000", True), ("1000a", True), ("1001", True), ("2.1.3", False),
    ]  # fmt: skip
