"""What a clause states, and whether two clauses state the same: the embedded model with low-rank adapters.

all-MiniLM-L6-v2 was trained to bring texts on one subject together, so a sentence and its denial lie side by side in
it. Adapters of rank 16 in its upper four layers (Hu et al. 2021, arXiv 2106.09685) turn it into a reader of statements.
Its word pieces see the whole sentence; those of one clause are weighed by attention and summed, and one layer says
which of four things the clause states. Of the same sum 64 numbers are kept, its stance, and a small network over two of
them says whether the two state the same, the opposite, or neither.

`python -m benchmarks.training.train_reader` makes the weights beside this file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.encoder import EncodingCores
from indexer.embedding.model import EMBEDDED_MODEL, WEIGHTS_FILE, find_model, has_torch, map_safetensors
from indexer.embedding.numpy_pass import NumpyBert, gelu
from indexer.embedding.weights import check_weights
from indexer.embedding.windows import Window
from indexer.errors import ModelUnavailable
from indexer.records import CLAUSE_STATEMENTS, Statement

Array = NDArray[np.float32]
Span = tuple[int, int]

WEIGHTS = Path(__file__).with_name("statement_reader.safetensors")
"""Adapters and heads in half precision. An adapter of the matrix M is M.A, (r, in), and M.B, (out, r)."""

_STANCE_SCALE = 127.0
_BATCH_SENTENCES = 512

_SAME_WORDS_COSINE = 0.99
"""Of two stances: only a clause and itself come so near, which the network has not learnt to tell everywhere."""


class StatePass(Protocol):
    """A model that gives the last hidden state of each token."""

    def batches(self, windows: Sequence[Window], cores: int) -> list[Sequence[Window]]:
        """See ForwardPass.batches."""
        ...

    def states(self, windows: Sequence[Window]) -> list[Array]:
        """float32 (tokens, d) for each window of a batch, on this thread."""
        ...


class ReadClause(NamedTuple):
    """`probabilities`, float32 (4,), are in the order of CLAUSE_STATEMENTS; `stance` is int8 as bytes."""

    probabilities: Array
    stance: bytes


class Relation(NamedTuple):
    """How likely two clauses state the same of one thing, the opposite of it, or neither. They sum to 1."""

    same: float
    opposite: float
    neither: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """A clause in a batch: which sentence and clause of it, which window, which of its tokens."""

    sentence: int
    clause: int
    tokens: NDArray[np.bool_]


class StatementReader:
    """Reads clauses in their sentences, on every core. Opened by `open_reader`."""

    def __init__(self, forward: StatePass, tokenizer: Any, most_tokens: int, heads: Mapping[str, Array]) -> None:
        """`heads` holds what stands above the model's last layer, by the names of the weights' file."""
        self._forward = forward
        self._tokenizer = tokenizer
        self._most_tokens = most_tokens
        self._heads = heads
        self._cores = EncodingCores(_one_thread if type(forward) is not NumpyBert else None)

    def read(self, sentences: Sequence[str], clauses: Sequence[Sequence[Span]]) -> list[list[ReadClause]]:
        """Each clause of each sentence; `clauses` says where they stand in it, in code points."""
        read: list[list[ReadClause]] = []
        for first in range(0, len(sentences), _BATCH_SENTENCES):
            part = slice(first, first + _BATCH_SENTENCES)
            read += self._read(sentences[part], clauses[part])
        return read

    def _read(self, sentences: Sequence[str], clauses: Sequence[Sequence[Span]]) -> list[list[ReadClause]]:
        windows, asked = self._windows(sentences, clauses)
        found: list[list[ReadClause]] = [[_NOTHING_READ] * len(own) for own in clauses]
        batches = self._forward.batches(sorted(windows, key=lambda window: len(window.ids)), self._cores.count)

        def pooled(batch: Sequence[Window]) -> tuple[list[_Asked], Array]:
            owners = [each for window in batch for each in asked[window.owner]]
            states = self._forward.states(batch)
            pooled = [self._pool(state, each.tokens) for window, state in zip(batch, states, strict=True)
                      for each in asked[window.owner]]  # fmt: skip
            return owners, np.stack(pooled) if pooled else np.empty((0, 0), dtype=np.float32)

        for owners, vectors in self._cores.map(pooled, batches):
            if owners:
                for each, one in zip(owners, self._as_read(vectors), strict=True):
                    found[each.sentence][each.clause] = one
        return found

    def _windows(
        self, sentences: Sequence[str], clauses: Sequence[Sequence[Span]]
    ) -> tuple[list[Window], list[list[_Asked]]]:
        """A window a sentence; where one exceeds the model, a window a clause, cut off at the model's end."""
        windows: list[Window] = []
        asked: list[list[_Asked]] = []

        def add(encoding: Any, spans: Iterator[tuple[int, int, Span]]) -> None:
            ids = np.array(encoding.ids, dtype=np.int32)
            offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
            if len(ids) > self._most_tokens:
                ids = np.append(ids[: self._most_tokens - 1], ids[-1])
                offsets = np.vstack([offsets[: self._most_tokens - 1], offsets[-1:]])
            own = [_Asked(sentence, clause, _inside(offsets, span)) for sentence, clause, span in spans]
            windows.append(Window(len(asked), 0, ids, 1))
            asked.append([each for each in own if each.tokens.any()])

        for number, (encoding, own) in enumerate(zip(self._encoded(sentences), clauses, strict=True)):
            if len(encoding.ids) <= self._most_tokens:
                add(encoding, ((number, place, span) for place, span in enumerate(own)))
                continue
            texts = [sentences[number][start:end] for start, end in own]
            for place, (text, alone) in enumerate(zip(texts, self._encoded(texts), strict=True)):
                add(alone, iter([(number, place, (0, len(text)))]))
        return windows, asked

    def _encoded(self, texts: Sequence[str]) -> Any:
        # A lone surrogate, which a terminal may hand over, is nothing that a tokeniser takes.
        return self._tokenizer.encode_batch([text.encode("utf-8", "replace").decode() for text in texts])

    def _pool(self, states: Array, tokens: NDArray[np.bool_]) -> Array:
        own = states[tokens]
        return np.asarray(_softmax(own @ self._heads["q.weight"][0]) @ own, dtype=np.float32)

    def _as_read(self, pooled: Array) -> list[ReadClause]:
        heads = self._heads
        probabilities = _softmax(pooled @ heads["head.weight"].T + heads["head.bias"])
        stances = np.tanh(pooled @ heads["proj.weight"].T + heads["proj.bias"])
        codes = np.rint(_STANCE_SCALE * stances).astype(np.int8)
        return [ReadClause(each, code.tobytes()) for each, code in zip(probabilities, codes, strict=True)]


