import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.errors import QueryRefused
from indexer.limits import QUERY_LENGTH_LIMIT_CHARACTERS, QUERY_NESTING_LIMIT_LEVELS, QUERY_TERMS_LIMIT
from search_app.query.language import (
    And,
    Field,
    Node,
    Not,
    Or,
    ParsedQuery,
    Phrase,
    Prefix,
    SideBySide,
    Word,
    all_leaves,
    parse_query,
    positive_nodes,
)
from search_app.query.understanding import left_out_by_a_dash


def written(node: Node | None) -> str:
    """A tree in one line, so that expectations can be read."""
    match node:
        case None:
            return "nothing"
        case Word():
            return node.text
        case Phrase():
            return f"“{node.text}”"
        case Prefix():
            return f"{node.text}*"
        case Field():
            return f"{node.name}={node.value}"
        case Not():
            return f"not({written(node.part)})"
        case And():
            return f"and({', '.join(map(written, node.parts))})"
        case Or():
            return f"or({', '.join(map(written, node.parts))})"
        case SideBySide():
            return f"beside({', '.join(map(written, node.parts))})"


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("parents", "parents"),
        ("parents custody", "beside(parents, custody)"),
        ('parents "home visits"', "beside(parents, “home visits”)"),
        ("“home visits” parents", "beside(“home visits”, parents)"),
        ('„home visits"', "“home visits”"),
        ("a AND b OR c", "or(and(a, b), c)"),
        ("a OR b AND c", "or(a, and(b, c))"),
        ("(a OR b) AND c", "and(or(a, b), c)"),
        ("a AND b AND c", "and(a, b, c)"),
        ("parents custody AND police", "beside(parents, and(custody, police))"),
        ("a AND NOT b", "and(a, not(b))"),
        ("a NOT (b OR c)", "beside(a, not(or(b, c)))"),
        ("a NOT (b) c", "beside(a, not(b), c)"),
        ("safeguard*", "safeguard*"),
        ("Safeguard* plans", "beside(safeguard*, plans)"),
        ("area:Southwark police", "beside(area=Southwark, police)"),
        ('Area:"Barking and Dagenham"', "area=Barking and Dagenham"),
        ("year:2012-2016 a", "beside(year=2012-2016, a)"),
        ("year:2012–2016", "year=2012–2016"),
        ('year:"2012 - 2016"', "year=2012 - 2016"),
        ("section:1.1", "section=1.1"),
        ("and or not", "beside(and, or, not)"),
        ("note: this", "beside(note:, this)"),
        ("at 12:30 sharp", "beside(at, 12:30, sharp)"),
        ("home & school", "beside(home, school)"),
        ("plans -custody", "beside(plans, not(custody))"),
        ("plans - custody", "beside(plans, custody)"),
        ("a(b)c", "beside(a, b, c)"),
        ("((a))", "a"),
        ("re-offending", "re-offending"),
    ],
)
def test_a_query_is_read_as_this_tree(query: str, tree: str) -> None:
    assert written(parse_query(query).root) == tree


@pytest.mark.parametrize(
    ("query", "constraint"),
    [
        ("parents custody", "nothing"),
        ("offend* parents", "nothing"),
        ("(parents custody) police", "nothing"),
        ('parents "home visits"', "“home visits”"),
        ('parents custody "home visits" NOT police', "and(“home visits”, not(police))"),
        ("(a OR b) AND c", "and(or(a, b), c)"),
        ("parents area:Southwark", "area=Southwark"),
        ("parents custody AND police", "and(custody, police)"),
        ("(young people) AND police", "and(and(young, people), police)"),
        ("(home visits) OR school", "or(and(home, visits), school)"),
        ("(a (b NOT c)) d", "not(c)"),
        ('a ("b c" year:2016) d', "and(“b c”, year=2016)"),
        ("offend* AND police", "and(offend*, police)"),
    ],
)
def test_what_carries_an_operator_quotes_or_a_field_must_hold_and_words_side_by_side_only_rank(
    query: str, constraint: str
) -> None:
    assert written(parse_query(query).constraint) == constraint


@pytest.mark.parametrize(
    ("query", "semantic", "words"),
    [
        ('custody "home visits" NOT police', "custody home visits", ["custody", "home visits"]),
        ("area:Southwark year:2016", "", []),
        ("who helps? area:Southwark", "who helps?", ["who", "helps?"]),
        ("(a OR b) AND c", "a b c", ["a", "b", "c"]),
        ("safeguard* plans", "safeguard plans", ["safeguard", "plans"]),
        ("a NOT (b AND NOT c)", "a c", ["a", "c"]),
    ],
)
def test_the_encoder_and_the_highlights_get_what_is_asked_for_and_not_what_is_left_out(
    query: str, semantic: str, words: list[str]
) -> None:
    parsed = parse_query(query)
    assert parsed.semantic_text == semantic
    assert [node.text for node in parsed.words] == words


def test_a_lone_surrogate_never_reaches_the_encoder() -> None:
    assert parse_query("parents\udc80 custody").semantic_text == "parents custody"


