import gc
import math
import random
import shutil
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer.errors import IndexDamaged
from indexer.keyword.analysis import ranking_stems, tokens
from indexer.keyword.index import FIELD_WEIGHTS, K1, KeywordIndex
from indexer.keyword.whoosh_index import KeywordDocument, build_keyword_index

PARAGRAPHS = [
    "Home visits took place when plans said so.",
    "Plans were reviewed. Visits at home, though, were rare.",
    "Case managers knew the children's families well.",
    "The multi-agency panel met each month with health staff.",
    "Re-offending fell, and health staff joined the panel.",
    "Nothing here concerns the other paragraphs.",
]


def documents(texts: list[str]) -> list[KeywordDocument]:
    return [
        KeywordDocument(ordinal, text, heading="Reviewing" if ordinal % 2 else "", area="Ostermoor", title="Letter")
        for ordinal, text in enumerate(texts)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keyword") / "keyword"
    build_keyword_index(folder, documents(PARAGRAPHS))
    return folder


@pytest.fixture
def index(folder: Path) -> Iterator[KeywordIndex]:
    index = KeywordIndex.open(folder)
    yield index
    index.close()


def marked(mask: np.ndarray) -> list[int]:
    return np.flatnonzero(mask).tolist()


def test_every_paragraph_is_held_once_under_its_ordinal(index: KeywordIndex) -> None:
    assert len(index) == len(PARAGRAPHS)
    assert sorted(index.ordinals().tolist()) == list(range(len(PARAGRAPHS)))


def test_progress_counts_every_document(tmp_path: Path) -> None:
    amounts: list[int] = []
    build_keyword_index(tmp_path / "k", documents(PARAGRAPHS), progress=amounts.append)
    assert sum(amounts) == len(PARAGRAPHS)


@pytest.mark.parametrize("ordinals", [[0, 0], [1, 2], [0, 2], [1, 0]])
def test_ordinals_that_do_not_count_the_documents_are_refused(tmp_path: Path, ordinals: list[int]) -> None:
    wrong = [KeywordDocument(ordinal, "plan", "", "", "") for ordinal in ordinals]
    with pytest.raises(ValueError, match="must count from 0"):
        build_keyword_index(tmp_path / "k", wrong)


def test_an_index_without_paragraphs_finds_nothing(tmp_path: Path) -> None:
    build_keyword_index(tmp_path / "k", [])
    index = KeywordIndex.open(tmp_path / "k")
    assert len(index) == 0
    assert index.rank(["plan"], 10)[0].tolist() == []
    assert index.with_words_in_a_row(["a", "plan"]).tolist() == []
    index.close()


def test_paragraphs_without_a_word_keep_their_ordinals(tmp_path: Path) -> None:
    build_keyword_index(tmp_path / "k", documents(["...", "plan", ""]))
    index = KeywordIndex.open(tmp_path / "k")
    assert marked(index.with_stem("plan")) == [1]
    index.close()


def bm25f(paragraphs: list[KeywordDocument], stems: list[str]) -> list[float]:
    """The formula as the module states it, document by document."""
    fields = [
        {
            "text": ranking_stems(tokens(document.text)),
            "heading": ranking_stems(tokens(document.heading)),
            "context": ranking_stems(tokens(f"{document.area}\n{document.title}")),
        }
        for document in paragraphs
    ]
    count = len(fields)
    mean = {name: sum(len(field[name]) for field in fields) / count or 1.0 for name in FIELD_WEIGHTS}
    scores = [0.0] * count
    for stem in set(stems):
        holding = sum(any(stem in words for words in field.values()) for field in fields)
        idf = math.log(1 + (count - holding + 0.5) / (holding + 0.5))
        for ordinal, field in enumerate(fields):
            weight = sum(
                settings.boost * field[name].count(stem) / (1 - settings.b + settings.b * len(field[name]) / mean[name])
                for name, settings in FIELD_WEIGHTS.items()
            )
            scores[ordinal] += idf * weight / (K1 + weight)
    return scores


@pytest.mark.parametrize(
    "query", ["home visits", "health staff reviewing plans", "plans plans plans", "ostermoor letter"]
)
def test_the_ranking_is_the_formula(index: KeywordIndex, query: str) -> None:
    stems = ranking_stems(tokens(query))
    expected = bm25f(documents(PARAGRAPHS), stems)
    ordinals, scores = index.rank(stems, 10)
    assert ordinals.tolist() == sorted(
        (place for place, score in enumerate(expected) if score), key=lambda place: (-round(expected[place], 5), place)
    )
    assert scores.tolist() == pytest.approx([expected[ordinal] for ordinal in ordinals], rel=1e-5)
    assert (ordinals.dtype, scores.dtype) == (np.int64, np.float32)


def test_equal_scores_are_ordered_by_ordinal_even_where_the_limit_cuts(tmp_path: Path) -> None:
    build_keyword_index(tmp_path / "k", [KeywordDocument(row, "same words", "", "", "") for row in range(9)])
    index = KeywordIndex.open(tmp_path / "k")
    assert index.rank(["same"], 4)[0].tolist() == [0, 1, 2, 3]
    index.close()


def test_what_is_not_allowed_is_not_ranked(index: KeywordIndex) -> None:
    allowed = np.zeros(len(PARAGRAPHS), dtype=np.bool_)
    allowed[4] = True
    assert index.rank(["health"], 10, allowed)[0].tolist() == [4]


def test_no_words_and_no_room_give_no_paragraphs(index: KeywordIndex) -> None:
    assert index.rank([], 10)[0].tolist() == []
    assert index.rank(["health"], 0)[0].tolist() == []


def test_words_in_a_row_are_neighbours_in_that_order(index: KeywordIndex) -> None:
    assert marked(index.with_words_in_a_row(["home", "visits"])) == [0]
    assert marked(index.with_words_in_a_row(["visits", "home"])) == []
    assert marked(index.with_words_in_a_row(["visits", "at", "home"])) == [1]


def test_a_long_run_of_words_is_held_to_its_end(index: KeywordIndex) -> None:
    words = [token.word for token in tokens(PARAGRAPHS[3]) if not token.compound]
    assert marked(index.with_words_in_a_row(words)) == [3]
    assert marked(index.with_words_in_a_row([*words, "daily"])) == []


def test_stop_words_are_found_as_words(index: KeywordIndex) -> None:
    assert marked(index.with_word("the")) == [2, 3, 4, 5]
    assert marked(index.with_stem("the")) == []


def test_a_prefix_expands_to_the_words_of_the_archive(index: KeywordIndex) -> None:
    assert index.expand("fam") == ["families"]
    assert index.expand("pa") == ["panel", "paragraphs"]
    assert index.count_expansions("pa") == 2


def test_only_words_that_the_archive_lacks_are_corrected(index: KeywordIndex) -> None:
    assert index.suggest("familees") == "families"
    assert index.suggest("families") is None
    assert index.suggest("qwertyuiop") is None


def test_an_index_may_be_read_by_several_threads_at_once(index: KeywordIndex) -> None:
    expected = marked(index.with_words_in_a_row(["health", "staff"]))
    wrong: list[object] = []

    def read() -> None:
        for _ in range(30):
            found = marked(index.with_words_in_a_row(["health", "staff"]))
            if found != expected or index.rank(["health"], 2)[0].tolist() != [4, 3]:
                wrong.append(found)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert index.rank(["health"], 2)[0].tolist() == [4, 3]
    assert wrong == []


def test_a_closed_index_lets_its_folder_be_moved_and_opened_again(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "one")
    KeywordIndex.open(tmp_path / "one").close()
    (tmp_path / "one").rename(tmp_path / "two")
    index = KeywordIndex.open(tmp_path / "two")
    assert len(index) == len(PARAGRAPHS)
    index.close()


def files_of(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def use(folder: Path) -> None:
    index = KeywordIndex.open(folder)
    try:
        index.rank(["plan", "health"], 10)
        index.with_words_in_a_row(["home", "visits"])
        index.with_stem("health")
        index.suggest("familees")
        index.ordinals()
    finally:
        index.close()


def test_a_missing_folder_is_damage_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match=r"cannot be read.*precedent index"):
        KeywordIndex.open(tmp_path / "nowhere")


def test_any_missing_file_is_damage(folder: Path, tmp_path: Path) -> None:
    for place, name in enumerate(files_of(folder)):
        if name.endswith(".lock") or "WRITELOCK" in name:
            continue
        copy = tmp_path / str(place)
        shutil.copytree(folder, copy)
        (copy / name).unlink()
        with pytest.raises(IndexDamaged):
            use(copy)


@pytest.mark.slow
def test_altered_bytes_end_as_damage_or_go_unnoticed_and_never_as_a_foreign_error(folder: Path, tmp_path: Path) -> None:
    chance = random.Random(20161102)
    noticed = 0
    for place, name in enumerate(name for name in files_of(folder) for _ in range(6)):
        copy = tmp_path / str(place)
        shutil.copytree(folder, copy)
        content = bytearray((copy / name).read_bytes())
        if not content:
            continue
        if chance.random() < 0.5:
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        else:
            del content[chance.randrange(len(content)) :]
        (copy / name).write_bytes(content)
        with warnings.catch_warnings():
            # Whoosh leaves the files open that it cannot decode; they are let go here, before other tests run.
            warnings.simplefilter("ignore", ResourceWarning)
            try:
                use(copy)
            except IndexDamaged:
                noticed += 1
            gc.collect()
    assert noticed > 0