_NOTHING_READ = ReadClause(
    np.array([each is Statement.NEUTRAL for each in CLAUSE_STATEMENTS], dtype=np.float32) * 0.5 + 0.125, b""
)
"""A clause without a single token states nothing, and nobody is sure of it."""


def relations(pairs: Sequence[tuple[bytes, bytes]]) -> list[Relation]:
    """How the clauses of each pair stand to each other, by their stances; neither, where one has none."""
    heads = _heads()
    known = [place for place, (one, other) in enumerate(pairs) if one and other]
    found = [Relation(0.0, 0.0, 1.0)] * len(pairs)
    if not known:
        return found
    one, other = (
        np.stack([np.frombuffer(pairs[place][side], dtype=np.int8) for place in known]) / np.float32(_STANCE_SCALE)
        for side in (0, 1)
    )
    features = np.concatenate([one * other, np.abs(one - other)], axis=1)
    inner = gelu(features @ heads["hid.weight"].T + heads["hid.bias"])
    shares = _softmax(inner @ heads["out.weight"].T + heads["out.bias"])
    lengths = np.maximum(np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1), 1e-9)
    shares[(one * other).sum(axis=1) >= _SAME_WORDS_COSINE * lengths] = (1.0, 0.0, 0.0)
    for place, each in zip(known, shares, strict=True):
        found[place] = Relation(*map(float, each))
    return found


def reader_revision() -> str:
    """Changes whenever a clause may be read differently by the weights."""
    return hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()[:8]


def open_reader(*, many: bool = False) -> StatementReader:
    """The reader; for `many` sentences, as of a whole archive, on torch where it is installed, which takes seconds to
    load and then half the time. Raises ModelUnavailable where the embedded model is not installed."""
    return _heavy() if many and has_torch() else _light()


@cache
def _light() -> StatementReader:
    folder = _folder()
    bert = NumpyBert(folder, _merged(folder))
    return StatementReader(bert, bert.tokenizer, bert.most_tokens, _heads())


@cache
def _heavy() -> StatementReader:
    from indexer.embedding.torch_pass import StatesPass, has_instructions

    folder = _folder()
    weights = map_safetensors(folder / WEIGHTS_FILE) | _merged(folder)
    light = _light()
    # No trial as for an encoder: these weights are ours, and in bfloat16 they read 400 of 400 sentences the same.
    forward = StatesPass(weights, folder, half=has_instructions())
    return StatementReader(forward, light._tokenizer, light._most_tokens, _heads())


def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)


def _folder() -> Path:
    folder = find_model(EMBEDDED_MODEL).folder
    if folder is None:
        raise ModelUnavailable(f"The model {EMBEDDED_MODEL} is not in any folder.", hint="Reinstall it.")
    return folder


def _merged(folder: Path) -> dict[str, NDArray[Any]]:
    """The matrices that an adapter changes, as changed: M + B A."""
    adapters = map_safetensors(check_weights(WEIGHTS))
    own = map_safetensors(folder / WEIGHTS_FILE)
    return {
        name: own[name] + adapters[f"{name}.B"].astype(np.float32) @ adapters[f"{name}.A"].astype(np.float32)
        for name in own
        if f"{name}.A" in adapters
    }


@cache
def _heads() -> dict[str, Array]:
    return {
        name: values.astype(np.float32)
        for name, values in map_safetensors(WEIGHTS).items()
        if not name.startswith("encoder.")
    }


def _inside(offsets: NDArray[np.int64], span: Span) -> NDArray[np.bool_]:
    """Which tokens, by their places in the sentence, lie within `span`. Special tokens have no extent."""
    start, end = span
    return np.asarray((offsets[:, 1] > offsets[:, 0]) & (offsets[:, 0] >= start) & (offsets[:, 1] <= end))


def _softmax(values: Array) -> Array:
    shares = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=-1, keepdims=True), dtype=np.float32)
