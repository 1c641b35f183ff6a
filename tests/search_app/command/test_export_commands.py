from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from docx import Document

from search_app.command.main import main
from tests.search_app.export.documents import PARENTS, open_catalogue

REFERENCES = ["brookfold-2018:7", "ashmere-2014:1.1"]


@pytest.fixture
def index(tmp_path: Path) -> str:
    open_catalogue(tmp_path)
    return str(tmp_path / "index")


def test_paragraphs_are_written_in_the_order_given(
    index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "evidence.docx"
    assert main(["export", *REFERENCES, "--to", str(file), "--index", index]) == 0
    quotes = [p.text for p in Document(io.BytesIO(file.read_bytes())).paragraphs if p.style.name == "Quote"]
    assert quotes == ["“1. Plans named who would act.”", f"“{PARENTS}”"]
    assert f"{file}: 2 checked against gen-" in capsys.readouterr().out


def test_an_evidence_file_is_written_opened_again_and_added_to(
    index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved, table = tmp_path / "mine.json", tmp_path / "mine.csv"
    assert main(["export", REFERENCES[0], "--to", str(saved), "--index", index]) == 0
    arguments = ["export", REFERENCES[1], "--basket", str(saved), "--to", str(table), "--index", index, "--json"]
    capsys.readouterr()
    assert main(arguments) == 0
    written = json.loads(capsys.readouterr().out)
    assert (written["quotations"], written["not_checked"]) == (2, [])
    text = table.read_text(encoding="utf-8-sig")
    assert text.index("Plans named") < text.index("Parents were heard")


def test_a_quotation_that_no_longer_agrees_is_named_and_the_exit_code_is_one(
    index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "mine.json"
    main(["export", *REFERENCES, "--to", str(saved), "--index", index])
    saved.write_text(saved.read_text(encoding="utf-8").replace("Parents were", "Nobody was"), encoding="utf-8")
    arguments = ["export", "--basket", str(saved), "--to", str(tmp_path / "e.md"), "--index", index]
    assert main(arguments) == 1
    assert "ashmere-2014:1.1 left out (changed): The paragraph reads differently now." in capsys.readouterr().err
    assert "Nobody was" not in (tmp_path / "e.md").read_text(encoding="utf-8")
    assert main([*arguments, "--json", "--force"]) == 1
    (row,) = json.loads(capsys.readouterr().out)["not_checked"]
    assert (row["reference"], row["state"]) == ("ashmere-2014:1.1", "changed")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--to", "e.docx"], 2, "There is nothing to export."),
        (["ashmere-2014", "--to", "e.docx"], 2, "'ashmere-2014' names no paragraph."),
        (["ashmere-2014:99", "--to", "e.docx"], 2, "There is no paragraph '99'"),
        (["ashmere-2014:1.1", "--to", "e.pdf"], 2, "cannot be written as '.pdf'"),
        (["ashmere-2014:1.1", "--to", "e"], 2, "has no ending"),
        (["--basket", "absent.json", "--to", "e.docx"], 2, "absent.json cannot be read"),
        (["ashmere-2014:1.1", "--to", "absent/e.docx"], 5, "e.docx cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_message(
    arguments: list[str],
    code: int,
    message: str,
    index: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", *arguments, "--index", index]) == code
    assert message in capsys.readouterr().err


def test_a_file_that_is_there_is_replaced_only_when_that_is_said(
    index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "notes.md"
    kept.write_text("mine", encoding="utf-8")
    arguments = ["export", REFERENCES[0], "--to", str(kept), "--index", index]
    assert main(arguments) == 2
    assert "already exists" in capsys.readouterr().err
    assert kept.read_text(encoding="utf-8") == "mine"
    assert main([*arguments, "--force"]) == 0
    assert "Plans named" in kept.read_text(encoding="utf-8")


def test_a_report_of_the_archive_is_never_replaced(
    tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    source = reports / "wrenfold-2013.md"
    source.write_bytes((corpus / source.name).read_bytes())
    assert main(["index", str(reports), "--index", str(tmp_path / "index"), "--model", "none"]) == 0
    reference = "wrenfold-2013:1.1"
    assert main(["export", reference, "--to", str(source), "--index", str(tmp_path / "index"), "--force"]) == 2
    arguments = ["show", reference, "--page-image", str(source), "--index", str(tmp_path / "index"), "--force"]
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("is one of the files in the folder of reports") == 2
    assert source.read_bytes() == (corpus / source.name).read_bytes()
