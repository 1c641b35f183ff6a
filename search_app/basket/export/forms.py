"""The forms that a basket can be taken away in, by the ending of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from indexer.errors import EvidenceRefused
from indexer.language.contact import has_contact_details
from search_app.basket.basket import Basket
from search_app.basket.check import CheckedQuotation, State
from search_app.basket.evidence_file import write_evidence
from search_app.basket.export.document import EvidenceDocument, make_document
from search_app.basket.export.markdown import write_markdown
from search_app.basket.export.references import write_bibtex, write_ris
from search_app.basket.export.tables import write_csv

if TYPE_CHECKING:
    from collections.abc import Sequence


EVIDENCE_SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of file. `name` is for a person; `write` is None for the evidence file itself."""

    suffix: str
    name: str
    media_type: str
    write: Callable[[EvidenceDocument], bytes] | None


def _write_docx(document: EvidenceDocument) -> bytes:
    from search_app.basket.export.word import write_docx  # takes longer to import than all the rest

    return write_docx(document)


FORMS = {
    form.suffix: form
    for form in (
        Form(
            ".docx",
            "Word file",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            _write_docx,
        ),
        Form(".md", "Markdown", "text/markdown", write_markdown),
        Form(".csv", "Spreadsheet (CSV)", "text/csv", write_csv),
        Form(".ris", "References (RIS)", "application/x-research-info-systems", write_ris),
        Form(".bib", "References (BibTeX)", "application/x-bibtex", write_bibtex),
        Form(EVIDENCE_SUFFIX, "Evidence file", "application/json", None),
    )
}


def find_form(suffix: str) -> Form:
    """The form of a file by its ending, in any case. Raises EvidenceRefused, naming those there are."""
    form = FORMS.get(suffix.lower())
    if form is None:
        raise EvidenceRefused(
            f"Evidence cannot be written as {suffix!r}." if suffix else "The file to write has no ending.",
            hint=f"End its name in one of {', '.join(FORMS)}.",
        )
    return form


def write_form(
    form: Form,
    basket: Basket,
    checked: Sequence[CheckedQuotation],
    generation: str,
    day: date,
) -> bytes:
    """The file. Only what was checked goes into it, but for the evidence file, which names the state of each.

    Raises EvidenceRefused where nothing is left to write, and where what stands over the quotations holds contact
    details.
    """
    if any(map(has_contact_details, (basket.cover.title, basket.cover.author, basket.cover.introduction))):
        raise EvidenceRefused(
            "The title, author or introduction contains an e-mail address or a telephone number.",
            hint="Remove it from there.",
        )
    if form.write is None:
        return write_evidence(basket, checked)
    if not any(each.state is State.CHECKED for each in checked):
        raise EvidenceRefused(
            "None of these quotations matches the archive, so there is nothing to export.",
            hint=" ".join(dict.fromkeys(each.advice for each in checked)),
        )
    return form.write(make_document(checked, generation, day, basket.cover))
