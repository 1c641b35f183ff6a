import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from indexer.errors import QueryRefused
from indexer.keyword.analysis import stem, tokens
from indexer.keyword.index import KeywordIndex
from indexer.keyword.whoosh_index import KeywordDocument, build_keyword_index
from indexer.limits import PREFIX_EXPANSION_LIMIT_TERMS
from search_app.filters.expression import DateRange, OneOf, all_of
from search_app.query.language import And, Field, Node, Not, Or, Phrase, Prefix, Word, parse_query
from search_app.query.quotations import holds_phrase, phrase_pattern
from search_app.query.understanding import must_hold
from search_app.ranking.pipeline import rank_by_words, terms_of
from search_app.ranking.words import note_on_common_words, notes_on_prefixes, suggest
from search_app.store.embedded import KeywordStore

WORD_LIST = """
    plan plans planning planned visit visits home homes officer officers police court courts custody parent parents
    child children safeguard safeguarding the of and was not multi-agency re-offending reoffending
"""
VOCABULARY = WORD_LIST.split()
JOINTS = [" ", " ", " ", " ", ", ", ". ", "\n", " – "]
AREAS = ["northbrook", "ostermoor"]


def invented_texts(count: int) -> list[str]:
    chance = random.Random(24)
    texts = []
    for _ in range(count):
        words = (chance.choice(VOCABULARY) + chance.choice(JOINTS) for _ in range(chance.randrange(3, 25)))
        text = "".join(words)
        texts.append(text.upper() if chance.random() < 0.1 else text)
    return texts


TEXTS = invented_texts(150)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeywordStore]:
    folder = tmp_path_factory.mktemp("archive") / "keyword"
    documents = (KeywordDocument(row, text, "", AREAS[row % 2], "") for row, text in enumerate(TEXTS))
    build_keyword_index(folder, documents)
    index = KeywordIndex.open(folder)
    yield KeywordStore(index, TEXTS.__getitem__, passing)
    index.close()


def passing(condition: OneOf | DateRange) -> np.ndarray:
    """An area, or paragraphs by chance."""
    assert isinstance(condition, OneOf)
    (value,) = condition.values
    if condition.field == "chance":
        return np.random.default_rng(int(value)).random(len(TEXTS)) < 0.5
    assert condition.field == "area"
    return np.array([AREAS[row % 2] == value for row in range(len(TEXTS))])


def matches(store: KeywordStore, constraint: Node) -> np.ndarray:
    return store.mask(must_hold(constraint, store.vocabulary))


def found(archive: KeywordStore, query: str) -> list[int]:
    constraint = parse_query(query).constraint
    assert constraint is not None
    return np.flatnonzero(matches(archive, constraint)).tolist()


# What a constraint means, read off the plain text, with no index and no analyser but the stemmer.


def holds(node: Node, row: int) -> bool:
    text = " ".join(TEXTS[row].lower().replace("–", "-").split())
    match node:
        case Word():
            pieces = re.split(r"[ ,.]+", text)
            parts = [part for piece in pieces for part in piece.split("-")]
            wanted = node.text.split("-")
            if len(wanted) > 1:
                in_a_row = any(parts[at : at + len(wanted)] == wanted for at in range(len(parts)))
                return in_a_row or stem("".join(wanted)) in map(stem, (piece.replace("-", "") for piece in pieces))
            joined = [piece.replace("-", "") for piece in pieces if "-" in piece]
            return stem(node.text) in map(stem, parts + joined)
        case Phrase():
            return re.search(rf"(?<!\w){re.escape(node.text)}(?!\w)", text) is not None
        case Prefix():
            return re.search(rf"(?<!\w){node.text}", text) is not None
        case Field():
            return AREAS[row % 2] == node.value
        case Not():
            return not holds(node.part, row)
        case And():
            return all(holds(part, row) for part in node.parts)
        case Or():
            return any(holds(part, row) for part in node.parts)
    raise AssertionError(node)


