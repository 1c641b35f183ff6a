"""A service over a small published archive, asked in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from search_app.ranking import meaning
from search_app.service.http import make_api, mounted
from search_app.service.settings import Settings
from tests.conftest import FakeQueryEncoder
from tests.indexer.reports import make_report
from tests.search_app.archive import FAKE_MODEL, publish_archive

ASHMERE = make_report(
    "ashmere-2014",
    [
        ("paragraph", "Plans were reviewed in good time in all cases.", "2.1"),
        ("paragraph", "Plans to protect victims were missing in six of the ten cases. Staff cared.", "2.2"),
    ],
)
BRAMFORD = make_report(
    "bramford-2016",
    [("paragraph", "Plans were not reviewed in good time.", "2.1"), ("paragraph", "Plans were excellent.", "2.2")],
    area="Bramford",
    sha256="1" * 64,
)


@pytest.fixture(scope="session")
def served_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("service") / "index"
    publish_archive(index, [ASHMERE, BRAMFORD])
    return index


@pytest.fixture(autouse=True)
def fake_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "find_model", lambda name: FAKE_MODEL)


def client_of(settings: Settings) -> TestClient:
    api = make_api(settings, open_encoder=FakeQueryEncoder)
    return TestClient(mounted(api), base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture(scope="session")
def client(served_index: Path) -> Iterator[TestClient]:
    with client_of(Settings(index=served_index, rate=0)) as asked:
        yield asked
