"""Encoding a few paragraphs without torch, which takes longer to load than they take to encode."""

from __future__ import annotations

from indexer.errors import ModelUnavailable
from indexer.indexes.bert_files import is_plain_bert
from indexer.indexes.forward import EncodingCores
from indexer.indexes.model import ModelSource
from indexer.indexes.numpy_bert import NumpyBert
from indexer.indexes.window_encoder import WindowEncoder
from indexer.indexes.windows import WindowCutter

FEW_TEXTS = 256
"""Measured on two cores: so many take 4.6 seconds here, and 6 with torch, of which 5 are opening it."""


def has_light_encoder(source: ModelSource) -> bool:
    """Whether NumPy can do this model."""
    return source.folder is not None and is_plain_bert(source.folder)


def open_light_encoder(source: ModelSource) -> WindowEncoder:
    """An encoder that opens within a tenth of a second and gives the vectors of sentence-transformers.

    Raises ModelUnavailable where NumPy cannot do the model, or where a file is missing or damaged.
    """
    if source.folder is None:
        raise ModelUnavailable(f"The model {source.name} is in no folder.", hint="Name a folder with --model.")
    bert = NumpyBert(source.folder)
    cutter = WindowCutter(bert.tokenizer, bert.most_tokens, bert.prompt)
    return WindowEncoder(source, cutter, bert, EncodingCores(), bert.tokenizer.get_vocab())
