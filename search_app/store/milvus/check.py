"""Verifies an archive on Milvus against its own sidecar; the index that it was pushed from is not asked."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np

from indexer.building.check import CheckResult, Problem, Severity
from search_app.store.milvus.connection import Connection
from search_app.store.milvus.contents import report_file
from search_app.store.milvus.push import is_proved, rows_by_serial
from search_app.store.milvus.sidecar import SERIAL_SHIFT, Sidecar
from search_app.store.milvus.source import MilvusSource, fetch_sidecar, last_publication

_REPORTS_AT_ONCE = 20
_SAMPLED_ROWS = 200
_UNIT_LENGTH_TOLERANCE = 2e-3
_MEND = "push it again: precedent push FOLDER ADDRESS"


def check_archive(address: str) -> CheckResult:
    """Everything that is wrong with what is published at `address`. Raises IndexMissing where nothing is."""
    source = MilvusSource.at(address)
    source.newest()
    connection = source.connection
    try:
        publication = last_publication(connection, strong=True)
        assert publication is not None  # there was one a moment ago
        sidecar = fetch_sidecar(connection, publication)
        problems = [*_wrong_reports(connection, sidecar), *_wrong_vectors(connection, sidecar)]
        rest = _left_over(connection, sidecar)
        drift = _drift(sidecar)
    finally:
        connection.close()
    found = [Problem(Severity.DAMAGE, f"{problem}; {_MEND}") for problem in problems]
    if rest:
        found.append(
            Problem(Severity.OUT_OF_DATE, f"{rest:,} paragraphs of a push that did not end lie beside it; {_MEND}")
        )
    state = "damaged" if problems else "whole"
    return CheckResult(
        tuple(found),
        f"{sidecar.name} at {address} is {state}: {len(sidecar.reports):,} reports, {len(sidecar):,} paragraphs; "
        f"mean lengths moved by {drift:.2%} at most since a report was sent.",
    )


def _wrong_reports(connection: Connection, sidecar: Sidecar) -> Iterator[str]:
    for first in range(0, len(sidecar.serials), _REPORTS_AT_ONCE):
        part = range(first, min(first + _REPORTS_AT_ONCE, len(sidecar.serials)))
        serials = sidecar.serials[list(part)].tolist()
        held, bodies = rows_by_serial(connection, serials), connection.read_files(list(map(report_file, serials)))
        for row, serial in zip(part, serials, strict=True):
            name, rows = sidecar.reports[row].source, held.get(serial, {})
            if set(rows) != {serial << SERIAL_SHIFT | place for place in range(int(sidecar.counts[row]))}:
                yield f"{name} has {len(rows)} paragraphs there, and should have {int(sidecar.counts[row])}"
            if report_file(serial) not in bodies:
                yield f"the text of {name} is missing"
                continue
            text = str(json.loads(bodies[report_file(serial)])["text"])
            for each in rows.values():
                stored = json.loads(each["chunk"]) if is_proved(each) else None
                if stored is None or text[stored["start"] : stored["end"]] != each["text"]:
                    yield f"paragraph {each['id']} of {name} has other words than were pushed"


def _wrong_vectors(connection: Connection, sidecar: Sidecar) -> Iterator[str]:
    if sidecar.manifest.dimensions is None or not len(sidecar):
        return
    sample = np.unique(np.linspace(0, len(sidecar) - 1, min(_SAMPLED_ROWS, len(sidecar)), dtype=np.int64))
    for paragraph, row in connection.rows_of(sidecar.ids_of(sample).tolist(), ("dense",)).items():
        length = float(np.linalg.norm(np.array(row["dense"], dtype=np.float32)))
        if abs(length - 1) > _UNIT_LENGTH_TOLERANCE:
            yield f"the vector of paragraph {paragraph} has the length {length:.3f} and not 1"


def _left_over(connection: Connection, sidecar: Sidecar) -> int:
    return max(0, connection.count("id >= 0") - len(sidecar))


def _drift(sidecar: Sidecar) -> float:
    """By how much the mean lengths that weights rest on differ, the most of all fields."""
    if len(sidecar.bases) < 2:
        return 0.0
    low, high = sidecar.bases.min(axis=0), sidecar.bases.max(axis=0)
    return float(((high - low) / np.maximum(low, 1e-9)).max())
