from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import EvidenceRefused
from search_app import Archive
from search_app.answers.catalogue import Catalogue
from search_app.basket.basket import LONGEST_BASKET, Basket, Quotation, group_by_theme, quote_paragraph
from search_app.basket.check import State, check_basket, check_quotation
from search_app.basket.evidence_file import LARGEST_FILE_BYTES, read_evidence, write_evidence
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

FIRST, SECOND = "Plans were good. They named who would act.", "Parents were heard early."
GEN = "gen-1"


def open_catalogue(index: Path, *words: str) -> Catalogue:
    parts = [("paragraph", text, f"1.{number}") for number, text in enumerate(words, 1)]
    publish_archive(index, [make_report(parts=parts)], model=None)
    return Archive.open(index).catalogue


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return open_catalogue(tmp_path / "index", FIRST, SECOND)


def quotation(number: int, **fields: Any) -> Quotation:
    return replace(Quotation("ashmere-2014", f"1.{number}", 0, f"Words {number}."), **fields)


def basket_of(count: int) -> Basket:
    basket = Basket()
    for number in range(1, count + 1):
        basket = basket.adding(quotation(number), GEN)
    return basket


def addresses(basket: Basket) -> list[str]:
    return [item.address for item in basket.items]


def test_a_paragraph_is_in_a_basket_once() -> None:
    once = basket_of(2)
    assert once.adding(quotation(1), "gen-2") is once
    assert once.generation == GEN
    assert once.references == {"ashmere-2014:1.1", "ashmere-2014:1.2"}


def test_a_full_basket_takes_no_more() -> None:
    full = basket_of(LONGEST_BASKET)
    assert full.adding(quotation(LONGEST_BASKET + 1), GEN) is full


@pytest.mark.parametrize(
    ("number", "places", "order"),
    [(2, -1, "213"), (2, 1, "132"), (1, -1, "123"), (3, 1, "123"), (3, -9, "312"), (7, 1, "123")],
)
def test_moving_stops_at_the_ends(number: int, places: int, order: str) -> None:
    moved = basket_of(3).moving(f"ashmere-2014:1.{number}", places)
    assert addresses(moved) == [f"1.{each}" for each in order]


def test_notes_and_themes_are_kept_within_their_limits() -> None:
    basket = basket_of(1).annotating("ashmere-2014:1.1", note=" n" * 9000, theme="  a \n b ")
    (item,) = basket.items
    assert (item.theme, len(item.note)) == ("a b", 5000)
    assert basket.annotating("ashmere-2014:1.1", theme="c").items[0].note == item.note


def test_themes_come_in_the_order_of_their_first_quotation_without_regard_to_case() -> None:
    basket = basket_of(4)
    for number, theme in ((1, ""), (2, "Parents"), (3, "Plans"), (4, "parents")):
        basket = basket.annotating(f"ashmere-2014:1.{number}", theme=theme)
    grouped = [(theme, [item.address for item in items]) for theme, items in group_by_theme(basket.items)]
    assert grouped == [("Parents", ["1.2", "1.4"]), ("Plans", ["1.3"]), ("", ["1.1"])]


def test_a_whole_paragraph_and_a_part_of_one_pass_the_check(catalogue: Catalogue) -> None:
    whole = quote_paragraph(catalogue, "ashmere-2014:1.1")
    part = replace(whole, start=17, text=FIRST[17:])
    for item, is_part in ((whole, False), (part, True)):
        checked = check_quotation(item, catalogue)
        assert (checked.state, checked.is_part) == (State.CHECKED, is_part)
        assert checked.citation is not None
        assert checked.citation.short == "(Ashmere SQS, March 2014, 1.1)"