WORDS = st.sampled_from([*VOCABULARY, "absent"])
PHRASES = st.lists(WORDS, min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"')
LEAVES = st.one_of(WORDS, PHRASES, st.sampled_from(["pla*", "hom*", "off*", "area:northbrook", "area:ostermoor"]))


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        pair.map(lambda two: f"({two[0]} AND {two[1]})"),
        pair.map(lambda two: f"({two[0]} OR {two[1]})"),
        pair.map(lambda two: f"({two[0]} {two[1]})"),
        st.tuples(inner, LEAVES).map(lambda two: f"({two[0]} AND NOT {two[1]})"),
    )


QUERIES = st.recursive(LEAVES, larger, max_leaves=6)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(query=QUERIES)
def test_what_must_hold_holds_in_the_plain_text_and_nowhere_else(archive: KeywordStore, query: str) -> None:
    constraint = parse_query(query).constraint
    assume(constraint is not None)
    expected = [row for row in range(len(TEXTS)) if holds(constraint, row)]
    assert np.flatnonzero(matches(archive, constraint)).tolist() == expected


@settings(max_examples=100, deadline=None)
@given(query=QUERIES, seed=st.integers(0, 99))
def test_a_constraint_within_some_paragraphs_is_the_same_constraint_among_them(
    archive: KeywordStore, query: str, seed: int
) -> None:
    constraint = parse_query(query).constraint
    assume(constraint is not None)
    within = OneOf("chance", (str(seed),))
    both = archive.mask(all_of((within, must_hold(constraint, archive.vocabulary))))
    assert np.array_equal(both, passing(within) & matches(archive, constraint))
    assert np.array_equal(archive.mask(within), passing(within))


def test_quotation_marks_are_literal_where_plain_words_are_not(archive: KeywordStore) -> None:
    quoted = found(archive, '"planning"')
    assert quoted == [row for row, text in enumerate(TEXTS) if "planning" in text.lower()]
    assert set(quoted) < set(found(archive, "planning AND plan"))


def test_only_the_texts_that_the_rest_leaves_are_read_for_a_quotation(archive: KeywordStore) -> None:
    read: list[int] = []

    def text_of(row: int) -> str:
        read.append(row)
        return TEXTS[row]

    constraint = parse_query('"home visits" AND area:northbrook AND custody').constraint
    assert constraint is not None
    matches(KeywordStore(archive.vocabulary, text_of, passing), constraint)
    cheap = set(found(archive, "area:northbrook AND custody"))
    assert set(read) <= cheap


HOSTILE_JOINTS = [*"   \n-‑_'–", "\u00a0", "’s ", "'s", ", ", ". ", " “", "” ", " '", "' "]
HOSTILE_WORDS = ["plan", "plans", "visit", "o'clock", "of", "the", "1", "PLAN", "café"]


def hostile_text(chance: random.Random) -> str:
    pieces = (chance.choice(HOSTILE_WORDS) + chance.choice(HOSTILE_JOINTS) for _ in range(chance.randrange(1, 9)))
    return "".join(pieces)


def test_a_quotation_holds_where_the_text_says_so_and_nowhere_else(tmp_path: Path) -> None:
    chance = random.Random(1)
    texts = [hostile_text(chance) for _ in range(600)]
    build_keyword_index(tmp_path / "k", (KeywordDocument(row, text, "", "", "") for row, text in enumerate(texts)))
    index = KeywordIndex.open(tmp_path / "k")
    hostile = KeywordStore(index, texts.__getitem__, passing)
    held = 0
    for _ in range(1_500):
        phrase = hostile_text(chance).strip().replace("“", "").replace("”", "").replace("\n", " ")
        constraint = parse_query(f'"{phrase}"').constraint
        assert constraint is not None
        words = [token.word for token in tokens(phrase) if not token.compound]
        in_a_row = np.flatnonzero(index.with_words_in_a_row(words)).tolist()
        expected = [row for row in in_a_row if holds_phrase(texts[row], phrase_pattern(phrase.strip()))]
        assert np.flatnonzero(matches(hostile, constraint)).tolist() == expected, phrase
        held += bool(expected)
    index.close()
    assert held > 200


