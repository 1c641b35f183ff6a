from __future__ import annotations

from dataclasses import replace

from indexer.language.chunking import cut_chunks
from search_app.answers.citation import addresses, locator
from tests.indexer.reports import make_report

TWICE = [
    ("heading", "The local authority", None, None),
    ("heading", "Recommendations", None, "recommendations"),
    ("bullet", "Improve plans."),
    ("heading", "Help and protection", None, "help-and-protection"),
    ("paragraph", "Plans were late.", "12"),
    ("heading", "The Local Safeguarding Children Board", None, None),
    ("heading", "Recommendations", None, "recommendations"),
    ("bullet", "Improve audits."),
    ("heading", "Findings of the board", None, None),
    ("paragraph", "Audits were late.", "12"),
]


def test_a_number_used_once_needs_no_section() -> None:
    report = make_report(parts=[("heading", "Summary", None, None), ("paragraph", "Good.", "1.1")])
    assert locator(report.elements[1], report) == "paragraph 1.1"


def test_a_number_used_twice_is_cited_with_its_section() -> None:
    report = make_report(parts=TWICE)
    words = [locator(chunk, report) for chunk in cut_chunks(report, 0)]
    assert words[1] == "Help and protection, paragraph 12"
    assert words[3] == "Findings of the board, paragraph 12"


def test_a_heading_used_twice_is_cited_with_the_one_above_it() -> None:
    report = make_report(parts=TWICE)
    levels = (1, 2, 2, 1, 2, 2)
    sections = tuple(replace(s, level=level) for s, level in zip(report.sections, levels, strict=True))
    report = replace(report, sections=sections)
    words = [locator(chunk, report) for chunk in cut_chunks(report, 0)]
    assert words[0] == "The local authority, Recommendations, first bullet"
    assert words[2] == "The Local Safeguarding Children Board, Recommendations, first bullet"


def test_a_heading_used_twice_on_the_outermost_level_is_counted() -> None:
    report = make_report(parts=TWICE)
    words = [locator(chunk, report) for chunk in cut_chunks(report, 0)]
    assert words[2] == "Recommendations (second section of that name), first bullet"


def test_every_citation_of_a_report_is_different() -> None:
    report = make_report(parts=TWICE)
    words = [locator(chunk, report) for chunk in cut_chunks(report, 0)]
    assert len(set(words)) == len(words)


def test_addresses_are_short_and_unique() -> None:
    assert list(addresses(make_report(parts=TWICE)).values()) == [
        "recommendations-bullet-1",
        "12",
        "recommendations-bullet-1~2",
        "12~2",
    ]


def test_a_place_past_the_twentieth_is_written_in_figures() -> None:
    parts = [("heading", "Actions", None, None)] + [("bullet", f"Action {n}.") for n in range(1, 24)]
    report = make_report(parts=parts)
    words = [locator(chunk, report) for chunk in cut_chunks(report, 0)]
    assert words[19:23] == [f"Actions, {nth} bullet" for nth in ("twentieth", "21st", "22nd", "23rd")]
