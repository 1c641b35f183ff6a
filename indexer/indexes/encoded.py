"""What an encoder gives for texts: a vector for each, and, where it can, the codes of their word pieces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from indexer.indexes.token_vectors import TokenCodes

if TYPE_CHECKING:
    from indexer.indexes.encoder import Encoder

Progress = Callable[[int], None]
"""Gets counts of texts done."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """`vectors` is (n, d), rows of unit length; `tokens` has a row a text, or is None where nothing fits the model."""

    vectors: NDArray[np.floating]
    tokens: TokenCodes | None = None

    def take(self, rows: Sequence[int]) -> Encoded:
        """What was given for some of the texts, in the order of `rows`."""
        return Encoded(self.vectors[rows], None if self.tokens is None else self.tokens.take(rows))


@runtime_checkable
class TokenEncoder(Protocol):
    """An encoder that can also give a vector for each bearing word piece, of the same forward pass."""

    def encode_with_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
        """What `Encoder.encode` gives, and the codes of each text's pieces."""
        ...


def encode_texts(encoder: Encoder, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
    """All that `encoder` gives for `texts`."""
    if isinstance(encoder, TokenEncoder):
        return encoder.encode_with_tokens(texts, progress)
    return Encoded(encoder.encode(texts, progress))
