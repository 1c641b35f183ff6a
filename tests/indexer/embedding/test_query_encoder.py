from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from indexer.embedding.model import ModelSource, find_model
from indexer.embedding.query_encoder import NumpyQueryEncoder, open_query_encoder
from indexer.embedding.sentence_transformers_encoder import SentenceTransformerEncoder
from indexer.errors import ModelUnavailable

AGREEMENT = 1e-5
TEXTS = [
    "engaging parents of children in custody",
    "Who does this well?",
    "“Risk of harm” – under-estimated in 5 of 14 cases; £1,000",
    "x",
    "naïve café 報告",
    " ".join(f"word{number}" for number in range(400)),  # longer than the encoder: both cut it off
]


@pytest.mark.real_model
def test_the_numpy_forward_pass_gives_the_vectors_of_sentence_transformers() -> None:
    source = find_model()
    ours = open_query_encoder(source)
    assert isinstance(ours, NumpyQueryEncoder)
    reference = SentenceTransformerEncoder(source)
    assert np.abs(ours.encode(TEXTS[:-1]) - reference.encode(TEXTS[:-1])).max() < AGREEMENT
    cut_off = reference._model.encode([TEXTS[-1]], normalize_embeddings=True, show_progress_bar=False)[0]
    assert np.abs(ours.encode([TEXTS[-1]])[0] - cut_off).max() < AGREEMENT


def queries(count: int) -> list[str]:
    """Two to forty words of several kinds, numbers, accents, capitals and punctuation among them."""
    chance = random.Random(384)
    stock = [*" ".join(TEXTS[:-1]).split(), "YOS", "2.3", "o'clock", "re-offending", "(", "§", "Ynys Môn"]
    return [" ".join(chance.choices(stock, k=chance.randint(2, 40))) for _ in range(count)]


@pytest.mark.real_model
def test_two_hundred_queries_have_the_vectors_of_sentence_transformers_alone_and_together() -> None:
    source = find_model()
    ours, reference = NumpyQueryEncoder(source_folder(source)), SentenceTransformerEncoder(source)
    asked = queries(200)
    expected = reference._model.encode(asked, normalize_embeddings=True, show_progress_bar=False)
    assert np.abs(ours.encode(asked) - expected).max() < AGREEMENT
    alone = np.concatenate([ours.encode([query]) for query in asked[:50]])
    assert np.abs(alone - expected[:50]).max() < AGREEMENT


@pytest.mark.real_model
def test_queries_have_the_same_vectors_and_pieces_alone_and_together() -> None:
    ours = NumpyQueryEncoder(source_folder(find_model()))
    asked = queries(60)
    for query, together in zip(asked, ours.encode_queries(asked), strict=True):
        (alone,) = ours.encode_queries([query])
        assert alone.spans == together.spans
        assert alone.pieces.shape == together.pieces.shape
        assert np.abs(alone.vector - together.vector).max() < AGREEMENT
        assert np.abs(alone.pieces - together.pieces).max(initial=0) < AGREEMENT
    assert ours.encode_queries([]) == []


def source_folder(source: ModelSource) -> Path:
    assert source.folder is not None
    return source.folder


@pytest.mark.real_model
def test_a_paragraph_longer_than_the_encoder_is_encoded_to_its_end() -> None:
    encoder = SentenceTransformerEncoder(find_model())
    filler = "The plan was reviewed. " * 80
    with_end, without_end = encoder.encode([filler + "Knife crime among girls rose sharply.", filler])
    query = encoder.encode(["girls carrying knives"])[0]
    assert with_end @ query > without_end @ query + 0.05


@pytest.mark.real_model
def test_encoding_a_query_loads_neither_torch_nor_transformers() -> None:
    program = (
        "import sys; from indexer.embedding.model import find_model;"
        "from indexer.embedding.query_encoder import open_query_encoder;"
        "open_query_encoder(find_model()).encode(['custody']);"
        "print([name for name in ('torch', 'transformers', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_model_folder_that_is_not_there_says_how_to_go_on(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"There is no model folder .*--model none"):
        find_model(str(tmp_path / "nowhere"))


@pytest.mark.real_model
@pytest.mark.parametrize("damage", ["short", "header"])
def test_damaged_weights_are_a_missing_model(tmp_path: Path, damage: str) -> None:
    source = find_model()
    assert source.folder is not None
    folder = tmp_path / "model"
    shutil.copytree(source.folder, folder)
    weights = folder / "model.safetensors"
    content = weights.read_bytes()
    weights.chmod(0o644)
    weights.write_bytes(content[:1000] if damage == "short" else b"\xff" * 8 + content[8:])
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        NumpyQueryEncoder(folder)


@pytest.mark.real_model
def test_a_folder_is_a_model_with_a_revision_of_its_own(tmp_path: Path) -> None:
    source = find_model()
    assert source.folder is not None
    folder = tmp_path / "model"
    shutil.copytree(source.folder, folder)
    copied = find_model(str(folder))
    (folder / "config.json").chmod(0o644)
    (folder / "config.json").write_text((folder / "config.json").read_text() + " ", encoding="utf-8")
    assert find_model(str(folder)).revision != copied.revision
