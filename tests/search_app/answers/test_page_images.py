from __future__ import annotations

import hashlib
import io
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from indexer.building.build import build
from indexer.errors import PageUnavailable
from indexer.reading import worker
from indexer.reading.pictures import PAGE_WIDTH_PIXELS
from indexer.reading.worker import ReadingWorker
from indexer.records import Chunk, Report
from search_app import Archive
from search_app.answers import page_image as page_images
from search_app.answers.catalogue import Catalogue
from search_app.answers.page_image import outlined, page_image, paragraph_boxes
from search_app.command.main import main
from search_app.page.addresses import ReaderState
from search_app.page.reader.html import page_image_html

PDF = "ostermoor-2016.pdf"
TEXT = "wrenfold-2013.md"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "reports").mkdir()
    for name in (PDF, TEXT):
        shutil.copy(corpus / name, folder / "reports" / name)
    build(folder / "reports", folder / "index", model="none")
    return folder


@pytest.fixture
def catalogue(built: Path) -> Catalogue:
    page_images._remembered_image.cache_clear()
    page_images._remembered_places.cache_clear()
    return Archive.open(built / "index").catalogue


@pytest.fixture
def report(catalogue: Catalogue) -> Report:
    return catalogue.report("ostermoor-2016")


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"))


def numbered(catalogue: Catalogue) -> list[Chunk]:
    return [chunk for chunk in catalogue.chunks_of("ostermoor-2016") if chunk.number]


def test_a_page_is_drawn_within_its_size(catalogue: Catalogue, report: Report) -> None:
    image = page_image(catalogue.manifest, report, 1)
    assert (image.width, image.number) == (PAGE_WIDTH_PIXELS, 1)
    assert pixels(image.png).shape == (image.height, image.width)
    assert pixels(image.png).min() < 100


def test_every_numbered_paragraph_is_outlined_around_its_own_ink(catalogue: Catalogue, report: Report) -> None:
    chunks = numbered(catalogue)
    assert len(chunks) > 10
    for chunk in chunks:
        boxes = paragraph_boxes(catalogue.manifest, report, chunk)
        assert boxes, chunk.number
        for number, (left, top, right, bottom) in boxes.items():
            assert 0 < left < right < 1
            assert 0 < top < bottom < 1
            page = pixels(page_image(catalogue.manifest, report, number).png)
            height, width = page.shape
            inside = page[int(top * height) : int(bottom * height), int(left * width) : int(right * width)]
            assert inside.min() < 128


def test_two_paragraphs_of_a_page_do_not_overlap(catalogue: Catalogue, report: Report) -> None:
    first, second = [chunk for chunk in numbered(catalogue) if chunk.pages == (1, 1)][:2]
    boxes = [paragraph_boxes(catalogue.manifest, report, chunk)[1] for chunk in (first, second)]
    assert boxes[0][3] <= boxes[1][1]


def test_a_page_that_the_file_does_not_have_is_said(catalogue: Catalogue, report: Report) -> None:
    with pytest.raises(PageUnavailable, match="no page 99"):
        page_image(catalogue.manifest, report, 99)


def test_a_report_that_is_no_pdf_has_no_pages(catalogue: Catalogue) -> None:
    with pytest.raises(PageUnavailable, match="is not a PDF"):
        page_image(catalogue.manifest, catalogue.report("wrenfold-2013"), 1)


def test_a_file_that_has_changed_or_gone_is_not_shown(catalogue: Catalogue, report: Report, built: Path) -> None:
    path = built / "reports" / PDF
    content = path.read_bytes()
    try:
        path.write_bytes(content + b"\n")
        with pytest.raises(PageUnavailable, match="has changed since the index was built"):
            page_image(catalogue.manifest, report, 1)
        path.unlink()
        with pytest.raises(PageUnavailable, match="is no longer in"):
            page_image(catalogue.manifest, report, 1)
    finally:
        path.write_bytes(content)


def test_a_page_drawn_once_is_remembered(catalogue: Catalogue, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    image = page_image(catalogue.manifest, report, 2)
    monkeypatch.setattr(ReadingWorker, "look", None)
    assert page_image(catalogue.manifest, report, 2) is image


@pytest.mark.slow
def test_several_threads_draw_the_same_pages_alike(catalogue: Catalogue, report: Report) -> None:
    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(lambda at: page_image(catalogue.manifest, report, at % 2 + 1).png, range(16)))
    assert len(set(drawn)) == 2


def test_the_command_writes_the_page_with_the_paragraph_outlined(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], catalogue: Catalogue, report: Report
) -> None:
    target = tmp_path / "page.png"
    chunk = numbered(catalogue)[0]
    address = f"ostermoor-2016:{catalogue.address(chunk)}"
    assert main(["show", address, "--index", str(built / "index"), "--page-image", str(target)]) == 0
    assert "the paragraph outlined" in capsys.readouterr().err
    number = chunk.pages[0] if chunk.pages else 0
    image = page_image(catalogue.manifest, report, number)
    box = paragraph_boxes(catalogue.manifest, report, chunk)[number]
    assert target.read_bytes() == outlined(image, box) != image.png


def test_the_command_says_why_a_report_has_no_page(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--index", str(built / "index"), "--page-image", str(tmp_path / "page.png")]
    assert main(["show", "wrenfold-2013:2.1", *options]) == 2
    assert "is not a PDF" in capsys.readouterr().err


def test_the_picture_has_words_for_those_who_do_not_see_it(catalogue: Catalogue, report: Report) -> None:
    image = page_image(catalogue.manifest, report, 1)
    markup = page_image_html(image, 'a"<b>.pdf', ReaderState("ostermoor-2016"), (0.1, 0.2, 0.5, 0.4), "2.1")
    assert 'alt="Page 1 of a&#34;&lt;b&gt;.pdf, paragraph 2.1 outlined;' in markup
    assert "left:10.00%;top:20.00%;width:40.00%;height:20.00%" in markup
    assert "sheet=2" in markup
    assert "sheet=0" not in markup


def test_the_server_itself_draws_nothing() -> None:
    """A hostile file may cost a process that is ended, never the one that answers everybody."""
    assert not hasattr(page_images, "pdfium")


def test_a_page_that_takes_too_long_is_refused_and_not_tried_again(
    catalogue: Catalogue, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_images, "_refused", {})
    monkeypatch.setattr(worker, "LOOKING_TIME_LIMIT_SECONDS", 0.0)
    with pytest.raises(PageUnavailable, match=r"Page 1 of ostermoor-2016\.pdf cannot be drawn: .* was stopped"):
        page_image(catalogue.manifest, report, 1)
    monkeypatch.setattr(ReadingWorker, "look", None)
    with pytest.raises(PageUnavailable, match="was stopped"):
        page_image(catalogue.manifest, report, 1)


def test_a_damaged_page_is_said_in_words_of_our_own(tmp_path: Path, built: Path) -> None:
    content = (built / "reports" / PDF).read_bytes()[:2_000]
    (tmp_path / "cut.pdf").write_bytes(content)
    file = page_images._File(hashlib.sha256(content).hexdigest(), "cut.pdf", str(tmp_path))
    with pytest.raises(PageUnavailable, match=r"Page 1 of cut\.pdf cannot be drawn: It is damaged\."):
        page_images._remembered_image(file, 1)
