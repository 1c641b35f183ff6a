"""The head of a letter or report: where it ends, and the lines of it that carry metadata."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.language.contact import has_contact_details
from indexer.records import ElementKind
from indexer.structure.blocks import Block, BlockShape
from indexer.structure.headings import canonical
from indexer.structure.pieces import Piece, one_line

_TITLES = (
    "report of", "report on", "report:", "(?:re-?|an? )?inspection of", "inspection report",
    "review of the effectiveness",
    "single inspection", "(?:joint )?(?:targeted )?area (?:child protection |send )?(?:full )?inspection",
    "focused visit", "monitoring visit", "full joint inspection", "joint inspection", "joint targeted",
    "short quality screening", "ofsted inspection",
)  # fmt: skip
_LABELS = (
    "to", "copy to", "from", "cc", "our ref", "your ref", "date", "publication date", "date of publication",
    "date published", "published", "report published", "first published", "report publication date",
    "inspection dates?", "dates? of (?:the )?inspection", "dates? of previous inspection", "inspection start date",
    r"inspection date\(s\)", "lead inspectors?", "reporting inspectors?", "age group", "status",
    "unique reference number", "previous inspection",
    "date of (?:this )?report", "date of judgment", "hand-?down date",
)  # fmt: skip
_PLAIN_LABELS = (
    "reporting inspector", "lead inspector", "inspection dates?", "report published", "published", "age group",
)  # fmt: skip
TITLE = re.compile(rf"(?:sample )?(?:{'|'.join(_TITLES)})", re.IGNORECASE)
LABEL = re.compile(
    rf"(?:[*_\s]*)(?P<label>{'|'.join(_LABELS)})\s*:?[*_]*\s*[:|\t]\s*\|?\s*(?P<value>.*)", re.IGNORECASE
)
_PLAIN_LABEL = re.compile(rf"(?P<label>{'|'.join(_PLAIN_LABELS)})\s+(?P<value>\S.*)", re.IGNORECASE)
_SALUTATION = re.compile(r"dear\b", re.IGNORECASE)
_BETWEEN_PARTIES = re.compile(r"(?:and|v\.?|versus)\b[\s–—-]*\Z", re.IGNORECASE)
"""What "- and -" between the parties of a case looks like to who takes its dash for a bullet."""

_WEB = re.compile(r"\bwww\.|https?://", re.IGNORECASE)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9O][0-9A-Z]?\s+[0-9O][A-Z]{2}\b")

TITLE_WORDS_MAXIMUM = 45
"""The longest real title, of two inspections in one report, has 29 words."""

LETTERHEAD_BLOCKS_MAXIMUM = 25
"""A joint letter has a dozen addressees, each of which may come as a block."""

SENTENCE_WORDS_MINIMUM = 8
"""After the title a line that ends in a full stop is text, unless it is a name with initials."""

BODY_WORDS_MINIMUM = 18
"""A first paragraph is a sentence or more; addresses and offices in a letterhead run to fourteen words."""


def is_title(text: str) -> bool:
    """Whether a line is, or opens, the report's title."""
    line = one_line(text).lstrip("*# ")
    return bool(TITLE.match(line)) and not line.endswith(".") and len(line.split()) <= TITLE_WORDS_MAXIMUM


def body_start(blocks: Sequence[Block]) -> int:
    """The index of the first block after the letterhead: a known heading, a numbered paragraph, or prose."""
    title = _title_index(blocks)
    for index, block in enumerate(blocks):
        if index < (title or 0) or block.shape in (BlockShape.RULE, BlockShape.FURNITURE, BlockShape.FOOTNOTE):
            continue
        if _opens_body(block, after_title=title is not None and index > title):
            return index
    return len(blocks)


def _title_index(blocks: Sequence[Block]) -> int | None:
    """Where the title stands, None if not near the top. Whatever comes before it is letterhead."""
    for index, block in enumerate(blocks[:LETTERHEAD_BLOCKS_MAXIMUM]):
        if block.shape is not BlockShape.FURNITURE and is_title(block.text):
            return index
    return None


def _opens_body(block: Block, *, after_title: bool) -> bool:
    text = one_line(block.text)
    if is_title(text) or LABEL.match(text) or _SALUTATION.match(text):
        return False
    if block.shape is BlockShape.TABLE:
        return not any(LABEL.match(row) for row in block.text.split("\n"))
    if text.lower() == "contents":
        return True
    if block.shape is BlockShape.ITEM:
        return not _BETWEEN_PARTIES.match(text)
    if canonical(text) is not None and len(block.text.split("\n")) == 1:
        return True
    long_enough = len(text.split()) >= (SENTENCE_WORDS_MINIMUM if after_title else BODY_WORDS_MINIMUM)
    return long_enough and text.endswith((".", ":")) and not has_contact_details(text)


def labelled_lines(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """(label, value) for every labelled line of the head, labels in lower case; a value may run over lines."""
    pairs: list[tuple[str, str]] = []
    for block in blocks:
        if block.shape is BlockShape.FURNITURE:
            continue
        for line in block.text.split("\n"):
            match = LABEL.match(line) or _PLAIN_LABEL.match(line)
            if match:
                pairs.append((match.group("label").lower(), match.group("value").strip(" *|\t")))
            elif pairs and not pairs[-1][1]:
                pairs[-1] = (pairs[-1][0], one_line(line))
    return pairs


def head_pieces(blocks: Sequence[Block]) -> list[Piece]:
    """The head as pieces: title, addressee, dates and table as metadata; the sender's address as furniture."""
    pieces = []
    titled = next((i for i, b in enumerate(blocks) if is_title(b.text)), len(blocks))
    for index, block in enumerate(blocks):
        if block.shape is BlockShape.RULE or not block.text.strip():
            continue
        address = index < titled and not LABEL.match(block.text) and _is_address(block.text)
        furniture = block.shape is BlockShape.FURNITURE or address
        kind = ElementKind.FURNITURE if furniture else ElementKind.METADATA
        kind = ElementKind.FOOTNOTE if block.shape is BlockShape.FOOTNOTE else kind
        text = f"{block.mark} {block.text}" if block.mark else block.text
        pieces.append(Piece(kind, text, pages=block.pages))
    return pieces


def _is_address(text: str) -> bool:
    web = _WEB.search(text) or _POSTCODE.search(text) or has_contact_details(text)
    logo = re.fullmatch(
        r"(?:HM|His Majesty[’']s|Her Majesty[’']s)?\s*(?:Inspectorate of )?Probation",
        text.strip(),
        re.IGNORECASE,
    )
    return bool(web or logo)
