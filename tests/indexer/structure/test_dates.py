from __future__ import annotations

from datetime import date

import pytest

from indexer.structure.facts import first_date, first_span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19th December 2012", date(2012, 12, 19)),
        ("02 November 2016", date(2016, 11, 2)),
        ("Published on Monday 3 March, 2014", date(2014, 3, 3)),
        ("18/05/2016", date(2016, 5, 18)),
        ("1st of July 2015", date(2015, 7, 1)),
        ("4 Sept 2013", date(2013, 9, 4)),
        ("31 February 2014", None),
        ("18/15/2016", None),
        ("in 2014", None),
    ],
)
def test_the_first_whole_date_is_read(text: str, expected: date | None) -> None:
    assert first_date(text) == expected


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("25-27 April 2016", date(2016, 4, 25), date(2016, 4, 27)),
        ("26th-28th November 2012", date(2012, 11, 26), date(2012, 11, 28)),
        ("26th – 28th November 2012", date(2012, 11, 26), date(2012, 11, 28)),
        ("29 June 2015 – 01 July 2015", date(2015, 6, 29), date(2015, 7, 1)),
        ("07 and 08 July 2014", date(2014, 7, 7), date(2014, 7, 8)),
        ("30 September – 2 October 2013", date(2013, 9, 30), date(2013, 10, 2)),
        ("from 28 November to 2 January 2014", date(2013, 11, 28), date(2014, 1, 2)),
        ("Monday 3rd March 2014 to Friday 7th March 2014", date(2014, 3, 3), date(2014, 3, 7)),
    ],
)
def test_spans_are_read_as_letters_print_them(text: str, start: date, end: date) -> None:
    assert first_span(text) == (start, end)


@pytest.mark.parametrize("text", ["12 and 16 September", "between 2 and 8 cases in July 2014", "19 December 2012"])
def test_no_span_is_guessed(text: str) -> None:
    assert first_span(text) is None
