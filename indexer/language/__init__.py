"""Text in, what it says out: sentences, statements, proportions, glossary. Pure functions.

`LANGUAGE_VERSION` changes whenever the same text may be read differently, so that a build knows what to
read again.
"""

from indexer.language.abbreviations import learn_abbreviations
from indexer.language.glossary import Glossary, GlossaryTerm, load_glossary
from indexer.language.proportions import find_proportions
from indexer.language.sentences import split_sentences
from indexer.language.shares import Proportion
from indexer.language.statements import StatementReading, read_chunk, read_statement

LANGUAGE_VERSION = "3"

__all__ = [
    "LANGUAGE_VERSION",
    "Glossary",
    "GlossaryTerm",
    "Proportion",
    "StatementReading",
    "find_proportions",
    "learn_abbreviations",
    "load_glossary",
    "read_chunk",
    "read_statement",
    "split_sentences",
]
