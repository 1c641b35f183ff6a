"""Several segments answer exactly as one that holds everything: the same order, the same scores to the last bit."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.keyword.index import KeywordIndex, Synonym
from indexer.keyword.whoosh_index import KeywordDocument, build_keyword_index

SPLITS = 25
_WORDS = [
    *("plan", "plans", "planned", "home", "visit", "visits", "police", "health", "staff", "child", "children"),
    *("family", "families", "court", "order", "risk", "harm", "well-being", "multi-agency", "reviewed"),
    *("the", "of", "and", "not", "every", "seven", "case", "cases", "quarter"),
]
_QUERIES = (["plan"], ["plan", "visit", "polic"], ["harm", "risk", "health", "famili", "child", "zeal"], ["order"])
_ROWS = (["home", "visit"], ["the", "plan"], ["plan"], ["zeal", "plan"])
_SYNONYM = Synonym(("home", "visit"), (("health", "staff"), ("court",)))


def paragraphs(chance: random.Random, count: int) -> list[KeywordDocument]:
    def text(most: int) -> str:
        return " ".join(chance.choices(_WORDS, k=chance.randrange(most)))

    return [
        KeywordDocument(ordinal, text(60), heading=text(4), area=chance.choice(["Ashmere", ""]), title=text(5))
        for ordinal in range(count)
    ]


def split_index(folder: Path, documents: list[KeywordDocument], cuts: list[int]) -> KeywordIndex:
    folders = []
    for start, end in zip([0, *cuts], [*cuts, len(documents)], strict=True):
        own = [replace(document, ordinal=row) for row, document in enumerate(documents[start:end])]
        folders.append(folder / f"{len(folders)}-of-{len(cuts) + 1}")
        build_keyword_index(folders[-1], own)
    return KeywordIndex.open(*folders)


def answers(index: KeywordIndex, allowed: np.ndarray) -> list[object]:
    ranked = [
        index.rank(stems, limit, mask, synonyms)
        for stems in _QUERIES
        for limit in (5, 1_000)
        for mask in (None, allowed)
        for synonyms in ((), (_SYNONYM,))
    ]
    masks = [
        index.with_stem("plan"),
        index.with_word("the"),
        index.with_any_word(["plans", "court", "zeal"]),
        *(index.with_words_in_a_row(words) for words in _ROWS),
    ]
    words = [index.expand("pl"), index.count_expansions("re"), index.suggest("familees"), index.suggest("plan")]
    shares = [index.share_of_others(_SYNONYM), index.holds_name(_SYNONYM), index.ordinals().tolist(), len(index)]
    return [
        [(ordinals.tolist(), scores.tobytes()) for ordinals, scores in ranked],
        [mask.tolist() for mask in masks],
        words,
        shares,
    ]


@pytest.mark.parametrize("seed", range(SPLITS))
def test_however_an_archive_is_cut_it_ranks_the_same(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    documents = paragraphs(chance, chance.randrange(2, 120))
    allowed = np.array([chance.random() < 0.5 for _ in documents])
    cuts = sorted(chance.choices(range(len(documents) + 1), k=chance.randrange(1, 9)))
    whole = answers(split_index(tmp_path, documents, []), allowed)
    assert any(ordinals for ordinals, _ in whole[0])  # type: ignore[attr-defined]
    assert answers(split_index(tmp_path, documents, cuts), allowed) == whole
