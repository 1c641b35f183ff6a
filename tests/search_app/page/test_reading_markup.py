from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote

from indexer.language.chunking import cut_chunks
from indexer.records import Clause, Statement
from search_app.answers.why_this_reading import NO_JUDGEMENT, read_parts, section_of, why_to_json
from search_app.page.hit_html import why_html
from tests.indexer.reports import make_report

TEXT = "Plans were excellent. <b>Reviews</b> were poor & too late."
REPORT = make_report(parts=[("paragraph", TEXT, "1.1")])
CHUNK = next(iter(cut_chunks(REPORT, 0)))


def test_each_sentence_shows_its_reading_and_its_cues_with_theirs() -> None:
    markup = why_html(CHUNK, section_of(CHUNK, REPORT), "(Ashmere, 1.1)")
    assert "</span> strength</strong>" in markup
    assert "<b>excellent</b> <i>[praise]</i>" in markup
    assert "<b>poor</b> <i>[fault]</i>" in markup
    assert NO_JUDGEMENT in markup


def test_it_is_folded_away_until_it_is_asked_for() -> None:
    assert why_html(CHUNK, section_of(CHUNK, REPORT), "x").startswith('<details class="pr-why"><summary>')


def test_words_of_the_report_stay_text() -> None:
    markup = why_html(CHUNK, section_of(CHUNK, REPORT), "<script>")
    assert "&lt;b&gt;Reviews&lt;/b&gt;" in markup
    assert "<script>" not in markup


def test_json_gives_the_words_of_each_cue_at_its_place() -> None:
    why = why_to_json(CHUNK, REPORT)
    assert [sentence["statement"] for sentence in why] == ["strength", "shortfall"]
    cues = [cue for sentence in why for cue in sentence["cues"]]
    assert cues
    assert all(TEXT[cue["start"] : cue["end"]] == cue["words"] for cue in cues)


def test_the_stored_reading_is_shown_and_not_a_new_one() -> None:
    sentences = tuple(replace(sentence, statement=Statement.SHORTFALL) for sentence in CHUNK.sentences)
    swapped = replace(CHUNK, sentences=sentences)
    assert [sentence["statement"] for sentence in why_to_json(swapped, REPORT)] == ["shortfall", "shortfall"]


LATE = TEXT.index("<b>")
CLAUSES = (
    Clause(LATE, LATE + 24, Statement.SHORTFALL, 0.87, b"x"),
    Clause(LATE + 25, len(TEXT), Statement.NEUTRAL, 1.0),
)
IN_CLAUSES = replace(
    CHUNK, sentences=(CHUNK.sentences[0], replace(CHUNK.sentences[1], clauses=CLAUSES, statement=Statement.SHORTFALL))
)


def test_each_clause_says_what_it_was_read_as_how_sure_and_what_carried_it() -> None:
    _, late, corrected = read_parts(IN_CLAUSES, section_of(IN_CLAUSES, REPORT))
    assert (late.statement, late.confidence) == (Statement.SHORTFALL, 0.87)
    assert late.ground == "by the reader of clauses, 87% sure"
    assert ("poor", "fault") in late.pieces
    assert corrected.ground == "as the archive’s keeper has corrected it"
    assert "87% sure" in why_html(IN_CLAUSES, section_of(IN_CLAUSES, REPORT), "x")
    (_, second) = why_to_json(IN_CLAUSES, REPORT)
    assert [clause["confidence"] for clause in second["clauses"]] == [0.87, 1.0]


def test_a_clause_can_be_said_to_state_anything_else() -> None:
    markup = why_html(IN_CLAUSES, section_of(IN_CLAUSES, REPORT), "x")
    assert re.findall(r'data-read-as="(\w+)"', markup)[:3] == [
        *("shortfall", "expectation", "neutral"),
    ]
    words = re.findall(r'data-words="([^"]+)"', markup)
    assert unquote(words[1]) == TEXT[LATE : LATE + 24]
    assert markup.count('data-report="ashmere-2014"') == len(words) == 3