def test_a_quotation_of_plain_words_is_found_without_reading_a_text(archive: KeywordStore) -> None:
    def text_of(row: int) -> str:
        raise AssertionError(f"text {row} was read")

    constraint = parse_query('"home visits"').constraint
    assert constraint is not None
    assert matches(KeywordStore(archive.vocabulary, text_of, passing), constraint).any()


@pytest.mark.parametrize(
    ("phrase", "read"),
    [
        ("young people.", [1, 2, 3]),
        ("young people’s", [1, 2, 3]),
        ("children’s plans", [4]),
        ("(young people", [0, 2, 3]),
        ("young people, plans", [1, 2]),
    ],
)
def test_of_a_quotation_with_punctuation_only_texts_that_have_some_there_are_read(
    tmp_path: Path, phrase: str, read: list[int]
) -> None:
    """Else a common pair of words and a full stop have every second text of an archive read."""
    texts = [
        "Young people and plans.",
        "It works for young people. Plans follow.",
        "Young people’s plans.",
        "(Young people",
        "Children’s plans and children plans.",
        "Children plans for young people too.",
    ]
    build_keyword_index(tmp_path / "k", (KeywordDocument(row, text, "", "", "") for row, text in enumerate(texts)))
    index, asked = KeywordIndex.open(tmp_path / "k"), list[int]()

    def text_of(row: int) -> str:
        asked.append(row)
        return texts[row]

    constraint = parse_query(f'"{phrase}"').constraint
    assert constraint is not None
    matches(KeywordStore(index, text_of, passing), constraint)
    index.close()
    assert asked == read


def test_a_word_in_several_parts_is_found_joined_apart_and_hyphenated(tmp_path: Path) -> None:
    texts = ["multi-agency", "multi agency", "multiagency", "an agency with multi", "agency-multi"]
    build_keyword_index(tmp_path / "k", (KeywordDocument(row, text, "", "", "") for row, text in enumerate(texts)))
    index = KeywordIndex.open(tmp_path / "k")
    archive = KeywordStore(index, texts.__getitem__, passing)
    assert found(archive, "multi-agency AND multi-agency") == [0, 1, 2]
    index.close()


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(query=st.lists(WORDS | st.sampled_from(["pla*", "cust*"]), min_size=1, max_size=8).map(" ".join))
def test_ranked_paragraphs_hold_a_word_of_the_query_and_scores_fall(archive: KeywordStore, query: str) -> None:
    parsed = parse_query(query)
    ordinals, scores = rank_by_words(archive, parsed.words, 1_000)
    assert np.all(np.diff(scores) <= 0)
    assert len(set(ordinals.tolist())) == len(ordinals)
    ranking = [node for node in parsed.words if node.text not in {"the", "of", "and", "was"}]
    reached = {row for row in range(len(TEXTS)) if any(reaches(node, row) for node in ranking)}
    assert set(ordinals.tolist()) == reached


def reaches(node: Node, row: int) -> bool:
    """Ranking looks at the parts of a word singly, and at every form of the words that a prefix begins."""
    text = TEXTS[row].lower().replace("–", " ")
    held = {stem(part) for piece in re.split(r"[\s,.]+", text) for part in [*piece.split("-"), piece.replace("-", "")]}
    if isinstance(node, Prefix):
        return any(stem(word) in held for word in VOCABULARY if word.startswith(node.text))
    assert isinstance(node, Word)
    parts = [part for part in node.text.split("-") if len(part) > 2]
    return any(stem(word) in held for word in [*parts, node.text.replace("-", "")])


def test_one_thousand_soft_words_in_a_row_rank_without_recursion(archive: KeywordStore) -> None:
    parsed = parse_query("plan " * 300)
    assert len(rank_by_words(archive, parsed.words * 4, 10)[0]) == 10