@pytest.mark.parametrize(
    ("item", "state", "advice", "renewed"),
    [
        (quotation(1, text=FIRST, start=1), State.MOVED, "now stand in ashmere-2014:1.1", ("1.1", 0)),
        (quotation(1, text=SECOND), State.MOVED, "now stand in ashmere-2014:1.2", ("1.2", 0)),
        (quotation(9, text=SECOND), State.MOVED, "now stand in ashmere-2014:1.2", ("1.2", 0)),
        (quotation(1), State.CHANGED, "Quote it as it reads now", ("1.1", 0)),
        (quotation(1, text=""), State.CHANGED, "Quote it as it reads now", ("1.1", 0)),
        (quotation(1, text=FIRST.upper()), State.CHANGED, "Quote it as it reads now", ("1.1", 0)),
        (quotation(1, text=FIRST[2:], start=2), State.CHANGED, "cuts a word in two", ("1.1", 0)),
        (quotation(9), State.MISSING, "no longer has a paragraph 1.9", None),
        (quotation(1, report_id="elsewhere-1999"), State.MISSING, "holds no report elsewhere-1999", None),
        (quotation(1, text=FIRST, note="Ring 020 7946 0018"), State.PRIVATE, "Your note or theme", None),
        (quotation(1, text=FIRST, theme="to a.sample@example.org"), State.PRIVATE, "Your note or theme", None),
    ],
)
def test_what_does_not_agree_is_named_with_what_to_do(
    item: Quotation, state: State, advice: str, renewed: tuple[str, int] | None, catalogue: Catalogue
) -> None:
    checked = check_quotation(item, catalogue)
    assert checked.state is state
    assert advice in checked.advice
    assert checked.citation is None
    found = checked.renewed
    assert (None if found is None else (found.address, found.start)) == renewed
    if found is not None:
        assert check_quotation(found, catalogue).state is State.CHECKED


def test_an_evidence_file_opens_as_what_was_saved(catalogue: Catalogue) -> None:
    basket = Basket().adding(quote_paragraph(catalogue, "ashmere-2014:1.2"), catalogue.name).adding(quotation(1), GEN)
    basket = basket.annotating("ashmere-2014:1.1", note="n\nm", theme="t")
    data = write_evidence(basket, check_basket(basket, catalogue))
    assert read_evidence(data) == basket
    rows = json.loads(data)["items"]
    assert [row["state"] for row in rows] == ["checked", "changed"]
    assert [bool(row["citation"]) for row in rows] == [True, False]


def evidence(**changes: Any) -> bytes:
    row = {"report_id": "a-1", "address": "1", "start": 0, "quotation": "x", "note": "", "theme": ""}
    content = {
        "format": "precedent-evidence",
        "version": 1,
        "created": "2026-01-02T03:04:05+00:00",
        "generation": GEN,
        "items": [row | changes.pop("row", {})],
    }
    return json.dumps(content | changes).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not JSON"),
        (b"PK\x03\x04\xff", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a Precedent evidence file"),
        (b'{"format": "other"}', "not a Precedent evidence file"),
        (b" " * (LARGEST_FILE_BYTES + 1), "larger than an evidence file can be"),
        (evidence(version="1"), "version is not a whole number"),
        (evidence(version=9), "has version 9; this Precedent reads up to 1"),
        (evidence(created="2026-01-02"), "not a time with a time zone"),
        (evidence(created="soon"), "not a time with a time zone"),
        (evidence(generation=4), "“generation” of the file is not text"),
        (evidence(items={}), "not a list of at most"),
        (evidence(items=[{}] * (LONGEST_BASKET + 1)), "not a list of at most"),
        (evidence(items=["x"]), "item 1 is not an object"),
        (evidence(row={"start": -1}), "“start” of item 1"),
        (evidence(row={"report_id": "<b>"}), "item 1 names no paragraph"),
        (evidence(row={"address": "1:2"}), "item 1 names no paragraph"),
        (evidence(row={"quotation": None}), "“quotation” of item 1 is not text"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused_and_says_where(data: bytes, message: str) -> None:
    with pytest.raises(EvidenceRefused, match=message):
        read_evidence(data)
