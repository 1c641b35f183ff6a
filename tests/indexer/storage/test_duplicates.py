from __future__ import annotations

from dataclasses import replace
from datetime import date

from indexer.records import Report
from indexer.storage.fingerprints import Fingerprint, Kinship, SeenReports
from tests.indexer.reports import make_report


def find(seen: SeenReports, report: Report) -> tuple[Kinship, str] | None:
    """How `report` is like one seen before, and which; it is remembered either way."""
    like = seen.find(report.source, Fingerprint.of(report), lambda: report)
    seen.add(report.source, Fingerprint.of(report), lambda: report)
    return (like.kinship, like.source) if like else None


WORDS = " ".join(f"finding{number} was noted" for number in range(60))
PARTS = [("paragraph", WORDS, "1.1"), ("paragraph", "Planning was timely in each case seen.", "1.2")]
REWORDED = [PARTS[0], ("paragraph", "Planning was timely in every case.", "1.2")]
OTHER_FIGURES = [PARTS[0], ("paragraph", "Planning was timely in 7 of 14 cases.", "1.2")]
BARE = {"area": None, "published": None, "type": None}
VISIT = {"inspection_start": date(2014, 1, 6), "inspection_end": date(2014, 1, 8)}


def test_the_same_words_in_another_file_are_the_same_report() -> None:
    seen = SeenReports()
    first = make_report("first", PARTS)
    assert find(seen, first) is None
    assert find(seen, make_report("second", PARTS, area=None, published=None)) == (Kinship.SAME, first.source)


def test_nearly_the_same_words_about_one_inspection_are_the_same_report() -> None:
    seen = SeenReports()
    first = make_report("first", PARTS)
    find(seen, first)
    assert find(seen, make_report("second", REWORDED)) == (Kinship.SAME, first.source)


def test_other_figures_about_one_inspection_are_another_version() -> None:
    seen = SeenReports()
    first = make_report("first", PARTS, **VISIT)
    find(seen, first)
    revised = make_report("second", OTHER_FIGURES, published=date(2014, 6, 1), **VISIT)
    assert find(seen, revised) == (Kinship.VERSION, first.source)


def test_nearly_the_same_words_about_two_inspections_are_two_reports() -> None:
    seen = SeenReports()
    find(seen, make_report("first", PARTS))
    assert find(seen, make_report("second", REWORDED, published=date(2016, 3, 5))) is None
    later = {"inspection_start": date(2016, 1, 6), "inspection_end": date(2016, 1, 8)}
    seen = SeenReports()
    find(seen, make_report("third", OTHER_FIGURES, **VISIT))
    assert find(seen, make_report("fourth", [*PARTS[:1], ("paragraph", "It was late.", "1.2")], **later)) is None


def test_nearly_the_same_words_without_a_date_cannot_be_told_apart() -> None:
    seen = SeenReports()
    first = make_report("first", PARTS, **BARE)
    find(seen, first)
    assert find(seen, make_report("second", REWORDED, **BARE)) == (Kinship.ALIKE, first.source)
    assert find(seen, make_report("third", [("paragraph", WORDS.replace("noted", "missing"), "1.1")], **BARE)) is None


def test_two_visits_to_one_area_are_two_reports() -> None:
    seen = SeenReports()
    first = make_report("first", PARTS)
    find(seen, first)
    other = [("paragraph", WORDS.replace("noted", "missing"), "1.1")]
    assert find(seen, replace(make_report("second", other))) is None


def test_a_report_that_was_replaced_is_forgotten() -> None:
    seen = SeenReports()
    first = make_report("first", PARTS)
    find(seen, first)
    seen.remove(first.source)
    assert find(seen, make_report("second", PARTS)) is None


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    assert Fingerprint.of(make_report("first", PARTS)).sketch[:1] == (14488702,)
