"""What works with which parts installed, and what a package of Precedent holds."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from indexer.embedding import sentence_transformers_encoder as heavy
from indexer.embedding.model import ModelSource
from indexer.errors import ModelUnavailable
from search_app.command import evaluate
from search_app.command.main import main
from search_app.command.serving import api
from tests.conftest import REPOSITORY

WITHOUT_TORCH = """
import json, sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"torch", "sentence_transformers", "transformers"}:
            raise ModuleNotFoundError(name)

import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *a: None if name in ("torch", "sentence_transformers") else find(name, *a)
sys.meta_path.insert(0, Missing())
from indexer.building import build as building
from search_app import Archive
building.MANY_FILES = 2
result = building.build(sys.argv[1], sys.argv[2])
with Archive.open(sys.argv[2]) as archive:
    found = archive.search("parents of children in custody", limit=3)
    reading = archive.paragraph(found[0].reference).sentences[0].clauses
print(json.dumps({"model": result.manifest.model, "hits": len(found), "clauses": len(reading)}))
"""


@pytest.mark.real_model
def test_an_archive_is_built_and_searched_without_torch(tmp_path: Path, corpus: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    for name in ("brackenhythe-2014.txt", "wrenfold-2013.md"):
        (reports / name).write_bytes((corpus / name).read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_TORCH, str(reports), str(tmp_path / "index")],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["model"] == "all-MiniLM-L6-v2"
    assert told["hits"] == 3
    assert told["clauses"] > 0


def test_another_model_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heavy, "has_torch", lambda: False)
    with pytest.raises(ModelUnavailable, match=r"precedent-archive\[models\]"):
        heavy.SentenceTransformerEncoder(ModelSource("another/model", None, "another/model"))


def absent(name: str, package: str | None = None) -> ModuleSpec | None:
    return None


@pytest.mark.parametrize(
    ("module", "arguments", "extra"),
    [
        (api, ["api"], "service"),
        (api, ["mcp"], "service"),
        (api, ["serve", "--api"], "service"),
        (evaluate, ["evaluate", "judged"], "evaluate"),
    ],
)
def test_a_part_that_is_not_installed_is_named(
    module: object,
    arguments: list[str],
    extra: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(module, "find_spec", absent)
    assert main(arguments) == 2
    assert f'pip install "precedent-archive[{extra}]"' in capsys.readouterr().err
