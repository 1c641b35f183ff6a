"""How well themes are read: those found in paragraphs of the real reports against those that a person saw in them.

`tests/indexer/language/theme_labels.csv` holds report, hash of the paragraph's letters and digits, themes and split:
"tune" (words were chosen with it in sight) or "test" (labelled afterwards, and no word was changed for it). A person
gave a theme where the paragraph says something about it, not where it only names it.

    python -m benchmarks.theme_quality
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.training.labelled_sentences import REPOSITORY, read_reports, sentence_hash
from indexer.language.themes import Themes, standard_themes
from indexer.records import CHUNK_KINDS

LABELS = REPOSITORY / "tests" / "indexer" / "language" / "theme_labels.csv"


@dataclass(frozen=True, slots=True)
class LabelledParagraph:
    """`themes` are those that a person saw."""

    text: str
    heading: str | None
    themes: frozenset[str]
    split: str


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """Counts over pairs of paragraph and theme: found and right, found and wrong, not found."""

    right: Counter[str]
    wrong: Counter[str]
    missed: Counter[str]

    @property
    def precision(self) -> float:
        return self.right.total() / max(1, self.right.total() + self.wrong.total())

    @property
    def recall(self) -> float:
        return self.right.total() / max(1, self.right.total() + self.missed.total())


def labelled_paragraphs() -> Iterator[LabelledParagraph]:
    """The labelled paragraphs that are found in the real reports."""
    with LABELS.open(encoding="utf-8", newline="") as lines:
        wanted = {(row["report"], row["paragraph"]): row for row in csv.DictReader(lines)}
    reports = {stem for stem, _ in wanted}
    for stem, report in read_reports():
        if stem not in reports:
            continue
        for element in report.elements:
            text = report.text[element.start : element.end]
            row = wanted.pop((stem, sentence_hash(text)), None) if element.kind in CHUNK_KINDS else None
            if row is not None:
                heading = None if element.section is None else report.sections[element.section].heading
                yield LabelledParagraph(text, heading, frozenset(row["themes"].split()), row["split"])


def theme_figures(paragraphs: list[LabelledParagraph], themes: Themes) -> ThemeFigures:
    """What `themes` finds in `paragraphs`, against their labels."""
    figures = ThemeFigures(Counter(), Counter(), Counter())
    for paragraph in paragraphs:
        found = set(themes.of(paragraph.text, paragraph.heading))
        figures.right.update(found & paragraph.themes)
        figures.wrong.update(found - paragraph.themes)
        figures.missed.update(paragraph.themes - found)
    return figures


def main() -> None:
    """Prints both splits, and every theme over both."""
    paragraphs = list(labelled_paragraphs())
    for split in ("tune", "test"):
        chosen = [each for each in paragraphs if each.split == split]
        figures = theme_figures(chosen, standard_themes())
        print(f"{split:5} {len(chosen)} paragraphs: precision {figures.precision:.2f}, recall {figures.recall:.2f}")
    figures = theme_figures(paragraphs, standard_themes())
    for theme in standard_themes().themes:
        counts = [each[theme.slug] for each in (figures.right, figures.wrong, figures.missed)]
        print(f"{theme.name:45} right {counts[0]:3}  wrong {counts[1]:3}  missed {counts[2]:3}")


if __name__ == "__main__":
    main()
