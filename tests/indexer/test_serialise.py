from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from indexer.language.chunking import cut_chunks
from indexer.records import Finding
from indexer.serialise import chunk_from_json, chunk_to_json, report_body_to_json, report_from_json, report_head_to_json
from tests.indexer.reports import make_report

PARTS = [
    ("metadata", "Report"),
    ("heading", "Protecting the public", "2", "protecting-the-public"),
    ("paragraph", "Plans were good in seven of the ten cases. Two were late.", "2.1"),
    ("bullet", "Reviews that followed events – “promptly”."),
]


def test_a_report_survives_the_way_to_disk_and_back() -> None:
    report = make_report(
        parts=PARTS,
        inspection_start=date(2014, 1, 2),
        cases=14,
        reoffending_rate=37.4,
        findings=(Finding("numbering-gap", "2.2 is missing", 3),),
    )
    head = json.loads(json.dumps(report_head_to_json(report)))
    body = json.loads(json.dumps(report_body_to_json(report)))
    assert report_from_json(head, body) == report


def test_a_head_alone_gives_the_report_without_its_words() -> None:
    report = make_report(parts=PARTS)
    assert report_from_json(report_head_to_json(report)) == replace(report, text="", elements=())


def test_a_chunk_survives_and_takes_its_words_from_the_report() -> None:
    report = make_report(parts=PARTS)
    for chunk in cut_chunks(report, 5):
        row = json.loads(json.dumps(chunk_to_json(chunk)))
        assert "text" not in row
        assert chunk_from_json(row, chunk.ordinal, report.text) == chunk


def test_chunks_are_numbered_on_from_the_first_ordinal_and_leave_out_what_is_no_chunk() -> None:
    chunks = list(cut_chunks(make_report(parts=PARTS), 5))
    assert [(chunk.ordinal, chunk.kind.value) for chunk in chunks] == [(5, "paragraph"), (6, "bullet")]
