"""The reports and paragraphs of an archive on Milvus: columns out of the sidecar, words out of rows.

Rows are fetched for all that an answer shows at once, with everything that its parts ask of them, and kept.
"""

from __future__ import annotations

import json
import threading
from base64 import b64decode
from collections import OrderedDict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexDamaged, NotFound, StoreUnreachable
from indexer.records import Chunk, Reading, Report, ReportId, Statement
from indexer.serialise import chunk_from_json, digest_of, elements_from_json
from indexer.storage.ledger import Ledger
from indexer.storage.manifest import Manifest
from indexer.storage.segment import READING_CODES, STATEMENT_BITS, ThemeColumn
from search_app.store.interface import Ids
from search_app.store.milvus.connection import Connection, Row
from search_app.store.milvus.sidecar import Sidecar

_ROWS_KEPT = 4_000
"""Some 20 MB: what a hundred pages of results are made of."""

_REPORTS_KEPT = 256

_WHOLE_ROWS = 200
"""Up to so many are fetched with all their fields, since the next to ask for them wants the others."""

_FIELDS = ("text", "chunk", "codes")
ELSEWHERE = "\x00"
"""What stands in a field whose content does not fit it, and lies in a file of its own."""

_PUSH_AGAIN = "Push the archive again: precedent push FOLDER ADDRESS"

_Value = TypeVar("_Value")


def report_file(serial: int) -> str:
    """The file with the body of one revision of a report."""
    return f"report-{serial}"


def field_file(paragraph: int, field: str) -> str:
    """The file with a field's content that does not fit the row of a paragraph."""
    return f"field-{paragraph}-{field}"


