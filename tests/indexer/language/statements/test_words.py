from __future__ import annotations

from indexer.language.clauses import word_set, words_of


def test_words_keep_their_places_and_marks() -> None:
    sentence = "The YOS’s plans, however, weren't 37.4% well-made."
    words = words_of(sentence)
    assert [word.text for word in words] == [
        "the", "yos's", "plans", ",", "however", ",", "weren't", "37.4%", "well-made",
    ]  # fmt: skip
    assert [sentence[word.start : word.end] for word in words][1] == "YOS’s"


def test_a_word_set_is_parted_by_white_space() -> None:
    assert word_set(" but\n however ") == {"but", "however"}
