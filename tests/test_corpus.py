"""The sample reports in `corpus/`: ours alone, plainly marked, and of the length that they should have."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pypdfium2
import pytest

from tests.making.corpus_pdfs import CORPUS, LAYOUTS, SOURCES, make
from tests.making.letter_source import read_source
from tests.making.text_form import to_text

STATUS = "Status: sample report, written for Precedent about an invented area"
SHORTEST_WORDS, LONGEST_WORDS = 900, 1500
SENTENCE_WORTH_COMPARING_WORDS = 8
LONGEST_SHARED_RUN_WORDS = 10
"""A heading with the number of its first paragraph makes ten; a longer run would have been copied."""

NAMES = sorted(path.name for path in CORPUS.iterdir())
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")
_TELEPHONE = re.compile(r"\+?\d[\d ()-]{7,}\d")
_WEB = re.compile(r"(?:https?://|www\.)[\w.-]+\w")


def _printed(name: str) -> str:
    path = CORPUS / name
    if path.suffix != ".pdf":
        return path.read_text(encoding="utf-8")
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def _letter(name: str) -> str:
    """Return the words of a sample as we wrote them, without the running headers of a PDF."""
    if not name.endswith(".pdf"):
        return _printed(name)
    source = SOURCES / f"{name.removesuffix('.pdf')}.letter"
    return to_text(read_source(source.read_text(encoding="utf-8")))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub(r"<[^>]+>", "", text).lower())


def _sentences(text: str) -> set[str]:
    sentences = (" ".join(_words(sentence)) for sentence in re.split(r"(?<=[.?!:])\s+|\n\n+", text))
    return {s for s in sentences if len(s.split()) >= SENTENCE_WORTH_COMPARING_WORDS}


def _below_the_title(text: str) -> str:
    """Return the letter without its letterhead and title, whose words every letter of the kind must have."""
    return text[text.index("\n", text.index("Report of Short Quality Screening")) :]


def _runs(text: str, length_words: int) -> set[str]:
    words = _words(_below_the_title(text))
    return {" ".join(words[i : i + length_words]) for i in range(len(words) - length_words + 1)}


@pytest.fixture(scope="module")
def real_letters() -> list[str]:
    folder = Path(__file__).resolve().parents[2] / "shared" / "reports" / "sqs"
    if not folder.is_dir():
        pytest.skip("the real letters are not beside this repository")
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]


def test_the_corpus_holds_nothing_but_reports_in_three_formats() -> None:
    formats = Counter(Path(name).suffix for name in NAMES)
    assert set(formats) == {".md", ".txt", ".pdf"}
    assert min(formats.values()) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_a_letter_of_ordinary_length(name: str) -> None:
    assert SHORTEST_WORDS <= len(_letter(name).split()) <= LONGEST_WORDS


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_says_so_in_its_first_line_and_in_a_sentence(name: str) -> None:
    text = _printed(name)
    assert text.splitlines()[0].strip() == STATUS
    sentences = re.split(r"(?<=[.:;])\s", text.removeprefix(STATUS))
    assert any(re.search(r"\bsample\b", sentence) for sentence in sentences)


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".pdf")])
def test_a_pdf_sample_says_so_in_its_properties(name: str) -> None:
    document = pypdfium2.PdfDocument(CORPUS / name)
    try:
        assert document.get_metadata_dict()["Keywords"] == STATUS.removeprefix("Status: ")
    finally:
        document.close()


@pytest.mark.parametrize("name", NAMES)
def test_addresses_and_numbers_in_a_sample_can_belong_to_nobody(name: str) -> None:
    text = _letter(name)
    assert all(address.endswith("@example.invalid") for address in _ADDRESS.findall(text))
    assert all(set(number) <= set("0 ") for number in _TELEPHONE.findall(text))
    assert all(site.endswith("example.invalid") for site in _WEB.findall(text))


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_shares_no_sentence_and_no_long_run_with_a_real_letter(name: str, real_letters: list[str]) -> None:
    text = _letter(name)
    for real in real_letters:
        assert not _sentences(text) & _sentences(real)
        assert not _runs(text, LONGEST_SHARED_RUN_WORDS + 1) & _runs(real, LONGEST_SHARED_RUN_WORDS + 1)


@pytest.mark.parametrize(("one", "other"), list(combinations(NAMES, 2)))
def test_two_samples_share_no_sentence(one: str, other: str) -> None:
    assert not _sentences(_below_the_title(_letter(one))) & _sentences(_below_the_title(_letter(other)))


def test_every_pdf_has_its_source_and_every_source_its_pdf() -> None:
    pdfs = {name.removesuffix(".pdf") for name in NAMES if name.endswith(".pdf")}
    assert pdfs == {path.stem for path in SOURCES.glob("*.letter")} == set(LAYOUTS)


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_a_pdf_sample_is_what_its_source_makes(name: str) -> None:
    assert make(name) == (CORPUS / f"{name}.pdf").read_bytes(), "run: python -m tests.making.corpus_pdfs"
