from __future__ import annotations

from search_app.query.language import parse_query
from search_app.query.mentions import joined_parts, plain_runs


def test_a_quotation_or_operator_ends_a_run() -> None:
    runs = plain_runs(parse_query('home visits "in custody" Stoke-on-Trent boys AND girls').root)
    assert [joined_parts(run) for run in runs] == [("home", "visits"), ("stoke", "on", "trent")]


def test_one_word_alone_is_a_run() -> None:
    assert [joined_parts(run) for run in plain_runs(parse_query("custody").root)] == [("custody",)]


def test_a_query_of_operators_has_no_run() -> None:
    assert plain_runs(parse_query("boys AND girls").root) == ()
