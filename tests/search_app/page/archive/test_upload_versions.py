"""Before the click: what is held already, what is another version of a held report, and what nothing decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indexer.building.build import build
from indexer.embedding.model import NO_MODEL
from indexer.storage.generation import Generation
from search_app.page.archive import upload_form
from search_app.page.archive.uploads import Upload
from tests.indexer.building.test_versions import FIRST, OTHER_UNDATED, REVISED, UNDATED


def _draw() -> None:
    import os

    from search_app.answers.catalogue import Catalogue
    from search_app.page.archive.upload_form import draw_upload
    from search_app.store.opening import open_source

    draw_upload(Catalogue(open_source(os.environ["PRECEDENT_INDEX"]).open()[1]))


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The texts of the files chosen in the form, by their names; the archive holds what lies in `reports`."""
    files: dict[str, str] = {}
    (tmp_path / "reports").mkdir()
    monkeypatch.setenv("PRECEDENT_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("PRECEDENT_ALLOW_ADDING", str(tmp_path / "reports"))
    monkeypatch.setattr(
        upload_form, "_choose", lambda: [Upload(name, name, text.encode()) for name, text in files.items()]
    )
    return files


def _drawn(tmp_path: Path, held: str) -> AppTest:
    (tmp_path / "reports" / "held.md").write_text(held)
    build(tmp_path / "reports", tmp_path / "index", model=NO_MODEL)
    drawn = AppTest.from_function(_draw).run(timeout=60)
    assert not drawn.exception
    return drawn


@pytest.mark.parametrize(
    ("held", "new", "said", "ticked"),
    [
        (FIRST, FIRST, "It is the same file, byte for byte", None),
        (FIRST, FIRST + "\n", "The same report as held.md, which is in the index; it adds nothing.", None),
        (FIRST, REVISED, "A newer version of held.md; the one published last counts.", True),
        (UNDATED, OTHER_UNDATED, "Nearly the same as held.md (", False),
    ],
)
def test_the_form_says_what_a_file_is_to_the_archive(
    held: str, new: str, said: str, ticked: bool | None, tmp_path: Path, chosen: dict[str, str]
) -> None:
    chosen["new.md"] = new
    drawn = _drawn(tmp_path, held)
    shown = " ".join(element.proto.body for element in drawn.get("html"))
    assert said in shown
    assert [box.value for box in drawn.checkbox] == ([] if ticked is None else [ticked])


def test_where_nothing_decides_the_visitor_does(tmp_path: Path, chosen: dict[str, str]) -> None:
    chosen["new.md"] = OTHER_UNDATED
    drawn = _drawn(tmp_path, UNDATED)
    drawn.checkbox[0].check().run(timeout=60)
    drawn.radio[0].set_value("This file").run(timeout=60)
    drawn.button[0].click().run(timeout=120)
    assert not drawn.exception
    assert [report.source for report in Generation.open(tmp_path / "index").reports] == ["new.md"]
