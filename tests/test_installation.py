"""What works with which parts installed, and what a package of Precedent holds."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from indexer.embedding import sentence_transformers_encoder as heavy
from indexer.embedding.model import ModelSource
from indexer.errors import ModelUnavailable
from search_app.command import evaluate, serving
from search_app.command.main import main
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


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist of what git knows, built without a network."""
    folder = tmp_path_factory.mktemp("packages")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no checkout, so that nobody knows which files belong to it")
    for name in filter(None, listed.stdout.split("\0")):
        if (REPOSITORY / name).is_file():
            (folder / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, folder / "tree" / name)
    program = "from setuptools.build_meta import *; build_wheel('..'); build_sdist('..')"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder / "tree", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.slow
def test_a_source_distribution_holds_everything(packages: Path) -> None:
    (sdist,) = packages.glob("*.tar.gz")
    with tarfile.open(sdist) as tar:
        held = {name.partition("/")[2] for name in tar.getnames()}
    tree = packages / "tree"
    wanted = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()}
    ours = {name for name in wanted if not name.startswith((".", "build/", "index/")) and ".egg-info" not in name}
    assert not ours - held


@pytest.mark.slow
def test_a_wheel_runs_by_itself_and_brings_its_samples(packages: Path, tmp_path: Path) -> None:
    (wheel,) = packages.glob("*.whl")
    assert wheel.name.startswith("precedent_archive-")
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    (site,) = (tmp_path / "venv").rglob("site-packages")
    with zipfile.ZipFile(wheel) as archive:  # as an installer does it: packages here, data beside
        archive.extractall(site)
    (data,) = site.glob("*.data/data")
    shutil.copytree(data, tmp_path / "venv", dirs_exist_ok=True)
    own = {path for path in map(Path, sys.path) if path.name == "site-packages"}
    (site / "libraries.pth").write_text("\n".join(map(str, own)), encoding="utf-8")
    python = next(path for path in (tmp_path / "venv").rglob("python*") if path.stem == "python")

    def precedent(*arguments: str) -> str:
        program = "import sys; from search_app.command.main import main; sys.exit(main())"
        done = subprocess.run(
            [str(python), "-c", program, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "12 reports" in precedent("index", "--model", "none")
    assert (
        str(site)
        in subprocess.run(
            [str(python), "-c", "import indexer; print(indexer.__file__)"], cwd=tmp_path, capture_output=True, text=True
        ).stdout
    )
    found = json.loads(precedent("search", "plans to protect victims", "--mode", "keyword", "--json", "--limit", "2"))
    assert len(found["hits"]) == 2
    for name in (
        "search_app/page/components.html",
        "search_app/page/assets/page.css",
        "indexer/language/glossary.toml",
    ):
        assert (site / name).is_file()


def absent(name: str, package: str | None = None) -> ModuleSpec | None:
    return None


@pytest.mark.parametrize(
    ("module", "arguments", "extra"),
    [
        (serving, ["api"], "service"),
        (serving, ["mcp"], "service"),
        (serving, ["serve", "--api"], "service"),
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
