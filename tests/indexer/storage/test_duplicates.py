from __future__ import annotations

from dataclasses import replace
from datetime import date

from indexer.records import Report
from indexer.storage.fingerprints import Fingerprint, SeenReports
from tests.indexer.reports import make_report


def find(seen: SeenReports, report: Report) -> str | None:
    return seen.find_or_add(report.source, Fingerprint.of(report), lambda: report)


WORDS = " ".join(f"finding{number} was noted" for number in range(60))
PARTS = [("paragraph", WORDS, "1.1"), ("paragraph", "Planning was timely in each case seen.", "1.2")]


def test_the_same_words_in_another_file_are_the_same_report() -> None:
    seen = SeenReports()
    first = make_report("first", PARTS)
    assert find(seen, first) is None
    assert find(seen, make_report("second", PARTS, area=None, published=None)) == first.source


def test_nearly_the_same_words_about_one_inspection_are_the_same_report() -> None:
    seen = SeenReports()
    first = make_report("first", PARTS)
    find(seen, first)
    changed = [PARTS[0], ("paragraph", "Planning was timely in every case.", "1.2")]
    assert find(seen, make_report("second", changed)) == first.source


def test_nearly_the_same_words_about_two_inspections_are_two_reports() -> None:
    seen = SeenReports()
    find(seen, make_report("first", PARTS))
    changed = [PARTS[0], ("paragraph", "Planning was timely in every case.", "1.2")]
    assert find(seen, make_report("second", changed, published=date(2016, 3, 5))) is None


def test_two_reports_that_state_nothing_about_themselves_are_not_held_to_be_one() -> None:
    seen = SeenReports()
    bare = {"area": None, "published": None, "type": None}
    find(seen, make_report("first", PARTS, **bare))
    changed = [PARTS[0], ("paragraph", "Planning was timely in every case.", "1.2")]
    assert find(seen, make_report("second", changed, **bare)) is None


def test_two_visits_to_one_area_are_two_reports() -> None:
    seen = SeenReports()
    first = make_report("first", PARTS)
    find(seen, first)
    other = [("paragraph", WORDS.replace("noted", "missing"), "1.1")]
    assert find(seen, replace(make_report("second", other))) is None
