"""Dependencies point one way, and searching stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

PAGE_FILES = {
    "doors.py",
    "guarded.py",
    "app.py",
    "widgets.py",
    "process.py",
    "visitor.py",
    "script.py",
    "upload_form.py",
    "view.py",
    "with_api.py",
}
LONGEST_MODULE_LINES = 600
LARGEST_FOLDER_MODULES = 15
_ROOMS_OF_THE_INDEXER = "building collecting reading storage layout embedding structure keyword language arrays"
_ROOMS_OF_THE_SEARCH = (
    "page command service archive precedents evaluation basket compare engine answers ranking store query filters"
)
ROOMS = {"indexer": _ROOMS_OF_THE_INDEXER.split(), "search_app": _ROOMS_OF_THE_SEARCH.split()}
"""The rooms of each package, from the top down: one may import only those below it."""
ABOVE_THE_ARCHIVE = {"page", "command", "service"}
SHARED_WORDS = {"records", "serialise", "errors", "limits", "progress"}
"""Modules of `indexer` that every room shares; they import no room."""
OPEN_TO_SEARCH = {
    "records",
    "serialise",
    "errors",
    "limits",
    "progress",
    "arrays",
    "building",
    "collecting",
    "embedding",
    "keyword",
    "language",
    "storage",
    "reading",
}
"""What of `indexer` a search may know: never how a page is laid out or a report is structured."""


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
    if "page" in path.parts and path.name in PAGE_FILES:
        return
    assert not [name for name in imports_of(path) if name.split(".")[0] == "streamlit"]


@pytest.mark.parametrize("path", modules("indexer/structure"), ids=lambda path: path.name)
def test_structure_is_pure(path: Path) -> None:
    forbidden = {"pathlib", "os", "io", "multiprocessing", "pypdfium2", "lxml", "docx"}
    assert not [name for name in imports_of(path) if name.split(".")[0] in forbidden]


@pytest.mark.parametrize("module", ["search_app.engine", "search_app.command.main", "search_app.answers.catalogue"])
def test_the_way_to_a_search_loads_nothing_heavy(module: str) -> None:
    heavy = {"streamlit", "torch", "transformers", "sklearn", "pandas", "pypdfium2", "whoosh.index"}
    heavy |= {"fastapi", "starlette", "pydantic", "uvicorn", "mcp", "prometheus_client", "requests"}
    program = f"import sys; import {module}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def name_of(path: Path) -> str:
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


ALL = {name_of(path): path for package in ROOMS for path in modules(package)}


def known_to(path: Path) -> set[str]:
    """The modules of ours that `path` imports when it is run; what only the type checker reads does not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = [ast.Pass()]
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                module = f"{node.module}.{alias.name}"
                found.add(module if module in ALL else node.module or "")
    return found & set(ALL)


def room_of(module: str) -> tuple[str, str]:
    package, _, rest = module.partition(".")
    return package, rest.split(".")[0]


def test_no_module_imports_itself_round_a_circle() -> None:
    imports = {name: known_to(path) - {name} for name, path in ALL.items()}
    while free := [name for name, known in imports.items() if not known & set(imports)]:
        for name in free:
            del imports[name]
    # What is left imports something that is left: follow one to see the circle.
    assert not imports, sorted(imports)


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_room_knows_only_rooms_below_it(name: str) -> None:
    package, room = room_of(name)
    order = ROOMS[package]
    if not room:
        return
    assert room in order or (package == "indexer" and room in SHARED_WORDS), f"{room} is no room of HOUSE"
    for other in known_to(ALL[name]):
        other_package, other_room = room_of(other)
        if other_package != package or not other_room or other_room == room:
            continue
        if room in SHARED_WORDS:
            assert other_room in SHARED_WORDS, f"{name} -> {other}"
        elif other_room not in SHARED_WORDS:
            assert order.index(other_room) > order.index(room), f"{name} -> {other}"


@pytest.mark.parametrize("name", sorted(name for name in ALL if name.startswith("search_app")))
def test_a_search_knows_nothing_of_how_a_report_was_read(name: str) -> None:
    for other in known_to(ALL[name]):
        package, room = room_of(other)
        assert package != "indexer" or not room or room in OPEN_TO_SEARCH, f"{name} -> {other}"


@pytest.mark.parametrize("name", sorted(name for name in ALL if room_of(name)[1] in ABOVE_THE_ARCHIVE))
def test_who_asks_an_archive_asks_its_python_face(name: str) -> None:
    behind = {"engine.SearchEngine", "precedents.search", "precedents.verify.verify_draft", "compare.counts.compare"}
    imported = {
        f"{node.module}.{alias.name}"
        for node in ast.walk(ast.parse(ALL[name].read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert not [each for each in imported if each.startswith(tuple(f"search_app.{one}" for one in behind))]


def test_no_folder_is_a_crowd() -> None:
    folders: dict[str, int] = {}
    for top in (*ROOMS, "tests", "benchmarks"):
        for path in modules(top):
            if path.name != "__init__.py":
                folder = path.parent.relative_to(REPOSITORY).as_posix()
                folders[folder] = folders.get(folder, 0) + 1
    assert not {folder: count for folder, count in folders.items() if count > LARGEST_FOLDER_MODULES}


@pytest.mark.parametrize("name", sorted(ALL))
def test_no_module_has_grown_too_long(name: str) -> None:
    assert len(ALL[name].read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE_LINES
