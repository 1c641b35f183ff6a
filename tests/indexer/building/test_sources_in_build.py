"""A folder's list of sources in a build: what changes with it is written again, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.reading.sources import SOURCES_FILE, Source, write_sources
from indexer.storage.generation import Generation
from indexer.storage.ledger import Outcome
from search_app import Archive
from tests.indexer.building.test_build import Workshop

UNDATED = "undated.md"
LETTER = """# Report of Short Quality Screening (SQS) of youth offending work in Ashmere

## 1. Reducing the likelihood of reoffending

1.1. Plans were reviewed in good time in all cases, and staff knew the children well.

1.2. Plans to protect victims were missing in six of the ten cases that we looked at.
"""
ADDRESS = "https://inspectorate.example/ashmere.pdf"


@pytest.fixture
def workshop(tmp_path: Path, corpus: Path) -> Workshop:
    made = Workshop(tmp_path, corpus)
    made.add("wrenfold-2013.md")
    (made.reports / UNDATED).write_text(LETTER, encoding="utf-8")
    return made


def test_a_list_of_sources_gives_date_address_and_licence(workshop: Workshop) -> None:
    workshop.build()
    write_sources(workshop.reports, [Source(UNDATED, ADDRESS, published=date(2014, 4, 1), licence="OGL")])
    result = workshop.build()
    assert result.published
    assert workshop.encoded == []
    assert set(workshop.outcomes(result).values()) == {Outcome.CARRIED_OVER}
    report = Generation.open(workshop.index).report("undated")
    assert (report.published, report.url, report.licence) == (date(2014, 4, 1), ADDRESS, "OGL")
    assert [finding.code for finding in report.findings if "date" in finding.code] == ["dated-by-source"]
    catalogue = Archive.open(workshop.index).catalogue
    citation = catalogue.cite(catalogue.at("undated:1.1"))
    assert citation.url == ADDRESS
    assert "1 April 2014" in citation.long
    assert not workshop.build().published


def test_a_list_that_is_gone_takes_back_what_it_said(workshop: Workshop) -> None:
    write_sources(workshop.reports, [Source(UNDATED, ADDRESS, published=date(2014, 4, 1))])
    workshop.build()
    before = Generation.open(workshop.index).report("wrenfold-2013")
    (workshop.reports / SOURCES_FILE).unlink()
    assert workshop.build().published
    after = Generation.open(workshop.index)
    assert (after.report("undated").published, after.report("undated").url) == (None, None)
    assert after.report("wrenfold-2013") == before