def test_ranking_leaves_out_what_is_not_allowed(archive: KeywordStore) -> None:
    allowed = OneOf("area", ("northbrook",))
    ordinals, _ = rank_by_words(archive, parse_query("plan custody").words, 1_000, allowed)
    assert len(ordinals)
    assert passing(allowed)[ordinals].all()


@pytest.fixture
def wide(tmp_path: Path) -> Iterator[Callable[[int], KeywordIndex]]:
    opened: list[KeywordIndex] = []

    def build(words: int) -> KeywordIndex:
        text = " ".join(f"plan{number}" for number in range(words))
        build_keyword_index(tmp_path / str(words), [KeywordDocument(0, text, "", "", "")])
        opened.append(KeywordIndex.open(tmp_path / str(words)))
        return opened[-1]

    yield build
    for index in opened:
        index.close()


def test_a_prefix_is_counted_before_it_is_expanded(wide: Callable[[int], KeywordIndex]) -> None:
    parsed = parse_query("court plan*")
    allowed = wide(PREFIX_EXPANSION_LIMIT_TERMS)
    assert rank_by_words(KeywordStore(allowed), parsed.words, 10)[0].tolist() == [0]
    with pytest.raises(QueryRefused, match=r"plan\* stands for 1,001 different words.*limit is 1,000") as caught:
        rank_by_words(KeywordStore(wide(PREFIX_EXPANSION_LIMIT_TERMS + 1)), parsed.words, 10)
    assert caught.value.position == 6


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("safegaurding", "safeguarding"),
        ("Safegaurding, parrents!", "safeguarding, parents!"),
        ('custdoy NOT "home visits"', 'custody NOT "home visits"'),
        ("custody visiting", None),
        ("custody", None),
        ("zzzzzzzzzz", None),
        ('"custdoy"', None),
        ("custody NOT polise", None),
        ("multi-agancy", "multi-agency"),
    ],
)
def test_only_words_that_the_archive_lacks_are_replaced_in_their_place(
    archive: KeywordStore, query: str, suggestion: str | None
) -> None:
    assert suggest(archive, parse_query(query)) == suggestion


def test_a_query_of_common_words_alone_is_said_to_be_one(wide: Callable[[int], KeywordIndex]) -> None:
    store = KeywordStore(wide(1))
    note = note_on_common_words(store, parse_query("is it the"))
    assert note == "Only common words: “is”, “it”, “the” are in nearly every paragraph. Add more specific words."
    for query in ("court", "the court", '"the"', "the AND court"):
        assert note_on_common_words(store, parse_query(query)) is None


def test_a_word_that_is_known_is_not_corrected(archive: KeywordStore) -> None:
    assert suggest(archive, parse_query("custdoy"), {"custdoy"}) is None


def test_a_word_that_a_long_query_repeats_counts_by_the_root_for_words_alone(archive: KeywordStore) -> None:
    words = parse_query("custody court custody custody custody plan* " + "the of " * 20).words
    vocabulary = archive.vocabulary
    assert terms_of(vocabulary, words, words_alone=True).weights == {"custodi": 2.0}
    assert terms_of(vocabulary, words).weights == {}
    assert terms_of(vocabulary, words[:10], words_alone=True).weights == {}
    once = dict(zip(*map(list, rank_by_words(archive, parse_query("custody").words, 50)), strict=True))
    again = dict(zip(*map(list, rank_by_words(archive, parse_query("custody " * 36).words, 50)), strict=True))
    assert again == pytest.approx({ordinal: 6 * score for ordinal, score in once.items()})


def test_a_prefix_that_no_word_has_is_said(archive: KeywordStore) -> None:
    assert notes_on_prefixes(archive, parse_query("custody zzz* zzz*")) == (
        "No word in this archive begins with “zzz”.",
    )
    assert notes_on_prefixes(archive, parse_query("custo*")) == ()
