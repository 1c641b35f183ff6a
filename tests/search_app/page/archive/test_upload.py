from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import CorpusError, ReadingRefused
from indexer.progress import SilentProgress
from indexer.records import ReportType
from indexer.storage.ledger import FileOutcome, Ledger, Outcome
from search_app.page.archive.html import understood_html
from search_app.page.archive.uploads import (
    NAME_LENGTH_LIMIT_BYTES,
    Understood,
    Upload,
    compare_with_archive,
    file_name,
    is_same_inspection,
    laid_out,
    own_folder,
    understand,
)
from tests.indexer.reports import make_report

LETTER = "wrenfold-2013.md"


class CountingProgress(SilentProgress):
    def __init__(self) -> None:
        self.read = 0

    def advance(self, amount: int) -> None:
        self.read += amount


@pytest.fixture
def letter(corpus: Path) -> Upload:
    return Upload("a", LETTER, (corpus / LETTER).read_bytes())


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/report.pdf", "report.pdf"),
        ("C:\\Users\\me\\report 2016 (final).pdf", "report 2016 (final).pdf"),
        ("Cafe\u0301.md", "Caf\u00e9.md"),
        ("constable.md", "constable.md"),
    ],
)
def test_only_the_last_part_of_a_name_is_kept(sent: str, kept: str) -> None:
    assert file_name(sent) == kept


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "..",
        "folder/",
        " . ",
        ".hidden.md",
        "~$report.docx",
        "Thumbs.db",
        "re\x00port.md",
        "re\nport.md",
        "re\u202eport.md",
        "a<b>.md",
        "report.md:stream",
        "CON.md",
        "lpt1",
        "report.md.",
        " report.md",
        "é" * (NAME_LENGTH_LIMIT_BYTES // 2) + ".md",
    ],
)
def test_a_name_that_some_system_would_not_keep_or_read_is_refused(sent: str) -> None:
    with pytest.raises(ReadingRefused, match="cannot be kept under its name") as refusal:
        file_name(sent)
    assert refusal.value.code == "odd-name"


def test_each_file_is_understood_or_refused_with_its_reason(letter: Upload) -> None:
    shopping = Upload("b", "list.txt", b"eggs, milk, bread")
    odd = Upload("c", ".hidden", letter.content)
    found = understand([letter, shopping, odd], {}, SilentProgress())
    assert list(found) == ["a", "b", "c"]
    assert found["a"].report is not None
    assert found["a"].report.area == "Wrenfold"
    assert found["a"].chunks >= found["a"].numbered > 0
    assert found["b"].report is None
    assert found["b"].refusal
    assert "cannot be kept under its name" in found["c"].refusal


def test_of_two_files_of_one_name_the_second_is_refused(letter: Upload) -> None:
    found = understand([letter, Upload("b", LETTER.upper(), b"other")], {}, SilentProgress())
    assert found["a"].report is not None
    assert "Another of the files has the same name." in found["b"].refusal


def test_what_is_known_is_not_read_again(letter: Upload) -> None:
    known = understand([letter], {}, SilentProgress())
    progress = CountingProgress()
    assert understand([letter], known, progress) == known
    assert progress.read == 0


def test_uploads_are_removed_from_the_temporary_folder_whatever_happens(letter: Upload) -> None:
    paths: dict[str, Path] = {}

    def lay_out_and_fail() -> None:
        with laid_out([letter]) as laid:
            paths.update(laid)
            assert paths["a"].read_bytes() == letter.content
            raise KeyError

    with pytest.raises(KeyError):
        lay_out_and_fail()
    assert not paths["a"].parent.exists()


def test_a_folder_of_ones_own_may_be_typed_with_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert own_folder(" ~/My reports ", tmp_path / "samples") == tmp_path / "My reports"


@pytest.mark.parametrize("typed", ["", "  ", "reports", "~nobody-of-this-name/reports", "/\x00"])
def test_a_folder_that_is_none_is_refused(typed: str, tmp_path: Path) -> None:
    with pytest.raises(CorpusError):
        own_folder(typed, tmp_path)


def test_ones_own_folder_is_neither_a_file_nor_that_of_the_samples(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CorpusError, match="is a file"):
        own_folder(str(tmp_path / "file"), tmp_path)
    with pytest.raises(CorpusError, match="holds the samples"):
        own_folder(str(tmp_path / "x" / ".."), tmp_path)


HELD = make_report("held", area="Ashmere", published=date(2014, 3, 5), sha256="a" * 64, source="held.pdf")
LEDGER = Ledger((FileOutcome("held.pdf", "a" * 64, Outcome.READ, HELD.report_id, chunks=43),))


def test_the_same_bytes_are_said_to_be_held_whatever_their_name() -> None:
    new = Understood("other.pdf", make_report("other", sha256="a" * 64, source="other.pdf"), 43)
    compared = compare_with_archive(new, [HELD], LEDGER)
    assert (compared.held_as, compared.held, compared.can_be_added) == ("held.pdf", HELD, False)
    assert "other.pdf is in the archive already." in understood_html(compared, LEDGER)
    assert "read?report=held" in understood_html(compared, LEDGER)


def test_a_second_part_of_an_inspection_is_asked_about() -> None:
    part = Understood("part.pdf", make_report("part", area="ashmere", published=None, sha256="b" * 64), 12)
    compared = compare_with_archive(part, [HELD], LEDGER)
    assert compared.same_inspection == (HELD,)
    assert compared.can_be_added
    assert "has 43 paragraphs" in understood_html(compared, LEDGER)
    assert "this file 12" in understood_html(compared, LEDGER)


@pytest.mark.parametrize(
    ("stated", "same"),
    [
        ({}, True),
        ({"published": None}, True),
        ({"published": None, "inspection_end": date(2014, 1, 5)}, True),
        ({"published": None, "inspection_end": date(2011, 1, 5)}, False),
        ({"published": date(2016, 3, 5)}, False),
        ({"type": None}, True),
        ({"type": ReportType.FULL_JOINT}, False),
        ({"area": "Birchvale"}, False),
        ({"area": None}, False),
    ],
)
def test_what_makes_two_reports_one_inspection(stated: dict[str, Any], same: bool) -> None:
    assert is_same_inspection(make_report("new", **stated), HELD) is same


def test_the_same_file_twice_in_one_choice_is_read_once() -> None:
    uploads = [Upload("a", "one.md", b"# A\n"), Upload("b", "two.md", b"# A\n")]
    found = understand(uploads, {"a": Understood("one.md", HELD, 1)}, SilentProgress())
    assert found["b"].refusal == "It is the same file as one.md, byte for byte."


@pytest.mark.skipif(os.name != "posix", reason="asks POSIX whether a process is there")
def test_uploads_left_by_a_killed_server_are_removed_and_those_of_others_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, letter: Upload
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, own, other = (
        tmp_path / name for name in (f"precedent-{ended.pid}-abc", f"precedent-{os.getpid()}-abc", "precedent-notes")
    )
    for folder in (left, own, other):
        folder.mkdir()
        (folder / "report.pdf").write_bytes(b"confidential")
    with laid_out([letter]) as paths:
        assert [path.parent.name.split("-")[1] for path in paths.values()] == [str(os.getpid())]
    assert (left.exists(), own.exists(), other.exists()) == (False, True, True)
