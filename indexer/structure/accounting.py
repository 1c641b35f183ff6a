"""Whether a reading is whole: what was printed against what was read, page by page.

What looks wrong becomes a finding, where it can be with its page, and is shown beside every paragraph of it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from indexer.records import CHUNK_KINDS, Accounting, ElementKind, Finding
from indexer.structure.blocks import BULLET_CHARACTERS, Block, Source
from indexer.structure.numbering import ended
from indexer.structure.pieces import Piece

# Proof that reading lost nothing: every printed character of a file is found again in its report.

LOST_SHARE_MAXIMUM = 0.001
"""One character in a thousand: less is hyphens that only broke a line; more is a line of text gone."""

_TO_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED = re.compile("[⁰¹²³⁴-⁹]+")
_DIGIT = re.compile(r"\d|[⁰¹²³⁴-⁹]")
_UNCOUNTED = frozenset("\u00ad\u2010\u2011\ufffe" + BULLET_CHARACTERS)
_GROUPS = dict.fromkeys(CHUNK_KINDS, "chunks") | {
    ElementKind.HEADING: "headings",
    ElementKind.FOOTNOTE: "footnotes",
    ElementKind.METADATA: "metadata",
    ElementKind.FURNITURE: "furniture",
    ElementKind.UNREAD: "unread",
}


def account_for(printed: str, pieces: Sequence[Piece]) -> Accounting:
    """Where the characters of `printed` (without white space) went, by kind of element.

    Characters are compared as a multiset, because a layout may print a page's footer before its text.
    Hyphens at line ends, which joining may drop, and the marks before list items count as found.
    """
    counts = dict.fromkeys(("chunks", "headings", "footnotes", "metadata", "furniture", "unread"), 0)
    found: Counter[str] = Counter()
    for piece in pieces:
        characters = _bare(piece.text + piece.aside)
        counts[_GROUPS[piece.kind]] += len(characters)
        found.update(characters)
    missing = Counter(_bare(printed)) - found
    lost = sum(number for character, number in missing.items() if character not in _UNCOUNTED)
    return Accounting(printed=len(_bare(printed)), lost=lost, **counts)


def about_lost(accounting: Accounting) -> list[Finding]:
    """A finding where more than a trace of the file is in no element."""
    if accounting.lost <= accounting.printed * LOST_SHARE_MAXIMUM:
        return []
    share = 100 * accounting.lost / accounting.printed
    message = (
        f"{accounting.lost} of {accounting.printed} printed characters ({share:.1f}%) are missing from the reading."
    )
    return [Finding("characters-lost", f"{message} Compare it with the original.")]


def about_digits(source: Source, pieces: Sequence[Piece]) -> list[Finding]:
    """A finding for each page whose figures are not all in the reading; one without a page where none can be named.

    A lost letter is seen, a lost figure changes what a sentence says: so a single digit is enough. Digits are
    compared as a multiset, since footers and notes may be printed before the text.
    """
    if not _digits(source.printed) - _digits("".join(piece.text + piece.aside for piece in pieces)):
        return []
    pages = [number for number, printed in enumerate(source.printed_pages, 1) if _lost_on(source, number, printed)]
    if not pages:
        return [Finding("digits-lost", f"{_DIGITS_LOST} of the file. {_COMPARE}")]
    return [Finding("digits-lost", f"{_DIGITS_LOST} of page {page}. {_COMPARE}", page) for page in pages]


_DIGITS_LOST = "This may have been read wrongly: some figures are missing from the reading"
_COMPARE = "Compare it with the original before quoting a number."


def _lost_on(source: Source, page: int, printed: str) -> bool:
    blocks = [block for block in source.blocks if block.pages is not None and block.pages[0] == page]
    return bool(_digits(printed) - _digits("".join(f"{block.mark or ''}{block.text}" for block in blocks)))


def _digits(text: str) -> Counter[str]:
    return Counter(_figures(text))


def _figures(text: str) -> str:
    return _plain("".join(_DIGIT.findall(text)))


def _plain(text: str) -> str:
    """The text with raised digits as plain ones; looked for first, since `translate` goes through every character."""
    return _RAISED.sub(lambda match: match.group().translate(_TO_DIGITS), text)


def _bare(text: str) -> str:
    return "".join(_plain(text).split())


_UNREAD = re.compile("[\ufffd\ue000-\uf8ff]")
"""What stands for a sign that the file has no letter for, or none that could be read."""

_WORDS_ROUND = 3

_PLACES = {
    ElementKind.PROSE: "a paragraph without a number",
    ElementKind.METADATA: "the opening",
    ElementKind.FURNITURE: "a running line",
}

UNREAD_MAXIMUM = 20
"""Paragraphs that are named one by one; where there are more, the file is broken as a whole."""


def about_unread(pieces: Iterable[Piece]) -> Iterator[Finding]:
    """A finding for each paragraph with characters that could not be read, with its page, its number and the words."""
    unread = [piece for piece in pieces if _UNREAD.search(piece.text)]
    if len(unread) > UNREAD_MAXIMUM:
        message = f"Characters of {len(unread)} paragraphs could not be read and stand as signs without a meaning."
        yield Finding("characters-unread", f"{message} Compare them with the original before quoting them.")
        return
    for piece in unread:
        words = piece.text.split()
        at = next(index for index, word in enumerate(words) if _UNREAD.search(word))
        quoted = " ".join(words[max(0, at - _WORDS_ROUND) : at + _WORDS_ROUND + 1])
        count = len(_UNREAD.findall(piece.text))
        what = "one character" if count == 1 else f"{count} characters"
        where = f"paragraph {piece.number}" if piece.number else _PLACES.get(piece.kind, f"a {piece.kind.value}")
        message = f"Of {where}, {what} could not be read (“{quoted}”). Compare it with the original before quoting it."
        yield Finding("characters-unread", message, piece.pages[0] if piece.pages else None)


# Words and figures of a page against a second extraction of it, which knows nothing of columns, boxes and notes.

_WORD = re.compile(r"[^\W_]+")
_BROKEN_WORD = re.compile("[\ufffe\u00ad-]\\s*\n\\s*|\ufffe\\s*")

PAIRS_SHARE_MINIMUM = 0.7
"""Of the pairs of neighbouring words. Lines that were drawn in any order, and columns drawn row by row, keep four of
five pairs; words pieced together from two lines keep few."""

PAIRS_MINIMUM = 40
"""A title page or a page of figures has so few words that one cell more or less decides."""


def about_pages(source: Source) -> Iterator[Finding]:
    """A finding for each page whose words follow each other otherwise than in the page's own plain text, and for each
    one of whose paragraphs has its figures in another order."""
    on_page: defaultdict[int, list[Block]] = defaultdict(list)
    for block in source.blocks:
        if block.pages is not None:
            on_page[block.pages[0]].append(block)
    for page, plain in enumerate(source.plain_pages, 1):
        if not plain:  # nothing to compare with
            continue
        if _pairs_kept(on_page[page], plain) < PAIRS_SHARE_MINIMUM:
            message = "its words are in a different order from the file's own text"
            yield Finding("words-differ", f"{MAY_BE_WRONG}: {message}. Compare it with the original.", page)
        figures = _figures(plain)
        if any(_figures(block.text) not in figures for block in on_page[page]):
            message = "its figures are in a different order from the file's own text"
            yield Finding("figures-differ", f"{MAY_BE_WRONG}: {message}. {_COMPARE}", page)


MAY_BE_WRONG = "This page may have been read wrongly"


def _pairs_kept(blocks: Iterable[Block], plain: str) -> float:
    known = set(_pairs(_BROKEN_WORD.sub("", plain)))
    kept = count = 0
    for block in blocks:
        for pair in _pairs(_as_printed(block)):
            count += 1
            kept += pair in known
    return kept / count if count >= PAIRS_MINIMUM else 1.0


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return pairwise(_WORD.findall(_plain(text).casefold()))


def _as_printed(block: Block) -> str:
    return f"{block.mark or ''} {block.text}"


# What a reading looks like as a whole: type taken for headings, paragraphs cut in two.

HEADING_SHARE_MAXIMUM = 0.2
"""Of the characters of headings and text. Real reports have three in a hundred in headings, short letters six."""

PAGE_HEADING_SHARE_MAXIMUM = 0.6
"""A title page or the last page of a chapter is short and half of it a heading; a page of text never is."""

CHARACTERS_MINIMUM = 400
"""Less is no page of text."""

CUT_SHARE_MAXIMUM = 0.15
"""Of the paragraphs. In real reports two in a hundred end in no full stop, mostly captions."""

PAGE_CUT_SHARE_MAXIMUM = 0.5
CUT_PARAGRAPHS_MINIMUM = 4
"""So many paragraphs that end nowhere; three may be the entries of a list or captions."""

CUT_WORDS_MINIMUM = 8
"""A shorter text without a full stop is a name, a caption or an entry."""

_TEXTS = frozenset({ElementKind.PARAGRAPH, ElementKind.PROSE})
_LIST_GOES_ON = re.compile(r"[;,]\s*(?:and|or|but)\Z", re.IGNORECASE)
_SAID_AFTER = re.compile(r"[.!?:;…][\"'”’)\]]*[⁰¹²³⁴-⁹]*(?:\s+\S+){1,6}\Z")
"""A few words after the full stop: "(Recommendation)", the source of a quotation, the owner in a row of a table."""


def about_shares(pieces: Sequence[Piece]) -> list[Finding]:
    """Findings where more of a page than usual is headings, or more of its paragraphs than usual end in no full stop;
    one without a page where that is so of the whole."""
    headings = _Shares(CHARACTERS_MINIMUM)
    cut = _Shares(CUT_PARAGRAPHS_MINIMUM)
    listed = _points_of_lists(pieces)
    for index, piece in enumerate(pieces):
        if piece.kind is ElementKind.HEADING or piece.kind in CHUNK_KINDS:
            headings.count(piece, len(piece.text), found=piece.kind is ElementKind.HEADING)
        if piece.kind in _TEXTS and len(piece.text.split()) >= CUT_WORDS_MINIMUM and index not in listed:
            cut.count(piece, 1, found=_ends_nowhere(piece, pieces[index + 1 : index + 2]))
    findings = []
    for page in headings.pages_over(PAGE_HEADING_SHARE_MAXIMUM):
        message = f"{MAY_BE_WRONG}: most of its words are taken for headings. Compare it with the original."
        findings.append(Finding("many-headings", message, page))
    if headings.over(HEADING_SHARE_MAXIMUM):
        message = f"{headings.share:.0%} of the text is taken for headings; about 3% is usual."
        findings.append(Finding("many-headings", f"{_REPORT_MAY_BE_WRONG}: {message} Compare it with the original."))
    for page in cut.pages_over(PAGE_CUT_SHARE_MAXIMUM):
        message = f"{MAY_BE_WRONG}: most of its paragraphs end in mid-sentence. Compare it with the original."
        findings.append(Finding("cut-paragraphs", message, page))
    if cut.over(CUT_SHARE_MAXIMUM):
        message = f"{cut.share:.0%} of its paragraphs end in mid-sentence; about 2% is usual."
        findings.append(Finding("cut-paragraphs", f"{_REPORT_MAY_BE_WRONG}: {message} Compare it with the original."))
    return findings


_REPORT_MAY_BE_WRONG = "This report may have been read wrongly"


def _points_of_lists(pieces: Sequence[Piece]) -> set[int]:
    """The pieces that are points of a list after a colon, up to the one that ends it, though nothing marks them: some
    programs draw the marks of an inner list as pictures. Such a point begins in lower case or with a figure."""
    found: set[int] = set()
    inside = False
    for index, piece in enumerate(pieces):
        if piece.kind in (ElementKind.FOOTNOTE, ElementKind.FURNITURE):
            continue
        point = inside and piece.kind is ElementKind.PROSE and not piece.text[:1].isupper()
        if point:
            found.add(index)
        inside = piece.text.endswith(":") or (point and not ended(piece.text))
    return found


def _ends_nowhere(piece: Piece, following: Sequence[Piece]) -> bool:
    if any(after.kind in (ElementKind.BULLET, ElementKind.TABLE, ElementKind.BOX) for after in following):
        return False
    return not (ended(piece.text) or _LIST_GOES_ON.search(piece.text) or _SAID_AFTER.search(piece.text))


class _Shares:
    """How much of a report, and of each page, is of a kind. `minimum` is how much a share says something of."""

    def __init__(self, minimum: int) -> None:
        self._minimum = minimum
        self._all: Counter[int | None] = Counter()
        self._found: Counter[int | None] = Counter()

    def count(self, piece: Piece, amount: int, *, found: bool) -> None:
        page = piece.pages[0] if piece.pages else None
        self._all[page] += amount
        self._found[page] += amount * found

    @property
    def share(self) -> float:
        return self._found.total() / max(1, self._all.total())

    def over(self, maximum: float) -> bool:
        return self._all.total() >= self._minimum and self.share > maximum and self._enough(self._found.total())

    def pages_over(self, maximum: float) -> list[int]:
        return [
            page
            for page, amount in self._all.items()
            if page is not None and amount >= self._minimum and self._found[page] > amount * maximum
        ]

    def _enough(self, found: int) -> bool:
        return found >= min(self._minimum, CHARACTERS_MINIMUM // 2)
