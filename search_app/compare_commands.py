"""The `compare` and `wording` commands: their arguments, and what they do with them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from indexer.errors import QueryRefused
from search_app.filter_arguments import filters_of
from search_app.terminal import print_json

_DIMENSIONS = ("area", "year", "theme")
_DIMENSIONS_MAXIMUM = 2


def add_compare_arguments(command: ArgumentParser) -> None:
    """Adds the arguments that only `compare` has."""
    command.add_argument(
        "--by",
        action="append",
        choices=_DIMENSIONS,
        default=[],
        help="what each line is (default: area); given twice, lines and columns",
    )


def add_wording_arguments(command: ArgumentParser) -> None:
    """Adds the arguments that only `wording` has."""
    command.add_argument(
        "--share", metavar="SHARE", help='the share of cases: ">=0.7", "<=50%%", "0.5-0.75" (default: any)'
    )


def run_compare(options: Namespace) -> int:
    """Prints counts of paragraphs by one or two of area, year and theme."""
    asked = list(dict.fromkeys(options.by)) or [_DIMENSIONS[0]]
    if len(asked) > _DIMENSIONS_MAXIMUM:
        raise QueryRefused("Only two of area, year and theme can be compared at a time.", hint="Give --by twice.")
    from search_app.catalogue import Catalogue
    from search_app.comparison import Dimension, compare
    from search_app.terminal_compare import show_comparison

    rows, columns = Dimension(asked[0]), Dimension(asked[1]) if len(asked) > 1 else None
    comparison = compare(Catalogue.open(options.index).generation, filters_of(options), rows, columns)
    if options.json:
        print_json(comparison.to_json())
    else:
        show_comparison(comparison)
    return 0


def run_wording(options: Namespace) -> int:
    """Prints which words of judgement were used of which shares of cases."""
    from search_app.catalogue import Catalogue
    from search_app.share_filter import parse_share
    from search_app.terminal_compare import show_wording
    from search_app.wording import read_wording

    share = None if options.share is None else parse_share(options.share)
    wording = read_wording(Catalogue.open(options.index), filters_of(options), share)
    if options.json:
        print_json(wording.to_json())
    else:
        show_wording(wording)
    return 0
