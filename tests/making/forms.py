"""One letter in every form that Precedent reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.making.html_form import to_html
from tests.making.letter import Letter
from tests.making.markdown_form import to_markdown
from tests.making.pdf.pdf_form import to_sans_pdf, to_serif_pdf
from tests.making.text_form import to_paged_text, to_text
from tests.making.word.docx_form import to_docx, to_docx_with_automatic_numbers

Form = Callable[[Letter], bytes]


def _encoded(form: Callable[[Letter], str]) -> Form:
    return lambda letter: form(letter).encode("utf-8")


FORMS: dict[str, tuple[str, Form]] = {
    "text": (".txt", _encoded(to_text)),
    "markdown": (".md", _encoded(to_markdown)),
    "docx": (".docx", to_docx),
    "html": (".html", _encoded(to_html)),
    "serif-pdf": (".pdf", to_serif_pdf),
    "sans-pdf": (".pdf", to_sans_pdf),
}
"""Name of the form -> file name suffix and what makes the bytes."""

HARDER_FORMS: dict[str, tuple[str, Form]] = {
    "paged-text": (".txt", _encoded(to_paged_text)),
    "docx-automatic-numbers": (".docx", to_docx_with_automatic_numbers),
}
"""Forms that real files also come in, beyond the six."""


def write_form(letter: Letter, form: str, folder: Path, stem: str = "letter") -> Path:
    """Write `letter` in the form of that name to `folder`, and return the path of the new file."""
    suffix, make = {**FORMS, **HARDER_FORMS}[form]
    path = folder / f"{stem}-{form}{suffix}"
    path.write_bytes(make(letter))
    return path
