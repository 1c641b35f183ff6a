"""Codes of word pieces for archives that no model has encoded: as many for each paragraph as it has pieces.

Comparing and storing them takes what real ones take; what they say is chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np

from indexer.embedding.model import ModelSource, open_tokenizer
from indexer.embedding.token_codes import CENTROIDS, TokenCodes, token_quantiser
from indexer.embedding.windows import bearing_pieces

_AT_ONCE = 4096


def random_codes(texts: Sequence[str], source: ModelSource) -> TokenCodes:
    """Those of `texts`, in their order; `source` is a model that has codebooks and its files here."""
    quantiser = token_quantiser(source.name)
    assert quantiser is not None
    assert source.folder is not None
    tokenizer = open_tokenizer(next(source.folder.rglob("tokenizer.json")).parent)
    bearing = bearing_pieces(tokenizer.get_vocab())
    left = iter(texts)
    counts = [0]
    while part := list(islice(left, _AT_ONCE)):
        counts += [int(bearing[encoding.ids].sum()) for encoding in tokenizer.encode_batch_fast(part)]
    codes = np.random.default_rng(0).integers(0, CENTROIDS, (sum(counts), quantiser.parts), dtype=np.uint8)
    return TokenCodes(codes, np.cumsum(counts, dtype=np.int64))
