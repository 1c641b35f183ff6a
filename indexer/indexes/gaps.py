"""What lies before each word of a text, so that most quotations are checked without reading the text.

A quotation is literal: white space must stand where it has white space, a hyphen where it has a hyphen. One of four
codes is stored for each word, in two bits; where none of the first three says all, the text itself must be read.
"""

from __future__ import annotations

from collections.abc import Sequence, Sized
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.indexes.analysis import cut_words

READ_THE_TEXT = 0
"""The word, or the one before it, is not printed as the index holds it ("o'clock"), or an underscore touches it."""

WHITE_SPACE, HYPHEN, ANYTHING_ELSE = 1, 2, 3

_CODES_PER_BYTE = 4
_UNDERSCORE = "_"

Codes = NDArray[np.uint8]


class _GapCodes(dict[str, int]):
    def __missing__(self, gap: str) -> int:
        self[gap] = code = WHITE_SPACE if gap.isspace() else ANYTHING_ELSE
        return code


_GAP_CODES = _GapCodes({"-": HYPHEN, "": ANYTHING_ELSE})


def read_gaps(text: str) -> list[int]:
    """The code of each word of `text`, in order. A possessive ending counts as what lies before the next word."""
    cut = cut_words(text)
    codes = [_GAP_CODES[gap] for gap in cut.gaps[:-1]]
    unclear: list[int] = []
    for place, (printed, word) in enumerate(zip(cut.printed, cut.words, strict=True)):
        if printed == word:
            continue
        if printed != f"{word}'s":
            unclear += (place, place + 1)
        elif place + 1 < len(codes):
            codes[place + 1] = ANYTHING_ELSE
    if _UNDERSCORE in cut.folded:
        for place, gap in enumerate(cut.gaps):
            if _UNDERSCORE in gap:
                unclear += (place - 1, place)
    for place in unclear:
        if 0 <= place < len(codes):
            codes[place] = READ_THE_TEXT
    return codes


def quoted_gaps(phrase: str) -> list[int] | None:
    """The codes that the words of a quotation must have, its first excepted; None where the text must be read.

    That is where it begins or ends with punctuation, or has more between two words than white space or a hyphen.
    """
    cut = cut_words(phrase.strip())
    codes = [_GAP_CODES[gap] for gap in cut.gaps[1:-1]]
    ends_are_words = not cut.gaps[0] and not cut.gaps[-1]
    return codes if cut.printed == cut.words and ends_are_words and {WHITE_SPACE, HYPHEN}.issuperset(codes) else None


def pack(codes: NDArray[Any]) -> Codes:
    """Four codes a byte."""
    padded = np.zeros(packed_length(codes) * _CODES_PER_BYTE, dtype=np.uint8)
    padded[: len(codes)] = codes
    four = padded.reshape(-1, _CODES_PER_BYTE)
    return np.asarray(four[:, 0] | four[:, 1] << 2 | four[:, 2] << 4 | four[:, 3] << 6, dtype=np.uint8)


def packed_length(codes: Sized) -> int:
    """How many bytes so many codes take."""
    return -(-len(codes) // _CODES_PER_BYTE)


def unpack(packed: Codes, slots: NDArray[np.int64]) -> Codes:
    """The codes at `slots`."""
    # Of four codes a byte: dividing takes three times as long as shifting.
    return np.asarray(packed.take(slots >> 2) >> ((slots & 3) << 1).astype(np.uint8) & 3, dtype=np.uint8)


def verdicts(held: Sequence[Codes], wanted: Sequence[int] | None) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of rows of words in texts: which are the quotation, and for which the text must be read.

    `held` has for each word of the row its codes (k,) in k rows; `wanted` is what `quoted_gaps` gave.
    """
    unsure = np.logical_or.reduce([codes == READ_THE_TEXT for codes in held])
    if wanted is None:
        return np.zeros(len(held[0]), dtype=np.bool_), np.ones(len(held[0]), dtype=np.bool_)
    fits = np.ones(len(held[0]), dtype=np.bool_)
    for codes, code in zip(held[1:], wanted, strict=True):
        fits &= (codes == code) | (codes == READ_THE_TEXT)
    return fits & ~unsure, fits & unsure
