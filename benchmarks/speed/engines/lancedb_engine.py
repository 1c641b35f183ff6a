"""LanceDB: hybrid search, exact over the vectors, text stored, vectors given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa

from benchmarks.speed.engines.asking import ROUNDS, TOP
from benchmarks.speed.material import paragraphs, question_vectors, questions, vectors
from benchmarks.speed.measure import folder_bytes, summary, times_ms

_TABLE = "paragraphs"
_BATCH_ROWS = 10_000


def build(material: Path, out: Path) -> None:
    matrix = vectors(material)
    dimensions = matrix.shape[1]
    schema = pa.schema(
        [
            pa.field("ordinal", pa.int64()),
            pa.field("text", pa.string()),
            pa.field("vector", pa.list_(pa.float32(), dimensions)),
        ]
    )

    def batches() -> Iterator[pa.RecordBatch]:
        texts = [paragraph.text for paragraph in paragraphs(material)]
        for start in range(0, len(texts), _BATCH_ROWS):
            rows = matrix[start : start + _BATCH_ROWS]
            yield pa.record_batch(
                [
                    pa.array(range(start, start + len(rows)), pa.int64()),
                    pa.array(texts[start : start + len(rows)], pa.string()),
                    pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel(), pa.float32()), dimensions),
                ],
                schema=schema,
            )

    table = lancedb.connect(str(out)).create_table(_TABLE, data=batches(), schema=schema)
    table.create_fts_index("text", use_tantivy=False)


def ask(material: Path, out: Path) -> dict[str, Any]:
    asked = questions(material)
    known = dict(zip(asked.plain, question_vectors(material), strict=True))
    table = lancedb.connect(str(out)).open_table(_TABLE)

    def top(query: str) -> object:
        search = table.search(query_type="hybrid").vector(known[query]).text(query)
        return search.limit(TOP).select(["ordinal"]).to_arrow()

    return {"hybrid": summary(times_ms(top, asked.plain, again=ROUNDS)), "bytes": folder_bytes(out)}
