"""The forward pass of a build, on every core."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.indexes.encoder import SentenceTransformerEncoder
from indexer.indexes.forward import BATCH_TOKENS, in_batches
from indexer.indexes.model import find_model
from indexer.indexes.windows import Window

FEWER_THAN_A_TRIAL = 31


def window(tokens: int) -> Window:
    return Window(0, 0, np.ones(tokens, dtype=np.int32), 1)


def sentences(count: int) -> list[str]:
    return [" ".join(f"Case {number} was reviewed in time." for number in range(at % 7 + 1)) for at in range(count)]


def test_batches_hold_every_window_once_and_stay_within_the_budget() -> None:
    windows = [window(tokens) for tokens in range(3, 256)]
    batches = in_batches(windows)
    assert [each for batch in batches for each in batch] == windows
    assert all(len(batch) * len(batch[-1].ids) <= BATCH_TOKENS for batch in batches)


def test_a_window_beyond_the_budget_is_a_batch_of_its_own() -> None:
    assert [len(batch) for batch in in_batches([window(5), window(BATCH_TOKENS + 1)])] == [1, 1]
    assert in_batches([]) == []


@pytest.mark.real_model
def test_vectors_are_those_of_sentence_transformers_in_whatever_company_a_text_is_encoded() -> None:
    encoder = SentenceTransformerEncoder(find_model())
    texts = sentences(FEWER_THAN_A_TRIAL)
    expected = encoder._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    assert np.abs(encoder.encode(texts) - expected).max() < 1e-6
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.abs(alone - expected).max() < 1e-6


@pytest.mark.real_model
def test_the_same_texts_have_the_same_bits_and_progress_adds_up() -> None:
    encoder = SentenceTransformerEncoder(find_model())
    texts = sentences(200)
    told: list[int] = []
    first, second = encoder.encode_with_tokens(texts, told.append), encoder.encode_with_tokens(texts)
    assert sum(told) == len(texts)
    assert np.array_equal(first.vectors, second.vectors)
    assert first.tokens is not None
    assert second.tokens is not None
    assert np.array_equal(first.tokens.codes, second.tokens.codes)
    assert np.array_equal(first.tokens.offsets, second.tokens.offsets)


@pytest.mark.real_model
def test_what_goes_wrong_on_another_core_is_raised_here(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = SentenceTransformerEncoder(find_model())

    def fail(*_: object) -> None:
        raise MemoryError("no room for a batch")

    monkeypatch.setattr(encoder._forward, "run", fail)
    with pytest.raises(MemoryError, match="no room"):
        encoder.encode(sentences(3))
