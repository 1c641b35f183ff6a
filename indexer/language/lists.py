"""Reads the lists that a person may edit: the glossary, the themes, the words of judgement."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from indexer.errors import PrecedentError


def read_list_file(
    name: str, what: str, error: type[PrecedentError], hint: str, path: Path | None = None
) -> tuple[dict[str, Any], str]:
    """What the TOML file in `path` holds, or the file `name` that comes with Precedent; and what to call it.

    `what` says in plural what it lists. Raises `error`, with `hint` where it is no TOML.
    """
    place = str(path) if path is not None else name
    source = path if path is not None else files(__package__).joinpath(name)
    try:
        return tomllib.loads(source.read_text(encoding="utf-8")), place
    except (OSError, UnicodeDecodeError) as failed:
        raise error(f"The {what} in {place} cannot be read: {failed}.", hint="Check the path.") from failed
    except tomllib.TOMLDecodeError as failed:
        raise error(f"The {what} in {place} are not valid TOML: {failed}.", hint=hint) from failed
