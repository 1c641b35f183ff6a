from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from indexer.language import find_proportions
from indexer.language.proportions import _rules

WORDS = "all but one of the 14 ten in only cases half most a third 35% none over nearly ( ) . , these seven out"


def test_proportions_come_in_order_of_the_text() -> None:
    text = "Half were good; 35% were late; seven of the ten were kept; most plans were shared."
    found = find_proportions(text)
    assert [text[each.start : each.end] for each in found] == ["Half", "35%", "seven of the ten", "most"]


def test_text_without_amounts_has_none() -> None:
    assert find_proportions("Staff knew the families well.") == ()
    assert find_proportions("") == ()


def test_a_line_break_inside_a_phrase_is_space() -> None:
    (found,) = find_proportions("It was so in seven\nof the ten cases.")
    assert found.value == 0.7


def test_capitals_hide_no_share_and_letters_that_fold_to_two_move_none() -> None:
    text = "In Straße and İzmir SEVEN of the Ten cases were late, 35 PER CENT of plans, and Most children were seen."
    assert [text[each.start : each.end] for each in find_proportions(text)] == [
        "SEVEN of the Ten",
        "35 PER CENT",
        "Most",
    ]


CUED = (
    "all every one but except bar for two of the 12 of these three of those only just four cases 10 % per cent percent"
    " half a third quarters almost nearly majority minority very few in cases hardly any proportion number most none"
)


@given(st.lists(st.sampled_from(CUED.split()), max_size=25).map(" ".join))
def test_whatever_a_rule_finds_has_one_of_its_cues(text: str) -> None:
    for rule in _rules():
        assert rule.pattern.search(text) is None or any(cue in text for cue in rule.cues)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=25).map(" ".join))
def test_shares_lie_between_none_and_all_and_never_overlap(text: str) -> None:
    found = find_proportions(text)
    assert all(each.value is None or 0 <= each.value <= 1 for each in found)
    assert all(each.base is None or each.base >= 2 for each in found)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
