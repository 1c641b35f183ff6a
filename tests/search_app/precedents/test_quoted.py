from __future__ import annotations

import pytest

from search_app.precedents.quoted import find_quotations, parts_of, plain, stands_in


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("They say “plans were late in most cases”.", ["plans were late in most cases"]),
        ('They say "plans were late" and "visits were rare".', ["plans were late", "visits were rare"]),
        ("They say ‘the children’s plans were late’ (Southwark).", ["the children’s plans were late"]),
        ("The staff's plans and the children's visits were late.", []),
        ("They say “the ‘plan’ was late” again.", ["the ‘plan’ was late"]),
        ("> Plans were late\n> in most cases.\n\nAs said.", ["Plans were late\nin most cases."]),
        ("“An open mark\n\nand “another one” here.", ["another one"]),
        ("They say “plans were late.\n\nVisits were rare.” So it is.", ["plans were late.\n\nVisits were rare."]),
        ("A “good” plan.\n\n> Plans “were\n> late.\n\nSo ” it is “now”.", ["good", "Plans “were\nlate.", "now"]),
        ("No words in “…” here.", []),
    ],
)
def test_quotations_stand_in_marks_or_in_a_block(text: str, quoted: list[str]) -> None:
    found = find_quotations(text)
    assert [each.words for each in found] == quoted
    for each in found:
        assert text[each.start : each.end].replace("\n> ", "\n") == each.words
        assert each.outer[0] <= each.start < each.end <= each.outer[1]


@pytest.mark.parametrize(
    ("quotation", "source"),
    [
        ("plans were  late", "Plans were\nlate."),
        ("[P]lans were late", "All plans were late."),
        ("Plans … were late", "Plans in Ashmere were late."),
        ("plans [of the service] were late", "The plans that staff wrote were late."),
        ("it is the service’s ‘own’ plan – mostly", "It is the service's 'own' plan - mostly."),
    ],
)
def test_what_an_editor_may_change_is_no_change(quotation: str, source: str) -> None:
    assert stands_in(parts_of(quotation), plain(source))


@pytest.mark.parametrize(
    ("quotation", "source"),
    [
        ("plans were late", "Plans was late."),
        ("late plans", "late plansheets"),
        ("were late … Plans", "Plans were late"),
        ("Plans were Late", "Plans were late"),
        ("", "Plans were late"),
    ],
)
def test_other_words_another_order_and_parts_of_words_are_a_change(quotation: str, source: str) -> None:
    assert not stands_in(parts_of(quotation), plain(source))
