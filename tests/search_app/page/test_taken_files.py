from __future__ import annotations

import base64
from datetime import date
from pathlib import Path

import pytest

from search_app.answers.catalogue import Catalogue
from search_app.basket.basket import Basket
from search_app.page.messages import TakenFiles
from tests.search_app.export.documents import fill_basket, open_catalogue

DAY = date(2026, 3, 1)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return open_catalogue(tmp_path)


def test_a_file_holds_the_basket_as_it_is_when_it_is_written(catalogue: Catalogue) -> None:
    files = TakenFiles()
    files.ask(4, ".md")
    basket = fill_basket(catalogue, "ashmere-2014:1.2").annotating("ashmere-2014:1.2", note="Typed just now")
    (written,) = files.write(basket, catalogue, DAY)
    assert (written["number"], written["name"], written["media_type"]) == (4, "evidence-2026-03-01.md", "text/markdown")
    assert "Typed just now" in base64.b64decode(written["content"]).decode("utf-8")


def test_a_file_is_sent_again_as_it_was_until_the_script_has_gone_on(catalogue: Catalogue) -> None:
    files = TakenFiles()
    files.ask(1, ".csv")
    first = files.write(fill_basket(catalogue, "ashmere-2014:1.2"), catalogue, DAY)
    files.ask(2, ".md")
    later = files.write(Basket(), catalogue, DAY)
    assert later[0] == first[0]
    assert [each["number"] for each in later] == [1, 2]
    files.forget()
    assert files.write(Basket(), catalogue, DAY) == []


def test_no_more_than_the_last_few_are_sent(catalogue: Catalogue) -> None:
    files = TakenFiles()
    basket = fill_basket(catalogue, "ashmere-2014:1.2")
    for number in range(1, 9):
        files.ask(number, ".ris")
        sent = files.write(basket, catalogue, DAY)
    assert [each["number"] for each in sent] == [6, 7, 8]


@pytest.mark.parametrize("suffix", [".docx", ".exe"])
def test_what_cannot_be_written_is_said(catalogue: Catalogue, suffix: str) -> None:
    files = TakenFiles()
    files.ask(1, suffix)
    (answer,) = files.write(Basket(), catalogue, DAY)
    assert answer["refused"]
    assert "content" not in answer
