from __future__ import annotations

from indexer.language.cues import LEXICON, CueKind


def test_cues_are_lower_case_words_without_curly_apostrophes() -> None:
    words = [word for cues in LEXICON.values() for cue in cues for word in cue.words]
    assert words
    assert all(word == word.lower() and "’" not in word for word in words)


def test_the_longest_cue_of_a_word_comes_first() -> None:
    assert all(
        [len(cue.words) for cue in cues] == sorted((len(cue.words) for cue in cues), reverse=True)
        for cues in LEXICON.values()
    )


def test_only_idle_cues_weigh_nothing() -> None:
    cues = [cue for group in LEXICON.values() for cue in group]
    assert all((cue.weight == 0) == (cue.kind is CueKind.IDLE) for cue in cues)
    assert {cue.kind for cue in cues} == set(CueKind)
