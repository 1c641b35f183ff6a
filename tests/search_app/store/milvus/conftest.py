"""An index, and the same archive on Milvus Lite in a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.embedding.query_encoder import open_query_encoder
from indexer.records import Report
from search_app import Archive
from search_app.ranking import meaning
from search_app.ranking.meaning import QueryEncoderFactory
from search_app.store.milvus.push import PushResult, push
from search_app.store.milvus.source import CACHE_VARIABLE
from tests.conftest import FakeQueryEncoder
from tests.indexer.reports import make_report
from tests.search_app.archive import FAKE_MODEL, publish_archive

ASHMERE = make_report(
    "ashmere-2014",
    [
        ("heading", "Key strengths", None, "key-strengths"),
        ("paragraph", "Plans were reviewed in good time in all cases.", "2.1"),
        ("heading", "Areas for improvement", None, "areas-requiring-improvement"),
        ("paragraph", "Plans to protect victims were missing in six of the ten cases.", "3.1"),
    ],
)
BRAMFORD = make_report(
    "bramford-2016",
    [("paragraph", "Plans were not reviewed in good time.", "2.1"), ("paragraph", "Plans were excellent.", "2.2")],
    area="Bramford",
)
CALDER = make_report(
    "calder-2018",
    [("paragraph", "The youth offending team (YOT) met victims at O'Brien's, which they liked.", "1.1")],
    area="Calder",
)


@dataclass(frozen=True)
class Pushed:
    """An index folder, and the address that it is pushed to."""

    index: Path
    address: str
    open_encoder: QueryEncoderFactory = FakeQueryEncoder

    def publish(self, *reports: Report) -> None:
        publish_archive(self.index, reports)

    def push(self, drift_bound: float = 0.01) -> PushResult:
        return push(self.index, self.address, drift_bound=drift_bound)

    def open(self) -> Archive:
        return Archive.open(self.address, open_encoder=self.open_encoder)

    def open_index(self) -> Archive:
        return Archive.open(self.index, open_encoder=self.open_encoder)


@pytest.fixture(autouse=True, scope="session")
def milvus_lite() -> None:
    pytest.importorskip(
        "pymilvus", reason="the client of Milvus is not installed: pip install 'precedent-archive[milvus]'"
    )
    pytest.importorskip("milvus_lite", reason="Milvus Lite is not installed: pip install milvus-lite")


@pytest.fixture
def pushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pushed:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(meaning, "find_model", lambda name: FAKE_MODEL)
    return Pushed(tmp_path / "index", f"milvus+file:{tmp_path / 'store.db'}")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory, corpus_index: Path) -> Iterator[Pushed]:
    """The sample reports, pushed once."""
    folder = tmp_path_factory.mktemp("samples")
    both = Pushed(corpus_index, f"milvus+file:{folder / 'store.db'}", open_query_encoder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(folder / "cache"))
        both.push()
        yield both
