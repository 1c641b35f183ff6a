"""What the documents say is what the program does."""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path

import pytest

from search_app.command.main import build_parser
from search_app.filters.fields import filter_fields
from tests.conftest import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


USING = (REPOSITORY / "docs" / "using.md").read_text(encoding="utf-8")
LONGEST_README_LINES = 120
LARGEST_SCREENSHOTS_BYTES = 1_500_000


def commands() -> dict[str, argparse.ArgumentParser]:
    (action,) = (a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(action.choices)


def test_every_command_is_in_the_table_and_no_other() -> None:
    named = set(re.findall(r"^\| `precedent ([\w-]+)", USING, flags=re.M))
    assert named == set(commands())


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_argument_has_help(name: str) -> None:
    parser = commands()[name]
    assert parser.description
    for action in parser._actions:
        assert action.help or action.choices or action.metavar in ("NAME", "ID", "TYPE", "FILE"), action.option_strings


@pytest.mark.parametrize("command", ["make run", "make test", "precedent index FOLDER", "precedent serve"])
def test_the_readme_shows(command: str) -> None:
    assert command in README


def test_the_readme_is_short_and_its_pictures_are_small_and_named() -> None:
    assert len(README.splitlines()) < LONGEST_README_LINES
    shown = {REPOSITORY / target for target in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)}
    pictures = set((REPOSITORY / "docs" / "screenshots").iterdir())
    assert shown == pictures
    assert sum(picture.stat().st_size for picture in pictures) < LARGEST_SCREENSHOTS_BYTES


def test_the_readme_shows_every_field_of_a_query() -> None:
    assert all(f"`{field.name}:" in README for field in filter_fields())


def test_every_link_inside_the_repository_leads_somewhere() -> None:
    for document in [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").glob("**/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [
        *project["dependencies"],
        *(each for name in ("models", "evaluate", "service", "test") for each in extras[name]),
    ]
    pinned = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").lower().replace("_", "-")
    for requirement in wanted:
        name = re.split(r"[<>=\[]", requirement)[0].lower()
        if name == project["name"]:  # the extras that the tests need as well
            continue
        assert f"\n{name}==" in pinned, name
    assert "\ntorch==2.13.0\n" in pinned


def test_no_module_is_named_after_nothing() -> None:
    names = {path.stem for package in ("indexer", "search_app") for path in Path(REPOSITORY / package).rglob("*.py")}
    assert not names & {"utils", "util", "helpers", "common", "base", "misc"}
