"""Where a quotation stands in a text, literally but for case, accents, white space and the kind of quotes."""

from __future__ import annotations

import re
from functools import lru_cache

from indexer.keyword.analysis import FoldedText, folded_text

_PATTERNS_CACHED = 256
_AT_WORD_END = r"(?!\w)(?!'(?!s(?!\w))\w)"
"""Words end as the analyser cuts them: "children" stands in "children's", and "o" does not in "o'clock"."""


def phrase_spans(text: FoldedText, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where a quotation stands in the original of `text`, as code points."""
    return [text.original_span(*match.span()) for match in pattern.finditer(text.text)]


def holds_phrase(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether a quotation stands somewhere in `text`."""
    return pattern.search(folded_text(text)) is not None


@lru_cache(maxsize=_PATTERNS_CACHED)
def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """What finds `phrase`, which has a word in it, in a folded text, whole words only."""
    words = folded_text(phrase).split()
    first, *others = map(re.escape, words)
    # What may not stand before the first word is asked after it, so that the search leaps from one to the next.
    before = rf"(?<!\w{first})(?<!\w'{first})" if _is_word(words[0][0]) else ""
    literal = r"\s+".join((f"{first}{before}", *others))
    after = _AT_WORD_END if _is_word(words[-1][-1]) else ""
    return re.compile(f"{literal}{after}")


def _is_word(character: str) -> bool:
    return re.match(r"\w", character) is not None
