from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.errors import ReadingRefused
from indexer.records import Finding
from indexer.structure.report import refuse_what_is_no_report
from tests.indexer.reading.readings import read_letter

SENTENCE = "Inspectors saw that plans were made with every young person and were kept up to date in most of the cases."

MEMORANDUM = """\
1. The order gives effect to what the two councils had proposed.

2. The order was laid before Parliament under an Act of 2009 and is subject to approval.

3. No costs fall on the council, on business or on charities as far as the department can tell.
"""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("1. milk\n2. eggs\n3. bread\n", "not-a-report"),
        (
            "Dear all,\n\nThe meeting is on Friday at noon in the large room on the first floor. Please bring tea.\n",
            "not-a-report",
        ),
        ("Report not found\n\nThe inspection report that you asked for could not be found.\n", "not-a-report"),
        ("def main() -> None:\n    print('hello')\n", "not-a-report"),
    ],
)
def test_what_is_no_report_is_refused_with_a_reason(text: str, code: str) -> None:
    with pytest.raises(ReadingRefused) as refusal:
        refuse_what_is_no_report(read_letter(text))
    assert refusal.value.code == code
    assert refusal.value.hint


@pytest.mark.parametrize(
    "text",
    [
        f"1. Reducing reoffending\n\n1.1. {SENTENCE}\n\n1.2. {SENTENCE}\n",
        f"# Joint inspection of Nowhere\n\n## Context\n\n{SENTENCE}\n\n## Key strengths\n\n- {SENTENCE}\n",
        f"# Inspection of Nowhere children's services\n\n{SENTENCE}\n\n{SENTENCE}\n\n{SENTENCE}\n",
        f"## Findings\n\n1. {SENTENCE}\n\n2. {SENTENCE}\n",
        f"EXPLANATORY MEMORANDUM\n\n{MEMORANDUM}\n",
    ],
)
def test_reports_of_any_family_are_let_in(text: str) -> None:
    refuse_what_is_no_report(read_letter(text))


def test_the_rest_of_a_damaged_file_is_called_unreadable_not_another_document() -> None:
    rest = replace(read_letter("Some words."), findings=(Finding("damaged-file", "Fetch it again."),))
    with pytest.raises(ReadingRefused) as refusal:
        refuse_what_is_no_report(rest)
    assert (refusal.value.code, refusal.value.hint) == ("unreadable", "Fetch it again.")
