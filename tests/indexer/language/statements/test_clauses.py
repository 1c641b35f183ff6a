from __future__ import annotations

from indexer.language.clauses import Standing, clauses_of, find_cues, words_of


def standings(sentence: str) -> list[Standing]:
    words = words_of(sentence)
    return [clause.standing for clause in clauses_of(words, find_cues(words))]


def test_what_follows_but_is_a_contrast() -> None:
    assert standings("The plan was late but good") == [Standing.MAIN, Standing.CONTRAST]


def test_but_in_all_but_one_is_no_contrast() -> None:
    assert standings("Plans were good in all but one case") == [Standing.MAIN]


def test_a_concession_that_opens_gives_way_at_its_comma() -> None:
    assert standings("Although late, the plan was good")[1:] == [Standing.CONCESSION, Standing.CONTRAST]


def test_a_concession_that_trails_stays_one() -> None:
    assert standings("The plan was good although it was late") == [Standing.MAIN, Standing.CONCESSION]


def test_however_between_commas_does_not_cut_the_judgement_in_two() -> None:
    assert Standing.CONTRAST not in standings("Gaps in skill, however, limited the work")


def test_every_cue_lies_in_one_clause() -> None:
    words = words_of("Plans were good, and reviews were poor; but staff, although keen, were late")
    cues = find_cues(words)
    assert [cue for clause in clauses_of(words, cues) for cue in clause.cues] == list(cues)
