"""A draft's file: plain text, Markdown or Word, read as text; and a Word file with what was found of it as comments.

In Word a place of the text is a place in a run, and a comment stands on whole runs: where a remark begins or ends
within one, it is cut in two. What a footnote says stands in the text at the place that refers to it, since drafts cite
in footnotes; Word puts no comment into a footnote, so the remark stands there as well.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.errors import DraftRefused
from indexer.limits import WORD_DRAFT_LIMIT_BYTES, WORD_DRAFT_UNPACKED_LIMIT_BYTES
from search_app.precedents.verify import Checked, CheckedDraft, Verdict

if TYPE_CHECKING:
    from docx.document import Document

WORD_SUFFIX = ".docx"
_MARKDOWN_SUFFIXES = (".md", ".markdown")
_MARKDOWN_ESCAPE = re.compile(r"\\([^\w\s])")
_AUTHOR, _INITIALS = "Precedent", "P"
_FORMS = "Give it as plain text or Markdown in UTF-8, or as a Word file (.docx)."


def read_draft_file(path: Path) -> str:
    """The text of a draft's file. Raises DraftRefused where it cannot be read, or is none of these forms."""
    return draft_text(read_bytes(path), path.name)


def read_bytes(path: Path) -> bytes:
    """What is in a draft's file. Raises DraftRefused."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise DraftRefused(
            f"The draft {path} cannot be read: {error.strerror or error}.",
            hint="Name a text file or a Word file, or give - for what is piped in.",
        ) from error


def draft_text(content: bytes, name: str) -> str:
    """The text of a draft's file with this name. Raises DraftRefused as `read_draft_file`."""
    suffix = Path(name).suffix.lower()
    if suffix == WORD_SUFFIX:
        return WordDraft.read(content, name).text
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DraftRefused(f"The draft {name} is not UTF-8 text (byte {error.start}).", hint=_FORMS) from error
    if "\x00" in text:
        raise DraftRefused(f"The draft {name} is not text.", hint=_FORMS)
    # An escaped sign of Markdown stands for itself, also in a quotation and in a citation.
    return _MARKDOWN_ESCAPE.sub(r"\1", text) if suffix in _MARKDOWN_SUFFIXES else text


def commented_word(content: bytes, name: str, checked: CheckedDraft) -> bytes:
    """The draft as a Word file, with a comment on each quotation and on each citation that leads nowhere.

    A Word file comes back as it is; of any other text one is made. Raises DraftRefused as `read_draft_file`.
    """
    is_word = Path(name).suffix.lower() == WORD_SUFFIX
    word = WordDraft.read(content, name) if is_word else WordDraft.of_text(checked.text)
    for each in checked:
        if each.verdict is not Verdict.CITED:
            word.comment(each.start, each.end, comment_text(each))
    return word.save()


def comment_text(checked: Checked) -> str:
    """What a comment says: the verdict, the advice, what the report has, and the citation to use."""
    lines = [f"{VERDICT_WORDS[checked.verdict]}. {checked.advice}".strip()]
    if checked.difference:
        signs = {"same": "{}", "archive": "[report: {}]", "draft": "[draft: {}]"}
        lines.append(" ".join(signs[piece.kind].format(piece.words) for piece in checked.difference))
    lines += [place.citation.long for place in checked.places]
    return "\n".join(lines)


VERDICT_WORDS = {
    Verdict.EXACT: "Exact",
    Verdict.CHANGED: "Changed",
    Verdict.WRONG_PARAGRAPH: "Cited to the wrong paragraph",
    Verdict.NOT_FOUND: "Not found",
    Verdict.CITED: "Leads to a paragraph",
    Verdict.NO_SUCH_PARAGRAPH: "Leads to no paragraph",
}


def counted_verdicts(checked: CheckedDraft) -> str:
    """ "12 exact, 3 changed, 14 lead to a paragraph"."""
    return ", ".join(_counted(number, VERDICT_WORDS[verdict].lower()) for verdict, number in checked.counts.items())


def _counted(number: int, words: str) -> str:
    return f"{number} {words if number == 1 else words.replace('leads', 'lead')}"


@dataclass(slots=True)
class _Run:
    """The text from `start` to `end` stands in the run `element`. One that `stands_for` other text is never cut."""

    start: int
    end: int
    element: Any
    stands_for: bool = False


