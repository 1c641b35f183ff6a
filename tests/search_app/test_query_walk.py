"""Whoever follows one query through the files finds the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.query_walk import walk
from indexer.building.build import build
from indexer.embedding.model import EMBEDDED_MODEL

MOST_FILES = 24
MOST_RETURNS = 20


@pytest.mark.real_model
def test_one_query_enters_few_files_and_seldom_comes_back(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    for name in ("wrenfold-2013.md", "tollesmere-2012.md"):
        shutil.copy(corpus / name, tmp_path / "reports")
    build(tmp_path / "reports", tmp_path / "index", model=EMBEDDED_MODEL)
    found = walk(tmp_path / "index", "engaging parents of children in custody")
    assert found.steps[0] == ("command/search.py", ["run_search"])
    assert {"query/language.py", "ranking/pipeline.py", "store/embedded.py"} <= {name for name, _ in found.steps}
    assert found.files <= MOST_FILES
    assert found.returns <= MOST_RETURNS
