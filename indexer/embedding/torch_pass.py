"""BERT's forward pass in torch over the weights that sentence-transformers loaded, for windows of many lengths.

Called as a whole, a model fills up all windows of a batch to the longest of them, and computes that too: of the tokens
of a single report, two in five are then filling. Here the tokens of a batch are the rows of one matrix, each window
filled up to its own next step, and only attention looks at windows by themselves, those of one width together (Devlin
et al. 2018, arXiv 1810.04805).
"""

from __future__ import annotations

import heapq
import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import embedding, gelu, layer_norm, linear, scaled_dot_product_attention

from indexer.embedding.encoder import Output, padded_length, unit
from indexer.embedding.model import CLS_POOLING, pooling_mode
from indexer.embedding.windows import Window

_MOST_ROWS = 1_280
"""Tokens of a batch. From 1,000 to 2,000 are equally fast, and a single report still keeps two cores busy."""

_ROWS_STEP = 128
"""Batches are filled up to a multiple of it: for each number of rows that it has not seen, torch's library of matrix
products makes programs of its own, which takes as long as encoding ten paragraphs."""

_FEW_BATCHES = 4
"""For each core: of more, a last one that is smaller than the others costs next to nothing."""

_BATCH_OVERHEAD_ROWS = 64
"""What a batch costs by itself, in rows that could be computed meanwhile."""

_Weights = tuple[Tensor, Tensor]
"""Weights and biases of an affine map, or scales and shifts of a normalisation."""

_WORDS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True)
class _Layer:
    """`query_key_value` gives all three at once, each as wide as the layer."""

    query_key_value: _Weights
    attention_output: _Weights
    attention_norm: _Weights
    intermediate: _Weights
    output: _Weights
    output_norm: _Weights


@dataclass(frozen=True, slots=True)
class _WidthGroup:
    """Windows of one width that stand side by side in a batch: its tokens from `start` to `end`.

    `mask` is added to what attention gives for each pair of tokens: minus infinity where the second is filling.
    """

    start: int
    end: int
    windows: int
    mask: Tensor


