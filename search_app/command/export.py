"""The `export` command: its arguments, and what it does with them."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.errors import EvidenceRefused, StorageFailed
from search_app.command.archive import open_catalogue
from search_app.command.terminal import refuse_to_overwrite

if TYPE_CHECKING:
    from search_app.answers.catalogue import Catalogue
    from search_app.basket.basket import Basket


_REFERENCE_HINT = "Write REPORT:PARA, such as southwark-2016:2.3; `precedent show REPORT` lists the paragraphs."


def add_export_arguments(command: ArgumentParser) -> None:
    """Adds the arguments that only this command has."""
    command.add_argument(
        "references", nargs="*", metavar="REPORT:PARA", help="a paragraph to quote; they are written in this order"
    )
    command.add_argument("--basket", type=Path, metavar="FILE", help="an evidence file, whose quotations come first")
    forms = "what to write, by its ending: docx, md, csv, ris, bib or json"
    command.add_argument("--to", type=Path, required=True, metavar="FILE", help=forms)
    command.add_argument("--force", action="store_true", help="replace the file if it is there")


def run_export(options: Namespace) -> int:
    """Exit code 1 where a quotation did not pass the check and was left out, else 0."""
    from datetime import UTC, datetime

    from search_app.basket.check import State, check_basket
    from search_app.basket.export.forms import EVIDENCE_SUFFIX, find_form, write_form

    form = find_form(options.to.suffix)
    catalogue = open_catalogue(options)
    refuse_to_overwrite(options.to, catalogue.manifest, force=options.force)
    basket = _collect(options, catalogue)
    checked = check_basket(basket, catalogue)
    day = datetime.now(UTC).astimezone().date()
    _write(options.to, write_form(form, basket, checked, catalogue.name, day))
    failed = [each for each in checked if each.state is not State.CHECKED]
    if options.json:
        rows = [{"reference": e.item.reference, "state": e.state.value, "advice": e.advice} for e in failed]
        written = {"file": str(options.to), "quotations": len(checked) - len(failed), "not_checked": rows}
        json.dump(written | {"generation": catalogue.name}, sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        print(f"{options.to}: {len(checked) - len(failed)} checked against {catalogue.name}")
        fate = "not checked" if form.suffix == EVIDENCE_SUFFIX else "left out"
        for each in failed:
            print(f"precedent: {each.item.reference} {fate} ({each.state.value}): {each.advice}", file=sys.stderr)
    return 1 if failed else 0


def _collect(options: Namespace, catalogue: Catalogue) -> Basket:
    from search_app.basket.basket import Basket, quote_paragraph
    from search_app.basket.evidence_file import read_evidence

    basket = Basket() if options.basket is None else read_evidence(_read(options.basket))
    for reference in options.references:
        if ":" not in reference:
            raise EvidenceRefused(f"{reference!r} names no paragraph.", hint=_REFERENCE_HINT)
        basket = basket.adding(quote_paragraph(catalogue, reference), catalogue.name)
    if not basket.items:
        raise EvidenceRefused("There is nothing to export.", hint=f"{_REFERENCE_HINT} Or name a --basket FILE.")
    return basket


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise EvidenceRefused(f"{file} cannot be read: {error.strerror}.", hint="Check its name.") from None


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise StorageFailed(
            f"{file} cannot be written: {error.strerror}.", hint="Check the folder, its space and its permissions."
        ) from None