class _Recent(Generic[_Value]):
    """The values that were used last. Safe for several threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held: OrderedDict[Hashable, _Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> _Value | None:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: Hashable, value: _Value) -> None:
        with self._lock:
            self._held[key] = value
            while len(self._held) > self._limit:
                self._held.popitem(last=False)


class MilvusContents:
    """One publication, as `Contents` says. Safe for several threads."""

    def __init__(self, connection: Connection, sidecar: Sidecar) -> None:
        self._connection = connection
        self.sidecar = sidecar
        self._rows = _Recent[Row](_ROWS_KEPT)
        self._bodies = _Recent[Report](_REPORTS_KEPT)
        self.has_vectors = sidecar.manifest.dimensions is not None
        self.row_of: Mapping[ReportId, int] = {report.report_id: row for row, report in enumerate(self.reports)}

    def __len__(self) -> int:
        return len(self.sidecar)

    @property
    def name(self) -> str:
        return self.sidecar.name

    @property
    def manifest(self) -> Manifest:
        return self.sidecar.manifest

    @property
    def notes(self) -> tuple[str, ...]:
        return ()

    @property
    def reports(self) -> Sequence[Report]:
        return self.sidecar.reports

    @property
    def report_rows(self) -> NDArray[np.int32]:
        return self.sidecar.report_rows

    @property
    def section_rows(self) -> NDArray[np.int16]:
        return self.sidecar.section_rows

    @property
    def reading_codes(self) -> NDArray[np.uint8]:
        return self.sidecar.reading_codes

    @property
    def strength_shares(self) -> NDArray[np.float32]:
        return self.sidecar.strength_shares

    @property
    def themes(self) -> ThemeColumn:
        return self.sidecar.themes

    @property
    def boilerplate(self) -> NDArray[np.bool_]:
        return self.sidecar.boilerplate

    @property
    def abbreviations(self) -> Mapping[str, str]:
        return self.sidecar.abbreviations

    def reading_mask(self, readings: Sequence[Reading]) -> NDArray[np.bool_]:
        return np.isin(self.reading_codes, [READING_CODES[reading] for reading in readings])

    def statement_mask(self, statement: Statement) -> NDArray[np.bool_]:
        return (self.sidecar.statement_bits & STATEMENT_BITS[statement]).astype(np.bool_)

    def ordinals_of(self, report_id: str) -> Ids:
        row = self.row_of[ReportId(report_id)]
        return np.arange(self.sidecar.first_rows[row], self.sidecar.first_rows[row + 1], dtype=np.int64)

    def ledger(self) -> Ledger:
        return self.sidecar.ledger()

    def refuse_if_damaged(self) -> None:
        """Each row is proved when it is read."""

    def close(self) -> None:
        self._connection.close()

    # Reports.

    def head(self, report_id: ReportId) -> Report:
        return self.reports[self.row_of[report_id]]

    def report(self, report_id: str) -> Report:
        """The whole report, with text and elements. Raises NotFound, naming near ones, where there is none."""
        row = self.row_of.get(ReportId(report_id))
        if row is None:
            near = [known for known in self.row_of if report_id.lower() in known][:5]
            hint = f"Near it: {', '.join(near)}." if near else "`precedent reports` lists them."
            raise NotFound(f"There is no report {report_id!r} in this archive.", hint=hint)
        return self._whole([row])[0]

    def _whole(self, rows: Sequence[int]) -> list[Report]:
        """Whole reports by their rows, those that are not at hand fetched at once."""
        found = {row: self._bodies.get(row) for row in rows}
        names = {report_file(int(self.sidecar.serials[row])): row for row, held in found.items() if held is None}
        for name, content in (self._connection.read_files(list(names)) if names else {}).items():
            row, body = names[name], json.loads(content)
            report = replace(self.reports[row], text=str(body["text"]), elements=elements_from_json(body["elements"]))
            found[row] = report
            self._bodies.put(row, report)
        reports = [found[row] for row in rows]
        if any(report is None for report in reports):
            raise _changed(self._connection)
        return [report for report in reports if report is not None]

    # Paragraphs.

    def chunk(self, ordinal: int) -> Chunk:
        return self.chunks_at([ordinal])[0]

    def chunks_at(self, ordinals: Sequence[int]) -> list[Chunk]:
        """These paragraphs, and their reports made ready. Raises IndexDamaged for words that are not proved."""
        rows = self.rows_at(ordinals, ("text", "chunk"))
        reports = [int(self.report_rows[ordinal]) for ordinal in ordinals]
        if 1 < len(set(reports)) <= _REPORTS_KEPT:
            self._whole(list(dict.fromkeys(reports)))
        return [self._chunk(*each) for each in zip(ordinals, rows, strict=True)]

    def _chunk(self, ordinal: int, row: Row) -> Chunk:
        try:
            stored, text = json.loads(row["chunk"]), row["text"]
            if stored["digest"] != digest_of(text):
                raise ValueError("its words are not those that were pushed")
            chunk = chunk_from_json(stored | {"start": 0, "end": len(text)}, ordinal, text)
            chunk = replace(chunk, start=stored["start"], end=stored["end"])
            if chunk.report_id != self.reports[int(self.report_rows[ordinal])].report_id:
                raise ValueError(f"it names the report {chunk.report_id}")
        except (ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(
                f"Paragraph {row.get('id')} of {self._connection.address.text} cannot be quoted: {error}.",
                hint=_PUSH_AGAIN,
            ) from error
        return chunk

    def text(self, ordinal: int) -> str:
        return str(self.rows_at([ordinal], ("text",))[0]["text"])

    def codes(self, ordinal: int) -> NDArray[np.uint8]:
        """uint8 (tokens * parts,): the codes of a paragraph's word pieces."""
        return np.frombuffer(b64decode(self.rows_at([ordinal], ("codes",))[0]["codes"]), dtype=np.uint8)

    def rows_at(self, ordinals: Sequence[int], fields: Collection[str]) -> list[Row]:
        """The rows of these paragraphs with these fields at least. Raises StoreUnreachable where one is not there."""
        held = {ordinal: self._rows.get(ordinal) for ordinal in ordinals}
        missing = [ordinal for ordinal, row in held.items() if row is None or not row.keys() >= set(fields)]
        if missing:
            asked = tuple(fields)
            if len(missing) <= _WHOLE_ROWS:
                asked = (*_FIELDS, "dense") if self.has_vectors else _FIELDS
            ids = self.sidecar.ids_of(np.array(missing, dtype=np.int64)).tolist()
            found = self._connection.rows_of(ids, asked)
            if len(found) != len(set(ids)):
                raise _changed(self._connection)
            self._fill(found, asked)
            for ordinal, paragraph in zip(missing, ids, strict=True):
                held[ordinal] = found[paragraph]
                self._rows.put(ordinal, found[paragraph])
        return [row for ordinal in ordinals if (row := held[ordinal]) is not None]

    def _fill(self, rows: Mapping[int, Row], fields: Collection[str]) -> None:
        """Puts in place what did not fit its field."""
        places = {
            field_file(paragraph, field): (row, field)
            for paragraph, row in rows.items()
            for field in fields
            if field in _FIELDS and row[field] == ELSEWHERE
        }
        for name, content in (self._connection.read_files(list(places)) if places else {}).items():
            row, field = places[name]
            row[field] = content.decode("utf-8", "surrogatepass")


def _changed(connection: Connection) -> StoreUnreachable:
    return StoreUnreachable(
        f"The archive at {connection.address.text} was changed while it was read.", hint="Ask again."
    )
