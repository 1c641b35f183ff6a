"""What each command does, once its arguments are parsed. Heavy modules are imported by the command that needs them."""

from __future__ import annotations

import sysconfig
from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.embedding.model import EMBEDDED_MODEL, NO_MODEL
from indexer.errors import IndexUnavailable
from indexer.storage.ledger import Ledger, Outcome
from indexer.storage.manifest import last_origin
from search_app.command.terminal import on_one_line, print_json
from search_app.store.opening import check_source, index_path

if TYPE_CHECKING:
    from indexer.building.addition import Preview
    from indexer.building.build import BuildResult
    from search_app.answers.catalogue import Catalogue


def show_reports(rows: Iterable[dict[str, Any]]) -> None:
    """One line a report, and its findings under it."""
    for row in rows:
        print(
            f"{row['report_id']}  {row['area'] or 'area not stated'}, {row['published'] or 'no date stated'}, "
            f"{row['type'] or 'type not stated'}, {row['chunks']} paragraphs and bullets"
        )
        for finding in row["findings"]:
            page = f" (page {finding['page']})" if finding["page"] else ""
            print(f"    {finding['code']}{page}: {finding['message']}")


def show_holdings(holdings: dict[str, Any]) -> None:
    """Reports by year, type and area, then the gaps."""
    for name, key in (("years", "year"), ("types", "type")):
        print(f"{name}: " + ", ".join(f"{row[key] or 'not stated'} {row['reports']}" for row in holdings[name]))
    for row in holdings["areas"]:
        years = ", ".join(map(str, row["years"])) or "not dated"
        missing = f"; none from {', '.join(map(str, row['missing_years']))}" if row["missing_years"] else ""
        print(f"{row['area']}: {row['reports']} ({years}{missing})")
    for key in ("without_publication_date", "without_area"):
        if holdings[key]:
            print(f"{key.replace('_', ' ')}: {', '.join(holdings[key])}")
    for row in holdings["refused"]:
        print(f"refused: {on_one_line(row['source'])}: {on_one_line(row['message'])}")


DEFAULT_CORPUS = Path("corpus")
_INSTALLED_SAMPLES = "share/precedent/samples"


def run_index(options: Namespace) -> int:
    """Exit code 1 where some file was refused, else 0."""
    from indexer.building.build import build
    from indexer.building.versions import Told
    from indexer.storage.ledger import Outcome
    from search_app.command.progress import ProgressBar

    progress = ProgressBar(silent=options.json)
    # An archive that cannot be read is built anew where its folder is named, and never from another one unasked.
    named = options.corpus and options.model
    index = index_path(options.index, "Building")
    corpus, model = (None, None) if named else last_choices(index)
    result = build(
        options.corpus or corpus or _samples(),
        index,
        model=options.model or model or EMBEDDED_MODEL,
        retry_refused=options.retry,
        told=Told(frozenset(options.newest), frozenset(options.both)),
        may_download=options.model is not None,  # never because an index names one
        progress=progress,
        part=options.part,
    )
    progress.close()
    if options.json:
        print_json({"generation": result.generation, "published": result.published, "ledger": result.ledger.to_json()})
    else:
        show_build(result)
    return 1 if result.ledger.count(Outcome.REFUSED) else 0


def _samples() -> Path:
    """The folder `corpus` of a checkout; where there is none, the samples that a package was installed with."""
    installed = Path(sysconfig.get_path("data")) / _INSTALLED_SAMPLES
    return installed if installed.is_dir() and not DEFAULT_CORPUS.exists() else DEFAULT_CORPUS


def run_join(options: Namespace) -> int:
    """Exit code 1 where some file was refused, else 0."""
    from indexer.building.joining import join

    index = index_path(options.index, "Joining")
    name, manifest, ledger = join(options.parts, index)
    if options.json:
        print_json({"generation": name, "reports": manifest.reports, "ledger": ledger.to_json()})
    else:
        refused = ledger.count(Outcome.REFUSED)
        print(
            f"Joined {len(options.parts)} parts: {manifest.reports} reports, {manifest.chunks:,} paragraphs, "
            f"{refused} files refused. Published as {name}."
        )
    return 1 if ledger.count(Outcome.REFUSED) else 0


def run_add(options: Namespace) -> int:
    """Exit code 1 where some file was refused, else 0."""
    from indexer.building.addition import add_files, find_destination, preview_files
    from indexer.building.versions import Told
    from search_app.command.progress import ProgressBar

    index = index_path(options.index, "Adding reports")
    destination = None if options.dry_run else find_destination(index, options.corpus)
    progress = ProgressBar(silent=options.json)
    previews = preview_files(options.files, progress, index)
    readable = [preview.path for preview in previews if preview.report]
    if not options.json:
        progress.close()
        show_previews(previews)
    result = None
    if destination is not None and readable:
        names = frozenset(path.name for path in readable)
        told = Told(names if options.newest else frozenset(), names if options.both else frozenset())
        result = add_files(readable, destination, replace=options.replace, told=told, progress=progress)
    progress.close()
    if options.json:
        print_json(addition_to_json(previews, result))
    elif result is not None:
        show_addition(result, readable)
    return 0 if len(readable) == len(previews) else 1


