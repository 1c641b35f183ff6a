"""The filters as arguments of a command, alike for every command that takes them."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from typing import Any

from search_app.filters.fields import filter_fields
from search_app.filters.filters import Filters, SingleFilter, single_filters


def add_filter_arguments(command: ArgumentParser) -> None:
    """Adds the filters to `command`."""
    filters = command.add_argument_group("filters", "several values of one filter are alternatives; filters add up")
    for field in filter_fields():
        filters.add_argument(f"--{field.name}", action="append", default=[], metavar=field.metavar, help=field.help)
    for single in single_filters():
        if not single.help:
            continue
        kind = {"choices": single.choices} if single.choices else {"type": _reading(single), "metavar": single.metavar}
        filters.add_argument(f"--{single.name}", dest=single.attribute, help=single.help, **kind)


def filters_of(options: Namespace) -> Filters:
    """The filters that were given."""
    chosen: dict[str, Any] = {field.attribute: getattr(options, field.name) for field in filter_fields()}
    return Filters(
        **chosen, **{single.attribute: getattr(options, single.attribute) for single in single_filters() if single.help}
    )


def _reading(single: SingleFilter) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            return single.read(text)
        except ValueError:
            raise ArgumentTypeError(f"{text} {single.refusal}") from None

    return read
