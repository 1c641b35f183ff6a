"""A published archive of small invented reports, for tests that search without reading files or loading a model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from indexer.building.assembly import Contents, Origin, publish_contents
from indexer.embedding.encoder import Encoded
from indexer.embedding.model import ModelSource
from indexer.language.chunking import cut_chunks, embedded_text
from indexer.progress import SilentProgress
from indexer.records import Chunk, Report
from indexer.storage.ledger import Ledger
from tests.conftest import FakeEncoder

FAKE_MODEL = ModelSource("all-MiniLM-L6-v2", None, "fake")


def publish_archive(index: Path, reports: Sequence[Report], model: ModelSource | None = FAKE_MODEL) -> None:
    """Publishes `reports` as the next generation of `index`, with the fake encoder's vectors."""
    chunks: list[Chunk] = []
    texts: list[str] = []
    for report in reports:
        cut = list(cut_chunks(report, len(chunks)))
        chunks += cut
        texts += [embedded_text(chunk, report) for chunk in cut]
    encoded = Encoded(FakeEncoder(model).encode(texts)) if model else None
    index.mkdir(exist_ok=True)
    contents = Contents(tuple(reports), tuple(chunks), encoded, Ledger(()))
    publish_contents(index, contents, Origin("reports", "", model, {}), SilentProgress())
