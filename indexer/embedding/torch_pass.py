"""Forward passes in torch: of any model of sentence-transformers, and of a BERT with weights of our own.

Windows of like length go through a model together, padded alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from indexer.embedding.encoder import Output, padded_length, unit
from indexer.embedding.windows import Window

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
        return _batches(windows)

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


class StatesPass:
    """The last hidden states of a BERT whose weights are given."""

    def __init__(self, weights: Mapping[str, NDArray[Any]], folder: Path, *, half: bool = False) -> None:
        """`weights` have the names of the file in `folder`, whose configuration holds for them; `half`: in bfloat16."""
        # Not from the package itself: its lazy names are not there while another thread is still importing it.
        from transformers.models.bert.configuration_bert import BertConfig
        from transformers.models.bert.modeling_bert import BertModel

        self._model = BertModel(BertConfig.from_pretrained(folder, local_files_only=True), add_pooling_layer=False)
        # What else the file holds, such as a pooling layer, is of no use here.
        self._model.load_state_dict(
            {name: torch.from_numpy(np.array(values)) for name, values in weights.items()}, strict=False
        )
        self._model.eval()
        if half:
            self._model.to(torch.bfloat16)

    def batches(self, windows: Sequence[Window], cores: int) -> list[Sequence[Window]]:
        """See ForwardPass.batches."""
        return _batches(windows)

    def states(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        """See StatePass.states."""
        width = max(len(window.ids) for window in windows)
        ids = np.zeros((len(windows), width), dtype=np.int64)
        mask = np.zeros((len(windows), width), dtype=np.int64)
        for row, window in enumerate(windows):
            ids[row, : len(window.ids)] = window.ids
            mask[row, : len(window.ids)] = 1
        with torch.inference_mode():
            output = self._model(input_ids=torch.from_numpy(ids), attention_mask=torch.from_numpy(mask))
            states = output.last_hidden_state.float().numpy()
        return [own[: len(window.ids)] for own, window in zip(states, windows, strict=True)]


def _batches(windows: Sequence[Window]) -> list[Sequence[Window]]:
    """Runs of `windows`, which come shortest first, of BATCH_TOKENS tokens with their padding."""
    batches, start = [], 0
    for row, window in enumerate(windows):
        if row > start and (row - start + 1) * len(window.ids) > BATCH_TOKENS:
            batches.append(windows[start:row])
            start = row
    return [*batches, windows[start:]] if windows else []


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
