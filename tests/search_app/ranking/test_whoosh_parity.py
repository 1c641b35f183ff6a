"""What our arrays answer is what Whoosh answers from its own postings, over paragraphs of real reports.

Whoosh cannot say everything: its phrases are words in a row whatever stands between them, so a quotation's match set is
held to Whoosh's less the paragraphs where something else than white space stands between; fields of a report are no
fields of its index, so they are given to both as the same set; and it has no BM25F that joins fields (see
`whoosh_reference`). Our language has no slop and no boost of a single term; the boosts of fields are in the formula.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh.index import open_dir

from indexer.errors import ReadingRefused
from indexer.keyword.analysis import fold, ranking_stems, tokens
from indexer.keyword.index import FIELD_WEIGHTS, K1, KeywordIndex
from indexer.keyword.whoosh_index import WHOOSH_FOLDER, KeywordDocument, build_keyword_index, make_schema
from indexer.keyword.whoosh_search import WhooshKeywordIndex
from indexer.language.chunking import cut_chunks
from indexer.reading.report import read_report
from indexer.records import Chunk, Report, ReportId
from search_app.filters.expression import DateRange, OneOf
from search_app.query.language import And, Field, Node, Not, Or, ParsedQuery, Phrase, Prefix, Word, parse_query
from search_app.query.understanding import must_hold
from search_app.ranking.pipeline import rank_by_words
from search_app.store.embedded import KeywordStore
from tests.search_app.whoosh_reference import FieldStatistics, matching_query, ranking_query

pytestmark = pytest.mark.shared

QUERIES_OF_A_KIND = 50
DEPTH = 100
AGREEMENT = 1e-6
FILES = 12


@dataclass(frozen=True, slots=True)
class Both:
    """The same paragraphs, in our arrays and in Whoosh."""

    chunks: list[Chunk]
    areas: list[str]
    archive: KeywordStore
    without_arrays: KeywordStore
    searcher: Any
    statistics: FieldStatistics


@pytest.fixture(scope="module")
def both(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    reports = list(read_some(shared))
    chunks = [chunk for report in reports for chunk in cut_chunks(report, 0)]
    owners = {report.report_id: report for report in reports}
    areas = [(owners[chunk.report_id].area or "").casefold() for chunk in chunks]
    folder = tmp_path_factory.mktemp("parity") / "keyword"
    documents = (document(row, chunk, owners[chunk.report_id]) for row, chunk in enumerate(chunks))
    build_keyword_index(folder, documents)
    index = KeywordIndex.open(folder)
    slow = WhooshKeywordIndex.open(folder)
    whoosh = open_dir(str(folder / WHOOSH_FOLDER), schema=make_schema())

    def passing(condition: OneOf | DateRange) -> np.ndarray:
        assert isinstance(condition, OneOf)
        assert condition.field == "area"
        return np.array([area in condition.values for area in areas])

    with whoosh.searcher() as searcher:
        statistics = FieldStatistics(searcher.reader(), FIELD_WEIGHTS)
        archive = KeywordStore(index, lambda row: chunks[row].text, passing)
        without_arrays = KeywordStore(slow, lambda row: chunks[row].text, passing)
        yield Both(chunks, areas, archive, without_arrays, searcher, statistics)
    whoosh.close()
    slow.close()
    index.close()


def read_some(shared: Path) -> Iterator[Report]:
    folder = shared / "reports"
    for number, path in enumerate([*sorted((folder / "sqs").glob("*.txt")), *sorted((folder / "pdf").glob("*.pdf"))]):
        if number == FILES:
            return
        with suppress(ReadingRefused):  # some of the files only say that there is no report
            yield read_report(path, source=path.name, report_id=ReportId(f"report-{number}"), sha256="")


def document(row: int, chunk: Chunk, report: Report) -> KeywordDocument:
    heading = "" if chunk.section is None else report.sections[chunk.section].heading
    return KeywordDocument(row, chunk.text, heading, report.area or "", report.title or "")


class Generator:
    """Queries of words that stand in the paragraphs."""

    def __init__(self, both: Both, seed: str) -> None:
        self._chance = random.Random(seed)
        self._both = both

    def words(self, count: int) -> list[str]:
        """Of one paragraph, so that a conjunction has an answer."""
        while True:
            chunk = self._chance.choice(self._both.chunks)
            found = [token.word for token in tokens(chunk.text) if not token.compound and token.word.isalpha()]
            if len(found) > count:
                return self._chance.sample(found, count)

    def row(self, count: int) -> str:
        while True:
            text = fold(self._chance.choice(self._both.chunks).text).text
            words = re.findall(r"[a-z]+(?: [a-z]+)+", text)
            pieces = self._chance.choice(words).split() if words else []
            if len(pieces) >= count:
                at = self._chance.randrange(len(pieces) - count + 1)
                return '"' + " ".join(pieces[at : at + count]) + '"'

    def beginning(self) -> str:
        while True:
            (word,) = self.words(1)
            if len(word) > 4:
                return word[: self._chance.randint(4, len(word))] + "*"

    def count(self, low: int, high: int) -> int:
        return self._chance.randint(low, high)

    def area(self) -> str:
        return self._chance.choice([area for area in self._both.areas if area])

    def compound(self) -> str:
        found = {match for chunk in self._both.chunks for match in re.findall(r"\b[a-z]+-[a-z]+\b", chunk.text)}
        return self._chance.choice(sorted(found))


KINDS: dict[str, Callable[[Generator], str]] = {
    "plain": lambda make: " ".join(make.words(make.count(1, 6))),
    "and": lambda make: " AND ".join(make.words(make.count(2, 4))),
    "or": lambda make: " OR ".join(make.words(make.count(2, 4))),
    "not": lambda make: "{} AND {} NOT {}".format(*make.words(3)),
    "nested": lambda make: "({} OR {}) AND ({} OR NOT ({} AND {}))".format(*make.words(5)),
    "phrase": lambda make: make.row(make.count(2, 4)),
    "phrase and words": lambda make: f"{make.row(2)} AND ({make.words(1)[0]} OR {make.words(1)[0]})",
    "prefix": lambda make: f"{make.beginning()} AND {make.words(1)[0]}",
    "field": lambda make: f'area:"{make.area()}" {" ".join(make.words(2))}',
    "compound": lambda make: f"{make.compound()} OR ({make.compound()} AND {make.words(1)[0]})",
}


def queries(both: Both, kind: str) -> Iterator[ParsedQuery]:
    make = Generator(both, kind)
    for _ in range(QUERIES_OF_A_KIND):
        yield parse_query(KINDS[kind](make))


@pytest.mark.parametrize("kind", KINDS)
def test_what_matches_is_what_whoosh_matches(both: Both, kind: str) -> None:
    answered = 0
    for parsed in queries(both, kind):
        if parsed.constraint is None:
            continue
        found = both.archive.ids(must_hold(parsed.constraint, both.archive.vocabulary)).tolist()
        assert found == expected_matches(both, parsed.constraint), parsed.text
        answered += bool(found)
    assert answered or kind == "plain"


@pytest.mark.parametrize("kind", KINDS)
def test_scores_are_those_that_whoosh_sums_over_its_own_postings(both: Both, kind: str) -> None:
    ranked = 0
    for parsed in queries(both, kind):
        where = must_hold(parsed.constraint, both.archive.vocabulary)
        allowed = both.archive.mask(where)
        ordinals, scores = rank_by_words(both.archive, parsed.words, DEPTH, where)
        query = ranking_query(stems_of(both, parsed), both.statistics, K1)
        expected = {hit.docnum: hit.score for hit in both.searcher.search(query, limit=None)}
        expected = {row: score for row, score in expected.items() if allowed[row]}
        best = sorted(expected.values(), reverse=True)[:DEPTH]
        assert scores.tolist() == pytest.approx(best, rel=AGREEMENT), parsed.text
        assert scores.tolist() == pytest.approx([expected[row] for row in ordinals.tolist()], rel=AGREEMENT)
        ranked += len(ordinals) > 0
    assert ranked > QUERIES_OF_A_KIND / 2


@pytest.mark.parametrize("kind", KINDS)
def test_without_arrays_the_same_paragraphs_come_in_the_same_order(both: Both, kind: str) -> None:
    ranked = 0
    for parsed in queries(both, kind):
        answers = []
        for archive in (both.archive, both.without_arrays):
            where = must_hold(parsed.constraint, archive.vocabulary)
            ordinals, scores = rank_by_words(archive, parsed.words, len(both.chunks), where)
            answers.append((archive.ids(where).tolist(), ordinals.tolist(), scores.tolist()))
        (allowed, expected, scores), (own_allowed, found, own_scores) = answers
        assert allowed == own_allowed, parsed.text
        assert own_scores == pytest.approx(scores, rel=AGREEMENT), parsed.text
        assert in_order_up_to_ties(found, expected, scores), parsed.text
        ranked += len(found) > 0
    assert ranked > QUERIES_OF_A_KIND / 2


def in_order_up_to_ties(found: list[int], expected: list[int], scores: list[float]) -> bool:
    """Whether both hold the same where scores differ by more than they agree to."""
    start = 0
    for end in range(1, len(expected) + 1):
        if end == len(expected) or scores[end - 1] - scores[end] > 2 * AGREEMENT * scores[end]:
            if set(found[start:end]) != set(expected[start:end]):
                return False
            start = end
    return len(found) == len(expected)


def stems_of(both: Both, parsed: ParsedQuery) -> set[str]:
    stems: set[str] = set()
    for node in parsed.words:
        if isinstance(node, Prefix):
            words = [term.decode() for term in both.searcher.reader().expand_prefix("words", node.text)]
            stems.update(token.stem for word in words for token in tokens(word))
        else:
            stems.update(ranking_stems(tokens(node.text)))
    return stems


def expected_matches(both: Both, constraint: Node) -> list[int]:
    """Whoosh's match set; where the query holds a quotation or a field, worked out part by part."""
    return sorted(_matched(both, constraint))


