from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from indexer.errors import ThemesError
from indexer.language.themes import THEMES_LIMIT, Theme, Themes, load_themes, standard_themes, themes_version

LABELS = Path(__file__).with_name("theme_labels.csv")
CARE = Theme(
    "care",
    "Care",
    words=("foster*", "looked after", "IRO"),
    hints=("placement", "stability"),
    headings=("in care",),
    exceptions=("foster* good relations",),
)
THEMES = Themes((CARE, Theme("health", "Health", words=("CAMHS", "health need"))))


@pytest.mark.parametrize(
    "text",
    [
        "Fostering panels meet each month.",
        "Each looked-after child has a plan.",
        "The IRO’s challenge is recorded.",
        "IROs know the children.",
    ],
)
def test_one_word_or_phrase_is_enough(text: str) -> None:
    assert THEMES.of(text) == ("care",)


@pytest.mark.parametrize("text", ["They looked, and after that they left.", "An iron gate.", "The iro left."])
def test_words_apart_parts_of_words_and_other_capitals_do_not_count(text: str) -> None:
    assert THEMES.of(text) == ()


LONG = "Then they told us about many other things that they had done and seen. " * 3


def test_a_hint_in_passing_does_not_count_in_a_long_paragraph() -> None:
    assert THEMES.of("One placement was full.") == ("care",)
    assert THEMES.of(LONG + "One placement was full.") == ()
    assert THEMES.of(LONG + "One placement was full, and so was the other placement.") == ("care",)
    assert THEMES.of(LONG + "The placement lacked stability.") == ("care",)


def test_a_heading_gives_its_theme_to_what_stands_under_it() -> None:
    assert THEMES.of("Dentists are seen.", heading="Children in care") == ("care",)
    assert THEMES.of("Children in care see dentists.") == ()


def test_a_phrase_that_is_passed_over_hides_the_words_in_it() -> None:
    assert THEMES.of("Staff foster good relations.") == ()
    assert THEMES.of("Staff foster good relations, and foster carers are trained.") == ("care",)


def test_a_phrase_is_passed_over_in_a_heading_too() -> None:
    board = Theme("safe", "Safe", words=("unsafe",), headings=("safeguarding",), exceptions=("safeguarding board",))
    assert Themes((board,)).of("It met monthly.", heading="The safeguarding board") == ()
    assert Themes((board,)).of("It met monthly.", heading="Safeguarding") == ("safe",)


def test_the_labels_name_themes_of_the_file_and_hold_a_sample_back() -> None:
    with LABELS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    known = {theme.slug for theme in standard_themes().themes}
    assert {slug for row in rows for slug in row["themes"].split()} <= known
    assert Counter(row["split"] for row in rows) == {"tune": 130, "test": 61}


def test_themes_come_in_the_order_of_the_file() -> None:
    assert THEMES.of("Health needs of looked after children and CAMHS") == ("care", "health")


def test_the_files_own_themes_find_what_they_are_named_for() -> None:
    themes = standard_themes()
    assert "courts-and-reports" in themes.of("Pre-sentence reports were of a high standard.")
    assert "speech-and-language" in themes.of("A speech and language therapist trained the team.")
    assert "victims-and-restorative-justice" in themes.of("Reparation was arranged within a month.")
    assert themes.of("The weather was fine.") == ()


def test_a_theme_that_left_the_file_still_has_a_name() -> None:
    assert standard_themes().named("custody-and-resettlement") == "Custody, remand and resettlement"
    assert standard_themes().named("old-theme") == "Old theme"


def test_an_edit_of_the_file_changes_the_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = themes_version()
    (tmp_path / "themes.toml").write_text('[[theme]]\nid = "one"\nname = "One"\nwords = ["one"]\n', encoding="utf-8")
    monkeypatch.setattr("indexer.language.themes.files", lambda _package: tmp_path)
    assert themes_version() != before


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[[theme", "not valid TOML"),
        ("", "no list of themes"),
        ('[[theme]]\nid = "Care"\nname = "Care"', "Theme 1"),
        ('[[theme]]\nid = "care"', "has no name"),
        ('[[theme]]\nid = "care"\nname = "Care"\nwords = "foster"', '"words" of theme "care"'),
        ('[[theme]]\nid = "care"\nname = "Care"\nword = ["foster"]', '"word" of theme "care"'),
        ('[[theme]]\nid = "care"\nname = "Care"\n[[theme]]\nid = "care"\nname = "Care"', "is the id of two themes"),
        (
            "".join(f'[[theme]]\nid = "t{chr(97 + at // 26)}{chr(97 + at % 26)}"\nname = "T"\n' for at in range(65)),
            f"the limit is {THEMES_LIMIT}",
        ),
    ],
)
def test_a_malformed_file_is_refused_in_words(tmp_path: Path, written: str, said: str) -> None:
    path = tmp_path / "themes.toml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(ThemesError, match=said):
        load_themes(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ThemesError, match="nowhere"):
        load_themes(tmp_path / "nowhere.toml")
