"""The filters as arguments of a command, alike for every command that takes them."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search_app.filters.filters import Filters


LENSES = ("good-practice", "shortfall", "expectation")


def add_filter_arguments(command: ArgumentParser) -> None:
    """Adds the filters to `command`."""
    filters = command.add_argument_group("filters", "several values of one filter are alternatives; filters add up")
    filters.add_argument("--area", action="append", default=[], metavar="NAME")
    filters.add_argument("--theme", action="append", default=[], metavar="THEME", help="such as custody")
    filters.add_argument("--section", action="append", default=[], metavar="NAME")
    filters.add_argument("--report", action="append", default=[], metavar="ID")
    filters.add_argument("--type", action="append", default=[], metavar="TYPE")
    filters.add_argument("--grade", action="append", default=[], metavar="GRADE", help="printed over the section")
    filters.add_argument("--inspectorate", action="append", default=[], metavar="NAME")
    filters.add_argument("--year", action="append", default=[], metavar="YEAR", help="2016, or 2012-2016")
    filters.add_argument("--from", dest="earliest", type=_iso_date, metavar="DATE", help="published on or after")
    filters.add_argument("--to", dest="latest", type=_iso_date, metavar="DATE", help="published on or before")
    filters.add_argument(
        "--lens",
        choices=LENSES,
        help="by the tool's own reading of each paragraph, which is no judgement of the inspectorate",
    )


def filters_of(options: Namespace) -> Filters:
    """The filters that were given."""
    from search_app.filters.filters import Filters, Lens

    return Filters(
        areas=tuple(options.area),
        sections=tuple(options.section),
        reports=tuple(options.report),
        types=tuple(options.type),
        years=tuple(options.year),
        themes=tuple(options.theme),
        grades=tuple(options.grade),
        inspectorates=tuple(options.inspectorate),
        earliest=options.earliest,
        latest=options.latest,
        lens=Lens(options.lens) if options.lens else None,
    )


def _iso_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a date such as 2016-11-02") from None
