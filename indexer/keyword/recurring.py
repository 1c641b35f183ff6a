"""Which paragraphs are boilerplate: what several reports print in nearly the same words.

A paragraph is cut into runs of eight words, and each run is looked for in every other paragraph, word for word. A name,
a date or a number that differs spoils the one run that it stands in and no other. Runs are compared by hashes that are
computed over the positions of the keyword index for all places at once, so no text is read and no model needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays.files import map_arrays, write_arrays
from indexer.keyword.positions import WordPositions
from indexer.keyword.postings import FieldPostings
from indexer.keyword.segments import WORDS_FIELD, has_arrays, open_postings

RUN_WORDS = 8
"""Shorter runs are phrases that inspectors share ("children and young people who are looked after")."""

RECURRING_REPORTS = 3
"""Two may be two visits to one place; from three on it is the inspectorate's own wording."""

RECURRING_SHARE = 0.5
"""Of the runs. In the reports at hand, paragraphs lie near 0 or near 1, and hardly any between."""

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
"""Odd, so that multiplying by it loses nothing of a number of 64 bits."""

_NO_WORD = np.uint64(0)
_FILE_ARRAY = "boilerplate"

Hashes = NDArray[np.uint64]
Rows = NDArray[np.integer[Any]]


def find_boilerplate(folders: Sequence[Path], reports: Sequence[Rows]) -> NDArray[np.bool_]:
    """bool (n,): which paragraphs of the segments with these keyword folders are boilerplate.

    `reports` has for each segment the row of each paragraph's report, counted through the whole archive. What has too
    few words for a run is none; nor is what stands in a segment without its arrays. Raises OSError or ValueError.
    """
    runs, owners, cut = [], [], []
    base = 0
    for folder, rows in zip(folders, reports, strict=True):
        if has_arrays(folder):
            fields, positions = open_postings(folder)
            own_runs, paragraphs, is_cut = _runs(fields[WORDS_FIELD], positions)
            runs.append(own_runs)
            owners.append(np.stack([paragraphs + base, rows[paragraphs].astype(np.int64)]))
            cut.append(is_cut)
        base += len(rows)
    if not runs:
        return np.zeros(base, dtype=np.bool_)
    hashes, (paragraphs, of_report), begins = np.concatenate(runs), np.concatenate(owners, axis=1), np.concatenate(cut)
    recurring = _recurring(hashes, of_report)
    asked = paragraphs[begins]
    found = np.bincount(asked, weights=np.isin(hashes[begins], recurring), minlength=base)
    number = np.bincount(asked, minlength=base)
    return np.asarray((number > 0) & (found >= RECURRING_SHARE * number))


def _recurring(hashes: Hashes, reports: NDArray[np.int64]) -> Hashes:
    """Those of `hashes`, each once, that stand in several of `reports`."""
    order = np.lexsort((reports, hashes))
    hashes, reports = hashes[order], reports[order]
    if not len(hashes):
        return hashes
    new_hash = np.concatenate([[True], hashes[1:] != hashes[:-1]])
    new_pair = new_hash | np.concatenate([[True], reports[1:] != reports[:-1]])
    begins = np.flatnonzero(new_hash)
    return hashes[begins][np.add.reduceat(new_pair.astype(np.int64), begins) >= RECURRING_REPORTS]


def _runs(words: FieldPostings, positions: WordPositions) -> tuple[Hashes, NDArray[np.int64], NDArray[np.bool_]]:
    """The hash of every run of words of a segment, the paragraph it stands in, and whether the paragraph is cut
    there: at its first word, and after every run."""
    bases = np.zeros(len(words.lengths) + 1, dtype=np.int64)
    np.cumsum(words.lengths.astype(np.int64) + 1, out=bases[1:])
    at = np.full(bases[-1] + RUN_WORDS, _NO_WORD, dtype=np.uint64)
    for row, term in enumerate(words.terms):
        places = np.repeat(bases[words.ordinals(row)], words.frequencies(row))
        places += positions.places[positions.starts[row] : positions.starts[row + 1]]
        at[places] = _hash(term)
    whole = np.ones(bases[-1], dtype=np.bool_)
    hashes = np.zeros(bases[-1], dtype=np.uint64)
    for step in range(RUN_WORDS):
        own = at[step : step + bases[-1]]
        hashes = hashes * _FACTOR + own
        whole &= own != _NO_WORD
    places = np.flatnonzero(whole)
    paragraphs = np.searchsorted(bases, places, side="right") - 1
    return hashes[places], paragraphs, (places - bases[paragraphs]) % RUN_WORDS == 0


def _hash(term: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "little") | 1)


def write_boilerplate(path: Path, boilerplate: NDArray[np.bool_]) -> None:
    """Writes what `find_boilerplate` found."""
    write_arrays(path, {_FILE_ARRAY: boilerplate.astype(np.uint8)})


def read_boilerplate(path: Path) -> NDArray[np.bool_]:
    """What `write_boilerplate` wrote. Raises OSError, KeyError or ValueError."""
    return np.asarray(map_arrays(path)[_FILE_ARRAY], dtype=np.bool_)
