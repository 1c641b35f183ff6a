"""What words such as "most" and "a minority" are taken to mean, and how "nearly" moves a number.

Ofsted tells its inspectors what to call a proportion: from 97 per cent the vast majority or almost all, from 80
most, from 65 the large majority, from 51 the majority, from 35 a minority, from 20 a small minority, from 4 few.
The values here lie in those ranges. A word is never exact.
"""

from __future__ import annotations

from collections.abc import Mapping

WORD_SHARES: Mapping[str, float | None] = {
    "almost all": 0.97,
    "nearly all": 0.97,
    "virtually all": 0.97,
    "the vast majority": 0.97,
    "vast majority": 0.97,
    "an overwhelming majority": 0.97,
    "the overwhelming majority": 0.97,
    "the great majority": 0.9,
    "a great majority": 0.9,
    "the very large majority": 0.88,
    "a very large majority": 0.88,
    "the large majority": 0.72,
    "a large majority": 0.72,
    "a majority": 0.58,
    "the majority": 0.58,
    "a small majority": 0.55,
    "a slim majority": 0.52,
    "a very small minority": 0.12,
    "a small minority": 0.27,
    "a significant minority": 0.42,
    "a large minority": 0.45,
    "a minority": 0.42,
    "few of the": 0.12,
    "in few cases": 0.12,
    "in very few cases": 0.03,
    "very few of the": 0.03,
    "hardly any": 0.03,
    "almost none": 0.02,
    "almost no": 0.02,
    "a small proportion": None,
    "a large proportion": None,
    "a high proportion": None,
    "a low proportion": None,
    "a significant proportion": None,
    "a proportion": None,
    "a small number": None,
    "a very small number": None,
    "a significant number": None,
    "a large number": None,
}
"""Share by phrase; None where the words say that there were some, but fix no share."""

MOST_SHARE = 0.85
"""The lower half of 80 to 96 per cent, because reports use the word more widely than the guidance."""

MOVE_SHARE = 0.03
"""How far "over" and "nearly" move a share: enough to fall on the right side, too little to matter."""

MOVES: Mapping[str, float] = {
    "over": MOVE_SHARE,
    "just over": 0.01,
    "slightly over": 0.01,
    "more than": MOVE_SHARE,
    "well over": 0.05,
    "almost": -MOVE_SHARE,
    "nearly": -MOVE_SHARE,
    "under": -MOVE_SHARE,
    "just under": -0.01,
    "slightly under": -0.01,
    "less than": -MOVE_SHARE,
    "fewer than": -MOVE_SHARE,
    "well under": -0.05,
    "about": 0.0,
    "around": 0.0,
    "approximately": 0.0,
    "roughly": 0.0,
    "at least": 0.0,
    "up to": 0.0,
    "some": 0.0,
}
"""What stands before a number and makes it inexact, and the way it moves it."""

FRACTIONS: Mapping[str, float] = {
    "half": 1 / 2,
    "third": 1 / 3,
    "quarter": 1 / 4,
    "fifth": 1 / 5,
    "sixth": 1 / 6,
    "seventh": 1 / 7,
    "eighth": 1 / 8,
    "ninth": 1 / 9,
    "tenth": 1 / 10,
}
"""Names of unit fractions; a numerator before one multiplies it."""
