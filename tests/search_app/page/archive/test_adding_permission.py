"""Without the operator's leave the page neither shows the form nor takes anything in."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indexer.errors import CorpusError
from search_app.page.archive import upload_form
from search_app.page.archive.uploads import Upload


def _draw() -> None:
    from search_app.page.archive.upload_form import draw_upload

    draw_upload(None)


@pytest.mark.parametrize(("allowed", "forms"), [("", 0), ("/srv/reports", 1)])
def test_the_form_is_drawn_only_where_adding_is_allowed(
    allowed: str, forms: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRECEDENT_ALLOW_ADDING", allowed)
    drawn = AppTest.from_function(_draw).run(timeout=60)
    assert not drawn.exception
    assert len(drawn.get("file_uploader")) == forms


def test_an_addition_that_is_not_allowed_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PRECEDENT_ALLOW_ADDING", raising=False)
    with pytest.raises(CorpusError, match="--allow-adding"):
        upload_form._add([Upload("1", "a.txt", b"words")], tmp_path, replace=False)
    assert list(tmp_path.iterdir()) == []
