from __future__ import annotations

import numpy as np

from indexer.storage.segment import ThemeColumn, theme_columns


def column(*themes: tuple[str, ...]) -> ThemeColumn:
    names, bits = theme_columns(themes)
    return ThemeColumn.of({"theme_names": names, "themes": bits})


def test_every_chunk_keeps_its_themes() -> None:
    stored = column(("custody", "health"), (), ("health",))
    assert stored.mask("health").tolist() == [True, False, True]
    assert stored.mask("custody").tolist() == [True, False, False]


def test_sixty_four_themes_fit_into_one_number() -> None:
    slugs = tuple(f"theme-{chr(97 + at // 26)}{chr(97 + at % 26)}" for at in range(64))
    stored = column(*((slug,) for slug in slugs))
    assert all(stored.mask(slug).tolist() == [slug == other for other in slugs] for slug in slugs)


def test_a_theme_that_no_chunk_has_gives_an_empty_mask() -> None:
    assert not column(("custody",)).mask("adoption").any()


def test_themes_are_counted_over_some_chunks() -> None:
    stored = column(("custody", "health"), ("health",), ("adoption",))
    assert stored.counts(np.array([0, 1])) == {"custody": 1, "health": 2}


def test_the_themes_of_several_segments_are_one_column() -> None:
    joined = ThemeColumn.join([column(("health",)), column(), column((), ("custody", "health"), ("adoption",))])
    assert joined.names == ("adoption", "custody", "health")
    assert joined.mask("health").tolist() == [True, False, True, False]
    assert joined.mask("adoption").tolist() == [False, False, False, True]
    assert joined.counts(np.array([1, 2])) == {"custody": 1, "health": 1}
