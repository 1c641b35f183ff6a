"""Commands that are run in a process of their own to be killed. Each tells where its last part begins."""

from __future__ import annotations

import os
from collections.abc import Callable
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest

from indexer.building.addition import Destination, add_files
from indexer.building.assembly import Assembly
from indexer.building.build import build
from indexer.building.removal import remove_report
from indexer.embedding.model import EMBEDDED_MODEL
from search_app.store.milvus.push import _Push, push
from tests.conftest import FakeEncoder

FIRST, SECOND, SENT = "pellbrook-2015.md", "wrenfold-2013.md", "tollesmere-2012.md"


def destination(place: Path) -> Destination:
    return Destination(place / "reports", place / "index", EMBEDDED_MODEL)


def run_build(place: Path) -> None:
    build(place / "reports", place / "index", model=EMBEDDED_MODEL, open_encoder=FakeEncoder)


def run_add(place: Path) -> None:
    add_files([place / "sent" / SENT], destination(place), open_encoder=FakeEncoder)


def run_remove(place: Path) -> None:
    remove_report(SECOND, destination(place), open_encoder=FakeEncoder)


def run_push(place: Path) -> None:
    push(place / "index", address(place))


def address(place: Path) -> str:
    return f"milvus+file:{place / 'store.db'}"


COMMANDS: dict[str, Callable[[Path], None]] = {
    "build": run_build,
    "add": run_add,
    "remove": run_remove,
    "push": run_push,
}


def run(command: str, place: Path, environment: dict[str, str], last_part: Event) -> None:
    """What the process does. `last_part` is set where a generation begins to be written, or a push to count."""
    os.environ.update(environment)
    owner, name = (_Push, "_verify") if command == "push" else (Assembly, "__init__")
    real = getattr(owner, name)

    def telling(*arguments: Any) -> Any:
        last_part.set()
        return real(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, telling)
        COMMANDS[command](place)
