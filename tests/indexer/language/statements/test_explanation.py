from __future__ import annotations

import pytest

from indexer.language.explanation import ExplainedSentence, explain_sentences
from indexer.language.statements import Ground, read_chunk
from indexer.records import Clause, ElementKind, Sentence, Statement


def explained(text: str, section: str | None = None, kind: ElementKind | None = None) -> list[ExplainedSentence]:
    sentences, _ = read_chunk(text, section=section, kind=kind)
    return list(explain_sentences(text, sentences, section=section, kind=kind))


def cues_of(text: str) -> dict[str, str]:
    return {text[cue.start : cue.end]: cue.read_as for sentence in explained(text) for cue in sentence.cues}


def test_each_cue_says_what_it_was_read_as_in_its_place() -> None:
    cues = cues_of("Plans were not robust. Visits were excellent.")
    assert cues["not"] == "denial"
    assert cues["robust"] == "praise, here turned into fault"
    assert cues["excellent"] == "praise"


def test_praise_that_is_withheld_is_said_to_be_taken_away() -> None:
    assert cues_of("There was a lack of robust oversight.")["robust"] == "praise, here taken away"


def test_a_phrase_that_is_no_sign_is_not_shown() -> None:
    assert "no doubt" not in cues_of("There was no doubt about the plans.")


@pytest.mark.parametrize(
    ("text", "section", "kind", "ground"),
    [
        ("Better oversight of plans.", "areas-requiring-improvement", None, Ground.SECTION),
        ("The service has ten workers.", "context", None, Ground.SECTION),
        ("Managers should check every plan.", None, None, Ground.GRAMMAR),
        ("We interviewed ten workers.", None, None, Ground.METHOD),
        ("Plans were excellent.", None, None, Ground.WORDS),
        ("Good | 7", None, ElementKind.TABLE, Ground.TABLE),
    ],
)
def test_what_decided_is_named(text: str, section: str | None, kind: ElementKind | None, ground: Ground) -> None:
    assert [sentence.ground for sentence in explained(text, section, kind)] == [ground]


def test_the_statements_are_those_that_were_read() -> None:
    text = "Plans were excellent. However, reviews were poor and too late."
    assert [sentence.statement for sentence in explained(text)] == [Statement.STRENGTH, Statement.SHORTFALL]


def test_an_unclear_reading_says_so() -> None:
    assert not explained("Some plans were seen by managers.")[0].sure


@pytest.mark.parametrize(("confidence", "sure"), [(0.9, True), (0.5, False)])
def test_what_the_reader_of_clauses_decided_is_not_put_down_to_grammar(confidence: float, sure: bool) -> None:
    text = "Decisions about when children should be placed are sound."
    clause = Clause(0, len(text), Statement.STRENGTH, confidence)
    (reading,) = explain_sentences(text, (Sentence(0, len(text), Statement.STRENGTH, (clause,)),))
    assert (reading.ground, reading.sure) == (Ground.WORDS, sure)