def _matched(both: Both, node: Node) -> set[int]:
    if isinstance(node, Phrase):
        return {row for row in _asked(both, node) if _literal(both.chunks[row].text, node.text)}
    if isinstance(node, Field):
        return {row for row, area in enumerate(both.areas) if area == node.value}
    if not _has_what_whoosh_lacks(node):
        return _asked(both, node)
    everything = set(range(len(both.chunks)))
    if isinstance(node, Not):
        return everything - _matched(both, node.part)
    assert isinstance(node, And | Or)
    sets = [_matched(both, part) for part in node.parts]
    return set.union(*sets) if isinstance(node, Or) else set.intersection(*sets)


def _asked(both: Both, node: Node) -> set[int]:
    return set(both.searcher.docs_for_query(matching_query(node)))


def _has_what_whoosh_lacks(node: Node) -> bool:
    if isinstance(node, Word | Prefix):
        return False
    if isinstance(node, Not):
        return _has_what_whoosh_lacks(node.part)
    return isinstance(node, Phrase | Field) or any(map(_has_what_whoosh_lacks, node.parts))


def _literal(text: str, phrase: str) -> bool:
    """The words of `phrase`, which are letters alone, with white space between them and no letter around them."""
    words = r"\s+".join(phrase.split())
    return re.search(rf"(?<!\w)(?<!\w'){words}(?!\w)(?!'(?!s\b)\w)", fold(text).text) is not None
