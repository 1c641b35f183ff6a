from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from indexer.errors import CorpusError
from indexer.reading.corpus import assign_ids, list_corpus
from indexer.records import ReportId


def test_a_missing_folder_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"There is no folder .*nowhere.*Check the spelling"):
        list_corpus(tmp_path / "nowhere")


def test_an_empty_folder_says_what_to_put_in_it(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"holds no files.*PDF, Word, HTML, Markdown or text"):
        list_corpus(tmp_path)


def test_a_file_given_as_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(CorpusError, match="is a file, not a folder"):
        list_corpus(file)


def test_files_come_in_the_same_order_with_forward_slashes(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.txt", "a/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    assert [file.source for file in list_corpus(tmp_path)] == ["a/a.txt", "a/c.txt", "b.txt"]


def test_hidden_and_system_files_are_passed_over(tmp_path: Path) -> None:
    for name in (".DS_Store", "~$letter.docx", "Thumbs.db", ".git/config", "letter.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [file.source for file in list_corpus(tmp_path)] == ["letter.txt"]


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege on Windows")
def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("secret", encoding="utf-8")
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "link.txt").symlink_to(outside)
    (folder / "real.txt").write_text("x", encoding="utf-8")
    link, real = list_corpus(folder)
    assert (link.source, link.sha256, link.odd) == ("link.txt", "", "it is a link that leads out of the folder")
    assert (real.source, real.odd) == ("real.txt", None)


@pytest.mark.skipif(os.name == "nt", reason="Windows has none of these")
def test_what_is_no_file_is_listed_with_a_reason_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("x", encoding="utf-8")
    (tmp_path / "itself.txt").symlink_to("itself.txt")
    (tmp_path / "nowhere.txt").symlink_to("gone.txt")
    (tmp_path / "folder.txt").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    odd_name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(odd_name, "wb"):  # noqa: PTH123 - no text is its path
        pass
    assert {file.source: file.odd for file in list_corpus(tmp_path)} == {
        "caf\\xe9.txt": "its name is not written in UTF-8",
        "folder.txt": "it is a link to something that is not a file",
        "itself.txt": "it is a link that leads nowhere",
        "nowhere.txt": "it is a link that leads nowhere",
        "pipe.txt": "it is a pipe, a socket or a device, not a file",
        "real.txt": None,
    }


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege on Windows")
def test_a_link_that_stays_inside_the_folder_counts_and_one_that_leads_nowhere_does_not(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "real.txt").write_text("x", encoding="utf-8")
    (tmp_path / "below" / "link.txt").symlink_to(tmp_path / "real.txt")
    (tmp_path / "below" / "broken.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "round").symlink_to(tmp_path)
    found = [file for file in list_corpus(tmp_path) if not file.odd]
    assert [file.source for file in found] == ["below/link.txt", "real.txt"]
    assert {(file.sha256, file.size_bytes) for file in found} == {(hashlib.sha256(b"x").hexdigest(), 1)}


def test_two_files_of_one_name_get_two_ids(tmp_path: Path) -> None:
    for name in ("letter.txt", "letter.pdf", "Letter (final).txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    ids = assign_ids(list_corpus(tmp_path), {})
    assert len(set(ids.values())) == 3
    assert ids["Letter (final).txt"] == "letter-final"


def test_a_known_file_keeps_its_id_when_another_of_its_name_arrives(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    known = assign_ids(list_corpus(tmp_path), {})
    (tmp_path / "letter.pdf").write_text("y", encoding="utf-8")
    ids = assign_ids(list_corpus(tmp_path), known)
    assert ids["letter.txt"] == "letter"
    assert ids["letter.pdf"] != "letter"


def test_a_name_without_latin_letters_still_gets_an_id(tmp_path: Path) -> None:
    (tmp_path / "報告.txt").write_text("x", encoding="utf-8")
    assert assign_ids(list_corpus(tmp_path), {})["報告.txt"] == ReportId("report")
