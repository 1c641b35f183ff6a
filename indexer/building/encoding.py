"""The texts of a build, encoded in a thread of its own while this one takes in the next reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from types import TracebackType
from typing import Self

from indexer.building.previous import EncodedText
from indexer.embedding.encoder import Encoder, encode_texts
from indexer.embedding.numpy_pass import FEW_TEXTS
from indexer.errors import ModelUnavailable, PrecedentError
from indexer.progress import ENCODING, BuildProgress

TEXTS_AT_ONCE = 512
"""Enough for batches of nearly equal lengths. A fixed number: which texts share a batch then depends on the reports
alone, and not on how fast they were read."""


class TextEncoding:
    """A context manager that encodes each text once, and opens an encoder only when there is one.

    What goes wrong in encoding is raised by the next call that finds it.
    """

    def __init__(
        self,
        open_encoder: Callable[[], Encoder],
        progress: BuildProgress,
        open_light: Callable[[], Encoder] | None = None,
    ) -> None:
        """`open_light` gives an encoder for FEW_TEXTS texts or fewer that opens at once, if the model has one."""
        self._open_encoder = open_encoder
        self._open_light = open_light
        self._progress = progress
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="texts")
        self._begun: list[Future[None]] = []
        self._waiting: list[str] = []
        self._asked: set[str] = set()
        self._encoded: dict[str, EncodedText] = {}
        self._many = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)

    def __len__(self) -> int:
        """How many texts were asked for."""
        return len(self._asked)

    def add(self, texts: Iterable[str]) -> None:
        """Texts to be encoded, if they are not already; returns at once."""
        new = [text for text in dict.fromkeys(texts) if text not in self._asked]
        if not new:
            return
        self._asked.update(new)
        self._waiting += new
        self._progress.start(ENCODING, len(self._asked), "paragraph")
        if self._open_light is None or len(self._asked) > FEW_TEXTS:
            self.expect_many()
        while len(self._waiting) >= TEXTS_AT_ONCE:
            self._begin(self._waiting[:TEXTS_AT_ONCE])
            del self._waiting[:TEXTS_AT_ONCE]
        for ended in [each for each in self._begun if each.done()]:
            ended.result()
            self._begun.remove(ended)

    def expect_many(self) -> None:
        """Begins to open the encoder for many texts: it takes seconds, in which reports are read."""
        if not self._many:
            self._many = True
            self._begun.append(self._thread.submit(self._open))

    def begin_rest(self) -> None:
        """Begins with the texts that wait for others to come together with them."""
        if self._waiting:
            self._begin(self._waiting)
            self._waiting = []

    def finish(self) -> dict[str, EncodedText]:
        """Waits for all texts added so far; what was encoded for each of them."""
        self.begin_rest()
        while self._begun:
            self._begun.pop(0).result()
        return self._encoded

    def _begin(self, texts: Sequence[str]) -> None:
        self._begun.append(self._thread.submit(self._encode, texts, self._many))

    @cached_property
    def _encoder(self) -> Encoder:
        return self._open_encoder()

    def _open(self) -> None:
        self._encoder  # noqa: B018 - kept from here on

    def _encode(self, texts: Sequence[str], many: bool) -> None:
        encoder = self._encoder if many or self._open_light is None else self._open_light()
        try:
            encoded = encode_texts(encoder, texts, lambda amount: self._progress.advance(ENCODING, amount))
        except PrecedentError:
            raise
        except Exception as error:  # the model's library raises whatever its parts raise
            raise ModelUnavailable(
                f"The model {encoder.name} stopped while it was encoding: {type(error).__name__}: {error}.",
                hint="The index is as it was. Close other programs if memory is short, and run the command again.",
            ) from error
        codes = [None] * len(texts) if encoded.tokens is None else map(encoded.tokens.of, range(len(texts)))
        for text, vector, own in zip(texts, encoded.vectors, codes, strict=True):
            self._encoded[text] = EncodedText(vector, own)
