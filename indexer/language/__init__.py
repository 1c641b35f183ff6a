"""Text in, what it says out: sentences, statements, proportions, glossary. Pure functions.

`LANGUAGE_VERSION` changes whenever the same text may be read differently, so that a build knows what to
read again; it includes the state of the file of themes, which is there to be edited.
"""

from indexer.language.glossary import Glossary, GlossaryTerm, learn_abbreviations, load_glossary
from indexer.language.proportions import Proportion, find_proportions, fixed_shares
from indexer.language.sentences import split_sentences
from indexer.language.statements import StatementReading, read_chunk, read_statement
from indexer.language.themes import standard_themes, themes_version

LANGUAGE_VERSION = f"5-{themes_version()}"

__all__ = [
    "LANGUAGE_VERSION",
    "Glossary",
    "GlossaryTerm",
    "Proportion",
    "StatementReading",
    "find_proportions",
    "fixed_shares",
    "learn_abbreviations",
    "load_glossary",
    "read_chunk",
    "read_statement",
    "split_sentences",
    "standard_themes",
]
