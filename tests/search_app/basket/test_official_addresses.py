from __future__ import annotations

from pathlib import Path

from indexer.reading.corpus import list_corpus
from search_app.basket.official_addresses import official_addresses


def test_the_table_says_where_reports_are_published_and_other_columns_do_not_matter(tmp_path: Path) -> None:
    table = "\ufeffFile,licence,URL\na.pdf,OGL,https://e.example/a.pdf\nb.pdf,OGL,\n"
    (tmp_path / "sources.csv").write_text(table, encoding="utf-8")
    assert official_addresses(tmp_path) == {"a.pdf": "https://e.example/a.pdf"}


def test_an_address_that_is_none_of_the_web_is_left_out(tmp_path: Path) -> None:
    table = "file,url\na.pdf,javascript:alert(1)\nb.pdf,file:///etc/passwd\nc.pdf,https://e.example/<b>\n"
    (tmp_path / "sources.csv").write_text(table, encoding="utf-8")
    assert official_addresses(tmp_path) == {}


def test_without_a_table_nothing_is_linked(tmp_path: Path) -> None:
    assert official_addresses(tmp_path) == {}
    (tmp_path / "sources.csv").write_bytes(b"\xff\xfe\x00")
    assert official_addresses(tmp_path) == {}


def test_the_table_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "sources.csv").write_text("file,url\n", encoding="utf-8")
    (tmp_path / "a.md").write_text("# A\n", encoding="utf-8")
    assert [file.source for file in list_corpus(tmp_path)] == ["a.md"]
