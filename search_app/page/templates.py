"""Jinja2 with autoescape: every template of the page is found by its path from this folder.

What a template gets as a value is escaped, unless it is the outcome of another template (`Markup`). So a word from a
report, a query or a file name is never markup, and nobody has to remember to escape it. Outcomes are put together in
templates: `text + markup` escapes the text, and an f-string makes a plain text of the markup.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,  # a misspelt name is an error of ours, not an empty place on the page
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_environment.filters["percent_encoded"] = lambda text: quote(str(text))


def render(template: str, **values: Any) -> Markup:
    """The template at a path such as "archive/reports.html", filled with `values`."""
    return Markup(_environment.get_template(template).render(**values).strip())


def macro(template: str, name: str, *arguments: Any, **values: Any) -> Markup:
    """One macro of the template at a path such as "components.html", called from Python."""
    return Markup(text_macro(template, name, *arguments, **values).strip())


def text_macro(template: str, name: str, *arguments: Any, **values: Any) -> Markup:
    """The same for a macro that gives the text of a report, of which white space is part."""
    call = getattr(_environment.get_template(template).module, name)
    return Markup(str(call(*arguments, **values)))
