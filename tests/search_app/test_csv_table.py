from __future__ import annotations

import csv
import io

import pytest

from search_app.csv_table import csv_text


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_what_would_run_as_a_formula_is_shown_as_text(cell: str) -> None:
    assert next(csv.reader(io.StringIO(csv_text([cell], [], ), newline=""))) == [f"'{cell}"]


def test_numbers_and_plain_words_stay_as_they_are() -> None:
    assert csv_text(["area", "paragraphs"], [["Ashmere, north", -3]]) == 'area,paragraphs\r\n"Ashmere, north",-3\r\n'
