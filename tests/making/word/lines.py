"""A letter given as text, saved as Word: each line a paragraph, with its numbers typed, counted or in a style."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NUMBERED = re.compile(r"(?:[-*•]\s+)?\**(\d)\.(\d{1,2})\.?\**\s+(?=\S)")
_HEADING = re.compile(r"#+\s+(.*\S)")
_RULE = re.compile(r"\s*-{3,}\s*\Z")
_RAISED = re.compile(r"<sup>(\d+)</sup>")
_SECTION_LEVEL, _PARAGRAPH_LEVEL = 0, 1
_LIST = "7"
_STYLE = "ReportParagraph"

TYPED, AUTOMATIC, STYLED = "typed", "automatic", "styled"
WAYS = (TYPED, AUTOMATIC, STYLED)
"""Numbers typed after their dash; counted by a list that the paragraph names; counted by a list that its style's
base names, where the style has an outline level and is based on a heading."""


def to_word(text: str, way: str) -> bytes:
    """The lines of `text` as a Word file. Word counts 1.1, 1.2, 2.1, so the letter's numbers must run that way."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", _part("document", f"<w:body>{''.join(_body(text, way))}</w:body>"))
        archive.writestr("word/numbering.xml", _part("numbering", _LISTS))
        archive.writestr("word/styles.xml", _part("styles", _STYLES))
    return packed.getvalue()


def _part(name: str, content: str) -> str:
    return f"<w:{name} {_NAMESPACE}>{content}</w:{name}>"


def _body(text: str, way: str) -> Iterator[str]:
    section = 0
    for line in text.splitlines():
        heading = _HEADING.match(line)
        if heading is not None:
            yield _paragraph(heading.group(1).replace("*", ""), '<w:pStyle w:val="Heading2"/>')
            continue
        if not line.strip() or _RULE.match(line):
            continue
        number = _NUMBERED.match(line.strip())
        if number is None or way == TYPED:
            yield _paragraph(line.strip(), "")
            continue
        while section < int(number.group(1)):
            section += 1
            yield _paragraph("", _numbered(_SECTION_LEVEL))  # an empty paragraph that Word counts
        properties = f'<w:pStyle w:val="{_STYLE}"/>' if way == STYLED else _numbered(_PARAGRAPH_LEVEL)
        yield _paragraph(line.strip()[number.end() :], properties)


def _numbered(level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{_LIST}"/></w:numPr>'


def _paragraph(text: str, properties: str) -> str:
    runs = "".join(_run(part, raised=bool(index % 2)) for index, part in enumerate(_RAISED.split(text)) if part)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def _run(text: str, *, raised: bool) -> str:
    properties = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>' if raised else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text.replace("**", ""))}</w:t></w:r>'


_LISTS = (
    '<w:abstractNum w:abstractNumId="3"><w:multiLevelType w:val="multilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl>'
    f'</w:abstractNum><w:num w:numId="{_LIST}"><w:abstractNumId w:val="3"/></w:num>'
)
_STYLES = (
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Numbered"><w:name w:val="Numbered"/><w:basedOn w:val="Heading2"/>'
    f"<w:pPr>{_numbered(_PARAGRAPH_LEVEL)}</w:pPr></w:style>"
    f'<w:style w:type="paragraph" w:styleId="{_STYLE}"><w:name w:val="Report paragraph"/>'
    '<w:basedOn w:val="Numbered"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
)
