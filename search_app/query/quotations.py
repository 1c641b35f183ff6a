"""Where a quotation stands in a text, literally but for case, accents, white space and the kind of quotes."""

from __future__ import annotations

import re
from functools import lru_cache

from indexer.keyword.analysis import FoldedText, fold

_PATTERNS_CACHED = 256
_AT_WORD_START = r"(?<!\w)(?<!\w')"
_AT_WORD_END = r"(?!\w)(?!'(?!s(?!\w))\w)"
"""Words end as the analyser cuts them: "children" stands in "children's", and "o" does not in "o'clock"."""


def phrase_spans(text: FoldedText, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where a quotation stands in the original of `text`, as code points."""
    return [text.original_span(*match.span()) for match in pattern.finditer(text.text)]


def holds_phrase(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether a quotation stands somewhere in `text`."""
    return pattern.search(fold(text).text) is not None


@lru_cache(maxsize=_PATTERNS_CACHED)
def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """What finds `phrase`, which has a word in it, in a folded text, whole words only."""
    words = fold(phrase).text.split()
    literal = r"\s+".join(map(re.escape, words))
    before = _AT_WORD_START if _is_word(words[0][0]) else ""
    after = _AT_WORD_END if _is_word(words[-1][-1]) else ""
    return re.compile(f"{before}{literal}{after}")


def _is_word(character: str) -> bool:
    return re.match(r"\w", character) is not None
