"""Weights are those that were released; a model is fetched only where somebody has just named it."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path

import pytest

import indexer.embedding
from indexer.embedding import sentence_transformers_encoder as encoders
from indexer.embedding import weights
from indexer.embedding.model import EMBEDDED_MODEL, ModelSource, begin_embedded_check, find_model
from indexer.embedding.weights import WeightsCheck, check_weights, released_sums
from indexer.errors import ModelUnavailable

HOME = Path(indexer.embedding.__file__).parent


def test_every_file_of_weights_is_in_the_list_and_is_the_one_that_was_released() -> None:
    """Made anew by: cd indexer/embedding && sha256sum *.safetensors *.npy, beside the line of the embedded model."""
    own = {path.name for pattern in ("*.safetensors", "*.npy") for path in HOME.glob(pattern)}
    assert own | {"model.safetensors"} == set(released_sums())
    for name in own:
        check_weights(HOME / name)


def test_the_embedded_model_is_the_one_that_was_released() -> None:
    check = begin_embedded_check(find_model(EMBEDDED_MODEL))
    assert check is not None
    check.refuse(wait=True)


def test_one_altered_bit_of_weights_is_refused_by_name(tmp_path: Path) -> None:
    name = "token_codebooks.npy"
    content = bytearray((HOME / name).read_bytes())
    content[5_000] ^= 1
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelUnavailable, match=r"token_codebooks\.npy is not the file that was released"):
        check_weights(tmp_path / name)
    with pytest.raises(ModelUnavailable):
        WeightsCheck(tmp_path / name).refuse(wait=True)
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        check_weights(tmp_path / "gone" / name)


def test_a_check_is_begun_once() -> None:
    path = HOME / "token_codebooks.npy"
    assert weights.begin_check(path) is weights.begin_check(path)


@pytest.mark.slow
def test_a_name_that_an_index_holds_asks_no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    begun = time.monotonic()
    with pytest.raises(ModelUnavailable, match="nobody/none-such"):
        encoders.SentenceTransformerEncoder(find_model("nobody/none-such"))
    assert time.monotonic() - begun < 60  # most of it is the library's import


def test_a_mistyped_name_is_one_message_where_no_hub_can_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.delenv("HTTPS_PROXY", raising=False)
    monkeypatch.delenv("https_proxy", raising=False)
    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(ModelUnavailable, match="There is no model called all-MiniLM-L6-v3 on this machine"):
        encoders._refuse_unreachable_hub("all-MiniLM-L6-v3")


@pytest.mark.parametrize(
    "name", ["a/b/c", "https://evil.example/model", "name with spaces", "a/../../b", "/gone", "~/gone"]
)
def test_what_is_neither_a_folder_nor_a_name_is_refused_at_once(name: str) -> None:
    with pytest.raises(ModelUnavailable, match="There is no model folder"):
        find_model(name, may_download=True)


def test_only_a_name_just_given_may_be_downloaded() -> None:
    assert not find_model("nobody/none-such").may_download
    assert find_model("nobody/none-such", may_download=True) == ModelSource(
        "nobody/none-such", None, "nobody/none-such"
    )


def test_a_model_whose_parts_are_classes_from_elsewhere_is_refused(tmp_path: Path) -> None:
    parts = [{"type": "sentence_transformers.models.Transformer"}, {"type": "os.system"}]
    (tmp_path / "modules.json").write_text(json.dumps(parts), encoding="utf-8")
    with pytest.raises(ModelUnavailable, match=r"is made of os\.system"):
        find_model(str(tmp_path))
