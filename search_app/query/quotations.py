"""Where a quotation stands in a text, literally but for case, accents, white space and the kind of quotes."""

from __future__ import annotations

import re
from functools import lru_cache

from indexer.keyword.analysis import FoldedText, fold

_PATTERNS_CACHED = 256
_AT_WORD_START = r"(?<!\w)(?<!\w')"
_AT_WORD_END = r"(?!\w)(?!'(?!s(?!\w))\w)"
"""Words end as the analyser cuts them: "children" stands in "children's", and "o" does not in "o'clock"."""


def phrase_spans(text: FoldedText, phrase: str) -> list[tuple[int, int]]:
    """Where `phrase` stands in the original of `text`, whole words only, as code points."""
    return [text.original_span(*match.span()) for match in _pattern(phrase).finditer(text.text)]


def holds_phrase(text: str, phrase: str) -> bool:
    """Whether `phrase` stands somewhere in `text`."""
    return _pattern(phrase).search(fold(text).text) is not None


@lru_cache(maxsize=_PATTERNS_CACHED)
def _pattern(phrase: str) -> re.Pattern[str]:
    words = fold(phrase).text.split()
    literal = r"\s+".join(map(re.escape, words))
    before = _AT_WORD_START if _is_word(words[0][0]) else ""
    after = _AT_WORD_END if _is_word(words[-1][-1]) else ""
    return re.compile(f"{before}{literal}{after}")


def _is_word(character: str) -> bool:
    return re.match(r"\w", character) is not None
