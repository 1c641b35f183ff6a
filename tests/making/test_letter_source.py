from __future__ import annotations

import pytest

from tests.making.letter import Bullet, Footnote, Heading, Paragraph, Prose
from tests.making.letter_source import read_source

SOURCE = """
Status: sample report, written for a test

To: | Jo Placeholder, Chair

# A title

An opening
over two lines.

## Summary

The rate¹ was high.

[1] Over a year.

### 1. Protecting the public

1.1. First.

- a strength

ii. an area for improvement

> Thank you.

@ Chair of the bench | Pat Pretend

! Note 1: a note

## Appendix 1

How it works.
"""


def test_every_kind_of_block_is_read() -> None:
    letter = read_source(SOURCE)
    assert letter.blocks == (
        Prose("An opening over two lines."),
        Heading("Summary", 2),
        Prose("The rate¹ was high.", (Footnote("1", "Over a year."),)),
        Heading("Protecting the public", 3, "1"),
        Paragraph("1.1", "First."),
        Bullet("a strength"),
        Bullet("an area for improvement", "ii."),
    )
    assert letter.appendix == (Heading("Appendix 1", 2), Prose("How it works."))
    assert (letter.title, letter.status) == ("A title", "sample report, written for a test")
    assert letter.head_rows == (("To:", "Jo Placeholder, Chair"),)
    assert letter.copy_list == (("Chair of the bench", "Pat Pretend"),)
    assert (letter.closing, letter.notes) == (("Thank you.",), ("Note 1: a note",))


def test_a_source_without_a_title_is_refused() -> None:
    with pytest.raises(ValueError, match="no title"):
        read_source("1.1. A paragraph on its own.")