@pytest.mark.parametrize(
    ("query", "position", "words"),
    [
        ("", 0, "no word to look for"),
        (" \t ", 0, "no word to look for"),
        ("& — !", 0, "no word to look for"),
        ('parents "home visits', 8, "never closed"),
        ("parents “home", 8, "never closed"),
        ('parents ""', 8, "no word between"),
        ('parents "—"', 8, "no word between"),
        ("a AND (b", 6, "opened here but never closed"),
        ("(a (b) c", 0, "opened here but never closed"),
        ("(", 0, "opened here but never closed"),
        ("a (", 2, "opened here but never closed"),
        ("a) b", 1, "never opened"),
        (")", 0, "nothing before|never opened"),
        ("a ()", 2, "nothing between these parentheses"),
        ("AND foo", 0, "AND has nothing before it"),
        ("foo OR", 4, "OR has nothing after it"),
        ("foo AND OR bar", 8, "OR has nothing before it"),
        ("(OR foo)", 1, "OR has nothing before it"),
        ("(foo AND) bar", 5, "AND has nothing after it"),
        ("foo NOT", 4, "NOT has nothing after it"),
        ("a NOT NOT b", 6, "twice"),
        ("NOT police", 0, "says only what to leave out"),
        ("NOT a NOT b", 0, "says only what to leave out"),
        ("a NOT (b c)", 2, "two ways"),
        ("*", 0, "right before it"),
        ("a **", 2, "once, at the word's end"),
        ("parents sa*", 8, "large share"),
        ("safe*guard", 4, "once, at the word's end"),
        ("*guard", 0, "once, at the word's end"),
        ("multi-agen*", 10, "one plain word"),
        ("paper:old", 0, "no field 'paper'"),
        ("see https://x", 4, "no field 'https'"),
        ('paper:"old news"', 0, "no field 'paper'"),
        ("the area:", 4, "nothing follows"),
        ("area: AND knife", 0, "nothing follows"),
        ("area:(a OR b)", 0, "nothing follows"),
        ('a area:"', 7, "never closed"),
        ("a year:soon", 7, "not a year"),
        ("year:2016-2012", 5, "run backwards"),
    ],
)
def test_a_refusal_names_the_place_and_what_to_do(query: str, position: int, words: str) -> None:
    with pytest.raises(QueryRefused, match=words) as caught:
        parse_query(query)
    assert caught.value.position == position
    assert caught.value.hint


def test_an_unknown_field_is_answered_with_the_fields_there_are() -> None:
    with pytest.raises(QueryRefused, match="area:, year:, theme:, section:, type:"):
        parse_query("council:Southwark")


def test_a_refused_range_of_years_is_answered_with_the_right_one() -> None:
    with pytest.raises(QueryRefused) as caught:
        parse_query("year:2016-2012")
    assert "year:2012-2016" in caught.value.hint


def test_a_query_that_is_too_long_is_told_both_numbers_and_where_drafts_go() -> None:
    with pytest.raises(QueryRefused, match=r"2,001 characters; the limit is 2,000.*precedent precedents"):
        parse_query("x" * (QUERY_LENGTH_LIMIT_CHARACTERS + 1))
    assert parse_query("x" * QUERY_LENGTH_LIMIT_CHARACTERS).root


def test_nesting_is_allowed_up_to_the_limit() -> None:
    deepest = QUERY_NESTING_LIMIT_LEVELS
    assert written(parse_query("(" * deepest + "a" + ")" * deepest).root) == "a"
    with pytest.raises(QueryRefused, match="nested more than 20") as caught:
        parse_query("(" * (deepest + 1) + "a" + ")" * (deepest + 1))
    assert caught.value.position == deepest


def test_groups_side_by_side_are_not_nested() -> None:
    assert parse_query("(a) " * 100).root


def test_terms_are_counted_once_however_often_they_are_repeated() -> None:
    assert parse_query("plan " * 390).root
    with pytest.raises(QueryRefused, match=f"more than {QUERY_TERMS_LIMIT} different terms"):
        parse_query(" ".join(f"w{number}" for number in range(QUERY_TERMS_LIMIT + 1)))


@pytest.mark.parametrize("operator", ["AND", "OR"])
def test_a_long_chain_of_one_operator_is_flat(operator: str) -> None:
    root = parse_query(f" {operator} ".join(f"w{number}" for number in range(150))).root
    assert isinstance(root, And | Or)
    assert len(root.parts) == 150


def test_a_message_shows_what_was_typed_on_any_terminal() -> None:
    with pytest.raises(QueryRefused) as caught:
        parse_query("year:\udc80\x1b[31m2016")
    assert str(caught.value).isprintable()


QUERY_PIECES = st.sampled_from(
    ["a", "plan", "AND", "OR", "NOT", "(", ")", '"', "“", "”", "*", "safe*", "area:", "year:2016", "x:y", " ", "-", "&"]
)


def read(text: str) -> ParsedQuery | QueryRefused:
    try:
        return parse_query(text)
    except QueryRefused as refusal:
        return refusal


