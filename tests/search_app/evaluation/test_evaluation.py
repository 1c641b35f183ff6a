from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest

from indexer.embedding.model import EMBEDDED_MODEL
from indexer.errors import DatasetError
from search_app.evaluation.collection import read_collection
from search_app.evaluation.measures import EvaluationSettings, Scope, evaluate, write_per_query
from search_app.ranking.fusion import Mode

DOCUMENTS = [
    {"_id": "a:1", "text": "Plans to protect victims were late.", "metadata": {"report": "a", "la": "Ashmere"}},
    {"_id": "a:2", "text": "Visits to children in custody were many.", "metadata": {"report": "a", "la": "Ashmere"}},
    {"_id": "b:1", "text": "Plans to protect victims were excellent.", "metadata": {"report": "b", "la": "Bramford"}},
]
QUERIES = [
    {"_id": "q1", "text": "protect victims (plans)", "metadata": {"report": "b", "la": "Bramford"}},
    {"_id": "q2", "text": "visits AND custody", "metadata": {"report": "a", "la": "Ashmere"}},
    {"_id": "unjudged", "text": "nothing"},
]
SETTINGS = EvaluationSettings(Scope.REPORT, EMBEDDED_MODEL)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "judged"
    (folder / "qrels").mkdir(parents=True)
    for name, rows in (("corpus", DOCUMENTS), ("queries", QUERIES)):
        lines = "\n".join(json.dumps(row) for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tb:1\t1\nq2\ta:2\t1\n", encoding="utf-8")
    return folder


@pytest.mark.real_model
def test_measures_are_means_over_the_judged_queries(dataset: Path, tmp_path: Path) -> None:
    results = evaluate(dataset, list(Mode), SETTINGS)
    assert [result.mode for result in results] == list(Mode)
    for result in results:
        assert (result.queries, result.documents) == (2, 3)
        assert result.means["nDCG@10"] == pytest.approx(1.0)
    write_per_query(tmp_path / "out.csv", results)
    with (tmp_path / "out.csv").open(encoding="utf-8") as stream:
        assert len(list(csv.reader(stream))) == 1 + 3 * 2


@pytest.mark.real_model
def test_without_the_report_the_other_reports_paragraph_comes_between(dataset: Path) -> None:
    (result,) = evaluate(dataset, [Mode.KEYWORD], EvaluationSettings(Scope.ARCHIVE, EMBEDDED_MODEL))
    assert result.per_query["q1"]["nDCG@10"] == pytest.approx(1 / math.log2(3))
    (result,) = evaluate(dataset, [Mode.KEYWORD], EvaluationSettings(Scope.AREA, EMBEDDED_MODEL))
    assert result.per_query["q1"]["nDCG@10"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("corpus.jsonl", "{", r"Line 1 of .*corpus\.jsonl is not a document or query"),
        ("corpus.jsonl", '{"_id": 1, "text": "x"}', "_id and text must be strings"),
        ("qrels/test.tsv", "q1\tb:1\tmuch\n", r"Line 1 of .*test\.tsv is not a judgement"),
        ("qrels/test.tsv", "q1\n", r"Line 1 of .*test\.tsv is not a judgement"),
        ("queries.jsonl", "", "holds no documents or no judged queries"),
    ],
)
def test_a_malformed_dataset_is_named_by_file_and_line(dataset: Path, name: str, content: str, message: str) -> None:
    (dataset / name).write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match=message):
        read_collection(dataset)


def test_a_missing_file_says_what_a_dataset_is(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"cannot be read.*corpus\.jsonl, queries\.jsonl and qrels/test\.tsv"):
        read_collection(tmp_path)


@pytest.mark.shared
def test_the_real_collections_read_whole(shared: Path) -> None:
    collection = read_collection(shared / "collections" / "recommendations")
    assert (len(collection.documents), len(collection.queries)) == (1_202, 89)
    assert sum(map(len, collection.judgements.values())) == 194
    assert {query.report for query in collection.queries} <= {document.report for document in collection.documents}
