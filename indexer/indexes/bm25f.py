"""BM25F: BM25 over several fields, joined before saturation.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.6. With n
documents of which d hold the term, a term t scores a document

    idf(t) * w / (k1 + w),    w = sum over fields of  boost * frequency / (1 - b + b * length / mean length)
    idf(t) = log(1 + (n - d + 0.5) / (d + 0.5))

and a query the sum over its terms. This idf is never negative, so a word that most paragraphs hold cannot
push a paragraph down. The constant factor (k1 + 1) is left out: it changes no order.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """`boost` is how much one occurrence counts; `b` from 0 to 1 is how much a long field is discounted."""

    boost: float
    b: float


def inverse_document_frequency(documents: int, holding: int) -> float:
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def normalised_lengths(lengths: NDArray[np.integer[Any]], b: float) -> NDArray[np.float32]:
    """float32 (n,): the divisor of each document's frequencies, 1 for a field of mean length."""
    mean = float(lengths.mean()) if len(lengths) else 0.0
    return (1 - b + b * (lengths / (mean or 1.0))).astype(np.float32)


def saturate(weights: NDArray[np.float32], k1: float) -> NDArray[np.float32]:
    """From 0 towards 1: the tenth occurrence of a word says less than the first."""
    return weights / (k1 + weights)
