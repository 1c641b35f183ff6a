"""An archive built on several machines: `precedent index --part i/n` on each, `precedent join` on one.

Reading and encoding need nothing of other reports, so every machine takes its share of the folder, by the order of the
files, and builds an index of it. Joining carries their segments over, in that order, and leaves out what two parts hold
alike, and the older versions of reports. What is searched is then what one machine would have built.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from indexer.building.assembly import Assembly, Origin, as_segment, assembling
from indexer.building.intake import settle_parts
from indexer.building.previous import Previous, Versions, as_encoded
from indexer.building.versions import Told
from indexer.embedding.encoder import Encoded
from indexer.embedding.model import ModelSource
from indexer.errors import CorpusError, IndexDamaged, IndexFormatMismatch
from indexer.language.chunking import embedded_text
from indexer.reading.corpus import CorpusFile
from indexer.records import Chunk, Report, ReportId
from indexer.storage.fingerprints import Fingerprint
from indexer.storage.ledger import Ledger
from indexer.storage.manifest import Manifest, current_folder, read_manifest
from indexer.storage.publication import build_lock

PART_FILE = "PART"


@dataclass(frozen=True, slots=True)
class Part:
    """The `number`th of `of` parts, from 1 on, of the folder whose listing has this SHA-256.

    `newest` and `both` are what was told of its files, of which the other version may be in another part.
    """

    number: int
    of: int
    listing: str
    newest: Sequence[str] = ()
    both: Sequence[str] = ()

    def told(self, told: Told | None, index: Path) -> Part:
        """This part with what was told, now or when `index` was built of the same files."""
        with suppress(CorpusError):
            before = _read_part(index)
            if before == replace(self, newest=before.newest, both=before.both):
                told = Told({*before.newest, *(told or Told()).newest}, {*before.both, *(told or Told()).both})
        return replace(self, newest=sorted(told.newest), both=sorted(told.both)) if told else self

    def files(self, files: Sequence[CorpusFile]) -> tuple[CorpusFile, ...]:
        """Its share of a folder's files."""
        count = len(files)
        return tuple(files[count * (self.number - 1) // self.of : count * self.number // self.of])

    def write(self, index: Path) -> None:
        (index / PART_FILE).write_text(json.dumps(asdict(self)), encoding="utf-8")


def listing_sha256(files: Sequence[CorpusFile]) -> str:
    """What two folders have in common that hold the same files."""
    return hashlib.sha256("\n".join(f"{file.sha256}  {file.source}" for file in files).encode()).hexdigest()


def _read_part(index: Path) -> Part:
    try:
        return Part(**json.loads((index / PART_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise CorpusError(
            f"{index} is not a part of an archive: {error}.", hint="Build it with: precedent index FOLDER --part 1/2"
        ) from error


def join(folders: Sequence[Path], index: Path) -> tuple[str, Manifest, Ledger]:
    """Publishes the archive whose parts are in `folders`, in any order, in `index`.

    Raises CorpusError where they are not all parts of one folder, IndexUnavailable for one that cannot be read,
    IndexLocked and StorageFailed.
    """
    parts = sorted(((_read_part(folder), folder) for folder in folders), key=lambda each: each[0].number)
    _require_all([part for part, _ in parts])
    lenders = [_lender(folder) for _, folder in parts]
    manifests = [lender.manifest for lender in lenders if lender.manifest is not None]
    _require_alike(manifests, lenders)
    told = Told({file for part, _ in parts for file in part.newest}, {file for part, _ in parts for file in part.both})
    taken = settle_parts(_Lenders(lenders), told)
    kept = {wanted.report_id for wanted in taken.wanted}
    first = manifests[0]
    model = None if first.model is None else ModelSource(first.model, None, first.model_revision or "")
    with build_lock(index), assembling(index) as assembly:
        for lender, manifest in zip(lenders, manifests, strict=True):
            for held in lender.segments(model):
                wanted = [report for report in held.reports if report in kept]
                if len(wanted) == len(held.reports) and lender.folder is not None:
                    assembly.carry(lender.folder, manifest, [held.name])
                elif wanted:
                    _write_without(assembly, lender, wanted, model)
        ledger = Ledger(taken.outcomes)
        origin = Origin(first.corpus, parts[0][0].listing, model, first.versions, lenders[0].corrected)
        name, joined = assembly.publish(ledger, origin)
    return name, joined, ledger


def _lender(folder: Path) -> Previous:
    """A part to carry over, every file of it held against its sum."""
    manifest = read_manifest(current_folder(folder))
    lender = Previous.open(folder, Versions(**manifest.versions))
    if lender.problems or not lender.has_arrays:
        problem = "; ".join(lender.problems) or "its keyword arrays are missing"
        raise IndexDamaged(f"The part in {folder} is damaged: {problem}.", hint="Build that part again.")
    return lender


def _require_all(parts: Sequence[Part]) -> None:
    if len({(part.of, part.listing) for part in parts}) != 1:
        raise CorpusError(
            "These parts were built from different folders, or the folder was not the same for every part.",
            hint="Build every part from the same files: precedent index FOLDER --part 1/2",
        )
    missing = sorted(set(range(1, parts[0].of + 1)) - {part.number for part in parts})
    if missing or len(parts) != parts[0].of:
        named = ", ".join(map(str, missing)) or "none, but one is given twice"
        raise CorpusError(f"Not all of the {parts[0].of} parts are given; missing: {named}.", hint="Name each once.")


def _require_alike(manifests: Sequence[Manifest], lenders: Sequence[Previous]) -> None:
    made = {
        (str(each.versions), each.model, each.model_revision, str(sorted(lender.corrected.items())))
        for each, lender in zip(manifests, lenders, strict=True)
    }
    if len(made) != 1:
        raise IndexFormatMismatch(
            "The parts were built with different models, corrections, lists of sources or versions of Precedent.",
            hint="Build them all again, with the same of each.",
        )


class _Lenders(Previous):
    """The parts as one lender."""

    def __init__(self, lenders: Sequence[Previous]) -> None:
        super().__init__(None, Versions("", "", "", ""))
        self._outcomes = {source: outcome for lender in lenders for source, outcome in lender.outcomes.items()}
        self._of = {report_id: lender for lender in lenders for report_id in lender.ids.values()}

    @property
    def has_same_sources(self) -> bool:
        return True

    def fingerprint(self, report_id: ReportId) -> Fingerprint:
        return self._of[report_id].fingerprint(report_id)

    def report(self, report_id: ReportId) -> Report:
        return self._of[report_id].report(report_id)


def _write_without(assembly: Assembly, lender: Previous, wanted: Sequence[ReportId], model: ModelSource | None) -> None:
    """A segment anew, of those of its reports that are wanted."""
    reports = [lender.report(report_id) for report_id in wanted]
    chunks: list[Chunk] = [chunk for report_id in wanted for chunk in lender.chunks(report_id) or ()]
    assembly.add(as_segment(reports, chunks), partial(_encoded, lender, reports, chunks, model), lambda amount: None)


def _encoded(
    lender: Previous, reports: Sequence[Report], chunks: Sequence[Chunk], model: ModelSource | None
) -> Encoded | None:
    if model is None:
        return None
    known = {text: encoded for report in reports for text, encoded in lender.encoded(report, model).items()}
    by_id = {report.report_id: report for report in reports}
    return as_encoded([known[embedded_text(chunk, by_id[chunk.report_id])] for chunk in chunks])
