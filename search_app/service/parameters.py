"""The parameters of a question in an address. The filters are made from their table; what is no parameter is refused:
a filter with a slip in its name would find everything."""

from __future__ import annotations

import difflib
import re
from inspect import Parameter, Signature
from typing import Annotated, Any

from fastapi import Depends, Query, Request

from indexer.errors import QueryRefused
from search_app.filters.fields import filter_fields
from search_app.filters.filters import Filters, SingleFilter, single_filters
from search_app.service.problems import ProblemError

_LONGEST_VALUE = 200
_MOST_VALUES = 50
_DATE = "DATE"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def filters_of(**values: Any) -> Filters:
    """The filters of an address. Raises QueryRefused for what is no value."""
    chosen: dict[str, Any] = {field.attribute: tuple(values[field.attribute]) for field in filter_fields()}
    single: dict[str, Any] = {each.attribute: _read(each, values[each.attribute]) for each in single_filters()}
    return Filters(**chosen, **single)


def _read(single: SingleFilter, value: str | None) -> object:
    try:
        if value is not None and single.metavar == _DATE and not _DAY.fullmatch(value):
            raise ValueError(value)  # Python reads more forms of a date than the description promises
        return None if value is None else single.read(value)
    except ValueError:
        refusal = single.refusal or "cannot be read"
        raise QueryRefused(f"{single.name}={value} {refusal}.", hint="openapi.json has examples.") from None


def _signature() -> Signature:
    """What FastAPI reads the parameters from."""
    parameters = []
    for field in filter_fields():
        kind = Annotated[
            list[Annotated[str, Query(max_length=_LONGEST_VALUE)]],
            Query(alias=field.name, max_length=_MOST_VALUES, description=f"{field.title}: {field.examples}"),
        ]
        parameters.append(Parameter(field.attribute, Parameter.KEYWORD_ONLY, default=[], annotation=kind))
    for single in single_filters():
        about: dict[str, Any] = {"alias": single.name, "max_length": _LONGEST_VALUE}
        about["description"] = single.help or 'a proportion stated in the text, such as ">=0.75"'
        if single.metavar == _DATE:
            about["json_schema_extra"] = {"format": "date"}
        if single.choices:
            about["json_schema_extra"] = {"enum": list(single.choices)}
        parameters.append(
            Parameter(
                single.attribute, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[str | None, Query(**about)]
            )
        )
    return Signature(parameters, return_annotation=Filters)


filters_of.__signature__ = _signature()  # type: ignore[attr-defined]  # inspect reads it

FiltersOf = Annotated[Filters, Depends(filters_of)]


def refuse_unknown(request: Request) -> None:
    """Raises ProblemError for a parameter that the path does not have, or has once and is sent twice."""
    path, method = request.scope["route"].path, request.method.lower()
    described = request.app.openapi()["paths"][path][method].get("parameters", [])
    known = {each["name"]: each["schema"].get("type") == "array" for each in described if each["in"] == "query"}
    for name in request.query_params:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(sorted(known)) or 'none'}."
            raise ProblemError(422, f"There is no parameter {name[:80]!r} here.", hint)
        if not known[name] and len(request.query_params.getlist(name)) > 1:
            raise ProblemError(422, f"The parameter {name!r} is given more than once.", "Give it one value.")
