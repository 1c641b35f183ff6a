"""What stands before every request: names, keys, rate and size; and what is noted of it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.errors import ServiceRefused
from search_app.command.main import main
from search_app.service.guard import Rate
from search_app.service.logs import JsonLines
from search_app.service.settings import LOCAL_NAMES, Settings, make_key, read_keys
from tests.search_app.service.conftest import client_of


def test_the_service_answers_only_to_its_names(served_index: Path) -> None:
    with client_of(Settings(index=served_index)) as client:
        assert client.get("/api/health", headers={"Host": "127.0.0.1:8502"}).status_code == 200
        assert client.get("/api/health", headers={"Host": "[::1]:8502"}).status_code == 200
        assert client.get("/api/health", headers={"Host": "rebound.example"}).status_code == 421


def test_without_a_key_only_the_health_is_told(served_index: Path) -> None:
    key, line = make_key("team")
    settings = Settings(index=served_index, keys=read_keys(line, "test"))
    with client_of(settings) as client:
        assert client.get("/api/health").status_code == 200
        refused = client.get("/api/generation")
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        assert client.get("/api/generation", headers={"Authorization": f"Bearer {key}x"}).status_code == 401
        assert client.get("/api/generation", headers={"Authorization": f"Bearer {key}"}).status_code == 200
        assert client.get("/api/generation", headers={"X-API-Key": key}).status_code == 200
        schemes = client.get("/api/openapi.json", headers={"X-API-Key": key}).json()["components"]["securitySchemes"]
        assert set(schemes) == {"HTTPBearer", "APIKeyHeader"}
        assert key not in str(settings)


def test_a_client_that_asks_too_often_is_told_when_to_come_back(served_index: Path) -> None:
    with client_of(Settings(index=served_index, rate=1)) as client:
        answers = [client.get("/api/health") for _ in range(4)]
    assert [answer.status_code for answer in answers[:2]] == [200, 200]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_a_rate_lets_in_again_what_has_waited() -> None:
    rate = Rate(2.0)
    assert [rate.wait("a", 0.0) for _ in range(5)] == [0, 0, 0, 0, 0.5]
    assert rate.wait("b", 0.0) == 0
    assert rate.wait("a", 0.5) == 0
    assert rate.wait("a", 0.5) > 0


def test_a_body_has_a_limit_whether_or_not_it_says_its_length(served_index: Path) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 100

    with client_of(Settings(index=served_index, body_limit=1000)) as client:
        headers = {"Content-Type": "application/json"}
        assert client.post("/api/precedents", content=b"x" * 2000, headers=headers).status_code == 413
        assert client.post("/api/precedents", content=parts(), headers=headers).status_code == 413


def test_a_request_is_noted_without_what_was_searched_for(served_index: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "precedent.access")
    with client_of(Settings(index=served_index)) as client:
        client.get("/api/search?q=secretive")
    (record,) = (each for each in caplog.records if each.name == "precedent.access")
    line = json.loads(JsonLines().format(record))
    assert line["route"] == "/search"
    assert line["status"] == 200
    assert line["level"] == "info"
    assert "secretive" not in json.dumps(line)


def test_keys_are_read_from_a_file_and_from_the_environment(tmp_path: Path) -> None:
    key, line = make_key("team")
    file = tmp_path / "keys"
    file.write_text(f"# who may ask\n\n{line}  # since May\nother {'k' * 20}\n", encoding="utf-8")
    settings = Settings.from_environment(
        {"PRECEDENT_API_KEYS_FILE": str(file), "PRECEDENT_API_KEYS": f"a {'p' * 16}, b {'q' * 16}"}
    )
    assert settings.holder_of(key) == "team"
    assert settings.holder_of("k" * 20) == "other"
    assert settings.holder_of("q" * 16) == "b"
    assert settings.holder_of("") is None
    assert Settings.from_environment({}).hosts == LOCAL_NAMES
    assert Settings.from_environment({"PRECEDENT_API_HOSTS": "*"}).hosts == ()


@pytest.mark.parametrize(
    "environment",
    [
        {"PRECEDENT_API_KEYS": "team short"},
        {"PRECEDENT_API_KEYS": "onlyaname"},
        {"PRECEDENT_API_KEYS_FILE": "/nowhere/keys"},
        {"PRECEDENT_API_RATE": "fast"},
        {"PRECEDENT_API_RATE": "-1"},
    ],
)
def test_settings_that_cannot_be_read_are_refused(environment: dict[str, str]) -> None:
    with pytest.raises(ServiceRefused) as refused:
        Settings.from_environment(environment)
    assert refused.value.hint


def test_an_empty_file_of_keys_lets_nobody_in(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("# none yet\n", encoding="utf-8")
    with pytest.raises(ServiceRefused, match="holds none"):
        Settings.from_environment({"PRECEDENT_API_KEYS_FILE": str(tmp_path / "keys")})


def test_other_machines_are_not_served_without_keys(
    served_index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PRECEDENT_INDEX", "")
    assert main(["api", "--index", str(served_index), "--host", "0.0.0.0"]) == 2
    assert "--no-keys" in capsys.readouterr().err


def test_a_new_key_is_shown_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["api", "--new-key", "team"]) == 0
    told, line = capsys.readouterr().out.splitlines()
    keys = read_keys(line.split(": ", 1)[1], "test")
    assert Settings(keys=keys).holder_of(told.split(": ", 1)[1]) == "team"
    assert main(["api", "--new-key", "two words"]) == 2
