from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.errors import IndexDamaged
from indexer.indexes.sentence_vectors import SENTENCES_FILE, SentenceVectors, write_sentence_vectors

WIDTH = 384


def some_sentences(counts: list[int]) -> list[np.ndarray]:
    chance = np.random.default_rng(3)
    rows = [chance.normal(size=(count, WIDTH)).astype(np.float32) for count in counts]
    return [each / np.linalg.norm(each, axis=1, keepdims=True) for each in rows]


def opened(folder: Path, *parts: list[np.ndarray]) -> SentenceVectors:
    folders = [folder / str(number) for number in range(len(parts))]
    for own, sentences in zip(folders, parts, strict=True):
        own.mkdir()
        write_sentence_vectors(own, sentences, WIDTH)
    index = SentenceVectors.open(*folders)
    assert index is not None
    return index


def test_every_paragraph_has_its_own_sentences_in_whichever_segment(tmp_path: Path) -> None:
    first, second = some_sentences([3, 0, 1]), some_sentences([2])
    index = opened(tmp_path, first, [], second)
    assert len(index) == 4
    for ordinal, sentences in enumerate([*first, *second]):
        assert index.of(ordinal).shape == sentences.shape
        assert np.abs(index.of(ordinal) - sentences).max(initial=0) < 0.002


def test_eight_bits_move_a_cosine_by_less_than_said(tmp_path: Path) -> None:
    sentences = some_sentences([200])
    index = opened(tmp_path, sentences)
    assert np.abs(index.of(0) @ sentences[0].T - sentences[0] @ sentences[0].T).max() < 0.005


def test_what_is_written_again_is_the_same_bytes(tmp_path: Path) -> None:
    index = opened(tmp_path, some_sentences([5, 2]))
    write_sentence_vectors(tmp_path, [index.of(0), index.of(1)], WIDTH)
    assert (tmp_path / SENTENCES_FILE).read_bytes() == (tmp_path / "0" / SENTENCES_FILE).read_bytes()


def test_a_sentence_without_a_vector_stays_nothing(tmp_path: Path) -> None:
    assert not opened(tmp_path, [np.zeros((1, WIDTH), dtype=np.float32)]).of(0).any()


def test_segments_built_without_have_none(tmp_path: Path) -> None:
    assert SentenceVectors.open(tmp_path) is None


def test_a_file_that_cannot_be_read_is_damage(tmp_path: Path) -> None:
    (tmp_path / SENTENCES_FILE).write_bytes(b"no arrays")
    with pytest.raises(IndexDamaged, match="cannot be read"):
        SentenceVectors.open(tmp_path)
