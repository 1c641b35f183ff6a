"""SQLite's FTS5, words only."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from benchmarks.speed.engines.asking import TOP, ask_words
from benchmarks.speed.material import paragraphs
from benchmarks.speed.measure import folder_bytes

_DATABASE = "fts.sqlite"
_SEARCH = "SELECT rowid FROM paragraphs WHERE paragraphs MATCH ? ORDER BY rank LIMIT ?"


def build(material: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(out / _DATABASE) as database:
        database.execute("CREATE VIRTUAL TABLE paragraphs USING fts5(text, content='', tokenize='porter unicode61')")
        rows = ((ordinal + 1, paragraph.text) for ordinal, paragraph in enumerate(paragraphs(material)))
        database.executemany("INSERT INTO paragraphs(rowid, text) VALUES (?, ?)", rows)
        database.execute("INSERT INTO paragraphs(paragraphs) VALUES ('optimize')")


def ask(material: Path, out: Path) -> dict[str, Any]:
    database = sqlite3.connect(out / _DATABASE)

    def top(query: str) -> list[tuple[int]]:
        return database.execute(_SEARCH, (query, TOP)).fetchall()

    found = ask_words(
        material,
        either=lambda words: top(" OR ".join(words.split())),
        both=lambda words: top(" AND ".join(words.split())),
        row=lambda words: top(f'"{words}"'),
    )
    return found | {"bytes": folder_bytes(out)}
