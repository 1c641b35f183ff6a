"""Which paragraphs a search may return: by area, theme, section, date, grade and more, and the tool's reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from indexer.errors import QueryRefused
from indexer.records import Reading, Statement
from search_app.filters.expression import DateRange, Expression, OneOf, all_of
from search_app.filters.fields import filter_fields
from search_app.filters.shares import ShareRange, parse_share

_Choice = TypeVar("_Choice", bound=StrEnum)


def choice_of(kind: type[_Choice], value: object) -> _Choice:
    """`value` as one of an enum, for which its text will do. Raises QueryRefused, naming all there are."""
    try:
        return kind(value)  # type: ignore[arg-type]  # what is none of its values is refused
    except ValueError:
        name, known = kind.__name__.lower(), ", ".join(each.value for each in kind)
        raise QueryRefused(f"There is no {name} {value!r} to search with.", hint=f"Use one of {known}.") from None


class Lens(StrEnum):
    """A filter by the tool's reading.

    A mixed paragraph holds both a strength and a shortfall, so both lenses show it. Expectations mostly stand beside
    a finding, so that lens shows every paragraph in which a sentence expects something.
    """

    GOOD_PRACTICE = "good-practice"
    SHORTFALL = "shortfall"
    EXPECTATION = "expectation"

    @property
    def expression(self) -> OneOf:
        """Which paragraphs it shows."""
        return _LENS_EXPRESSIONS[self]


_LENS_EXPRESSIONS = {
    Lens.GOOD_PRACTICE: OneOf("reading", (Reading.STRENGTH.value, Reading.MIXED.value)),
    Lens.SHORTFALL: OneOf("reading", (Reading.SHORTFALL.value, Reading.MIXED.value)),
    Lens.EXPECTATION: OneOf("statement", (Statement.EXPECTATION.value,)),
}


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Filters:
    """What a search is restricted to: Filters(areas="Wrenfold", years=("2014", "2016"), lens="shortfall").

    Each filter of the table in `fields.py` is an argument and an attribute, such as `areas`: a text or several, which
    are alternatives, () where there is no restriction. Filters add up. `earliest` and `latest` bound the report's date,
    both included. That is the date of publication, or the end of the inspection where none is stated; a report with
    neither passes no filter by date or year. `share` asks for a proportion said in the text; reading a text for it
    takes long, so it is asked only of what was ranked.

    Raises QueryRefused for a value of a wrong type, and TypeError for an argument that is no filter.
    """

    chosen: tuple[tuple[str, tuple[str, ...]], ...]
    earliest: date | None
    latest: date | None
    lens: Lens | None
    share: ShareRange | None

    def __init__(
        self,
        *,
        earliest: date | str | None = None,
        latest: date | str | None = None,
        lens: Lens | str | None = None,
        share: ShareRange | str | None = None,
        chosen: Iterable[tuple[str, tuple[str, ...]]] = (),
        **values: str | Iterable[str],
    ) -> None:
        known = _attributes()
        if unknown := [name for name in values if name not in known]:
            single = single_filters()
            names = ", ".join([*known, *(each.attribute for each in single)])
            raise TypeError(f"There is no filter {unknown[0]!r}. The filters are {names}.")
        given = dict(chosen) | {name: _texts(name, value) for name, value in values.items()}
        kept = tuple((name, given[name]) for name in known if given.get(name))
        object.__setattr__(self, "chosen", kept)
        object.__setattr__(self, "earliest", _single("earliest", earliest, date, date.fromisoformat))
        object.__setattr__(self, "latest", _single("latest", latest, date, date.fromisoformat))
        object.__setattr__(self, "lens", None if lens is None else choice_of(Lens, lens))
        object.__setattr__(self, "share", _single("share", share, ShareRange, parse_share))

    def __getattr__(self, attribute: str) -> tuple[str, ...]:
        if attribute not in _attributes():
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {attribute!r}")
        return dict(self.chosen).get(attribute, ())

    def __repr__(self) -> str:
        return f"Filters({', '.join(f'{name}={value!r}' for name, value in self._given().items())})"

    def changed(self, **changes: Any) -> Filters:
        """These filters with others in place of those named. Raises as making them does."""
        return Filters(**(self._given() | changes))

    @property
    def expression(self) -> Expression:
        """Which paragraphs pass, whatever `share` asks for."""
        chosen = dict(self.chosen)
        parts: list[Expression] = [
            OneOf(field.name, values) for field in filter_fields() if (values := chosen.get(field.attribute))
        ]
        if self.earliest or self.latest:
            parts.append(DateRange(self.earliest, self.latest))
        if self.lens is not None:
            parts.append(self.lens.expression)
        return all_of(parts)

    def _given(self) -> dict[str, Any]:
        single = {"earliest": self.earliest, "latest": self.latest, "lens": self.lens, "share": self.share}
        return dict(self.chosen) | {name: value for name, value in single.items() if value is not None}


_Single = TypeVar("_Single")


def _attributes() -> list[str]:
    return [field.attribute for field in filter_fields()]


def _texts(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    values = tuple(value) if isinstance(value, Iterable) else (value,)
    texts = tuple(each for each in values if isinstance(each, str))
    if len(texts) == len(values):
        return texts
    raise QueryRefused(f"The filter {name!r} is {value!r}.", hint="Give it a text, or several in a tuple.")


def _single(name: str, value: object, kind: type[_Single], read: Callable[[str], _Single]) -> _Single | None:
    try:
        if value is None or isinstance(value, kind):
            return value
        if isinstance(value, str):
            return read(value)
    except ValueError:
        pass
    raise QueryRefused(f"The filter {name!r} is {value!r}.", hint=f"Give it a {kind.__name__}, or one as a text.")


NO_FILTERS = Filters()

# The filters that have one value, or none.


@dataclass(frozen=True, slots=True)
class SingleFilter:
    """`name` is the parameter and the option, `attribute` that of `Filters`. `read` takes a text and raises ValueError,
    `write` gives it back; `words` says it where it is in force, "" where it is in sight anyway.

    It is an option of every command that takes filters, unless `help` is empty: `refusal` ends what is said of a value
    that cannot be read, and `choices` are all values where they can be listed.
    """

    name: str
    attribute: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    words: Callable[[Any], str]
    help: str = ""
    metavar: str | None = None
    refusal: str = ""
    choices: tuple[str, ...] | None = None

    def text(self, filters: Filters) -> str:
        """The value as `read` takes it; "" where there is none."""
        value = getattr(filters, self.attribute)
        return "" if value is None else self.write(value)


def _read_share(value: str) -> ShareRange:
    try:
        return parse_share(value)
    except QueryRefused as refused:
        raise ValueError(value) from refused


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


_NO_DATE = "is not a date such as 2016-11-02"

SINGLE_FILTERS = (
    SingleFilter(
        "lens",
        "lens",
        Lens,
        write=lambda lens: str(lens.value),
        words=lambda lens: "",
        help="by the tool's own reading of each paragraph, not the inspectorate's judgement",
        choices=tuple(lens.value for lens in Lens),
    ),
    SingleFilter(
        "from",
        "earliest",
        date.fromisoformat,
        write=date.isoformat,
        words=lambda day: f"From {_day(day)}",
        help="published on or after",
        metavar="DATE",
        refusal=_NO_DATE,
    ),
    SingleFilter(
        "to",
        "latest",
        date.fromisoformat,
        write=date.isoformat,
        words=lambda day: f"To {_day(day)}",
        help="published on or before",
        metavar="DATE",
        refusal=_NO_DATE,
    ),
    SingleFilter(
        "share",
        "share",
        _read_share,
        write=lambda share: str(share.text),
        words=lambda share: f"Proportion: {share.words}",
    ),
)


def single_filters() -> tuple[SingleFilter, ...]:
    """All of them, in the order in which they are shown."""
    return SINGLE_FILTERS