def check(text: str) -> None:
    parsed = read(text)
    if isinstance(parsed, QueryRefused):
        assert 0 <= parsed.position <= len(text)
        assert parsed.hint
        assert str(parsed).isprintable()
        return
    parsed.semantic_text.encode("utf-8")
    check_places(parsed.root, text)


def check_places(node: Node, text: str) -> None:
    assert 0 <= node.start < node.end <= len(text)
    if isinstance(node, Word):
        assert text[node.start : node.end] == node.text
    parts = (
        list(node.parts) if isinstance(node, And | Or | SideBySide) else [node.part] if isinstance(node, Not) else []
    )
    for part in parts:
        assert node.start <= part.start
        assert part.end <= node.end
        check_places(part, text)


@settings(max_examples=500)
@given(st.text(max_size=200))
@example("(" * 1_000)
@example("NOT " * 500)
@example("a AND " * 300)
@example("\x00\u200b\ud800")
def test_any_text_is_understood_or_refused_with_its_place(text: str) -> None:
    check(text)


@settings(max_examples=500)
@given(st.lists(QUERY_PIECES, max_size=60).map(" ".join))
def test_any_mixture_of_the_languages_marks_is_understood_or_refused(text: str) -> None:
    check(text)


@given(st.lists(QUERY_PIECES, max_size=60).map("".join))
def test_marks_without_spaces_are_understood_or_refused(text: str) -> None:
    check(text)


def test_ten_thousand_characters_are_refused_at_once_whatever_they_are() -> None:
    chance = random.Random(3)
    for _ in range(50):
        text = "".join(chance.choice('ab ()"*:ANDORT“”') for _ in range(10_000))
        with pytest.raises(QueryRefused, match="10,000 characters"):
            parse_query(text)


@pytest.mark.parametrize("query", ["area: Southwark", 'area: "Southwark"', "area:Southwark", "area:\u00a0 Southwark"])
def test_a_space_after_the_colon_is_passed_over(query: str) -> None:
    root = parse_query(query).root
    assert isinstance(root, Field)
    assert (root.value, root.end) == ("Southwark", len(query))


@pytest.mark.parametrize("query", ["custody -police", "custody −police", "-police custody", "custody (-police)"])
def test_a_dash_before_a_word_leaves_it_out(query: str) -> None:
    parsed = parse_query(query)
    assert [node.text for node in parsed.words if isinstance(node, Word)] == ["custody"]
    assert isinstance(parsed.constraint, Not)
    assert list(left_out_by_a_dash(parsed)) == ["police"]


def test_a_dash_before_a_quotation_or_a_group_leaves_it_out_and_one_between_words_does_nothing() -> None:
    assert list(left_out_by_a_dash(parse_query('custody -"home visits" -(police OR court)'))) == [
        '"home visits"',
        "police OR court",
    ]
    assert parse_query("multi-agency work - police").constraint is None
    assert list(left_out_by_a_dash(parse_query("custody NOT police"))) == []


def test_a_query_of_a_batch_may_be_of_any_length() -> None:
    text = " ".join(f"word{number}" for number in range(QUERY_TERMS_LIMIT + 1))
    assert len(parse_query(text, any_length=True).words) == QUERY_TERMS_LIMIT + 1
    assert parse_query("x" * (QUERY_LENGTH_LIMIT_CHARACTERS + 1), any_length=True).words


@pytest.mark.parametrize(
    ("query", "area", "rest"),
    [
        ("area: Barking and Dagenham, custody", "Barking and Dagenham", "custody"),
        ("area:North East Lincolnshire custody", "North East Lincolnshire", "custody"),
        ("area:Stoke on Trent", "Stoke on Trent", ""),
        ("area:Southwark and Brent", "Southwark", "and Brent"),
        ("area:Wrenfold custody", "Wrenfold", "custody"),
        ("area:Bath AND custody", "Bath", "custody"),
    ],
)
def test_the_value_of_an_area_is_its_whole_name(query: str, area: str, rest: str) -> None:
    parsed = parse_query(query)
    (field,) = (node for node in all_leaves(parsed.root) if isinstance(node, Field))
    assert (field.value, parsed.semantic_text) == (area, rest)


@pytest.mark.parametrize(
    ("query", "value", "words"),
    [
        ("area:York, Kent custody", "York,Kent", ["custody"]),
        ("area:Stoke on Trent, Isle of Wight, Kent, custody", "Stoke on Trent,Isle of Wight,Kent", ["custody"]),
        ("custody area:York,Kent", "York,Kent", ["custody"]),
        ("area:York, custody", "York,", ["custody"]),
        ("area:Bournemouth, Christchurch and Poole custody", "Bournemouth, Christchurch and Poole", ["custody"]),
    ],
)
def test_areas_with_commas_between_are_one_field(query: str, value: str, words: list[str]) -> None:
    parsed = parse_query(query)
    assert [node.value for node in positive_nodes(parsed.root) if isinstance(node, Field)] == [value]
    assert [word.text for word in parsed.words] == words
