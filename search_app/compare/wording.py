"""Which words of judgement were used of which share of cases, and where a word stands far from its usual share.

This is advice for whoever drafts, read off by the tool from single sentences and shown with them. It is no rule, and
no judgement of the inspectorate on its own wording.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from indexer.language.judgement_words import WordAndShare
from search_app.answers.catalogue import Catalogue
from search_app.filters.fields import report_date
from search_app.filters.filters import Filters
from search_app.filters.shares import ShareRange
from search_app.store.interface import Contents
from search_app.store.masks import FilterStore

USES_FOR_A_BAND = 5
"""Fewer uses of a word show no usual share."""
_FAR_SHARES = 0.2
"""At least so far from the middle of its uses must a share lie to be pointed out, however narrow they are."""
_FAR_SPREADS = 1.5
"""Tukey's fences: so many times the distance between the quartiles beyond the nearer of them."""


@dataclass(frozen=True, slots=True)
class WordUse:
    """A judgement word beside a share in one sentence. Offsets are code points into the chunk's text.

    `base` is the number of cases, where said; `exact` where the share was counted, not put into words.
    """

    word: str
    share: float
    base: int | None
    exact: bool
    ordinal: int
    start: int
    end: int
    area: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class WordBand:
    """A word with its uses of the share asked for, and the shares of all its uses under the other filters.

    `low` and `high` are the quartiles of the shares, `middle` their median; the quartiles are None where the word is
    used too seldom to know them. `years` are the first and the last, None where no report states a date.
    """

    word: str
    uses: tuple[WordUse, ...]
    all_uses: int
    low: float | None
    middle: float
    high: float | None
    years: tuple[int, int] | None
    areas: int

    @property
    def caution(self) -> str:
        """What to say where a band cannot be known."""
        return "" if self.low is not None else "too few uses to show a usual share"


@dataclass(frozen=True, slots=True)
class Wording:
    """`bands` by falling number of uses; `outliers` by distance from the word's middle share, the farthest first."""

    filters: Filters
    share: ShareRange | None
    paragraphs: int
    bands: tuple[WordBand, ...]
    outliers: tuple[tuple[WordUse, WordBand], ...]
    catalogue: Catalogue

    def quoted(self, use: WordUse) -> dict[str, Any]:
        """The sentence of a use with its paragraph and citation, as JSON."""
        paragraph = self.catalogue.paragraph_json(self.catalogue.chunk(use.ordinal))
        return {
            "word": use.word,
            "share": round(use.share, 3),
            "base": use.base,
            "exact": use.exact,
            "area": use.area,
            "year": use.year,
            "sentence": paragraph["text"][use.start : use.end],
            "paragraph": f"{paragraph['report_id']}:{paragraph['address']}",
            "citation": paragraph["citation"],
        }

    def to_json(self) -> dict[str, Any]:
        return {
            "advice": "the tool's reading of single sentences; read the paragraphs before relying on it",
            "paragraphs": self.paragraphs,
            "words": [
                {
                    "word": band.word,
                    "all_uses": band.all_uses,
                    "usual": [round(end, 3) for end in (band.low, band.high) if end is not None] or None,
                    "middle": round(band.middle, 3),
                    "years": list(band.years) if band.years else None,
                    "areas": band.areas,
                    "uses": [self.quoted(use) for use in band.uses],
                }
                for band in self.bands
            ],
            "outliers": [self.quoted(use) for use, _ in self.outliers],
        }


def read_wording(catalogue: Catalogue, filters: Filters, share: ShareRange | None = None) -> Wording:
    """The words used of a `share` (of any, where None) in the paragraphs that pass `filters`.

    Raises QueryRefused for a year, theme or grade that is none.
    """
    ordinals = FilterStore(catalogue.generation).ids(filters.expression)
    uses = [use for ordinal in ordinals.tolist() for use in _uses(catalogue.generation, ordinal)]
    by_word: dict[str, list[WordUse]] = {}
    for use in uses:
        by_word.setdefault(use.word, []).append(use)
    bands = [_band(word, found, share) for word, found in by_word.items()]
    outliers = [(use, band) for band in bands for use in band.uses if _is_far(use, band)]
    return Wording(
        filters,
        share,
        len(ordinals),
        tuple(sorted((band for band in bands if band.uses), key=lambda band: (-len(band.uses), band.word))),
        tuple(sorted(outliers, key=lambda pair: -abs(pair[0].share - pair[1].middle))),
        catalogue,
    )


def _uses(generation: Contents, ordinal: int) -> Iterable[WordUse]:
    found = generation.shares_said(ordinal)
    if not found:
        return
    report = generation.reports[int(generation.report_rows[ordinal])]
    when = report_date(report)
    for start, end, use in found:
        yield _use(use, ordinal, start, end, report.area, when.year if when else None)


def _use(found: WordAndShare, ordinal: int, start: int, end: int, area: str | None, year: int | None) -> WordUse:
    return WordUse(found.word, found.share, found.base, found.exact, ordinal, start, end, area, year)


def _band(word: str, uses: Sequence[WordUse], share: ShareRange | None) -> WordBand:
    shares = sorted(use.share for use in uses)
    years = sorted(use.year for use in uses if use.year is not None)
    quartiles = quantiles(shares, n=4, method="inclusive") if len(shares) >= USES_FOR_A_BAND else None
    return WordBand(
        word=word,
        uses=tuple(use for use in uses if share is None or share.holds(use.share)),
        all_uses=len(uses),
        low=quartiles[0] if quartiles else None,
        middle=median(shares),
        high=quartiles[2] if quartiles else None,
        years=(years[0], years[-1]) if years else None,
        areas=len({use.area for use in uses if use.area}),
    )


def _is_far(use: WordUse, band: WordBand) -> bool:
    if band.low is None or band.high is None or abs(use.share - band.middle) < _FAR_SHARES:
        return False
    fence = _FAR_SPREADS * (band.high - band.low)
    return use.share < band.low - fence or use.share > band.high + fence
