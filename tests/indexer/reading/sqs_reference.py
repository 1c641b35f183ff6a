"""The numbered paragraphs of three letters, noted while reading them: number, section, first and last words, length."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_TABLE = Path(__file__).parent / "sqs_paragraphs.tsv"


@dataclass(frozen=True, slots=True)
class Noted:
    number: str
    section: str
    first_words: str
    last_words: str
    word_count: int


def noted_paragraphs() -> dict[str, list[Noted]]:
    """File stem -> its numbered paragraphs, in order."""
    letters: dict[str, list[Noted]] = {}
    stem = ""
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            stem = line.removeprefix("# ")
            letters[stem] = []
            continue
        number, section, first, last, count = line.split("\t")
        letters[stem].append(Noted(number, section, first, last, int(count)))
    return letters
