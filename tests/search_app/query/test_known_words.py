"""A word that is spelt right is not corrected, though no report holds it."""

from __future__ import annotations

import pytest

from indexer.language.glossary import load_glossary
from search_app.query.synonyms import KnownWords

KNOWN = KnownWords(load_glossary())


@pytest.mark.parametrize(
    "word", ["rosh", "issp", "kids", "tagging", "weed", "prison", "grooming", "yos", "southwark", "unhappily"]
)
def test_words_of_english_of_the_glossary_and_areas_are_known(word: str) -> None:
    assert word in KNOWN


@pytest.mark.parametrize("word", ["custdy", "vulnerabilty", "assesing", "plnas", "barkng", "safegaurding", "xyzzy", ""])
def test_what_is_mistyped_is_not(word: str) -> None:
    assert word not in KNOWN
