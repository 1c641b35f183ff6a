"""Whether one setting ranks better than another, or was lucky: the paired randomisation test.

Smucker, Allan and Carterette, "A comparison of statistical significance tests for information retrieval evaluation",
2007. Were both settings alike, each query's two figures could as well be the other way round; `p` is how often a
mean difference as large as the one found comes out when they are exchanged at random.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from indexer.errors import DatasetError

_EXCHANGES = 10_000
_EXCHANGES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PairedTest:
    """`difference` is the mean of this setting less that of the other, over the queries that both answered."""

    measure: str
    queries: int
    difference: float
    p: float
    better: int
    worse: int

    def to_json(self) -> dict[str, Any]:
        return {
            "measure": self.measure,
            "queries": self.queries,
            "difference": round(self.difference, 4),
            "p": round(self.p, 4),
            "better": self.better,
            "worse": self.worse,
        }


def paired_test(measure: str, these: Mapping[str, float], others: Mapping[str, float]) -> PairedTest:
    """`these` and `others` map query ids to figures. Raises DatasetError where they have no query in common."""
    common = sorted(these.keys() & others.keys())
    if not common:
        raise DatasetError(
            "The two runs have no query in common, so they cannot be compared.",
            hint="Compare runs over the same collection and scope.",
        )
    differences = np.array([these[query] - others[query] for query in common])
    found = abs(float(differences.sum()))
    random = np.random.default_rng(0)
    as_large = 0
    for _ in range(0, _EXCHANGES, _EXCHANGES_AT_ONCE):
        signs = random.integers(0, 2, (_EXCHANGES_AT_ONCE, len(common))) * 2 - 1
        # A hair less, since the same sum in another order need not be the same number.
        as_large += int((np.abs(signs @ differences) >= found - 1e-12).sum())
    return PairedTest(
        measure,
        len(common),
        float(differences.mean()),
        (as_large + 1) / (_EXCHANGES + 1),
        int((differences > 0).sum()),
        int((differences < 0).sum()),
    )


def read_per_query(path: Path, mode: str, measure: str) -> dict[str, float]:
    """Query id -> figure, out of a file that `precedent evaluate --per-query` wrote.

    Where that file holds one mode alone, that one, whatever `mode` is. Raises DatasetError.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        modes = {row["mode"] for row in rows}
        wanted = mode if mode in modes or len(modes) != 1 else modes.pop()
        found = {row["query"]: float(row[measure]) for row in rows if row["mode"] == wanted}
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        raise DatasetError(
            f"The file {path} holds no figures by query: {type(error).__name__}: {error}.",
            hint="Write one with: precedent evaluate DATASET --per-query FILE",
        ) from error
    if not found:
        raise DatasetError(f"The file {path} holds no query searched in the mode {mode}.")
    return found
