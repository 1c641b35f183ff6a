"""Revised reports: the newest version counts, and what cannot be told is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.building.addition import preview_files
from indexer.building.build import BuildResult, build
from indexer.building.check import check_index
from indexer.building.versions import Told, differences
from indexer.embedding.model import NO_MODEL
from indexer.storage.generation import Generation
from indexer.storage.ledger import Outcome
from tests.indexer.reports import make_report

LETTER = """# Report of Short Quality Screening (SQS) of youth offending work in Ashmere

{published}This report outlines the findings of the SQS inspection, conducted during 3-5 March 2014.

## Context

1.1. We examined {cases} cases of children and young people who had offended in the last year.

1.2. Assessments were thorough in most of the cases that we saw, and they used what other agencies knew.

1.3. Plans named what would be done, by whom and by when, and were shared with the family each time.
"""
FIRST = LETTER.format(published="Publication date: 2 April 2014\n\n", cases=14)
REVISED = LETTER.format(published="Publication date: 9 May 2014\n\n", cases=16)
UNDATED = LETTER.format(published="", cases=15).replace(", conducted during 3-5 March 2014", "")
OTHER_UNDATED = UNDATED.replace("15 cases", "17 cases")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    return folder


def built(reports: Path, told: Told | None = None) -> BuildResult:
    return build(reports, reports.parent / "index", model=NO_MODEL, told=told)


def outcomes(result: BuildResult) -> dict[str, tuple[Outcome, str | None]]:
    return {file.source: (file.outcome, file.code) for file in result.ledger.files}


def in_search(reports: Path) -> list[str]:
    return [report.source for report in Generation.open(reports.parent / "index").reports]


@pytest.mark.parametrize(("old", "new"), [("a.md", "b.md"), ("b.md", "a.md")])
def test_the_version_published_last_counts_whichever_comes_first(reports: Path, old: str, new: str) -> None:
    (reports / old).write_text(FIRST)
    (reports / new).write_text(REVISED)
    result = built(reports)
    assert outcomes(result) == {old: (Outcome.DUPLICATE, "superseded"), new: (Outcome.READ, None)}
    assert in_search(reports) == [new]


def test_a_revision_takes_the_place_of_a_report_that_was_there(reports: Path) -> None:
    (reports / "a.md").write_text(FIRST)
    built(reports)
    (reports / "b.md").write_text(REVISED)
    built(reports)
    assert in_search(reports) == ["b.md"]
    (reports / "b.md").unlink()
    built(reports)
    assert in_search(reports) == ["a.md"]


def test_check_shows_what_the_newer_version_says_otherwise(reports: Path) -> None:
    (reports / "a.md").write_text(FIRST)
    (reports / "b.md").write_text(REVISED)
    built(reports)
    found = check_index(reports.parent / "index")
    assert found.problems == ()
    assert found.notes == (
        "a.md: An older version of b.md, which counts; this one stays in the folder but is not searched.",
        "  Paragraph 1.1 differs: “We examined 14 cases of children” is now “We examined 16 cases of children”.",
    )


def test_what_no_date_tells_apart_is_asked_and_not_doubled(reports: Path) -> None:
    (reports / "a.md").write_text(UNDATED)
    (reports / "b.md").write_text(OTHER_UNDATED)
    result = built(reports)
    assert outcomes(result)["b.md"] == (Outcome.DUPLICATE, "undecided")
    assert "precedent index --newest b.md" in (result.ledger.files[1].message or "")
    assert in_search(reports) == ["a.md"]


def test_what_was_told_counts_and_is_remembered(reports: Path) -> None:
    (reports / "a.md").write_text(UNDATED)
    (reports / "b.md").write_text(OTHER_UNDATED)
    built(reports)
    built(reports, Told(newest={"b.md"}))
    assert in_search(reports) == ["b.md"]
    (reports / "c.md").write_text(FIRST.replace("Ashmere", "Wrenfold").replace("Assessments", "In Wrenfold plans"))
    result = built(reports)
    assert in_search(reports)[:1] == ["b.md"]
    assert outcomes(result)["a.md"] == (Outcome.DUPLICATE, "superseded")


def test_both_count_where_that_was_told_and_go_on_counting(reports: Path) -> None:
    (reports / "a.md").write_text(UNDATED)
    (reports / "b.md").write_text(OTHER_UNDATED)
    built(reports, Told(both={"b.md"}))
    assert in_search(reports) == ["a.md", "b.md"]
    (reports / "c.md").write_text(FIRST)
    assert outcomes(built(reports))["b.md"] == (Outcome.CARRIED_OVER, "kept-both")
    assert "b.md" in in_search(reports)


def test_paragraphs_that_came_or_went_are_told() -> None:
    older = make_report(parts=[("paragraph", "It was good.", "1.1"), ("paragraph", "It was late.", "1.2")])
    newer = make_report(parts=[("paragraph", "It was good.", "1.1")])
    assert [f.message for f in differences(older, newer)] == [
        "Paragraph 1.2 is not in the newer version: “It was late.”."
    ]
    assert [f.message for f in differences(newer, older)] == ["Paragraph 1.2 is new: “It was late.”."]
    assert differences(older, older) == ()


@pytest.mark.parametrize(
    ("there", "new", "words", "undecided"),
    [
        (FIRST, FIRST + "\n", "The same report as a.md, which is in the index; it adds nothing.", False),
        (FIRST, REVISED, "A newer version of a.md; the one published last counts.", False),
        (REVISED, FIRST, "An older version of a.md; the one published last counts.", False),
        (UNDATED, OTHER_UNDATED, "Nearly the same as a.md (", True),
        (FIRST, "# Inspection of Wrenfold\n\n1.1. We saw nothing of the kind in any of the cases.\n", "", False),
    ],
)
def test_who_looks_at_a_file_is_told_what_it_is_like(
    reports: Path, there: str, new: str, words: str, undecided: bool
) -> None:
    (reports / "a.md").write_text(there)
    built(reports)
    path = reports.parent / "new.md"
    path.write_text(new)
    (preview,) = preview_files([path], index=reports.parent / "index")
    assert preview.like.startswith(words)
    assert (preview.undecided, bool(preview.like)) == (undecided, bool(words))
