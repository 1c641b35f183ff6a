"""What the keeper of an archive has corrected: the file `readings.toml` beside the reports, which every build honours.

    [[reading]]
    report = "southwark-2016"
    words = "Good work is not passed on."
    statement = "shortfall"

`words` are those of a clause or of a sentence of the report, as it prints them; `statement` is what they state:
strength, shortfall, expectation or neutral. A report whose entries have changed is read again, and no other.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from indexer.errors import CorpusError
from indexer.language.statements import reading_of, sentence_of
from indexer.reading.corpus import READINGS_FILE
from indexer.records import CLAUSE_STATEMENTS, Chunk, Clause, Report, ReportId, Sentence, Statement

_FIELDS = ("report", "words", "statement")
_ENDS = " \t\n.,;:!?\"'“”‘’()"


@dataclass(frozen=True, slots=True)
class Correction:
    """`words` of a report are read as `statement`."""

    report_id: ReportId
    words: str
    statement: Statement


class Readings:
    """The corrections of an archive, by report."""

    def __init__(self, corrections: Sequence[Correction] = ()) -> None:
        self._of_report: dict[ReportId, list[Correction]] = {}
        for each in corrections:
            self._of_report.setdefault(each.report_id, []).append(each)

    @classmethod
    def beside(cls, corpus: Path) -> Readings:
        """Those in the folder of reports; none where there is no such file. Raises CorpusError, naming the entry."""
        path = corpus / READINGS_FILE
        try:
            value = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            return cls()
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise CorpusError(
                f"The corrections in {path} cannot be read: {error}.", hint="Correct the file, or remove it."
            ) from error
        entries = value.get("reading", [])
        if not isinstance(entries, list) or set(value) - {"reading"}:
            raise CorpusError(f"{path} holds something other than [[reading]] entries.", hint="Remove the rest.")
        return cls([_correction(entry, number, path) for number, entry in enumerate(entries, start=1)])

    @property
    def digests(self) -> Mapping[str, str]:
        """Report -> what changes whenever its corrections do."""
        return {
            report_id: hashlib.sha256(json.dumps([[c.words, c.statement] for c in own]).encode()).hexdigest()[:16]
            for report_id, own in sorted(self._of_report.items())
        }

    def without_report(self, known: Collection[str]) -> tuple[str, ...]:
        """A line for each report that is corrected and is none of those `known`."""
        return tuple(
            f"{READINGS_FILE}: there is no report {report_id} in this archive."
            for report_id in self._of_report
            if report_id not in known
        )

    def correct(self, chunks: Sequence[Chunk], report: Report) -> tuple[tuple[Chunk, ...], tuple[str, ...]]:
        """`chunks` of a report as corrected; and a line for each correction whose words it does not hold."""
        own = {_plain(each.words): each for each in self._of_report.get(report.report_id, ())}
        if not own:
            return tuple(chunks), ()
        met: set[str] = set()
        done = tuple(_corrected(chunk, own, met) for chunk in chunks)
        notes = (
            f"{READINGS_FILE}: {report.report_id} has no clause or sentence “{each.words}”."
            for words, each in own.items()
            if words not in met
        )
        return done, tuple(notes)


def _correction(entry: Any, number: int, path: Path) -> Correction:
    names = ", ".join(_FIELDS)
    if not isinstance(entry, dict) or not all(isinstance(entry.get(name), str) for name in _FIELDS):
        raise CorpusError(f"Entry {number} of {path} lacks one of {names}.", hint="Each is text in quotation marks.")
    known = ", ".join(statement.value for statement in CLAUSE_STATEMENTS)
    try:
        statement = Statement(entry["statement"])
        if statement not in CLAUSE_STATEMENTS or not _plain(entry["words"]):
            raise ValueError(entry["statement"])
        return Correction(ReportId(entry["report"]), entry["words"], statement)
    except ValueError as error:
        raise CorpusError(
            f"Entry {number} of {path} cannot be used: {error}.",
            hint=f"`report` is a report's id, `words` must not be empty, and `statement` must be one of {known}.",
        ) from error


def _corrected(chunk: Chunk, own: Mapping[str, Correction], met: set[str]) -> Chunk:
    sentences = tuple(_corrected_sentence(chunk.text, each, own, met) for each in chunk.sentences)
    if sentences == chunk.sentences:
        return chunk
    return replace(chunk, sentences=sentences, reading=reading_of(each.statement for each in sentences))


def _corrected_sentence(text: str, sentence: Sentence, own: Mapping[str, Correction], met: set[str]) -> Sentence:
    whole = _plain(text[sentence.start : sentence.end])
    if whole in own:
        met.add(whole)
        statement = own[whole].statement
        clauses = sentence.clauses or (Clause(sentence.start, sentence.end, statement, 1.0),)
        return sentence_of(sentence.start, sentence.end, [_as(clause, statement) for clause in clauses])
    clauses = tuple(_corrected_clauses(text, sentence.clauses, own, met))
    return sentence if clauses == sentence.clauses else sentence_of(sentence.start, sentence.end, clauses)


def _corrected_clauses(
    text: str, clauses: Sequence[Clause], own: Mapping[str, Correction], met: set[str]
) -> Iterator[Clause]:
    for clause in clauses:
        words = _plain(text[clause.start : clause.end])
        if words in own:
            met.add(words)
        yield _as(clause, own[words].statement) if words in own else clause


def _as(clause: Clause, statement: Statement) -> Clause:
    # What the reader made of it would tell pairs of clauses apart by the reading that was wrong.
    stance = clause.stance if clause.statement is statement else b""
    return replace(clause, statement=statement, confidence=1.0, stance=stance)


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words.replace("’", "'").replace("‘", "'")).strip(_ENDS).casefold()
