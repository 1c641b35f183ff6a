from __future__ import annotations

import pytest

from indexer.records import ElementKind
from indexer.structure.blocks import Block, BlockShape
from indexer.structure.body import body_pieces
from indexer.structure.headings import Heading, canonical, grade_alone, grade_at_end, read_heading


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Context", "context"),
        ("Reducing reoffending", "reducing-reoffending"),
        ("Reducing the likelihood of reoffending", "reducing-reoffending"),
        ("Reducing the likelihood of re-offending", "reducing-reoffending"),
        ("Protecting the public", "protecting-the-public"),
        ("Protecting the child or young person", "protecting-the-child"),
        ("Protecting children and young people", "protecting-the-child"),
        ("Making sure the sentence is served", "ensuring-the-sentence-is-served"),
        ("Ensuring that the sentence is served", "ensuring-the-sentence-is-served"),
        ("Operational management", "operational-management"),
        ("Key strengths", "key-strengths"),
        ("Outstanding strengths", "key-strengths"),
        ("Strengths", "key-strengths"),
        ("Areas requiring improvement", "areas-requiring-improvement"),
        ("Areas for improvement", "areas-requiring-improvement"),
        ("Commentary on the inspection in Nowhere:", "commentary"),
        ("Appendix 1", "appendix"),
        ("What needs to improve?", "what-needs-to-improve"),
        ("What does the local authority need to improve?", "what-needs-to-improve"),
        ("The experiences and progress of children who need help and protection: good", "help-and-protection"),
        ("The experiences and progress of children in care and care leavers", "looked-after-children"),
        ("The experiences and progress of care leavers: good", "care-leavers"),
        ("The graded judgment for adoption performance is that it is good", "adoption"),
        ("Leadership, management and governance", "leadership"),
        ("The impact of leaders on social work practice with children and families", "leadership"),
        ("The Local Safeguarding Children Board (LSCB)", "lscb"),
        ("Case study: highly effective practice", "case-study"),
        ("Practice study: areas for improvement", "case-study"),
        ("Next steps", "next-steps"),
        ("A heading that nobody has used before", None),
        ("Local Authority Chief Executive", None),
    ],
)
def test_names_that_drift_have_one_canonical_section(words: str, slug: str | None) -> None:
    assert canonical(words) == slug


@pytest.mark.parametrize(
    ("words", "grade"),
    [
        ("Care leavers: requires improvement to be good", "requires improvement to be good"),
        ("Children's services in Nowhere are inadequate", "inadequate"),
        ("The graded judgment for adoption performance is that it requires improvement", "requires improvement"),
        ("Leadership – outstanding", "outstanding"),
        ("What is good", "good"),
        ("Good", None),
        ("Doing good", None),
        ("Leadership, management and governance", None),
    ],
)
def test_a_grade_at_the_end_of_a_heading_is_read(words: str, grade: str | None) -> None:
    assert grade_at_end(words) == grade


@pytest.mark.parametrize(
    ("line", "grade"),
    [
        ("Good", "good"),
        ("Grade 3 (Adequate)", "adequate"),
        ("Requires Improvement", "requires improvement"),
        ("Goods", None),
    ],
)
def test_a_line_that_is_only_a_grade(line: str, grade: str | None) -> None:
    assert grade_alone(line) == grade


def test_a_heading_is_taken_apart() -> None:
    assert read_heading("1. Reducing reoffending") == Heading(
        "Reducing reoffending", "1", "reducing-reoffending", None, "1. "
    )


SENTENCE = "Plans were made in good time for every one of the children that the inspectors asked about."


def test_the_cells_of_a_column_are_no_headings() -> None:
    def kinds(cell: str, rows: int) -> list[ElementKind]:
        found: list[Block] = []
        for number in range(1, rows + 1):
            found.append(Block(BlockShape.ITEM, SENTENCE, mark=f"{number}.", pages=(1, 1)))
            found.append(Block(BlockShape.TEXT, cell, pages=(1, 1), joins=False))
        return [piece.kind for piece in body_pieces(found)]

    assert ElementKind.HEADING not in kinds("Head of service", 3)
    assert ElementKind.HEADING in kinds("Head of service", 2)
    assert ElementKind.HEADING in kinds("Quality of practice", 3)
