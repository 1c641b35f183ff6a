"""The inspectorates of a report, which a joint inspection names in one line."""

from __future__ import annotations

import re

from indexer.records import Report

_BETWEEN = re.compile(
    r",\s*(?:and\s+)?|\s+and\s+(?=(?:HM|HMI|HMICFRS|His|Her|Ofsted|Care|CQC|Estyn|Healthcare|Education)\b)"
)
"""An "and" inside a name, as in "Constabulary and Fire & Rescue Services", parts nothing."""


def inspectorates_of(report: Report) -> tuple[str, ...]:
    """Each inspectorate that the report names, in its order; () where it names none."""
    names = (name.strip() for name in _BETWEEN.split(report.inspectorate or ""))
    return tuple(dict.fromkeys(name for name in names if name))
