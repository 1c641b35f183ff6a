"""Without arrays Whoosh answers what the arrays answer: the same paragraphs, the same scores, the same order."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer.arrays.files import map_arrays, write_arrays
from indexer.errors import IndexDamaged
from indexer.keyword.index import KeywordIndex, Synonym
from indexer.keyword.opening import open_keyword_index
from indexer.keyword.segments import LAYOUT_ARRAY, POSTINGS_FILE
from indexer.keyword.whoosh_search import WhooshKeywordIndex
from tests.indexer.keyword.test_segments import paragraphs, split_index

AGREEMENT = 1e-6
SYNONYM = Synonym(("home", "visit"), (("health", "staff"), ("court",)))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three segments, the second of them empty."""
    folder = tmp_path_factory.mktemp("segments")
    split_index(folder, paragraphs(random.Random(7), 240), [90, 90]).close()
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def arrays(folders: list[Path]) -> Iterator[KeywordIndex]:
    index = KeywordIndex.open(*folders)
    yield index
    index.close()


@pytest.fixture(scope="module")
def whoosh(folders: list[Path]) -> Iterator[KeywordIndex]:
    index = WhooshKeywordIndex.open(*folders)
    yield index
    index.close()


@pytest.mark.parametrize(
    "stems", [["plan"], ["plan", "visit", "polic"], ["harm", "risk", "zeal", "famili"], [], ["zeal"]]
)
@pytest.mark.parametrize("synonyms", [(), (SYNONYM,)])
@pytest.mark.parametrize("limit", [5, 1_000])
def test_the_ranking_is_that_of_the_arrays(
    arrays: KeywordIndex, whoosh: KeywordIndex, stems: list[str], synonyms: tuple[Synonym, ...], limit: int
) -> None:
    allowed = np.arange(len(arrays)) % 3 > 0
    for mask in (None, allowed):
        ordinals, scores = arrays.rank(stems, limit, mask, synonyms)
        found, own_scores = whoosh.rank(stems, limit, mask, synonyms)
        assert own_scores.tolist() == pytest.approx(scores.tolist(), rel=AGREEMENT)
        assert dict(zip(found.tolist(), own_scores.tolist(), strict=True)) == pytest.approx(
            dict(zip(ordinals.tolist(), scores.tolist(), strict=True)), rel=AGREEMENT
        )
        assert (found.dtype, own_scores.dtype) == (np.int64, np.float32)


@pytest.mark.parametrize("word", ["plan", "the", "well", "zeal", "multi"])
def test_what_holds_a_word_is_what_the_arrays_say(arrays: KeywordIndex, whoosh: KeywordIndex, word: str) -> None:
    assert np.array_equal(whoosh.with_word(word), arrays.with_word(word))
    assert np.array_equal(whoosh.with_stem(word), arrays.with_stem(word))
    assert np.array_equal(whoosh.with_any_word([word, "court"]), arrays.with_any_word([word, "court"]))
    assert whoosh.rarity(word) == arrays.rarity(word)
    assert whoosh.expand(word[:2]) == arrays.expand(word[:2])
    assert whoosh.count_expansions(word[:2]) == arrays.count_expansions(word[:2])


@pytest.mark.parametrize("words", [["home", "visit"], ["the", "plan"], ["plan"], ["multi", "agency"], ["zeal", "plan"]])
def test_words_in_a_row_stand_where_the_arrays_say(
    arrays: KeywordIndex, whoosh: KeywordIndex, words: list[str]
) -> None:
    in_a_row = arrays.with_words_in_a_row(words)
    assert np.array_equal(whoosh.with_words_in_a_row(words), in_a_row)
    certain, unsure = whoosh.with_quotation(words, [1] * (len(words) - 1))
    assert not certain.any()  # Whoosh knows no gaps, so that each text is read
    assert unsure.tolist() == np.flatnonzero(in_a_row).tolist()


@pytest.mark.parametrize("word", ["familees", "families", "qwertyuiop", "polise"])
def test_a_correction_is_that_of_the_arrays(arrays: KeywordIndex, whoosh: KeywordIndex, word: str) -> None:
    assert whoosh.suggest(word) == arrays.suggest(word)


def test_several_threads_may_ask_whoosh_at_once(arrays: KeywordIndex, folders: list[Path]) -> None:
    index = WhooshKeywordIndex.open(*folders)
    expected = arrays.rank(["plan", "risk"], 10)[0].tolist()
    wrong: list[object] = []

    def ask() -> None:
        try:
            for _ in range(3):
                if (found := index.rank(["plan", "risk"], 10)[0].tolist()) != expected:
                    wrong.append(found)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    index.close()
    assert wrong == []


def test_whoosh_is_asked_only_where_arrays_are_missing_or_of_another_layout(tmp_path: Path) -> None:
    split_index(tmp_path, paragraphs(random.Random(8), 40), [20]).close()
    folders = sorted(tmp_path.iterdir())
    file = folders[1] / POSTINGS_FILE
    with_arrays = open_keyword_index(*folders)
    expected = with_arrays.rank(["plan"], 9)[0].tolist()
    assert with_arrays.notes == ()
    with_arrays.close()
    arrays = {name: np.array(values) for name, values in map_arrays(file).items()}
    arrays[LAYOUT_ARRAY] -= 1
    file.unlink()
    for older in (False, True):
        if older:
            write_arrays(file, arrays)
        index = open_keyword_index(*folders)
        assert "slow" in index.notes[0]
        assert index.rank(["plan"], 9)[0].tolist() == expected
        index.close()


def test_arrays_that_are_no_arrays_are_damage_and_not_passed_over(tmp_path: Path) -> None:
    split_index(tmp_path, paragraphs(random.Random(8), 10), [5]).close()
    folders = sorted(tmp_path.iterdir())
    (folders[0] / POSTINGS_FILE).write_bytes(b"nothing")
    with pytest.raises(IndexDamaged, match="cannot be read"):
        open_keyword_index(*folders)
