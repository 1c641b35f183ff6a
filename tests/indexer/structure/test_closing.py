from __future__ import annotations

import pytest

from indexer.structure.blocks import Block, BlockShape
from indexer.structure.closing import Closing, is_name, is_team_line, names_inspectors


def _block(text: str, shape: BlockShape = BlockShape.TEXT) -> Block:
    return Block(shape, text)


@pytest.mark.parametrize(
    "text",
    [
        "We are grateful for the help that the staff gave us.",
        "If you have questions please contact the lead inspector.",
        "Yours sincerely",
        "Note 1: As an independent inspectorate, we say so.",
        "The Office for Standards in Education, Children’s Services and Skills (Ofsted) regulates and inspects.",
        "© Crown copyright 2015",
    ],
)
def test_closing_lines_are_known(text: str) -> None:
    assert Closing().holds(_block(text))


@pytest.mark.parametrize(
    "text",
    [
        "We strongly recommend that you focus your work on those aspects of practice.",
        "We were pleased to see that staff were grateful for the support that they had.",
        "Notes of meetings were kept.",
    ],
)
def test_findings_that_sound_alike_are_not_closing(text: str) -> None:
    assert not Closing().holds(_block(text))


def test_everything_in_a_copy_list_is_closing_until_the_appendix() -> None:
    closing = Closing()
    assert closing.holds(_block("Copy to:"))
    assert closing.holds(_block("Chair of the Local Safeguarding Children Board\tJo Placeholder"))
    assert closing.holds(_block("Key strengths of the bench"))
    assert not closing.holds(_block("Appendix 1"))


def test_the_report_may_go_on_after_thanks() -> None:
    closing = Closing()
    assert closing.holds(_block("We are grateful for the support of the staff."))
    assert not closing.holds(
        _block("The service has since changed how it plans its work with every family that it knows.")
    )


def test_names_under_the_last_section_are_a_signature() -> None:
    assert Closing().holds(_block("Jo Placeholder\nNational Director, Social Care"), "next-steps")
    assert not Closing().holds(_block("Jo Placeholder\nNational Director, Social Care"), "context")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Lead inspector: Jo Placeholder", True),
        ("Senior data analyst: Jo Placeholder", True),
        ("Quality assurance managers: Jo Placeholder and Al Specimen", True),
        ("Jo Placeholder, Ofsted HMI", True),
        ("Ofsted Care Quality Commission", True),
        ("The inspection was led by one of Her Majesty’s Inspectors.", False),
        ("Inspectors looked closely at the experiences of children.", False),
    ],
)
def test_members_of_the_team_are_told_from_text(line: str, expected: bool) -> None:
    assert is_team_line(line) is expected


def test_inspectors_are_known_wherever_a_report_names_them() -> None:
    assert names_inspectors("Deputy lead inspector: Jo Placeholder")
    assert not names_inspectors("Lead officer: sees to it that plans are reviewed")
    assert not names_inspectors("Lead inspectors met parents")


def test_names_are_told_from_sections_and_text() -> None:
    assert is_name("Jo Placeholder")
    assert is_name("Dr Jo van der Placeholder\nAl B. Example")
    assert not is_name("Key Strengths")
    assert not is_name("Plans were late")
