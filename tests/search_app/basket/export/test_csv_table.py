from __future__ import annotations

import pytest

from search_app.basket.export.tables import table_csv


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-2", "@SUM(A1)", " =1"])
def test_what_would_run_as_a_formula_is_shown_as_text(cell: str) -> None:
    assert table_csv([cell], []).decode("utf-8-sig") == f"'{cell}\r\n"


def test_numbers_and_plain_words_stay_as_they_are() -> None:
    table = table_csv(["area", "paragraphs"], [["Ashmere, north", -3]])
    assert table.decode("utf-8-sig") == 'area,paragraphs\r\n"Ashmere, north",-3\r\n'
