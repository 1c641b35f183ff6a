"""Text for scanned pages, through the `ocrmypdf` command where it is installed (the "ocr" extra).

Recognised words may be wrong, so a report that was read in this way carries a finding that says so.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from indexer.records import Finding
from indexer.structure.layout import Page

OCR_TIME_LIMIT_SECONDS = 100.0
"""Less than a reading may take in all; about thirty pages on a slow machine."""

COMMAND = "ocrmypdf"


def scanned(pages: Sequence[Page]) -> list[int]:
    """The numbers of the pages that are pictures without text."""
    return [page.number for page in pages if page.pictures and not page.printed]


def with_text_layer(data: bytes) -> bytes | None:
    """The PDF with recognised text on its scanned pages; None where the command is absent, fails or takes too long."""
    command = _command()
    if command is None:
        return None
    arguments = [command, "--skip-text", "--quiet", "--output-type", "pdf", "--language", "eng", "-", "-"]
    try:
        done = subprocess.run(
            arguments,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=OCR_TIME_LIMIT_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout or None


def about_recognised(pages: Sequence[int]) -> Finding:
    """The finding that says which pages were recognised and what that means for a quotation."""
    named = ", ".join(map(str, pages))
    message = f"Pages {named} are pictures; their words were recognised by OCR and may be wrong. Check quotations."
    return Finding("text-recognised", message, pages[0])


def _command() -> str | None:
    """The command on the path, or beside this Python, where an environment that is not activated keeps it."""
    return shutil.which(COMMAND) or shutil.which(COMMAND, path=str(Path(sys.executable).parent))
