"""Sentences that find nothing: what ought to be done, and how the inspection was made. Pure functions.

"Should" asks for something, "as they should" does not; "Ensure that ..." asks, "Ensuring that ..." does not.
"""

from __future__ import annotations

from indexer.language.cues import CueKind
from indexer.language.scope import FoundCue
from indexer.language.words import Word, word_set

_COMMANDS = word_set(
    "ensure improve strengthen develop establish implement take make continue consider provide accelerate put"
    " secure coordinate co-ordinate undertake agree give evaluate revise clarify embed extend reduce raise"
    " produce publish complete introduce identify promote enable update collate prioritise streamline expand"
    " bring seek maintain involve appoint engage increase reinforce refresh"
)
_COMMANDS_OR_NOUNS = word_set("review work support use monitor address share train set hold build audit focus")
"""Verbs that are nouns as well: a command only where its object follows at once."""
_NOT_AFTER_COMMAND = word_set("of in to for by with on at is are was were has have from and")
_OBJECT_BEGINS = word_set("the a an that all its their this these how more")
_INDIRECT = word_set("what which who how whether than where")
_INDIRECT_REACH_WORDS = 4
"""In "what actions should be taken" the question stands this close before "should"."""
_METHODS = (
    "we interviewed", "we examined", "we look to see", "we looked to see", "we look at", "a copy will be",
    "the aim of", "the purpose of", "this report", "the inspection was", "we gather evidence",
    "inspectors met with", "inspectors considered", "we carried this out", "as an independent inspectorate",
    "this inspection was",
    "the previous inspection", "the last ofsted inspection", "ofsted is", "source",
)  # fmt: skip
"""How sentences about the inspection itself begin."""


def asks(words: tuple[Word, ...], cues: tuple[FoundCue, ...]) -> bool:
    """Whether the sentence says what ought to be, not what was found."""
    if words and _is_command(words):
        return True
    return any(cue.kind is CueKind.EXPECT and not _is_indirect(words, cue.first) for cue in cues)


def tells_of_method(words: tuple[Word, ...]) -> bool:
    """Whether the sentence is about the inspection or the report itself."""
    opening = " ".join(word.text for word in words[:6])
    return any(opening == method or opening.startswith(f"{method} ") for method in _METHODS)


def _is_command(words: tuple[Word, ...]) -> bool:
    following = words[1].text if len(words) > 1 else ""
    if words[0].text in _COMMANDS:
        return following not in _NOT_AFTER_COMMAND
    return words[0].text in _COMMANDS_OR_NOUNS and following in _OBJECT_BEGINS


def _is_indirect(words: tuple[Word, ...], at: int) -> bool:
    return any(word.text in _INDIRECT for word in words[max(0, at - _INDIRECT_REACH_WORDS) : at])
