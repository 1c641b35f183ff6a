"""Make the PDF samples in `corpus/` from their sources: `python -m tests.making.corpus_pdfs`."""

from __future__ import annotations

from pathlib import Path

from tests.making.letter_source import read_source
from tests.making.pdf.pdf_form import to_pdf
from tests.making.pdf.pdf_layouts import SANS, SERIF

_HERE = Path(__file__).resolve().parent
CORPUS = _HERE.parents[1] / "corpus"
SOURCES = _HERE / "samples"

LAYOUTS = {
    "harrowmere-2014": SERIF,
    "marlstead-2015": SANS,
    "ostermoor-2016": SANS,
    "thornhallow-2013": SERIF,
}
"""Which layout each source is printed in. A source that is not named here is an error."""


def make(name: str) -> bytes:
    """Return the PDF of the sample called `name`, the same bytes each time for one version of reportlab."""
    source = (SOURCES / f"{name}.letter").read_text(encoding="utf-8")
    return to_pdf(read_source(source), LAYOUTS[name])


def main() -> None:
    """Write every PDF sample into `corpus/`."""
    for name in LAYOUTS:
        (CORPUS / f"{name}.pdf").write_bytes(make(name))


if __name__ == "__main__":
    main()
