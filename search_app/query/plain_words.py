"""The plain words of a query as a person wrote them one after the other, with nothing of the language between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.keyword.analysis import tokens
from search_app.query.language import Node, SideBySide, Word


@dataclass(frozen=True, slots=True)
class PlainWord:
    """A word that only ranks."""

    node: Word

    @property
    def parts(self) -> tuple[str, ...]:
        """Its folded words: "Stoke-on-Trent" has three."""
        return self.node.parts

    @property
    def is_capitalised(self) -> bool:
        letters = [character for character in self.node.text if character.isalpha()]
        return bool(letters) and letters[0].isupper()


Run = tuple[PlainWord, ...]


def plain_runs(root: Node) -> tuple[Run, ...]:
    """The runs of plain words of a query. What has an operator, quotation marks, a field or a star ends a run."""
    runs: list[list[PlainWord]] = [[]]
    for node in root.parts if isinstance(root, SideBySide) else (root,):
        if isinstance(node, Word):
            runs[-1].append(PlainWord(node))
        elif runs[-1]:
            runs.append([])
    return tuple(tuple(run) for run in runs if run)


def joined_parts(words: Iterable[PlainWord]) -> tuple[str, ...]:
    """The folded words of several, in order."""
    return tuple(part for word in words for part in word.parts)


def folded_words(text: str) -> tuple[str, ...]:
    """The words of a name as the keyword index folds them, unstemmed, stop words too. A query is not to come here."""
    return tuple(token.word for token in tokens(text) if not token.compound)
