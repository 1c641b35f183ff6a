"""Where a query's plain words name a section that the archive's reports have."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from search_app.query_runs import Run, joined_parts

SECTION_WORDS: dict[tuple[str, ...], str] = {
    ("key", "strengths"): "key-strengths",
    ("outstanding", "strengths"): "key-strengths",
    ("areas", "requiring", "improvement"): "areas-requiring-improvement",
    ("areas", "for", "improvement"): "areas-requiring-improvement",
    ("areas", "needing", "improvement"): "areas-requiring-improvement",
    ("what", "needs", "to", "improve"): "what-needs-to-improve",
    ("operational", "management"): "operational-management",
    ("executive", "summary"): "executive-summary",
    ("main", "findings"): "main-findings",
    ("key", "findings"): "main-findings",
}
"""Names that stand for a part of a report and hardly for a subject.

"Care leavers", "leadership" or "protecting the public" head sections, too, but are what people ask about, in
whichever section it stands: those are sections only in a field or filter."""

_LONGEST_QUERY_WORDS = 12
"""Longer text is a sentence, in which such words are part of what is said."""


@dataclass(frozen=True, slots=True)
class SectionMention:
    """`run[first:last]` names the section `canonical`."""

    canonical: str
    first: int
    last: int


def find_sections(run: Run, known: Collection[str]) -> list[SectionMention]:
    """The section among `known` that begins or ends `run`; none inside it, where the words belong to the rest."""
    if len(run) > _LONGEST_QUERY_WORDS:
        return []
    for words, canonical in SECTION_WORDS.items():
        if canonical in known:
            for first in (0, len(run) - len(words)):
                if first >= 0 and joined_parts(run[first : first + len(words)]) == words:
                    return [SectionMention(canonical, first, first + len(words))]
    return []
