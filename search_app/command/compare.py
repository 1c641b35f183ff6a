"""The `compare` command: its arguments, and what it does with them."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser, Namespace

from indexer.errors import QueryRefused
from search_app.command.terminal import print_json
from search_app.compare.counts import Comparison, Counts, Dimension
from search_app.filters.fields import theme_label

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


def run_compare(options: Namespace) -> int:
    """Prints counts of paragraphs by one or two of area, year and theme."""
    asked = list(dict.fromkeys(options.by)) or [_DIMENSIONS[0]]
    if len(asked) > _DIMENSIONS_MAXIMUM:
        raise QueryRefused("Only two of area, year and theme can be compared at a time.", hint="Give --by twice.")
    from search_app.archive import Archive

    with Archive.open(options.index) as archive:
        comparison = archive.compare(*asked, filters=options.filters)
        if options.json:
            print_json(comparison.to_json())
        else:
            show_comparison(comparison)
    return 0


# What the command prints for a person.

_COLUMN_WIDTH = 10
_FEW_SIGN = " *"
_NAME_WIDTH_MAXIMUM = 38


def show_comparison(comparison: Comparison) -> None:
    """A line for each value, and a column for each of the other dimension where there is one."""
    if not comparison.cells:
        print("No paragraph matches these filters. Remove one to compare more.")
        return
    names = {value: _name(comparison.rows.dimension, value) for value in comparison.rows.values}
    width = min(_NAME_WIDTH_MAXIMUM, max(map(len, [*names.values(), "all"]))) + 2
    if comparison.columns is None:
        heads = ["paragraphs", "strengths", "shortfalls"]
        print(" " * width + "".join(f"{head:>{_COLUMN_WIDTH + 2}}" for head in heads))
        for value, name in names.items():
            _print_counts(name, comparison.at(value), width)
        _print_counts("all", comparison.total, width)
    else:
        _show_matrix(comparison, names, width)
    if any(counts.too_few for counts in comparison.cells.values()):
        print("* Fewer than five paragraphs: too few to compare.")
    for note in comparison.notes:
        print(f"Note: {note}")
    print("Strengths and shortfalls are the tool's own reading. Nothing is ranked.")


def _print_counts(name: str, counts: Counts, width: int) -> None:
    numbers = (counts.paragraphs, counts.strengths, counts.shortfalls)
    line = f"{name[: width - 2]:<{width}}" + "".join(f"{number:>{_COLUMN_WIDTH + 2},}" for number in numbers)
    print(line + (_FEW_SIGN if counts.too_few else ""))


def _show_matrix(comparison: Comparison, names: dict[str, str], width: int) -> None:
    """Columns of names too long for a line of print, and more years than fit into one, stand below each other."""
    assert comparison.columns is not None
    room = shutil.get_terminal_size().columns
    if (
        comparison.columns.dimension is not Dimension.YEAR
        or width + _COLUMN_WIDTH * len(comparison.columns.values) > room
    ):
        for row, name in names.items():
            print(name)
            for column in comparison.columns.values:
                counts = comparison.at(row, column)
                if counts.paragraphs:
                    _print_counts(f"   {_name(comparison.columns.dimension, column)}", counts, _NAME_WIDTH_MAXIMUM + 2)
        return
    print(" " * width + "".join(f"{year:>{_COLUMN_WIDTH}}" for year in comparison.columns.values))
    for row, name in names.items():
        cells = [comparison.at(row, year) for year in comparison.columns.values]
        numbers = [f"{c.paragraphs}{'*' if c.too_few else ''}" if c.paragraphs else "·" for c in cells]
        print(f"{name[: width - 2]:<{width}}" + "".join(f"{number:>{_COLUMN_WIDTH}}" for number in numbers))


def _name(dimension: Dimension, value: str) -> str:
    return theme_label(value) if dimension is Dimension.THEME else value
