"""Dependencies point one way, and searching stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

PAGE_FILES = {"app.py", "widgets.py", "session.py"}
READING_SIDE = ("indexer.reading", "indexer.structure")


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""


def modules(package: str) -> list[Path]:
    return sorted((REPOSITORY / package).rglob("*.py"))


@pytest.mark.parametrize("path", modules("indexer"), ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_the_indexer_never_imports_the_search_app(path: Path) -> None:
    assert not [name for name in imports_of(path) if name.split(".")[0] in ("search_app", "streamlit")]


@pytest.mark.parametrize("path", modules("search_app"), ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_only_the_page_imports_streamlit(path: Path) -> None:
    if path.name in PAGE_FILES or path.parent.name == "views":
        return
    assert not [name for name in imports_of(path) if name.split(".")[0] == "streamlit"]


@pytest.mark.parametrize("path", modules("indexer/structure"), ids=lambda path: path.name)
def test_structure_is_pure(path: Path) -> None:
    forbidden = {"pathlib", "os", "io", "multiprocessing", "pypdfium2", "lxml", "docx"}
    assert not [name for name in imports_of(path) if name.split(".")[0] in forbidden]


@pytest.mark.parametrize("module", ["search_app.engine", "search_app.command.main", "search_app.answers.answer.catalogue"])
def test_the_way_to_a_search_loads_nothing_heavy(module: str) -> None:
    heavy = {"streamlit", "torch", "transformers", "sklearn", "pandas", "pypdfium2", "whoosh.index"}
    program = f"import sys; import {module}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
