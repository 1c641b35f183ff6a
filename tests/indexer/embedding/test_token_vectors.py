"""A vector for each bearing word piece, stored and read."""

from pathlib import Path

import numpy as np
import pytest

from indexer.embedding.model import EMBEDDED_MODEL, find_model
from indexer.embedding.query_encoder import PieceEncoder, open_query_encoder
from indexer.embedding.sentence_transformers_encoder import SentenceTransformerEncoder
from indexer.embedding.token_codes import TOKENS_FILE, TokenCodes, TokenIndex, token_quantiser, write_tokens
from indexer.embedding.windows import bearing_pieces
from indexer.errors import IndexDamaged
from indexer.language.chunking import embedded_text
from indexer.storage.generation import Generation

TEXT = "Planning was thorough, and parents of children in custody were involved in it."
LONG = " ".join(f"Case {number} had a plan that named the risks to the young person." for number in range(60))


def codes(*lengths: int) -> TokenCodes:
    random = np.random.default_rng(0)
    return TokenCodes.joined((random.integers(0, 256, (n, 16)).astype(np.uint8) for n in lengths), 16)


def test_signs_function_words_and_special_pieces_are_not_kept() -> None:
    vocabulary = {"[CLS]": 0, "the": 1, "custody": 2, "##ing": 3, ",": 4, "[unused1]": 5, "14": 6, "</s>": 7}
    assert np.flatnonzero(bearing_pieces(vocabulary)).tolist() == [2, 3, 6]


def test_segments_are_read_as_one(tmp_path: Path) -> None:
    first, second = codes(3, 0), codes(5)
    for name, part in (("a", first), ("b", second)):
        (tmp_path / name).mkdir()
        write_tokens(tmp_path / name, part)
    index = TokenIndex.open(tmp_path / "a", tmp_path / "b")
    assert index is not None
    assert len(index) == 3
    assert [len(index.of(ordinal)) for ordinal in range(3)] == [3, 0, 5]
    taken = index.take([2, 0])
    assert np.array_equal(taken.codes, np.concatenate([second.codes, first.codes]))
    assert taken.offsets.tolist() == [0, 5, 8]


def test_an_index_with_a_segment_that_has_none_has_none(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    write_tokens(tmp_path / "a", codes(3))
    assert TokenIndex.open(tmp_path / "a", tmp_path / "b") is None


def test_a_file_that_is_cut_short_is_damage(tmp_path: Path) -> None:
    write_tokens(tmp_path, codes(3))
    path = tmp_path / TOKENS_FILE
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(IndexDamaged, match="token vectors"):
        TokenIndex.open(tmp_path)


def test_no_other_model_has_codebooks() -> None:
    assert token_quantiser("another-model") is None
    assert token_quantiser(EMBEDDED_MODEL) is not None


@pytest.mark.real_model
def test_the_encoder_and_the_query_encoder_agree_on_every_bearing_piece() -> None:
    texts = [TEXT, "", LONG, "12%"]
    encoder = SentenceTransformerEncoder(find_model(EMBEDDED_MODEL))
    asking = open_query_encoder(find_model(EMBEDDED_MODEL))
    assert isinstance(asking, PieceEncoder)
    encoded = encoder.encode_with_tokens(texts)
    vectors, tokens = encoded.vectors, encoded.tokens
    np.testing.assert_allclose(vectors, encoder.encode(texts), atol=1e-5)
    assert tokens is not None
    assert [len(tokens.of(row)) for row in range(4)] == [len(asking.bearing_spans(text)) for text in texts]
    assert len(tokens.of(2)) > 400

    (query,) = asking.encode_queries([TEXT])
    np.testing.assert_allclose(query.pieces, encoder.token_vectors(TEXT), atol=1e-4)
    np.testing.assert_allclose(query.vector, vectors[0], atol=1e-5)
    assert [TEXT[start:end] for start, end in query.spans][:3] == ["Planning", "thorough", "parents"]
    quantiser = token_quantiser(EMBEDDED_MODEL)
    assert quantiser is not None
    cosines = (quantiser.decode(tokens.of(0)) * query.pieces).sum(axis=1)
    assert cosines.min() > 0.6


@pytest.mark.real_model
def test_a_build_keeps_the_codes_of_every_paragraph_and_carries_them_over(tmp_path: Path) -> None:
    from indexer.building.build import build

    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    samples = sorted((Path(__file__).parents[3] / "corpus").glob("*.md"))
    for sample in samples[:2]:
        (corpus / sample.name).write_bytes(sample.read_bytes())
        build(corpus, index, model=EMBEDDED_MODEL)
    generation = Generation.open(index)
    asking = open_query_encoder(find_model(EMBEDDED_MODEL))
    assert isinstance(asking, PieceEncoder)
    assert generation.tokens is not None
    for ordinal in range(len(generation)):
        chunk = generation.chunk(ordinal)
        spans = asking.bearing_spans(embedded_text(chunk, generation.report(chunk.report_id)))
        assert len(generation.tokens.of(ordinal)) == len(spans)
    generation.close()