class BertPass:
    """The model as it stands when this is made; whoever changes its precision makes another.

    Equal to what sentence-transformers gives to 1e-6 in single precision.
    """

    def __init__(self, model: Any, folder: Path) -> None:
        """`model` is a SentenceTransformer that was loaded from `folder`, for which `is_plain_bert` is true."""
        self._take(model.state_dict(), folder)

    @classmethod
    def of_weights(cls, weights: Mapping[str, NDArray[Any]], folder: Path) -> Self:
        """The model in `folder` with other weights, under the names of its own file."""
        made = cls.__new__(cls)
        made._take({name: torch.from_numpy(np.array(values)) for name, values in weights.items()}, folder)
        return made

    def _take(self, state: dict[str, Tensor], folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._heads = int(config["num_attention_heads"])
        self._epsilon = float(config["layer_norm_eps"])
        self._pooling = pooling_mode(folder)
        prefix = next(name for name in state if name.endswith(_WORDS)).removesuffix(_WORDS)
        named = {name.removeprefix(prefix): values for name, values in state.items()}
        self._words = named[_WORDS]
        self._places = named["embeddings.position_embeddings.weight"]
        self._kind = named["embeddings.token_type_embeddings.weight"][0]
        self._norm = _affine(named, "embeddings.LayerNorm")
        self._layers = [_layer(named, f"encoder.layer.{number}.") for number in range(int(config["num_hidden_layers"]))]

    @property
    def dimensions(self) -> int:
        """Of its vectors."""
        return int(self._words.shape[1])

    def batches(self, windows: Sequence[Window], cores: int) -> list[Sequence[Window]]:
        """See ForwardPass.batches. They are of nearly the same size, and of many batches each is of similar lengths."""
        count = _best_count(sum(padded_length(len(window.ids)) for window in windows), cores)
        parted = _side_by_side if count > _FEW_BATCHES * cores else _balanced
        return [batch for batch in parted(windows, count) if batch]

    def run(self, windows: Sequence[Window], keep: NDArray[np.bool_]) -> Output:
        """See ForwardPass.run."""
        hidden, starts = self._hidden(windows)
        wanted = np.zeros(len(hidden), dtype=np.bool_)
        for window, start in zip(windows, starts, strict=False):
            wanted[start + window.seen : start + len(window.ids)] = keep[window.ids[window.seen :]]
        with torch.inference_mode():
            pieces = hidden[torch.from_numpy(wanted)].float().numpy()
            every = hidden.float().numpy()
        vectors = np.stack(
            [self._pooled(every[start : start + len(window.ids)])
             for window, start in zip(windows, starts, strict=False)]
        )  # fmt: skip
        return Output(unit(vectors), unit(pieces), np.add.reduceat(wanted, starts[:-1], dtype=np.int64))

    def states(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        """See StatePass.states."""
        hidden, starts = self._hidden(windows)
        every = hidden.float().numpy()
        return [every[start : start + len(window.ids)] for window, start in zip(windows, starts, strict=False)]

    def _hidden(self, windows: Sequence[Window]) -> tuple[Tensor, list[int]]:
        """The last hidden states of a batch, (rows, d), and the row that each window starts at; the last is the end."""
        widths = [padded_length(len(window.ids)) for window in windows]
        starts = [0, *itertools.accumulate(widths)]
        rows = _padded_rows(starts[-1])
        ids, places = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
        for window, start in zip(windows, starts, strict=False):
            end = start + len(window.ids)
            ids[start:end] = window.ids
            places[start:end] = np.arange(len(window.ids))
        with torch.inference_mode():
            return self._through_layers(ids, places, self._width_groups(windows, widths)), starts

    def _pooled(self, hidden: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(hidden[0] if self._pooling == CLS_POOLING else hidden.mean(axis=0))

    def _width_groups(self, windows: Sequence[Window], widths: Sequence[int]) -> list[_WidthGroup]:
        groups, start = [], 0
        for width, group in itertools.groupby(range(len(windows)), widths.__getitem__):
            lengths = np.array([len(windows[row].ids) for row in group])
            filling = torch.from_numpy(np.arange(width) >= lengths[:, None])[:, None, None, :]
            mask = torch.zeros(filling.shape, dtype=self._words.dtype).masked_fill_(filling, float("-inf"))
            end = start + width * len(lengths)
            groups.append(_WidthGroup(start, end, len(lengths), mask.expand(-1, 1, width, width)))
            start = end
        return groups

    def _through_layers(
        self, ids: NDArray[np.int64], places: NDArray[np.int64], groups: Sequence[_WidthGroup]
    ) -> Tensor:
        """The last hidden state of each token, (tokens, d)."""
        words = embedding(torch.from_numpy(ids), self._words)
        hidden = self._normalised(words + self._kind + embedding(torch.from_numpy(places), self._places), self._norm)
        for layer in self._layers:
            attended = self._attended(linear(hidden, *layer.query_key_value), groups)
            hidden = self._normalised(linear(attended, *layer.attention_output) + hidden, layer.attention_norm)
            inner = gelu(linear(hidden, *layer.intermediate))
            hidden = self._normalised(linear(inner, *layer.output) + hidden, layer.output_norm)
        return hidden

    def _attended(self, projected: Tensor, groups: Sequence[_WidthGroup]) -> Tensor:
        parts = []
        for group in groups:
            own = projected[group.start : group.end].view(group.windows, -1, 3, self._heads, self._head_size)
            query, key, value = own.permute(2, 0, 3, 1, 4)
            seen = scaled_dot_product_attention(query, key, value, attn_mask=group.mask)
            parts.append(seen.transpose(1, 2).reshape(group.end - group.start, -1))
        filling = projected.new_zeros(len(projected) - groups[-1].end, self.dimensions)
        return torch.cat([*parts, filling])

    @property
    def _head_size(self) -> int:
        return self.dimensions // self._heads

    def _normalised(self, values: Tensor, norm: _Weights) -> Tensor:
        return layer_norm(values, values.shape[-1:], *norm, self._epsilon)


def _side_by_side(windows: Sequence[Window], count: int) -> list[Sequence[Window]]:
    """Neighbours together: attention then has few widths to go through in each batch."""
    ends = np.cumsum([padded_length(len(window.ids)) for window in windows])
    cuts = np.searchsorted(ends, ends[-1] / count * np.arange(1, count)) + 1
    return [windows[start:end] for start, end in itertools.pairwise([0, *cuts.tolist(), len(windows)])]


def _balanced(windows: Sequence[Window], count: int) -> list[Sequence[Window]]:
    """The largest always goes where there is most room, so that no core waits for another at the end
    (Graham 1969, "Bounds on Multiprocessing Timing Anomalies").
    """
    fullness = [(0, number) for number in range(count)]
    batches: list[list[Window]] = [[] for _ in fullness]
    for window in sorted(windows, key=lambda window: -len(window.ids)):
        held, number = fullness[0]
        batches[number].append(window)
        heapq.heapreplace(fullness, (held + padded_length(len(window.ids)), number))
    return [*batches]


def _best_count(rows: int, cores: int) -> int:
    """How many batches so many rows are best put into, so that all cores are busy to the end."""
    fewest = cores * max(1, -(-rows // (cores * _MOST_ROWS)))
    counts = range(fewest, fewest + 3 * cores, cores)
    return min(counts, key=lambda count: count * (_padded_rows(-(-rows // count)) + _BATCH_OVERHEAD_ROWS))


def _padded_rows(rows: int) -> int:
    return -(-rows // _ROWS_STEP) * _ROWS_STEP


def _layer(named: dict[str, Tensor], prefix: str) -> _Layer:
    each = [_affine(named, f"{prefix}attention.self.{name}") for name in ("query", "key", "value")]
    return _Layer(
        query_key_value=(torch.cat([weights for weights, _ in each]), torch.cat([biases for _, biases in each])),
        attention_output=_affine(named, prefix + "attention.output.dense"),
        attention_norm=_affine(named, prefix + "attention.output.LayerNorm"),
        intermediate=_affine(named, prefix + "intermediate.dense"),
        output=_affine(named, prefix + "output.dense"),
        output_norm=_affine(named, prefix + "output.LayerNorm"),
    )


def _affine(named: dict[str, Tensor], name: str) -> _Weights:
    return named[name + ".weight"], named[name + ".bias"]


# Any model of sentence-transformers, called as the library calls it: the windows of a batch are filled up alike.

BATCH_TOKENS = 1_024
"""Measured: as fast as batches of 2,048, and a report of 50 paragraphs still keeps two cores busy to its end."""


class PaddedPass:
    """The model as it stands, in whatever precision."""

    def __init__(self, model: Any, most_tokens: int) -> None:
        """`model` is a SentenceTransformer whose windows have `most_tokens` at most."""
        self._model = model
        self._most_tokens = most_tokens
        self._padding_id = int(model.tokenizer.pad_token_id or 0)

    @property
    def dimensions(self) -> int:
        """Of its vectors."""
        return int(self._model.get_embedding_dimension())

    def batches(self, windows: Sequence[Window], cores: int) -> list[Sequence[Window]]:
        """See ForwardPass.batches."""
        batches, start = [], 0
        for row, window in enumerate(windows):
            if row > start and (row - start + 1) * len(window.ids) > BATCH_TOKENS:
                batches.append(windows[start:row])
                start = row
        return [*batches, windows[start:]] if windows else []

    def run(self, windows: Sequence[Window], keep: NDArray[np.bool_]) -> Output:
        """See ForwardPass.run."""
        longest = max(len(window.ids) for window in windows)
        width = min(padded_length(longest), max(self._most_tokens, longest))
        ids = np.full((len(windows), width), self._padding_id, dtype=np.int64)
        mask = np.zeros((len(windows), width), dtype=np.int64)
        wanted = np.zeros((len(windows), width), dtype=np.bool_)
        for row, window in enumerate(windows):
            length = len(window.ids)
            ids[row, :length] = window.ids
            mask[row, :length] = 1
            wanted[row, window.seen : length] = keep[window.ids[window.seen :]]
        with torch.inference_mode():
            output = self._model({"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)})
            vectors = output["sentence_embedding"].float().numpy()
            pieces = output["token_embeddings"][torch.from_numpy(wanted)].float().numpy()
        return Output(unit(vectors), unit(pieces), wanted.sum(axis=1))


# Whether to encode in bfloat16: three to four times as fast where the processor has the instructions.
#
# It is looked up and then tried: a sample is encoded both ways, and bfloat16 is kept only where every vector
# agrees with single precision.

AGREEMENT_COSINE = 0.9999
"""Below this the order of close results begins to change; bfloat16 on real paragraphs gives .99992 at worst."""

SAMPLE_TEXTS = 8
"""A tenth of a second of encoding, which a build of a few hundred paragraphs earns back."""


_agreed: dict[str, bool] = {}
"""What came of the trial of each model in this process: a page that takes in reports tries once."""


def halve_precision(
    model: Any, encode: Callable[[Sequence[str]], NDArray[np.float32]], texts: Sequence[str], name: str
) -> bool:
    """Turns `model`, from sentence-transformers, to bfloat16 if that is faster here and agrees on a sample of `texts`.

    `encode` gives the unit vectors of texts, (n, d), by the model as it stands. Returns whether it did; otherwise the
    model is as it was. What came of it is kept under `name`.
    """
    if not has_instructions():
        return False
    if name in _agreed:
        if _agreed[name]:
            model.to(torch.bfloat16)
        return _agreed[name]
    sample = list(texts[:: max(1, len(texts) // SAMPLE_TEXTS)][:SAMPLE_TEXTS])
    single = encode(sample)
    model.to(torch.bfloat16)
    _agreed[name] = bool((np.sum(single * encode(sample), axis=1) >= AGREEMENT_COSINE).all())
    if not _agreed[name]:
        model.to(torch.float32)
    return _agreed[name]


def has_instructions() -> bool:
    """Whether this processor multiplies bfloat16 in hardware."""
    checks = ("_is_amx_tile_supported", "_is_avx512_bf16_supported")
    return any(bool(getattr(torch.cpu, name, lambda: False)()) for name in checks)
