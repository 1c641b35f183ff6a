from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from search_app.archive import Archive
from search_app.command.main import main

DRAFT = "Plans to protect victims were missing in too many cases."


@pytest.fixture
def index(tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """Three samples, without a model."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in ("wrenfold-2013.md", "quillbridge-2012.txt", "pellbrook-2015.md"):
        shutil.copy(corpus / name, folder)
    monkeypatch.setenv("PRECEDENT_INDEX", str(tmp_path / "index"))
    monkeypatch.chdir(tmp_path)
    assert main(["index", str(folder), "--model", "none"]) == 0
    capsys.readouterr()
    return tmp_path / "index"


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["precedents", *arguments, "--json"]) == 0
    value: dict[str, object] = json.loads(capsys.readouterr().out)
    return value


def test_a_text_a_file_and_a_pipe_give_the_same(
    index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("draft.txt").write_text(DRAFT, encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO(DRAFT))
    answers = [answer(capsys, "--text", DRAFT), answer(capsys, "--file", "draft.txt"), answer(capsys, "--file", "-")]
    for value in answers:
        del value["took_ms"]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["supporting"]


def test_a_paragraph_as_a_draft_leaves_its_own_report_out(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = answer(capsys, "wrenfold-2013:2.1")
    hits = value["supporting"] + value["contrasting"]  # type: ignore[operator]
    assert hits
    assert "wrenfold-2013" not in {hit["report_id"] for hit in hits}


@pytest.mark.parametrize("question", ["similar", "who-does-this-well"])
def test_a_question_about_a_paragraph_answers_with_one_list(
    question: str, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    value = answer(capsys, "wrenfold-2013:2.1", f"--{question}")
    assert list(value) == ["paragraph", "question", "hits", "distant", "generation", "took_ms", "notes"]
    assert value["question"] == question
    assert main(["precedents", "wrenfold-2013:2.1", f"--{question}"]) == 0
    assert "other" in capsys.readouterr().out


def test_both_lists_are_printed_with_the_sentence_and_the_citation(
    index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["precedents", "--text", DRAFT, "--limit", "2"]) == 0
    printed = capsys.readouterr().out
    assert printed.index("Supporting") < printed.index("Contrasting")
    assert f"For: {DRAFT}" in printed
    assert "paragraph" in printed
    assert "Note: Searched by words only." in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "There is no draft to find precedents for. Give one of"),
        (["--text", DRAFT, "--file", "x"], "There are several drafts to find precedents for. Give one of"),
        (["wrenfold-2013:2.1", "--text", DRAFT], "There are several drafts"),
        (["--text", "  "], "The draft has no words."),
        (["--file", "absent.txt"], "The draft absent.txt cannot be read"),
        (["wrenfold-2013"], "'wrenfold-2013' names no paragraph"),
        (["wrenfold-2013:9.9"], "There is no paragraph '9.9' in wrenfold-2013"),
        (["atlantis-1999:1.1"], "There is no report 'atlantis-1999'"),
        (["--text", DRAFT, "--exclude", "atlantis-1999"], "There is no report 'atlantis-1999'"),
        (["--text", DRAFT, "--similar"], "Only a paragraph of the archive can be asked about"),
    ],
)
def test_each_refusal_is_exit_code_2_and_says_what_to_do(
    arguments: list[str], message: str, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["precedents", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_search_is_filtered_by_the_share_that_it_says(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["search", "cases plans", "--json", "--limit", "100"])
    everything = json.loads(capsys.readouterr().out)
    main(["search", "cases plans", "--share", ">=0.75", "--json", "--limit", "100"])
    high = json.loads(capsys.readouterr().out)
    main(["search", "cases plans", "--share", "<0.75", "--json", "--limit", "100"])
    low = json.loads(capsys.readouterr().out)
    assert 0 < high["total"] < everything["total"]
    assert 0 < low["total"] < everything["total"]
    assert {hit["address"] for hit in high["hits"]} != {hit["address"] for hit in low["hits"]}
    assert "Proportions were looked for in the" in high["notes"][-1]


@pytest.mark.parametrize("share", ["lots", ""])
def test_a_share_that_is_none_is_refused(share: str, index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "plans", "--share", share]) == 2
    assert f"{share!r} is not a share" in capsys.readouterr().err


# What `precedent verify` prints.


def test_a_draft_is_held_against_the_archive(index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Archive.open(index) as archive:
        chunk = next(each for each in archive.catalogue.chunks_of(archive.reports()[0].report_id) if each.number)
        citation = archive.catalogue.cite(chunk).short
    draft, written = tmp_path / "draft.md", tmp_path / "checked.docx"
    draft.write_text(f"> {chunk.text}\n\n{citation}\n\n“No paragraph of any report says this” {citation}.", "utf-8")
    assert main(["verify", str(draft), "--index", str(index), "--comments", str(written)]) == 1
    printed = capsys.readouterr().out
    assert "1 exact" in printed
    assert "Not found: No paragraph of any report says this" in printed
    assert written.read_bytes().startswith(b"PK")
    assert main(["verify", str(draft), "--index", str(index), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["counts"] == {"exact": 1, "not-found": 1, "cited": 2}
    assert main(["verify", str(draft), "--index", str(index), "--comments", str(written)]) == 2
    assert "already exists" in capsys.readouterr().err