class WordDraft:
    """A Word file as text, paragraph by paragraph, which takes comments on places of that text."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._runs: list[_Run] = []
        self._parts: list[str] = []
        self._length = 0
        notes = _footnotes(document)
        for paragraph in _paragraphs(document):
            self._add_paragraph(paragraph, notes)

    @classmethod
    def read(cls, content: bytes, name: str) -> WordDraft:
        """The document in the file `content`. Raises DraftRefused where it is too large, or no Word file."""
        from docx import Document

        if len(content) > WORD_DRAFT_LIMIT_BYTES:
            limit = WORD_DRAFT_LIMIT_BYTES // 1024**2
            raise DraftRefused(f"The draft {name} has more than {limit} MB.", hint="Take its pictures out of it.")
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                unpacked = sum(each.file_size for each in parts.infolist())
            if unpacked > WORD_DRAFT_UNPACKED_LIMIT_BYTES:
                raise DraftRefused(f"The draft {name} is not read: it unpacks to {unpacked // 1024**2:,} MB.")
            return cls(Document(io.BytesIO(content)))
        except DraftRefused:
            raise
        except Exception as error:  # the library raises whatever it meets in a damaged file
            raise DraftRefused(f"The draft {name} is not a Word file that can be read.", hint=_FORMS) from error

    @classmethod
    def of_text(cls, text: str) -> WordDraft:
        """A new document with a paragraph for each line of `text`, whose places are those of `text`."""
        from docx import Document

        word = cls(Document())
        for line in text.split("\n"):
            paragraph = word._document.add_paragraph()
            if line:
                run = paragraph.add_run(_allowed(line))._r
                word._runs.append(_Run(word._length, word._length + len(line), run))
            word._length += len(line) + 1
        return word

    @property
    def text(self) -> str:
        """Paragraphs end with an empty line; those in the style of a quotation begin with "> ", headings with "# "."""
        return "".join(self._parts)

    def comment(self, start: int, end: int, words: str) -> None:
        """Puts a comment on `text[start:end]`; on nothing where no run holds any of it."""
        from docx.text.run import Run

        self._cut(start)
        self._cut(end)
        inside = [run for run in self._runs if run.start < end and start < run.end]
        if inside:
            first, last = (Run(each.element, self._document.element.body) for each in (inside[0], inside[-1]))
            self._document.add_comment([first, last], text=_allowed(words), author=_AUTHOR, initials=_INITIALS)

    def save(self) -> bytes:
        """The file."""
        stream = io.BytesIO()
        self._document.save(stream)
        return stream.getvalue()

    def _add_paragraph(self, paragraph: Any, notes: dict[str, str]) -> None:
        sign = _sign_of(paragraph)
        runs = [(run, _text_of(run), _note_of(run, notes)) for run in _runs(paragraph)]
        if not any(text.strip() or note for _, text, note in runs):
            return
        self._say(sign)
        for run, text, note in runs:
            if text:
                self._runs.append(_Run(self._length, self._length + len(text), run))
                self._say(text)
            if note:
                words = f" ({note.strip()})"
                self._runs.append(_Run(self._length, self._length + len(words), run, stands_for=True))
                self._say(words)
        self._say("\n\n")

    def _say(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _cut(self, at: int) -> None:
        """Cuts the run that `at` lies within in two, where it holds nothing but text."""
        for place, run in enumerate(self._runs):
            if not run.start < at < run.end or run.stands_for:
                continue
            texts = [each for each in run.element if not each.tag.endswith("}rPr")]
            if len(texts) != 1 or not texts[0].tag.endswith("}t"):
                return
            words = texts[0].text or ""
            after = deepcopy(run.element)
            run.element.addnext(after)
            _set_text(texts[0], words[: at - run.start])
            _set_text(next(each for each in after if each.tag.endswith("}t")), words[at - run.start :])
            self._runs.insert(place + 1, _Run(at, run.end, after))
            run.end = at
            return


_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _allowed(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)


def _set_text(element: Any, text: str) -> None:
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _paragraphs(document: Document) -> Iterator[Any]:
    """Those of the body and of its tables, in order. Text boxes stand twice in a file, and are left out."""
    for paragraph in document.element.body.iter(_name("p")):
        if next(paragraph.iterancestors(_name("txbxContent")), None) is None:
            yield paragraph


def _runs(paragraph: Any) -> Iterator[Any]:
    """Its runs, those of links and insertions as well; not what was deleted, nor what stands in a text box."""
    for run in paragraph.iter(_name("r")):
        around = {each.tag for each in run.iterancestors()}
        if not around & {_name("del"), _name("moveFrom"), _name("txbxContent")}:
            yield run


_CHARACTERS = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}


def _text_of(run: Any) -> str:
    parts = []
    for each in run:
        name = str(each.tag).rpartition("}")[2]
        parts.append((each.text or "") if name == "t" else _CHARACTERS.get(name, ""))
    return "".join(parts)


def _note_of(run: Any, notes: dict[str, str]) -> str:
    found = (notes.get(each.get(_name("id"), ""), "") for each in run.iter(_name("footnoteReference")))
    return " ".join(filter(None, found))


def _footnotes(document: Document) -> dict[str, str]:
    """The words of each footnote by its id."""
    from lxml import etree

    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(relation.target_part.blob, parser)
            return {
                note.get(_name("id"), ""): _words_of(note.iter(_name("r"))) for note in root.iter(_name("footnote"))
            }
    return {}


def _words_of(runs: Iterable[Any]) -> str:
    return " ".join("".join(map(_text_of, runs)).split())


def _sign_of(paragraph: Any) -> str:
    """How its style stands in Markdown."""
    style: Sequence[Any] = paragraph.xpath("./w:pPr/w:pStyle/@w:val")
    name = str(style[0]).lower() if style else ""
    if name.startswith(("heading", "title")):
        return "# "
    if "quote" in name:
        return "> "
    return "- " if name.startswith("list") or paragraph.xpath("./w:pPr/w:numPr") else ""


def _name(local: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{local}"
