"""What one kind of document is known by: how it is recognised, what its sections are called, how it is cited."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from indexer.records import ReportType

SectionNames = tuple[tuple[str, str], ...]
"""(slug, pattern) pairs, of which each pattern meets a whole heading in lower case."""


SIGN_WORDS_MAXIMUM = 24
"""A title or a line of a letterhead; a longer line is prose, which may name documents of other kinds."""


@dataclass(frozen=True, slots=True)
class Own:
    """What a document says of itself in the way of its kind; None where it does not.

    `area` is the place, prison or force that it is about, `cited_as` the name by which its kind is cited, `published`
    the day that its kind states in a way of its own.
    """

    title: str | None = None
    area: str | None = None
    cited_as: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of document. `sign` is looked for in the lines at its top, `read` gets those lines. `signs_minimum` is in
    how many wordings it has to stand there.

    `issuer` is who publishes every document of the kind, None where that differs. `place` is how a numbered paragraph
    is named in a citation.
    """

    type: ReportType
    sign: re.Pattern[str]
    read: Callable[[Sequence[str]], Own]
    sections: SectionNames = ()
    issuer: str | None = None
    place: str = "paragraph {}"
    signs_minimum: int = 1

    def recognises(self, top: Sequence[str]) -> bool:
        """Whether a document with these lines at its top is of this kind."""
        short = (line for line in top if len(line.split()) <= SIGN_WORDS_MAXIMUM)
        signs = {match.group().strip(" :*#").casefold() for line in short if (match := self.sign.search(line))}
        return len(signs) >= self.signs_minimum


def first_match(pattern: re.Pattern[str], lines: Sequence[str]) -> str | None:
    """The first group of the first line that holds the pattern."""
    return next((match.group(1).strip(" .,:*") for line in lines if (match := pattern.search(line))), None)
