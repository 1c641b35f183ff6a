from __future__ import annotations

import numpy as np
import pytest

from indexer.embedding import statement_reader, torch_pass
from indexer.embedding.reading_sentences import SentencePlace, read_places
from indexer.embedding.statement_reader import Relation, open_reader, relations
from indexer.records import CLAUSE_STATEMENTS, ElementKind, Sentence, Statement


def read(*sentences: str, section: str | None = None, kind: ElementKind | None = None) -> list[Sentence]:
    return read_places([SentencePlace(text, 0, len(text), section, kind, alone=False) for text in sentences])


def relation(one: str, other: str) -> Relation:
    (left, *_), (right, *_) = open_reader().read([one, other], [[(0, len(one))], [(0, len(other))]])
    return relations([(left.stance, right.stance)])[0]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Delays are uncommon.", Statement.STRENGTH),
        ("Poor practice is challenged.", Statement.STRENGTH),
        ("Work to address substance misuse was poor.", Statement.SHORTFALL),
        ("Leaders have not identified these weaknesses.", Statement.SHORTFALL),
        ("Few plans were good.", Statement.SHORTFALL),
    ],
)
def test_the_predicate_decides_and_not_the_noun(sentence: str, expected: Statement) -> None:
    assert read(sentence)[0].statement is expected


def test_each_clause_of_a_sentence_has_its_own_statement() -> None:
    (sentence,) = read("Plans were completed on time, but management oversight was weak.")
    assert [clause.statement for clause in sentence.clauses] == [Statement.STRENGTH, Statement.SHORTFALL]
    assert sentence.statement is Statement.MIXED


def test_a_sentence_read_alone_and_among_others_is_read_alike() -> None:
    texts = ["Plans were good.", "Recording was poor, and managers had not noticed it.", "Visits took place weekly."]
    together = open_reader().read(texts, [[(0, len(text))] for text in texts])
    for text, (found,) in zip(texts, together, strict=True):
        ((alone,),) = open_reader().read([text], [[(0, len(text))]])
        np.testing.assert_allclose(alone.probabilities, found.probabilities, atol=1e-5)
        assert sum(alone.probabilities) == pytest.approx(1, abs=1e-5)
        assert len(alone.probabilities) == len(CLAUSE_STATEMENTS)


@pytest.mark.slow
@pytest.mark.parametrize(("half", "within"), [(False, 1e-4), (True, 0.03)])
def test_torch_and_numpy_read_alike(monkeypatch: pytest.MonkeyPatch, half: bool, within: float) -> None:
    monkeypatch.setattr(torch_pass, "has_instructions", lambda: half)
    monkeypatch.setattr(statement_reader, "_heavy", statement_reader._heavy.__wrapped__)
    text = "Most children were seen alone, although their views were rarely written down."
    spans = [[(0, 29), (31, len(text))]]
    for one, other in zip(
        open_reader().read([text], spans)[0], open_reader(many=True).read([text], spans)[0], strict=True
    ):
        np.testing.assert_allclose(one.probabilities, other.probabilities, atol=within)


def test_a_sentence_longer_than_the_model_takes_is_read_clause_by_clause() -> None:
    text = "Plans were good; " * 120 + "oversight was poor."
    (sentence,) = read(text)
    assert len(sentence.clauses) == 121
    assert all(clause.stance for clause in sentence.clauses)


def test_a_table_and_a_section_of_facts_are_not_read() -> None:
    (table,) = read("Plans were excellent.", kind=ElementKind.TABLE)
    (fact,) = read("Plans were excellent.", section="context")
    assert table.statement is fact.statement is Statement.NEUTRAL


def test_a_request_is_told_from_a_finding_that_holds_a_should() -> None:
    (request,) = read("The partnership should ensure that plans are reviewed.")
    (praise,) = read("Decisions about when children should be placed are sound.")
    assert (request.statement, praise.statement) == (Statement.EXPECTATION, Statement.STRENGTH)


def test_the_same_and_its_opposite_are_told_apart() -> None:
    alike = relation("Plans were reviewed in time.", "Reviews of plans were timely.")
    assert alike.same > 4 * alike.opposite
    contrary = relation("Plans were reviewed in time.", "Reviews of plans were late.")
    assert contrary.opposite > 4 * contrary.same


def test_the_order_of_a_pair_does_not_matter() -> None:
    one, other = "Staff turnover was high.", "The workforce was stable."
    assert relation(one, other) == pytest.approx(relation(other, one), abs=1e-6)


def test_clauses_that_nobody_read_stand_in_no_relation() -> None:
    assert relations([(b"", b"\x01" * 64)]) == [Relation(0.0, 0.0, 1.0)]
