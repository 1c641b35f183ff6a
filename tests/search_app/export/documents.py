"""A basket over small invented reports, checked and made into a document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from search_app import Archive
from search_app.answers.catalogue import Catalogue
from search_app.basket.basket import Basket, quote_paragraph
from search_app.basket.check import check_basket
from search_app.basket.export.document import EvidenceDocument, make_document
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive

DAY = date(2026, 3, 4)
EMAIL, TELEPHONE, COPIED = "a.sample@example.org", "020 7946 0018", "Copied to the chair of the board"
AWKWARD = "=SUM(1) {a} 5% & $6 _under_ **bold** <b>x</b> [l](http://e.example) \\ ~ ^ # :smile: | www.e.example"
PARENTS = "Parents were heard early. Their views shaped the plan.\nMost came back."
ASHMERE = make_report(
    parts=[
        ("furniture", f"{COPIED}, {EMAIL}, {TELEPHONE}"),
        ("heading", "Key strengths"),
        ("paragraph", PARENTS, "1.1"),
        ("paragraph", AWKWARD, "1.2"),
        ("bullet", "- plans were reviewed"),
    ],
    lead_inspector="S. Sample",
)
JOINT = make_report(
    "brookfold-2018",
    parts=[("paragraph", "1. Plans named who would act.", "7")],
    title="Joint inspection of Brookfold",
    area="Brookfold",
    inspectorate="Ofsted, HMICFRS and HM Inspectorate of Probation",
    type=None,
    published=None,
    inspection_end=date(2018, 5, 6),
)
SAMPLE = make_report("wrenford-2013", parts=[("paragraph", "Staff knew every child.", "2.1")], sample=True)
UNKNOWN = make_report(
    "notes-2020", parts=[("prose", "An audit of our own.")], title="Our audit", area=None, inspectorate=None, type=None
)


def open_catalogue(folder: Path) -> Catalogue:
    """The four reports, published."""
    publish_archive(folder / "index", [ASHMERE, JOINT, SAMPLE, UNKNOWN], model=None)
    return Archive.open(folder / "index").catalogue


def fill_basket(catalogue: Catalogue, *references: str) -> Basket:
    """Those paragraphs, or every one there is."""
    basket = Basket()
    for ordinal in range(len(catalogue)) if not references else ():
        chunk = catalogue.chunk(ordinal)
        references = (*references, f"{chunk.report_id}:{catalogue.address(chunk)}")
    for reference in references:
        basket = basket.adding(quote_paragraph(catalogue, reference), catalogue.name)
    return basket


def full_document(folder: Path) -> EvidenceDocument:
    """Every paragraph, two of them under a theme, one with a note, one that no longer agrees."""
    catalogue = open_catalogue(folder)
    basket = fill_basket(catalogue)
    basket = basket.annotating("ashmere-2014:1.1", theme="Parents & carers", note="@ask\n=about *this*")
    basket = basket.annotating("brookfold-2018:7", theme="parents & carers")
    gone = basket.find("wrenford-2013:2.1")
    assert gone is not None
    basket = Basket((*basket.items, replace(gone, address="9.9", text="Words of no report.")), generation="gen")
    return make_document(check_basket(basket, catalogue), catalogue.name, DAY)
