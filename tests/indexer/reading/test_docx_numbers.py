from __future__ import annotations

from lxml import etree

from indexer.reading.docx_numbers import ListNumbers
from indexer.reading.inline import roman

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _numbers(*levels: tuple[str, str]) -> ListNumbers:
    parts = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(levels)
    )
    return ListNumbers.read(
        etree.fromstring(
            f'<w:numbering {NAMESPACE}><w:abstractNum w:abstractNumId="5">{parts}</w:abstractNum>'
            '<w:num w:numId="8"><w:abstractNumId w:val="5"/></w:num></w:numbering>'
        )
    )


def test_levels_count_within_their_parent() -> None:
    numbers = _numbers(("decimal", "%1."), ("decimal", "%1.%2."))
    labels = [numbers.label("8", level) for level in (0, 1, 1, 0, 1)]
    assert labels == ["1.", "1.1.", "1.2.", "2.", "2.1."]


def test_letters_and_romans() -> None:
    numbers = _numbers(("lowerRoman", "%1."), ("lowerLetter", "(%2)"))
    assert [numbers.label("8", level) for level in (0, 0, 1)] == ["i.", "ii.", "(a)"]
    assert [roman(n) for n in (4, 9, 14, 29)] == ["iv", "ix", "xiv", "xxix"]


def test_bullets_and_unknown_lists() -> None:
    assert _numbers(("bullet", "")).label("8", 0) == "•"
    assert _numbers(("none", "")).label("8", 0) is None
    assert _numbers(("decimal", "%1.")).label("99", 0) is None
    assert ListNumbers.read(None).label("8", 0) is None
