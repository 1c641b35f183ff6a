"""Text in, what it says out: sentences, statements, proportions, glossary. Pure functions.

`LANGUAGE_VERSION` changes whenever the same text may be read differently, so that a build knows what to
read again.
"""

from indexer.language.proportions import find_proportions
from indexer.language.sentences import split_sentences
from indexer.language.shares import Proportion
from indexer.language.statements import StatementReading, read_chunk, read_statement

LANGUAGE_VERSION = "1"

__all__ = [
    "LANGUAGE_VERSION",
    "Proportion",
    "StatementReading",
    "find_proportions",
    "read_chunk",
    "read_statement",
    "split_sentences",
]
