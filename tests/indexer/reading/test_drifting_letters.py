"""The three letters with their typing changed in the ways that other letters and converters differ."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.records import ElementKind
from tests.indexer.reading.readings import numbered, read_letter, texts
from tests.indexer.reading.sqs_reference import noted_paragraphs

pytestmark = pytest.mark.shared

NUMBER = r"(?m)^(- )?(\d)\.(\d)\. "
HEADING = (
    r"(Reducing[^\n*]*|Protecting the (?:public|child or young person)|Making sure[^\n*]*|Ensuring that[^\n*]*|"
    r"Operational management|Key strengths|Outstanding strengths|Areas requiring improvement|Context|Summary)"
)


def _wrapped(text: str) -> str:
    lines = (
        textwrap.wrap(line, 78, break_on_hyphens=False) if line[:1] != "#" else [line] for line in text.split("\n")
    )
    return "\n".join("\n".join(parts) for parts in lines)


DRIFTS: dict[str, Callable[[str], str]] = {
    "no list marks": lambda t: re.sub(NUMBER, r"\2.\3. ", t),
    "numbers without a last dot": lambda t: re.sub(NUMBER, r"\1\2.\3 ", t),
    "numbers in bold": lambda t: re.sub(NUMBER, r"\1**\2.\3.** ", t),
    "numbers with a bracket": lambda t: re.sub(NUMBER, r"\1\2.\3) ", t),
    "numbers with a tab": lambda t: re.sub(NUMBER, "\\2.\\3.\t", t),
    "numbers escaped": lambda t: re.sub(NUMBER, r"\1\2\\.\3\\. ", t),
    "stars for dashes": lambda t: re.sub(r"(?m)^- ", "* ", t),
    "printed bullets": lambda t: re.sub(r"(?m)^- ", "• ", t),
    "headings in capitals": lambda t: re.sub(rf"(?m)(?<=[ *\n]){HEADING}(?=(?:\*\*)?$)", lambda m: m[0].upper(), t),
    "section numbers without a dot": lambda t: re.sub(rf"(?m)^((?:#+ )?(?:\*\*)?\d)\. {HEADING}", r"\1 \2", t),
    "section spelled out": lambda t: re.sub(rf"(?m)^((?:#+ )?(?:\*\*)?)(\d)\. {HEADING}", r"\1Section \2: \3", t),
    "headings without marks": lambda t: re.sub(r"(?m)^#+ ", "", t),
    "lines wrapped": _wrapped,
    "windows line ends": lambda t: t.replace("\n", "\r\n"),
    "hard spaces": lambda t: t.replace(" ", "\u00a0"),
    "no blank lines between paragraphs": lambda t: re.sub(r"\n\n+(?=- \d\.\d|\d\.\d)", "\n", t),
    "every line parted": lambda t: t.replace("\n", "\n\n"),
    "quoted": lambda t: re.sub(r"(?m)^(?=.)", "> ", t),
    "footnotes in brackets": lambda t: re.sub("<sup>1</sup>|¹", "[1]", t),
    "page numbers between": lambda t: re.sub(r"\n\n(?=- 2\.1|- 3\.3|Operational)", "\n\nPage 3 of 7\n\n", t),
    "hyphen in re-offending": lambda t: t.replace("reoffending", "re-offending"),
}


@pytest.mark.parametrize("stem", noted_paragraphs())
@pytest.mark.parametrize("drift", DRIFTS)
def test_paragraphs_stay_whole_when_the_typing_drifts(shared: Path, stem: str, drift: str) -> None:
    original = (shared / "reports" / "sqs" / f"{stem}.txt").read_text(encoding="utf-8")
    report, drifted = read_letter(original), read_letter(DRIFTS[drift](original))
    assert [(number, section, len(text.split())) for number, section, text in numbered(drifted)] == [
        (noted.number, noted.section, noted.word_count) for noted in noted_paragraphs()[stem]
    ]
    for kind in (ElementKind.BULLET, ElementKind.PROSE):
        assert len(texts(drifted, kind)) == len(texts(report, kind))
    for name in (
        "area",
        "published",
        "inspection_start",
        "inspection_end",
        "cases",
        "reoffending_rate",
        "lead_inspector",
    ):
        assert getattr(drifted, name) == getattr(report, name), name
