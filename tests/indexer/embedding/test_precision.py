from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from indexer.embedding import torch_pass as precision
from indexer.embedding.model import find_model
from indexer.embedding.sentence_transformers_encoder import PRECISION_TRIAL_MINIMUM_TEXTS, SentenceTransformerEncoder
from indexer.embedding.torch_pass import AGREEMENT_COSINE, halve_precision

TEXTS = [
    f"In {number} of the {number + 3} cases the plan to keep the child safe was reviewed after each change, "
    f"and {'parents' if number % 2 else 'carers'} took part in every one of the reviews."
    for number in range(PRECISION_TRIAL_MINIMUM_TEXTS)
]


def tried(texts: Sequence[str]) -> NDArray[np.float32]:
    raise AssertionError(f"{len(texts)} texts were encoded to try what is known")


@pytest.mark.real_model
def test_long_builds_agree_with_single_precision_whatever_the_processor_offers() -> None:
    encoder = SentenceTransformerEncoder(find_model())
    single = encoder._model.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    assert (np.sum(single * encoder.encode(TEXTS), axis=1) >= AGREEMENT_COSINE).all()


@pytest.mark.real_model
def test_a_model_that_does_not_agree_stays_in_single_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "has_instructions", lambda: True)
    monkeypatch.setattr(precision, "AGREEMENT_COSINE", 1.1)
    monkeypatch.setattr(precision, "_agreed", {})
    encoder = SentenceTransformerEncoder(find_model())
    model = encoder._model
    assert not halve_precision(model, encoder.encode, TEXTS, "a model")
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}


@pytest.mark.real_model
def test_without_the_instructions_nothing_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "has_instructions", lambda: False)
    assert not halve_precision(object(), tried, TEXTS, "a model")


@pytest.mark.real_model
def test_what_came_of_the_trial_is_known_to_the_next_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "has_instructions", lambda: True)
    monkeypatch.setattr(precision, "_agreed", {"a model": True})
    model = SentenceTransformerEncoder(find_model())._model
    assert halve_precision(model, tried, TEXTS, "a model")
    assert {parameter.dtype for parameter in model.parameters()} == {torch.bfloat16}
