from __future__ import annotations

from indexer.records import CHUNK_KINDS, ElementKind, Report
from tests.indexer.reading.readings import numbered, read_letter, texts

HEAD = """To: Jo Placeholder, Chair of the Board
Publication date: 4 May 2015

# Report of Short Quality Screening (SQS) of youth offending work in Nowhere

The inspection was conducted from 13-15 April 2015 as one of a series.

"""
SENTENCE = "Plans were made with every young person and were kept up to date in most of the cases that we saw."


def _letter(body: str) -> Report:
    return read_letter(HEAD + body)


def _codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def test_offsets_cut_each_element_out_of_the_one_text() -> None:
    report = _letter(f"## Summary\n\n{SENTENCE}\n\n- one strength\n")
    assert texts(report, ElementKind.PROSE)[-1] == SENTENCE
    assert texts(report, ElementKind.BULLET) == ["one strength"]
    assert all(report.text[s.start :].startswith(s.heading) for s in report.sections)


def test_the_opening_paragraph_stands_before_the_first_section() -> None:
    report = _letter(f"## Summary\n\n{SENTENCE}\n")
    opening = next(e for e in report.elements if e.kind is ElementKind.PROSE)
    assert opening.section is None
    assert opening.position == 1


def test_a_footnote_does_not_end_the_paragraph() -> None:
    note = "---\n\n<sup>1</sup> A note.\n\n"
    body = f"- 1.1. Many of those\n\n{note}who came<sup>1</sup> stayed.\n\n- 1.2. More."
    report = _letter(f"1. Reducing reoffending\n\n{body}")
    assert numbered(report)[0] == ("1.1", "reducing-reoffending", "Many of those who came stayed.")
    kinds = [e.kind for e in report.elements]
    assert kinds[kinds.index(ElementKind.PARAGRAPH) + 1] is ElementKind.FOOTNOTE


def test_an_unmarked_paragraph_belongs_to_the_numbered_one_before_it() -> None:
    report = _letter(f"2. Protecting the public\n\n2.1. {SENTENCE}\n\nIn one, we saw more.\n\n2.2. It was late.")
    assert [text for _, _, text in numbered(report)] == [f"{SENTENCE} In one, we saw more.", "It was late."]


def test_positions_count_within_section_and_kind() -> None:
    report = _letter("## Key strengths\n\nThese were:\n\n- one\n- two\n\n## Areas requiring improvement\n\n- three\n")
    positions = [(e.kind.value, e.section, e.position) for e in report.elements if e.kind is ElementKind.BULLET]
    assert positions == [("bullet", 0, 1), ("bullet", 0, 2), ("bullet", 1, 1)]


def test_a_paragraph_with_an_address_is_shown_but_not_indexed() -> None:
    report = _letter("1. Reducing reoffending\n\n1.1. Write to someone@example.org.\n\n1.2. Plans were late.")
    assert [number for number, _, _ in numbered(report)] == ["1.2"]
    assert "contact-details" in _codes(report)
    assert not [t for t in texts(report, *CHUNK_KINDS) if "@" in t]
    assert "someone@example.org" in report.text


def test_an_unknown_heading_is_a_finding_and_keeps_its_words() -> None:
    report = _letter(f"## Weather and tides\n\n{SENTENCE}\n")
    assert report.sections[0].heading == "Weather and tides"
    assert report.sections[0].canonical is None
    assert "heading-not-recognised" in _codes(report)


def test_a_heading_inside_an_appendix_belongs_to_it() -> None:
    report = _letter(f"## Appendix 1\n\n## How the team works\n\n{SENTENCE}\n")
    assert [s.canonical for s in report.sections] == ["appendix", "appendix"]
    assert [s.level for s in report.sections] == [1, 2]


def test_a_sample_says_so_in_its_letterhead() -> None:
    text = "Status: sample report, written for a test\n" + HEAD + f"## Summary\n\n{SENTENCE}\n"
    assert read_letter(text).sample
    assert not _letter(f"## Summary\n\n{SENTENCE}\n").sample


def test_sections_that_a_letter_always_has_are_missed() -> None:
    report = _letter(f"1. Reducing reoffending\n\n1.1. {SENTENCE}\n")
    (missing,) = [f.message for f in report.findings if f.code == "section-missing"]
    assert "Protecting the public" in missing
    assert "Reducing reoffending" not in missing


def test_a_text_that_stops_in_mid_sentence_is_a_finding() -> None:
    assert "cut-short" in _codes(_letter("## Summary\n\nPlans were made with every young person and"))
    assert "cut-short" not in _codes(_letter(f"## Summary\n\n{SENTENCE}"))


def test_a_reference_that_points_nowhere_is_a_finding() -> None:
    body = "1. Reducing reoffending\n\n1.1. As paragraph 1.2 says.\n\n1.2. As paragraph 1.9 says.\n"
    (finding,) = [f for f in _letter(body).findings if f.code == "dangling-reference"]
    assert finding.message == "Paragraph 1.2 refers to paragraph 1.9, which is not in the report."


def test_an_empty_text_makes_an_empty_report() -> None:
    report = read_letter("")
    assert report.text == ""
    assert report.elements == ()
    assert {"no-date", "no-area", "no-type"} <= _codes(report)


def test_numbers_of_a_wrapped_amount_stay_in_the_sentence() -> None:
    """A line of wrapped text began with "12. " in the middle of a sentence and became a paragraph of its own."""
    body = "1. Reducing reoffending\n\n1.1. There were fewer than the\n12. That is good.\n\n1.2. More.\n"
    assert [t for _, _, t in numbered(_letter(body))] == ["There were fewer than the 12. That is good.", "More."]


def test_a_short_opening_sentence_after_the_title_is_text() -> None:
    title = "# Report of Short Quality Screening (SQS) of youth offending work in Nowhere\n\n"
    report = read_letter(
        f"{title}This report outlines the findings of the recent inspection.\n\n## Summary\n\n{SENTENCE}\n"
    )
    opening = next(e for e in report.elements if e.kind is ElementKind.PROSE)
    assert report.text[opening.start : opening.end].startswith("This report outlines")
    assert opening.section is None


def test_items_after_a_numbered_paragraph_stay_items() -> None:
    report = _letter(
        "1. Reducing reoffending\n\n1.1. The team:\n- met weekly;\n- wrote plans.\n\n1.2. More was done.\n"
    )
    assert [text for _, _, text in numbered(report)] == ["The team:", "More was done."]
    assert texts(report, ElementKind.BULLET) == ["met weekly;", "wrote plans."]


def test_a_known_section_may_be_a_question() -> None:
    report = _letter(f"What needs to improve in this area of practice?\n\n- plans\n\nMain findings\n\n{SENTENCE}\n")
    assert [section.canonical for section in report.sections] == ["what-needs-to-improve", "main-findings"]
