"""How much longer a push takes than the client's own insertion of the same rows: asked is twice at most.

    python -m benchmarks.cost.push_margin INDEX [--times 3]

Both into new files of Milvus Lite, in turns. The push has besides to read the index, make the rows, write the sidecar
and verify what it sent; the insertion gets the rows ready made, in the same batches. The client is imported before,
since both need it. Beside busy neighbours the ratio of processor time says more than that of the clock.
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
    ratios: list[_Times] = []
    with tempfile.TemporaryDirectory() as folder:
        Connection(read_address(f"milvus+file:{folder}/first.db")).close()
    for _ in range(options.times):
        with tempfile.TemporaryDirectory() as folder:
            batches, pushed = _pushed(options.index, f"milvus+file:{folder}/pushed.db")
            inserted = _inserted(batches, f"milvus+file:{folder}/inserted.db")
        rows = sum(map(len, batches))
        clock, processor = ratio = pushed[0] / inserted[0], pushed[1] / inserted[1]
        ratios.append(ratio)
        print(
            f"{rows:,} rows: pushed in {pushed[0]:.1f} s ({pushed[1]:.1f} of a processor), inserted in "
            f"{inserted[0]:.1f} s ({inserted[1]:.1f}): {clock:.2f} times, {processor:.2f} by processor time"
        )
    clock, processor = (statistics.median(each) for each in zip(*ratios, strict=True))
    print(f"median: {clock:.2f} times as long as the client's insertion, {processor:.2f} by processor time")


_Times = tuple[float, float]
"""By the clock, and of processor time."""


def _now() -> _Times:
    return time.perf_counter(), time.process_time()


def _since(began: _Times) -> _Times:
    clock, processor = _now()
    return clock - began[0], processor - began[1]


def _pushed(index: Path, address: str) -> tuple[list[list[Row]], _Times]:
    """The batches of rows that a push sent, and the seconds that it took in all."""
    batches: list[list[Row]] = []
    insert = Connection.insert

    def noted(self: Connection, rows: Sequence[Row]) -> None:
        batches.append(list(rows))
        insert(self, rows)

    Connection.insert = noted  # type: ignore[method-assign]
    try:
        began = _now()
        push(index, address)
        return batches, _since(began)
    finally:
        Connection.insert = insert  # type: ignore[method-assign]


def _inserted(batches: Sequence[Sequence[Row]], address: str) -> _Times:
    dense = batches[0][0].get("dense")
    connection = Connection(read_address(address))
    began = _now()
    connection.create(None if dense is None else len(dense))
    for rows in batches:
        connection.insert(rows)
    took = _since(began)
    connection.close()
    return took


if __name__ == "__main__":
    main()
