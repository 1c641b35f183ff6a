from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from indexer.storage.publication import build_lock
from search_app.command.main import main


@pytest.fixture
def reports(tmp_path: Path, corpus: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in ("wrenfold-2013.md", "quillbridge-2012.txt"):
        shutil.copy(corpus / name, folder)
    return folder


@pytest.fixture
def index(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """An index without a model, named by the environment as a user would."""
    monkeypatch.setenv("PRECEDENT_INDEX", str(tmp_path / "index"))
    assert main(["index", str(reports), "--model", "none"]) == 0
    capsys.readouterr()
    return tmp_path / "index"


def output(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_a_build_ends_with_its_ledger(reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (reports / "list.txt").write_text("eggs, milk, bread", encoding="utf-8")
    assert main(["index", str(reports), "--index", str(tmp_path / "i"), "--model", "none"]) == 1
    printed = output(capsys)
    assert "3 files: 2 read, 0 carried over, 0 duplicates, 1 refused." in printed
    assert "2 reports," in printed
    assert "refused    list.txt: " in printed


def test_a_second_build_says_that_nothing_has_changed(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["index"]) == 0
    assert "Nothing has changed since gen-000001-" in output(capsys)


def test_bringing_up_to_date_needs_neither_folder_nor_model_named_again(
    index: Path, reports: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(corpus / "pellbrook-2015.md", reports)
    assert main(["index", "--json"]) == 0
    value = json.loads(output(capsys))
    assert value["published"]
    assert [file["outcome"] for file in value["ledger"]["files"]] == ["read", "carried over", "carried over"]
    assert value["ledger"]["encoded"] == 0


def test_a_search_prints_marked_words_and_the_citation(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "victims", "--limit", "1"]) == 0
    printed = output(capsys)
    assert "*victim" in printed.lower()
    assert "paragraph" in printed
    assert "the tool's reading" in printed
    assert "Searched by words only" in printed


def test_a_search_prints_json(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "victims", "--mode", "keyword", "--json", "--limit", "2"]) == 0
    answer = json.loads(output(capsys))
    assert answer["mode"] == "keyword"
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2]
    for hit in answer["hits"]:
        for mark in hit["highlights"]:
            assert hit["text"][mark["start"] : mark["end"]].lower().startswith("victim")


def test_nothing_found_is_said(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", '"purple submarine"']) == 0
    assert "Nothing in this archive matches" in output(capsys)


def test_a_refused_query_shows_the_place(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", 'plans "for victims']) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[1].index('"') == lines[2].index("^")


def test_filters_of_the_command_reach_the_search(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "plans", "--area", "wrenfold", "--from", "2013-01-01", "--json"]) == 0
    assert {hit["area"] for hit in json.loads(output(capsys))["hits"]} == {"Wrenfold"}


def test_every_paragraph_is_listed_and_can_be_shown(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paragraphs", "--json"]) == 0
    rows = [json.loads(line) for line in output(capsys).splitlines()]
    assert len({(row["report_id"], row["address"]) for row in rows}) == len(rows) > 40
    for row in rows[::7]:
        assert main(["show", f"{row['report_id']}:{row['address']}", "--json"]) == 0
        assert json.loads(output(capsys))["text"] == row["text"]


def test_a_paragraph_is_shown_with_why_it_is_read_as_it_is(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "wrenfold-2013:2.3", "--json"]) == 0
    value = json.loads(output(capsys))
    assert [sentence["statement"] for sentence in value["why"]] == [s["statement"] for s in value["sentences"]]
    assert main(["show", "wrenfold-2013:2.3"]) == 0
    printed = output(capsys)
    assert f"The tool's reading: {value['reading']}." in printed
    assert "not the inspectorate’s judgement" in printed


def test_the_order_of_the_command_reaches_the_search(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "plans", "--sort", "newest", "--json"]) == 0
    value = json.loads(output(capsys))
    assert value["sort"] == "newest"
    assert value["hits"][0]["report_id"] == "wrenfold-2013"


def test_the_citations_of_an_archive_are_all_different(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["paragraphs", "--json"])
    citations = [json.loads(line)["citation"]["long"] for line in output(capsys).splitlines()]
    assert len(set(citations)) == len(citations)


def test_a_report_is_shown_in_order_with_what_it_does_not_state(
    index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "wrenfold-2013"]) == 0
    printed = output(capsys)
    assert printed.index("[1.1]") < printed.index("[1.2]") < printed.index("[2.1]")
    assert "Wrenfold" in printed


def test_reports_are_one_json_array(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reports", "--json"]) == 0
    rows = json.loads(output(capsys))
    assert [row["report_id"] for row in rows] == ["quillbridge-2012", "wrenfold-2013"]
    assert all(row["sample"] and row["chunks"] and row["sections"] for row in rows)


def test_check_makes_lost_keyword_arrays_again_when_told_to(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    next(index.glob("gen-*/seg-*/keyword/postings.arrays")).unlink()
    assert main(["check"]) == 3
    assert "precedent check --repair" in capsys.readouterr().out
    assert main(["check", "--repair"]) == 0
    assert "nothing wrong" in capsys.readouterr().out


def test_check_finds_nothing_wrong_with_a_fresh_index(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert "nothing wrong" in output(capsys)


def test_a_damaged_index_is_exit_code_3(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bodies = next(index.glob("gen-*/seg-*/texts.lines"))
    bodies.write_bytes(bodies.read_bytes()[:-10])
    assert main(["check"]) == 3
    assert main(["search", "plans"]) == 3
    assert "is damaged" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["search", "plans", "--index", "nowhere"], 3, "There is no index in nowhere yet. Build it with"),
        (["index", "nowhere", "--index", "i"], 2, "There is no folder nowhere"),
        (["show", "atlantis-1999"], 2, "There is no report 'atlantis-1999'"),
        (["show", "wrenfold-2013:9.9"], 2, "There is no paragraph '9.9' in wrenfold-2013"),
        (["search", "plans", "--mode", "semantic"], 2, "built without an embedding model"),
        (["search", "plans", "--year", "soon"], 2, "'soon' is not a year"),
        (["evaluate", "nowhere"], 2, "cannot be read"),
        (["index", ".", "--index", "i", "--model", "./no-model"], 2, "There is no model folder"),
    ],
)
def test_each_failure_has_its_exit_code_and_message(
    arguments: list[str],
    code: int,
    message: str,
    index: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == code
    assert message in capsys.readouterr().err


def test_a_second_build_at_once_is_exit_code_4(index: Path, reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with build_lock(index):
        assert main(["index"]) == 4
    assert f"process {os.getpid()}" in capsys.readouterr().err


def test_an_index_folder_that_cannot_be_written_is_exit_code_5(
    reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert main(["index", str(reports), "--index", str(tmp_path / "file" / "index"), "--model", "none"]) == 5
    assert "cannot be written" in capsys.readouterr().err


def test_unknown_arguments_are_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["search", "plans", "--mode", "psychic"])
    assert ended.value.code == 2


def test_what_is_understood_is_told_and_can_be_left_out(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "victims Wrenfold 2013"]) == 0
    printed = output(capsys)
    assert "Understood: “Wrenfold”, only area Wrenfold   (--ignore area:Wrenfold turns this off)" in printed
    assert "Understood: “2013”, only year 2013" in printed
    assert main(["search", "victims Wrenfold 2013", "--ignore", "area:Wrenfold", "--json"]) == 0
    assert [understood["key"] for understood in json.loads(output(capsys))["understood"]] == ["year:2013"]
    assert main(["search", "victims Wrenfold 2013", "--literal"]) == 0
    assert "Understood" not in output(capsys)
    assert main(["search", "victims in the latest report"]) == 0
    assert "Understood: “latest report”, only the latest report" in output(capsys)


def test_hits_that_are_not_near_are_headed_so(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "lasagne recipes with victims"]) == 0
    printed = output(capsys)
    assert "Nothing in this archive comes close" in printed
    assert "What follows does not come near" in printed
    assert main(["search", "plans for victims", "--limit", "3"]) == 0
    assert "does not come near" not in output(capsys)
    assert main(["search", "plans for victims"]) == 0
    printed = output(capsys)
    assert printed.index("\n1. ") < printed.index("What follows does not come near") < printed.index("\n8. ")


def test_filters_alone_list_what_passes_them(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "--area", "Wrenfold", "--json"]) == 0
    answer = json.loads(output(capsys))
    assert answer["hits"]
    assert {hit["area"] for hit in answer["hits"]} == {"Wrenfold"}
    assert main(["search"]) == 2


def test_a_draft_that_is_not_there_is_refused_with_what_the_command_takes(
    index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "nowhere.md"]) == 2
    told = capsys.readouterr().err
    assert "nowhere.md" in told
    assert "--text" not in told
