"""The `compare` and `wording` commands: their arguments, and what they do with them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from indexer.errors import QueryRefused
from search_app.answers.labels import count
from search_app.command.filters import filters_of
from search_app.command.terminal import print_json
from search_app.compare.counts import Comparison, Counts, Dimension
from search_app.compare.wording import WordBand, Wording
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
    from search_app.archive import Archive

    with Archive.open(options.index) as archive:
        comparison = archive.compare(*asked, filters=filters_of(options))
        if options.json:
            print_json(comparison.to_json())
        else:
            show_comparison(comparison)
    return 0


def run_wording(options: Namespace) -> int:
    """Prints which words of judgement were used of which shares of cases."""
    from search_app.archive import Archive

    with Archive.open(options.index) as archive:
        wording = archive.wording(filters=filters_of(options), share=options.share)
        if options.json:
            print_json(wording.to_json())
        else:
            show_wording(wording)
    return 0


# What the commands `compare` and `wording` print for a person.

_COLUMN_WIDTH = 10
_FEW_SIGN = " *"
_USES_SHOWN = 3
_NAME_WIDTH_MAXIMUM = 38


def show_comparison(comparison: Comparison) -> None:
    """A line for each value, and a column for each of the other dimension where there is one."""
    if not comparison.cells:
        print("No paragraph passes these filters. Take one away to compare more.")
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
    """Columns of names too long for a line of print stand below each other instead."""
    assert comparison.columns is not None
    if comparison.columns.dimension is not Dimension.YEAR:
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


def show_wording(wording: Wording) -> None:
    """Each word with its usual share and some of its sentences, then the uses that stand far from it."""
    if not wording.bands:
        print(f"No word of judgement stands beside such a share in {count(wording.paragraphs, 'paragraph')}.")
        return
    print("The tool's reading of single sentences: advice to be checked against the paragraphs, not a rule.\n")
    for band in wording.bands:
        print(f"{band.word}: {count(len(band.uses), 'use')}; {_usual(band)}")
        for use in band.uses[:_USES_SHOWN]:
            quoted = wording.quoted(use)
            print(f"   {use.share:.0%}  {quoted['sentence']}")
            print(f"        {quoted['citation']['short']}  {quoted['paragraph']}")
    if wording.outliers:
        print("\nFar from the word's usual share:")
    for use, band in wording.outliers:
        quoted = wording.quoted(use)
        print(f"   {use.word} of {use.share:.0%}, where {_usual(band)}: {quoted['sentence']}")
        print(f"        {quoted['citation']['short']}  {quoted['paragraph']}")


def _usual(band: WordBand) -> str:
    if band.low is None or band.high is None:
        return band.caution
    return f"usually of {band.low:.0%} to {band.high:.0%} in {count(band.all_uses, 'use')}"
