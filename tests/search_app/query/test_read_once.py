"""The text of a query is analysed by the parser, and by nothing after it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer.keyword import analysis, positions
from indexer.keyword.analysis import tokens
from search_app.engine import SearchEngine
from search_app.query import language
from search_app.query.language import parse_query
from search_app.ranking import meaning
from search_app.ranking.fusion import Mode
from tests.conftest import FakeQueryEncoder
from tests.indexer.reports import make_report
from tests.search_app.archive import FAKE_MODEL, publish_archive

ANALYSING = [analysis.tokens, analysis.ranking_stems, analysis.fold, analysis.cut_words, positions.quoted_gaps]
QUERIES = [
    "plans to protect the children of ashmere in 2014",
    '"home visits" re-offending NOT weather',
    "safeg* AND (late OR reviews)",
    "PSR quality, chidren's plnas",
    "Plans should be reviewed after each visit.",
    '"multi-agency" section:strengths',
]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SearchEngine:
    monkeypatch.setattr(meaning, "find_model", lambda name: FAKE_MODEL)
    parts = [
        ("heading", "Key strengths", None, "key-strengths"),
        ("paragraph", "Plans to protect children were reviewed after multi-agency home visits.", "1"),
        ("paragraph", "Safeguarding was poor, and each pre-sentence report (PSR) was late.", "2"),
    ]
    publish_archive(tmp_path / "index", [make_report("ashmere-2014", parts)])
    return SearchEngine(tmp_path / "index", FakeQueryEncoder)


def watch(monkeypatch: pytest.MonkeyPatch, record: Callable[[Any], None]) -> None:
    """Every module that knows a function of the analyser gets one that tells what it was called with."""
    for function in ANALYSING:

        def telling(argument: Any, function: Callable[[Any], Any] = function) -> Any:
            record(argument)
            return function(argument)

        for name, module in list(sys.modules.items()):
            if name.startswith(("search_app", "indexer")) and vars(module).get(function.__name__) is function:
                monkeypatch.setattr(module, function.__name__, telling)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("mode", Mode)
def test_nothing_after_the_parser_analyses_the_text_of_a_query(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch, query: str, mode: Mode
) -> None:
    parsed = parse_query(query)
    engine.search(query, mode=mode)  # so that the names of the archive and of the glossary are read already
    monkeypatch.setattr("search_app.engine.parse_citing", lambda *_, **__: (parsed, ()))
    typed = {query, parsed.semantic_text, *(node.text for node in parsed.words)}
    typed |= {token.word for node in parsed.words for token in node.tokens}
    analysed: list[Any] = []
    watch(monkeypatch, analysed.append)
    answer = engine.search(query, mode=mode)
    assert answer.total
    assert not [text for text in analysed if isinstance(text, str) and text in typed]
    read = {token for node in parsed.words for token in node.tokens}
    assert not [words for words in analysed if not isinstance(words, str) and read.intersection(words)]
    assert analysed  # the paragraphs are, for the words to be marked


def test_the_watch_sees_the_parser_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    analysed: list[Any] = []
    watch(monkeypatch, analysed.append)
    language.parse_query("home visits")
    assert {"home", "visits"} <= {text for text in analysed if isinstance(text, str)}


@pytest.mark.parametrize("query", [*QUERIES, "Stoke-on-Trent’s ½ \ud800plan", '"  two  words " one'])
def test_what_the_encoder_reads_has_its_words_where_the_analyser_would_find_them(query: str) -> None:
    parsed = parse_query(query)
    assert [token._replace(position=0) for token in parsed.semantic_tokens] == [
        token._replace(position=0) for token in tokens(parsed.semantic_text)
    ]
