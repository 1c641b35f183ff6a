"""The frame of the page: whatever goes wrong inside it ends as one sentence, never as a traceback."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indexer.errors import NotFound
from search_app.archive import Archive
from search_app.page.search import view as search
from tests.conftest import REPOSITORY
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

RUN_LIMIT_SECONDS = 30


@pytest.fixture
def index(tmp_path: Path) -> Path:
    parts = [("paragraph", "Plans were good.", "1.1")]
    publish_archive(tmp_path / "index", [make_report(parts=parts)], model=None)
    return tmp_path / "index"


def first_page(index: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The HTML of the first page over `index`, run without a browser."""
    monkeypatch.setenv("PRECEDENT_INDEX", str(index))
    page = AppTest.from_file(REPOSITORY / "search_app" / "page" / "app.py", default_timeout=RUN_LIMIT_SECONDS).run()
    assert not page.exception
    return "".join(element.proto.body for element in page.get("html"))


def failing(error: Exception) -> object:
    def draw(archive: Archive) -> None:
        raise error

    return draw


def test_the_first_page_is_drawn(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "1 report on 1 area, 1 paragraph" in first_page(index, monkeypatch)


def test_an_unforeseen_error_is_one_plain_sentence_and_a_line_in_the_log(
    index: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(search, "draw", failing(ZeroDivisionError("secret detail")))
    with caplog.at_level(logging.ERROR, logger="precedent.page"):
        markup = first_page(index, monkeypatch)
    assert "Something went wrong on this page, and it has been noted in the log." in markup
    assert "secret detail" not in markup
    assert [record.getMessage() for record in caplog.records] == ["the page search failed"]


def test_an_error_of_ours_is_shown_with_its_message_and_hint(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "draw", failing(NotFound("There is no <report>.", hint="Choose another.")))
    markup = first_page(index, monkeypatch)
    assert "There is no &lt;report&gt;." in markup
    assert "Choose another." in markup


def test_a_folder_without_an_index_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    markup = first_page(tmp_path / "nothing", monkeypatch)
    assert "There is nothing to search yet." in markup
    assert "precedent index" in markup
