"""What the command prints about a build: its ledger, and what new files are understood as."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.ledger import Ledger, Outcome

if TYPE_CHECKING:
    from indexer.addition import Preview
    from indexer.build import BuildResult

_FILES_SHOWN = 50
"""A screenful; `precedent reports` has them all."""


def show_build(result: BuildResult) -> None:
    """The ledger: what is in the index, what was carried over, refused or removed, and every finding."""
    ledger = result.ledger
    if not result.published:
        print(f"Nothing has changed since {result.generation} was built from {result.manifest.corpus}.")
    print(
        f"{len(ledger.files)} files: {ledger.count(Outcome.READ)} read, "
        f"{ledger.count(Outcome.CARRIED_OVER)} carried over, {ledger.count(Outcome.DUPLICATE)} duplicates, "
        f"{ledger.count(Outcome.REFUSED)} refused."
    )
    print(
        f"{ledger.reports} reports, {ledger.chunks} paragraphs and bullets ({ledger.numbered} numbered), "
        f"{ledger.findings} findings."
    )
    if result.published:
        print(f"{ledger.encoded} encoded. Published as {result.generation}.")
    for source in ledger.removed:
        print(f"  removed    {source}")
    _show_troubles(ledger)


def show_previews(previews: Sequence[Preview]) -> None:
    """What each new file is understood as, for checking."""
    for preview in previews:
        if preview.report is None:
            print(f"  refused    {preview.path}: {preview.refusal}")
            continue
        report = preview.report
        facts = (report.area, report.type and report.type.label, report.published)
        stated = ", ".join(str(fact or "not stated") for fact in facts)
        print(f"  understood {preview.path}: {stated}, {preview.chunks} paragraphs and bullets")
        for finding in report.findings:
            print(f"             {finding.message}" + (f" (page {finding.page})" if finding.page else ""))


def show_addition(result: BuildResult, added: Sequence[Path]) -> None:
    """The ledger of just the files that were added."""
    names = {path.name for path in added}
    for file in result.ledger.files:
        if file.source in names:
            what = file.message or f"{file.report_id}, {file.chunks} paragraphs and bullets ({file.numbered} numbered)"
            print(f"  {file.outcome.value:<10} {file.source}: {what}")
    print(f"Published as {result.generation}." if result.published else "All of it was in the index already.")


def _show_troubles(ledger: Ledger) -> None:
    troubled = [file for file in ledger.files if file.code or file.findings]
    for file in troubled[:_FILES_SHOWN]:
        if file.code:
            print(f"  {file.outcome.value:<10} {file.source}: {file.message}")
        for finding in file.findings:
            page = f" (page {finding.page})" if finding.page else ""
            print(f"  finding    {file.source}{page}: {finding.message}")
    if len(troubled) > _FILES_SHOWN:
        print(f"  ... and {len(troubled) - _FILES_SHOWN} more files; `precedent reports` lists all findings.")
