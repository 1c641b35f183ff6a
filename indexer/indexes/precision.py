"""Whether to encode in bfloat16: three to four times as fast where the processor has the instructions.

It is looked up and then tried: a sample is encoded both ways, and bfloat16 is kept only where every vector
agrees with single precision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

AGREEMENT_COSINE = 0.9999
"""Below this the order of close results begins to change; bfloat16 on real paragraphs gives .99992 at worst."""

SAMPLE_TEXTS = 8
"""A tenth of a second of encoding, which a build of a few hundred paragraphs earns back."""


_agreed: dict[str, bool] = {}
"""What came of the trial of each model in this process: a page that takes in reports tries once."""


def halve_precision(
    model: Any, encode: Callable[[Sequence[str]], NDArray[np.float32]], texts: Sequence[str], name: str
) -> bool:
    """Turns `model`, from sentence-transformers, to bfloat16 if that is faster here and agrees on a sample of `texts`.

    `encode` gives the unit vectors of texts, (n, d), by the model as it stands. Returns whether it did; otherwise the
    model is as it was. What came of it is kept under `name`.
    """
    if not has_instructions():
        return False
    if name in _agreed:
        if _agreed[name]:
            model.to(torch.bfloat16)
        return _agreed[name]
    sample = list(texts[:: max(1, len(texts) // SAMPLE_TEXTS)][:SAMPLE_TEXTS])
    single = encode(sample)
    model.to(torch.bfloat16)
    _agreed[name] = bool((np.sum(single * encode(sample), axis=1) >= AGREEMENT_COSINE).all())
    if not _agreed[name]:
        model.to(torch.float32)
    return _agreed[name]


def has_instructions() -> bool:
    """Whether this processor multiplies bfloat16 in hardware."""
    checks = ("_is_amx_tile_supported", "_is_avx512_bf16_supported")
    return any(bool(getattr(torch.cpu, name, lambda: False)()) for name in checks)
