"""What holds for every text: eight properties of the structure, over generated letters."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest

from indexer.errors import ReadingRefused
from indexer.language import split_sentences
from indexer.language.chunking import cut_chunks
from indexer.reading.report import understand
from indexer.records import CHUNK_KINDS, Report, ReportId
from indexer.serialise import report_body_to_json, report_from_json, report_head_to_json
from tests.long import SEED, turns

pytestmark = pytest.mark.slow

TITLE = "# Report of Short Quality Screening (SQS) of youth offending work in Nowhere"
HEADINGS = ("Summary", "1. Reducing reoffending", "## Protecting the public", "Key strengths", "Appendix A", "Notes")
WORDS = "plans were good in seven of the ten cases but reviews came late and risk was not assessed (see 2.1)".split()  # noqa: SIM905
ENDINGS = (".", ":", "", ";", "?", ".¹", "…", ".’")
MARKS = ("", "- ", "* ", "1. ", "1.1. ", "- 1.2. ", "2.1 ", "(a) ", "iv. ", "[1] ", "¹ ", "| ", "> ", "• ", "12\t")
LINES = (
    "---",
    "Page 3 of 9",
    "\f",
    "| a | b |",
    "|---|---|",
    "Contents",
    "Summary ..... 4",
    "cc: The Director",
    "2014",
)


def letter(choose: random.Random) -> str:
    def sentence() -> str:
        return " ".join(choose.choices(WORDS, k=choose.randrange(1, 25))).capitalize() + choose.choice(ENDINGS)

    def block() -> str:
        kind = choose.randrange(10)
        if kind == 0:
            return choose.choice(HEADINGS)
        if kind == 1:
            return choose.choice(LINES)
        text = choose.choice((" ", "\n", "  \n", "-\n")).join(sentence() for _ in range(choose.randrange(1, 4)))
        return choose.choice(MARKS) + choose.choice(("", "**", "_")) + text

    numbered = [f"- 1.{n}. {sentence()}" for n in range(1, choose.randrange(3, 6))]
    return "\n\n".join([TITLE, *numbered, *(block() for _ in range(choose.randrange(2, 14)))])


def letters() -> Iterator[tuple[str, Report | None]]:
    choose = random.Random(SEED)
    for _ in turns(1_000, 50_000):
        text = letter(choose)
        try:
            yield text, read(text)
        except ReadingRefused as refusal:
            if refusal.code != "not-a-report":
                raise
            yield text, None


def read(text: str) -> Report:
    return understand(text.encode(), source="x.md", report_id=ReportId("x"), sha256="")


def test_what_holds_for_every_text() -> None:
    made = seen = 0
    for text, report in letters():
        made += 1
        if report is None:
            continue
        seen += 1
        codes = {finding.code for finding in report.findings}
        assert report.accounting is not None
        assert report.accounting.lost == 0 or codes & {"characters-lost", "digits-lost"}, (
            text
        )  # nothing is lost in silence
        spans = [(element.start, element.end) for element in report.elements]
        assert all(0 <= start <= end <= len(report.text) for start, end in spans), text  # every element is a slice
        assert spans == sorted(spans), text  # in reading order
        assert all(end <= start for (_, end), (start, _) in pairwise(spans)), text  # none twice
        chunks = list(cut_chunks(report, 0))
        quoted = [report.text[e.start : e.end] for e in report.elements if e.kind in CHUNK_KINDS]
        assert [chunk.text for chunk in chunks] == [words for words in quoted if words.strip()], (
            text
        )  # all are searched
        for chunk in chunks:
            spans = split_sentences(chunk.text)
            between = [chunk.text[end:start] for (_, end), (start, _) in pairwise(spans)]
            assert not "".join(between).strip(), chunk.text  # no sentence is left out, and none overlaps
            assert all(start < end for start, end in spans), chunk.text
        again = report_from_json(report_head_to_json(report), report_body_to_json(report))
        assert again == report, text  # what is stored comes back
        assert read(f"{text}\n\n\n") == report, text  # blank lines at the end change nothing
        assert read(text.replace("\n", "\r\n")) == report, text  # nor does the kind of line end
    assert seen > made * 0.9
