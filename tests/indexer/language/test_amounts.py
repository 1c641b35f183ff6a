from __future__ import annotations

from indexer.language.proportions import FRACTIONS, MOST_SHARE, MOVES, WORD_SHARES


def test_shares_of_words_lie_between_none_and_all() -> None:
    assert all(share is None or 0 <= share <= 1 for share in (*WORD_SHARES.values(), *FRACTIONS.values(), MOST_SHARE))


def test_larger_words_mean_larger_shares() -> None:
    ladder = ["very few of the", "a very small minority", "a small minority", "a minority", "the majority"]
    ladder += ["the large majority", "the very large majority", "the vast majority"]
    shares = [WORD_SHARES[word] or 0.0 for word in ladder]
    assert shares[0] < shares[1]
    assert shares == sorted(shares)


def test_nearly_and_over_move_a_share_by_no_more_than_a_twentieth() -> None:
    assert all(abs(move) <= 0.05 for move in MOVES.values())
    assert MOVES["nearly"] < 0 < MOVES["over"]
