"""Texts encoded beside the reading of reports."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.building.encoding import TEXTS_AT_ONCE, TextEncoding
from indexer.embedding.encoder import Encoder, Progress
from indexer.embedding.model import EMBEDDED_MODEL, ModelSource
from indexer.embedding.numpy_pass import FEW_TEXTS
from indexer.errors import ModelUnavailable
from indexer.progress import SilentProgress
from tests.conftest import FakeEncoder, fake_vector

SOURCE = ModelSource("a model", None, "1")


class Counted(SilentProgress):
    def __init__(self) -> None:
        self.total = self.done = 0

    def start(self, stage: str, total: int, unit: str) -> None:
        self.total = total

    def advance(self, stage: str, amount: int) -> None:
        self.done += amount


class Groups(FakeEncoder):
    """Remembers which texts came together."""

    def __init__(self) -> None:
        super().__init__(SOURCE)
        self.groups: list[list[str]] = []

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        self.groups.append(list(texts))
        return super().encode(texts, progress)


def texts(count: int) -> list[str]:
    return [f"paragraph {number}" for number in range(count)]


def test_every_text_is_encoded_once_and_progress_adds_up() -> None:
    encoder, progress = FakeEncoder(SOURCE), Counted()
    with TextEncoding(lambda: encoder, progress) as encoding:
        encoding.add(["b", "a", "b"])
        encoding.add(["a", "c"])
        found = encoding.finish()
    assert encoder.encoded == ["b", "a", "c"]
    assert {text: known.vector.tolist() for text, known in found.items()} == {
        text: fake_vector(text).tolist() for text in "abc"
    }
    assert (progress.total, progress.done, len(encoding)) == (3, 3, 3)


@pytest.mark.parametrize("step", [1, 7, 600, 5_000])
def test_which_texts_come_together_depends_on_their_order_alone(step: int) -> None:
    all_texts, encoder = texts(1_300), Groups()
    with TextEncoding(lambda: encoder, SilentProgress()) as encoding:
        for start in range(0, len(all_texts), step):
            encoding.add(all_texts[start : start + step])
        encoding.finish()
    assert [len(group) for group in encoder.groups] == [TEXTS_AT_ONCE, TEXTS_AT_ONCE, 1_300 - 2 * TEXTS_AT_ONCE]
    assert [text for group in encoder.groups for text in group] == all_texts


def test_without_a_text_no_model_is_opened() -> None:
    def never() -> Encoder:
        raise AssertionError("opened")

    with TextEncoding(never, SilentProgress()) as encoding:
        encoding.add([])
        assert encoding.finish() == {}


def test_texts_are_encoded_while_others_are_still_to_come() -> None:
    begun = threading.Event()

    class Telling(FakeEncoder):
        def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
            begun.set()
            return super().encode(texts, progress)

    with TextEncoding(lambda: Telling(SOURCE), SilentProgress()) as encoding:
        encoding.add(texts(TEXTS_AT_ONCE))
        assert begun.wait(60)
        encoding.add(["one more"])
        assert len(encoding.finish()) == TEXTS_AT_ONCE + 1


def test_a_model_that_cannot_be_opened_is_told_by_the_next_call() -> None:
    def absent() -> Encoder:
        raise ModelUnavailable("There is no such model.", hint="Name another.")

    def ask(encoding: TextEncoding) -> None:
        encoding.add(["a"])
        encoding.finish()

    with TextEncoding(absent, SilentProgress()) as encoding, pytest.raises(ModelUnavailable, match="no such model"):
        ask(encoding)


def test_an_encoder_that_fails_ends_in_a_message() -> None:
    class Failing(FakeEncoder):
        def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
            raise MemoryError("no room")

    with TextEncoding(lambda: Failing(SOURCE), SilentProgress()) as encoding:
        encoding.add(["a"])
        with pytest.raises(ModelUnavailable, match="a model stopped while it was encoding: MemoryError: no room"):
            encoding.finish()


class Named(FakeEncoder):
    """Says how many texts it encoded under its own name."""

    def __init__(self, name: str, told: list[tuple[str, int]]) -> None:
        super().__init__(SOURCE)
        self._own_name = name
        self._told = told

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        self._told.append((self._own_name, len(texts)))
        return super().encode(texts, progress)


def encoded_by(steps: Sequence[int], *, expected: bool = False) -> list[tuple[str, int]]:
    told: list[tuple[str, int]] = []
    all_texts = texts(sum(steps))
    with TextEncoding(lambda: Named("many", told), SilentProgress(), lambda: Named("few", told)) as encoding:
        if expected:
            encoding.expect_many()
        for start, step in zip(itertools.accumulate([0, *steps]), steps, strict=False):
            encoding.add(all_texts[start : start + step])
        assert len(encoding.finish()) == len(all_texts)
    return told


def test_a_few_texts_are_for_the_light_encoder_and_more_for_the_other() -> None:
    assert encoded_by([5, 30]) == [("few", 35)]
    assert encoded_by([FEW_TEXTS]) == [("few", FEW_TEXTS)]
    assert encoded_by([FEW_TEXTS, 1]) == [("many", FEW_TEXTS + 1)]
    assert encoded_by([5], expected=True) == [("many", 5)]


@pytest.mark.real_model
def test_one_report_is_added_without_a_library_that_takes_seconds_to_load(tmp_path: Path, corpus: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    shutil.copy(corpus / "wrenfold-2013.md", folder)
    program = (
        "import sys; from pathlib import Path; from indexer.building.build import build;"
        f"result = build(Path({str(folder)!r}), Path({str(tmp_path / 'index')!r}), model={EMBEDDED_MODEL!r});"
        "print(result.ledger.encoded, [name for name in ('torch', 'transformers') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    encoded, loaded = done.stdout.split(maxsplit=1)
    assert 10 < int(encoded) <= FEW_TEXTS
    assert loaded.strip() == "[]"