def addition_to_json(previews: Sequence[Preview], result: BuildResult | None) -> dict[str, Any]:
    """What was understood of each file, and the ledger of just those files where they were taken in."""
    from search_app.answers.answer import report_to_json

    names = {preview.path.name for preview in previews}
    return {
        "files": [
            {
                "path": str(preview.path),
                "report": report_to_json(preview.report, preview.chunks) if preview.report else None,
                "refusal": str(preview.refusal) if preview.refusal else None,
                "like": preview.like,
            }
            for preview in previews
        ],
        "generation": result.generation if result else None,
        "ledger": [file.to_json() for file in result.ledger.files if file.source in names] if result else [],
    }


def last_choices(index: Path) -> tuple[Path | None, str | None]:
    """Folder and model of the published generation, so that bringing it up to date needs neither named again."""
    origin = last_origin(index)
    return (None, None) if origin is None else (Path(origin.corpus), origin.model or NO_MODEL)


def run_reports(options: Namespace) -> int:

    catalogue = open_catalogue(options)
    if options.holdings:
        from search_app.answers.catalogue import holdings_of

        holdings = holdings_of(catalogue.heads(), catalogue.generation.ledger()).to_json()
        if options.json:
            print_json(holdings)
        else:
            show_holdings(holdings)
        return 0
    rows = catalogue.reports_json()
    if options.json:
        print_json(rows)
    else:
        show_reports(rows)
    return 0


def run_check(options: Namespace) -> int:
    """Exit code 3 where the index is damaged, else 0; a folder that has moved on is told but is no damage."""
    from indexer.building.repair import repair_index

    index = options.address or options.index
    if options.repair:
        repair_index(index_path(index, "Repairing"))
    result = check_source(index)
    if options.json:
        print_json(result.to_json())
    else:
        for problem in result.problems:
            print(f"{problem.severity}: {problem.message}")
        for note in result.notes:
            print(note)
        print(result.summary)
    return IndexUnavailable.exit_code if result.damaged else 0


def run_rollback(options: Namespace) -> int:
    """Publishes the generation before the current one again."""
    from indexer.storage.manifest import read_manifest
    from indexer.storage.publication import roll_back

    index = index_path(options.index, "Rolling back")
    left, name = roll_back(index)
    manifest = read_manifest(index / name)
    if options.json:
        print_json({"generation": name, "instead_of": left, "reports": manifest.reports, "created": manifest.created})
    else:
        print(
            f"Published {name} again, instead of {left}: {manifest.reports} reports, built {manifest.created}.\n"
            f"`precedent index --index {options.index}` brings it up to date with {manifest.corpus}."
        )
    return 0


def run_serve(options: Namespace) -> int:
    from search_app.command.serve import serve

    if options.allow_adding is not None:
        index_path(options.index, "Adding reports")
    if options.api:
        from search_app.command.serving import require_service

        require_service()
    return serve(
        options.index,
        port=options.port,
        open_browser=options.open,
        adding_to=options.allow_adding,
        api=options.api,
    )


def open_catalogue(options: Namespace) -> Catalogue:
    """The catalogue of the index that a command was given."""
    from search_app.archive import Archive

    return Archive.open(options.index).catalogue


# What the command prints about a build: its ledger, and what new files are understood as.

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
        print(f"  removed    {on_one_line(source)}")
    _show_troubles(ledger)


def show_previews(previews: Sequence[Preview]) -> None:
    """What each new file is understood as, for checking."""
    for preview in previews:
        if preview.report is None:
            print(f"  refused    {on_one_line(preview.path)}: {on_one_line(preview.refusal)}")
            continue
        report = preview.report
        facts = (report.area, report.type and report.type.label, report.published)
        stated = ", ".join(str(fact or "not stated") for fact in facts)
        print(f"  understood {on_one_line(preview.path)}: {stated}, {preview.chunks} paragraphs and bullets")
        if preview.like:
            choice = " (--newest: this one counts; --both: both do)" if preview.undecided else ""
            print(f"             {preview.like}{choice}")
        for finding in report.findings:
            print(f"             {finding.message}" + (f" (page {finding.page})" if finding.page else ""))


def show_addition(result: BuildResult, added: Sequence[Path]) -> None:
    """The ledger of just the files that were added."""
    names = {path.name for path in added}
    for file in result.ledger.files:
        if file.source in names:
            what = file.message or f"{file.report_id}, {file.chunks} paragraphs and bullets ({file.numbered} numbered)"
            print(f"  {file.outcome.value:<10} {on_one_line(file.source)}: {on_one_line(what)}")
    print(f"Published as {result.generation}." if result.published else "All of it was in the index already.")


def _show_troubles(ledger: Ledger) -> None:
    troubled = [file for file in ledger.files if file.code or file.findings]
    for file in troubled[:_FILES_SHOWN]:
        if file.code:
            print(f"  {file.outcome.value:<10} {on_one_line(file.source)}: {on_one_line(file.message)}")
        for finding in file.findings:
            page = f" (page {finding.page})" if finding.page else ""
            print(f"  finding    {on_one_line(file.source)}{page}: {finding.message}")
    if len(troubled) > _FILES_SHOWN:
        print(f"  ... and {len(troubled) - _FILES_SHOWN} more files; `precedent reports` lists all findings.")
