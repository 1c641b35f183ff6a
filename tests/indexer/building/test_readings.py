"""The file readings.toml beside the reports corrects what was read, and only its reports are read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.building.build import BuildResult, build
from indexer.building.check import check_index
from indexer.building.readings import Readings
from indexer.embedding.model import NO_MODEL
from indexer.errors import CorpusError
from indexer.language.chunking import cut_chunks
from indexer.progress import SilentProgress
from indexer.reading.corpus import READINGS_FILE
from indexer.records import Clause, Reading, Sentence, Statement
from indexer.storage.generation import Generation
from indexer.storage.ledger import Outcome
from tests.indexer.reports import make_report

REPORT = make_report(parts=[("paragraph", "Good work is not passed on. Plans were late, but visits were good.", "1.1")])
(CHUNK,) = cut_chunks(REPORT, 0)


def readings(tmp_path: Path, *entries: tuple[str, str, str]) -> Readings:
    lines = (f'[[reading]]\nreport = "{r}"\nwords = "{w}"\nstatement = "{s}"\n' for r, w, s in entries)
    (tmp_path / READINGS_FILE).write_text("\n".join(lines), encoding="utf-8")
    return Readings.beside(tmp_path)


def test_a_sentence_is_read_as_its_correction_says(tmp_path: Path) -> None:
    corrections = readings(tmp_path, ("ashmere-2014", "good work is not  passed on", "shortfall"))
    (chunk,), notes = corrections.correct([CHUNK], REPORT)
    assert chunk.sentences[0].statement is Statement.SHORTFALL
    assert [(clause.statement, clause.confidence) for clause in chunk.sentences[0].clauses] == [
        (Statement.SHORTFALL, 1.0)
    ]
    assert chunk.sentences[1] == CHUNK.sentences[1]
    assert notes == ()


def test_a_clause_is_corrected_and_its_sentence_and_paragraph_follow(tmp_path: Path) -> None:
    late = CHUNK.text.index("Plans")
    clauses = (
        Clause(late, late + 15, Statement.STRENGTH, 0.6, b"x"),
        Clause(late + 17, late + 38, Statement.STRENGTH, 0.9, b"y"),
    )
    sentence = Sentence(late, len(CHUNK.text), Statement.STRENGTH, clauses)
    chunk = CHUNK.__class__(**{name: getattr(CHUNK, name) for name in CHUNK.__slots__} | {"sentences": (sentence,)})
    corrections = readings(tmp_path, ("ashmere-2014", "Plans were late", "shortfall"))
    (corrected,), _ = corrections.correct([chunk], REPORT)
    assert corrected.sentences[0].statement is Statement.MIXED
    assert corrected.reading is Reading.MIXED
    assert [clause.stance for clause in corrected.sentences[0].clauses] == [b"", b"y"]


def test_words_that_the_report_does_not_hold_are_told(tmp_path: Path) -> None:
    corrections = readings(tmp_path, ("ashmere-2014", "Cows were late.", "shortfall"))
    chunks, (note,) = corrections.correct([CHUNK], REPORT)
    assert chunks == (CHUNK,)
    assert "ashmere-2014 has no clause or sentence “Cows were late.”" in note


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[[reading]]\nreport = 1", "Entry 1 of .* lacks one of report, words, statement"),
        ('[[reading]]\nreport = "a"\nwords = "b"\nstatement = "mixed"', "Entry 1 of .* cannot be used"),
        ('[[reading]]\nreport = "A B"\nwords = "b"\nstatement = "neutral"', "Entry 1 of .* cannot be used"),
        ('[[reading]]\nreport = "a"\nwords = ". "\nstatement = "neutral"', "Entry 1 of .* cannot be used"),
        ("reading = 1", "something other than"),
        ("[[readin]]\n", "something other than"),
        ("[[", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_entry(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / READINGS_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        Readings.beside(tmp_path)


class Notes(SilentProgress):
    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)


def test_a_build_honours_it_and_reads_only_its_reports_again(tmp_path: Path, corpus: Path) -> None:
    reports, index = tmp_path / "reports", tmp_path / "index"
    reports.mkdir()
    for name in ("wrenfold-2013.md", "pellbrook-2015.md"):
        (reports / name).write_bytes((corpus / name).read_bytes())
    progress = Notes()

    def built() -> tuple[BuildResult, dict[str, Outcome]]:
        result = build(reports, index, model=NO_MODEL, progress=progress)
        return result, {file.source: file.outcome for file in result.ledger.files}

    built()
    generation = Generation.open(index)
    chunk = next(
        each
        for each in map(generation.chunk, generation.ordinals_of("wrenfold-2013").tolist())
        if each.sentences and each.sentences[0].statement is Statement.STRENGTH
    )
    words = chunk.text[chunk.sentences[0].start : chunk.sentences[0].end].replace('"', "'")
    readings(reports, ("wrenfold-2013", words, "shortfall"), ("nowhere-2010", "x y", "neutral"))
    result, outcomes = built()
    assert outcomes == {"pellbrook-2015.md": Outcome.CARRIED_OVER, "wrenfold-2013.md": Outcome.READ}
    generation = Generation.open(index)
    same = [each for each in map(generation.chunk, range(len(generation))) if each.text == chunk.text]
    assert same[0].sentences[0].statement is Statement.SHORTFALL
    assert any("there is no report nowhere-2010" in note for note in progress.notes)
    assert not built()[0].published
    assert not [each for each in check_index(index).problems if READINGS_FILE in str(each)]
    (reports / READINGS_FILE).unlink()
    assert built()[1]["wrenfold-2013.md"] is Outcome.READ
    assert result.published
