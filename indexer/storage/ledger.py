"""The ledger of a build: one outcome for every input file, so that nothing is dropped in silence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from indexer.records import Finding, ReportId


class Outcome(StrEnum):
    READ = "read"
    CARRIED_OVER = "carried over"
    REFUSED = "refused"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file. `code` and `message` say why it was refused, or of what it is a duplicate."""

    source: str
    sha256: str
    outcome: Outcome
    report_id: ReportId | None = None
    chunks: int = 0
    numbered: int = 0
    findings: tuple[Finding, ...] = ()
    code: str | None = None
    message: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "sha256": self.sha256,
            "outcome": self.outcome.value,
            "report_id": self.report_id,
            "chunks": self.chunks,
            "numbered": self.numbered,
            "findings": [asdict(finding) for finding in self.findings],
            "code": self.code,
            "message": self.message,
        }

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> FileOutcome:
        findings = tuple(Finding(**finding) for finding in row["findings"])
        report_id = ReportId(row["report_id"]) if row["report_id"] else None
        return cls(**row | {"outcome": Outcome(row["outcome"]), "findings": findings, "report_id": report_id})


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every file of a build, in corpus order, and the sources that the last build knew and this one did not find."""

    files: tuple[FileOutcome, ...]
    removed: tuple[str, ...] = ()
    encoded: int = 0

    def count(self, outcome: Outcome) -> int:
        return sum(1 for file in self.files if file.outcome is outcome)

    @property
    def reports(self) -> int:
        return self.count(Outcome.READ) + self.count(Outcome.CARRIED_OVER)

    @property
    def chunks(self) -> int:
        return sum(file.chunks for file in self.files)

    @property
    def numbered(self) -> int:
        return sum(file.numbered for file in self.files)

    @property
    def findings(self) -> int:
        return sum(len(file.findings) for file in self.files)

    def to_json(self) -> dict[str, Any]:
        return {
            "files": [file.to_json() for file in self.files],
            "removed": list(self.removed),
            "encoded": self.encoded,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Ledger:
        files = tuple(FileOutcome.from_json(row) for row in value["files"])
        return cls(files, tuple(value["removed"]), value["encoded"])
