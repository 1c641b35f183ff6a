from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import REPOSITORY

MOST_PARAMETERS = 5


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            yield f"{path.name}:{node.name}", len([each for each in named if each.arg != "self"])


def test_no_function_of_the_ranking_takes_more_than_five_things() -> None:
    counted = dict(each for path in (REPOSITORY / "search_app/ranking").glob("*.py") for each in functions(path))
    assert len(counted) > 50
    assert not {name: number for name, number in counted.items() if number > MOST_PARAMETERS}
