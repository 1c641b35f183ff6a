"""The forward passes of a build, on every core."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.embedding.model import ModelSource, find_model
from indexer.embedding.numpy_pass import has_light_encoder, open_light_encoder
from indexer.embedding.sentence_transformers_encoder import SentenceTransformerEncoder
from indexer.embedding.torch_pass import BATCH_TOKENS, PaddedPass
from indexer.embedding.windows import Window

FEWER_THAN_A_TRIAL = 31


def window(tokens: int) -> Window:
    return Window(0, 0, np.ones(tokens, dtype=np.int32), 1)


def sentences(count: int) -> list[str]:
    return [" ".join(f"Case {number} was reviewed in time." for number in range(at % 7 + 1)) for at in range(count)]


def padded_pass() -> PaddedPass:
    return PaddedPass(SentenceTransformerEncoder(find_model())._model, 256)


@pytest.mark.real_model
def test_padded_batches_hold_every_window_once_and_stay_within_the_budget() -> None:
    windows = [window(tokens) for tokens in range(3, 256)]
    batches = padded_pass().batches(windows, 2)
    assert [each for batch in batches for each in batch] == windows
    assert all(len(batch) * len(batch[-1].ids) <= BATCH_TOKENS for batch in batches)


@pytest.mark.real_model
def test_a_window_beyond_the_budget_is_a_padded_batch_of_its_own() -> None:
    assert [len(batch) for batch in padded_pass().batches([window(5), window(BATCH_TOKENS + 1)], 2)] == [1, 1]
    assert padded_pass().batches([], 2) == []


@pytest.mark.real_model
def test_both_passes_give_the_same_vectors_for_text_and_pieces() -> None:
    source = find_model()
    encoder, light = SentenceTransformerEncoder(source), open_light_encoder(source)
    texts = [*sentences(20), "word " * 700]  # the last takes several windows
    first = encoder.encode_with_tokens(texts)
    other = light.encode_with_tokens(texts)
    assert np.abs(other.vectors - first.vectors).max() < 1e-6
    assert first.tokens is not None
    assert other.tokens is not None
    assert np.array_equal(other.tokens.offsets, first.tokens.offsets)
    assert (other.tokens.codes == first.tokens.codes).mean() > 0.999
    assert np.abs(encoder.token_vectors(texts[-1]) - light.token_vectors(texts[-1])).max() < 1e-5


@pytest.mark.real_model
def test_there_is_a_light_encoder_only_for_what_numpy_can_do() -> None:
    assert has_light_encoder(find_model())
    assert not has_light_encoder(ModelSource("some/model-by-name", None, "1"))


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
