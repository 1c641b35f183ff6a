"""How much longer a push takes than the client's own insertion of the same rows: asked is twice at most.

    python -m benchmarks.cost.push_margin INDEX [--times 3]

Both into new files of Milvus Lite, in turns. The push has besides to read the index, make the rows, write the sidecar
and verify what it sent; the insertion gets the rows ready made, in the same batches.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from search_app.store.milvus.connection import Connection, Row, read_address
from search_app.store.milvus.push import push


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    ratios = []
    for _ in range(options.times):
        with tempfile.TemporaryDirectory() as folder:
            batches, pushed = _pushed(options.index, f"milvus+file:{folder}/pushed.db")
            inserted = _inserted(batches, f"milvus+file:{folder}/inserted.db")
        rows = sum(map(len, batches))
        ratios.append(pushed / inserted)
        print(f"{rows:,} rows: pushed in {pushed:.1f} s, inserted in {inserted:.1f} s, {pushed / inserted:.2f} times")
    print(f"median: {statistics.median(ratios):.2f} times as long as the client's insertion")


def _pushed(index: Path, address: str) -> tuple[list[list[Row]], float]:
    """The batches of rows that a push sent, and the seconds that it took in all."""
    batches: list[list[Row]] = []
    insert = Connection.insert

    def noted(self: Connection, rows: Sequence[Row]) -> None:
        batches.append(list(rows))
        insert(self, rows)

    Connection.insert = noted  # type: ignore[method-assign]
    try:
        began = time.perf_counter()
        push(index, address)
        return batches, time.perf_counter() - began
    finally:
        Connection.insert = insert  # type: ignore[method-assign]


def _inserted(batches: Sequence[Sequence[Row]], address: str) -> float:
    dense = batches[0][0].get("dense")
    connection = Connection(read_address(address))
    began = time.perf_counter()
    connection.create(None if dense is None else len(dense))
    for rows in batches:
        connection.insert(rows)
    took = time.perf_counter() - began
    connection.close()
    return took


if __name__ == "__main__":
    main()
