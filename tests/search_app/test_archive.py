"""The Python face: what a notebook or another program asks of an archive."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import search_app
from indexer.errors import EvidenceRefused, NotFound, QueryRefused
from search_app import Archive, Basket, Filters
from search_app.precedents.draft import read_draft
from search_app.ranking import meaning
from search_app.ranking.fusion import Mode, Order
from tests.conftest import REPOSITORY, FakeQueryEncoder
from tests.indexer.reports import make_report
from tests.search_app.archive import FAKE_MODEL, publish_archive

PYTHON_GUIDE = REPOSITORY / "docs" / "python.md"
TOUR = REPOSITORY / "docs" / "tour.ipynb"


ASHMERE = make_report(
    "ashmere-2014",
    [
        ("paragraph", "Plans were reviewed in good time in all cases.", "2.1"),
        ("paragraph", "Plans to protect victims were missing in six of the ten cases.", "2.2"),
    ],
)
BRAMFORD = make_report(
    "bramford-2016",
    [("paragraph", "Plans were not reviewed in good time.", "2.1"), ("paragraph", "Plans were excellent.", "2.2")],
    area="Bramford",
)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(meaning, "find_model", lambda name: FAKE_MODEL)
    publish_archive(tmp_path / "index", [ASHMERE, BRAMFORD])
    return tmp_path / "index"


@pytest.fixture
def archive(index: Path) -> Iterator[Archive]:
    with Archive.open(index, open_encoder=FakeQueryEncoder) as opened:
        yield opened


def test_the_names_of_the_face_are_those_of_its_documentation() -> None:
    table = re.findall(r"^\| `(\w+)` \|", PYTHON_GUIDE.read_text(encoding="utf-8"), flags=re.M)
    assert sorted(table) == sorted(search_app.__all__)


@pytest.mark.parametrize("name", search_app.__all__)
def test_every_name_of_the_face_can_be_imported(name: str) -> None:
    assert getattr(search_app, name).__name__ == name


def test_a_name_that_is_not_there_is_refused_as_any_other() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        search_app.Nothing  # noqa: B018


def test_importing_the_package_loads_nothing_heavy() -> None:
    program = "import sys, search_app, indexer; print(sorted({'numpy', 'torch', 'streamlit'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert done.stdout.strip() == "[]"


def test_an_answer_is_a_sequence_of_hits(archive: Archive) -> None:
    answer = archive.search("plans", limit=2)
    assert len(answer) == 2
    assert [hit.rank for hit in answer] == [1, 2]
    assert answer[0].text == answer[0].chunk.text
    assert answer[0].reference == f"{answer[0].report.report_id}:{answer[0].address}"
    assert answer[0].citation.short in repr(answer[0])
    assert answer.to_json()["hits"][0]["text"] == answer[0].text


def test_an_answer_is_a_table_too(archive: Archive) -> None:
    frame = archive.search("plans", limit=2).to_frame()
    assert list(frame["rank"]) == [1, 2]
    assert "citation.short" in frame


def test_text_is_taken_for_an_enum(archive: Archive) -> None:
    by_text = archive.search("plans", mode="keyword", order="newest", lens="good-practice")
    assert (by_text.mode, by_text.order) == (Mode.KEYWORD, Order.NEWEST)
    assert all(hit.chunk.reading.value in ("strength", "mixed") for hit in by_text)


def test_one_text_is_taken_for_several(archive: Archive) -> None:
    area = archive.reports()[0].area
    assert area
    found = archive.search("plans", area=area, limit=50)
    assert {hit.report.area for hit in found} == {area}
    assert [hit.reference for hit in archive.search("plans", area=[area], limit=50)] == [hit.reference for hit in found]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"mode": "words"}, "There is no mode 'words' to search with. Use one of hybrid, keyword, semantic."),
        ({"lens": "praise"}, "There is no lens 'praise' to search with."),
        ({"order": 3}, "There is no order 3 to search with."),
        ({"area": 3.5}, "area is a text or several, not float"),
        ({"theme": [3]}, "theme holds texts, not int"),
        ({"limit": "ten"}, "limit is a whole number from 0, not str"),
        ({"earliest": "May"}, "'May'"),
        ({"filters": "area:Wrenfold"}, "filters is a Filters, not str"),
        ({"share": 0.7}, "0.7"),
        ({"region": "North"}, "There is no filter 'region'. The filters are area, "),
    ],
)
def test_a_wrong_value_is_refused_by_name(archive: Archive, wrong: dict[str, object], message: str) -> None:
    with pytest.raises((TypeError, QueryRefused), match=re.escape(message)):
        archive.search("plans", **wrong)  # type: ignore[arg-type]


def test_a_query_that_is_no_text_is_refused(archive: Archive) -> None:
    with pytest.raises(TypeError, match="query is a text, not NoneType"):
        archive.search(None)  # type: ignore[arg-type]
    with pytest.raises(QueryRefused):
        archive.search('"unclosed')


def test_choices_count_what_could_be_added_to_a_filter(archive: Archive) -> None:
    assert archive.search("plans", mode="keyword", area="Bramford").facets["area"] == {"Bramford": 2}
    chosen = archive.choices("plans", mode="keyword", area="Bramford")
    assert chosen.counts["area"] == {"Ashmere": 2, "Bramford": 2}
    assert chosen == archive.choices("plans", mode=Mode.KEYWORD, filters=Filters(areas="Bramford"))
    assert archive.choices("plans Bramford", mode="keyword").counts["area"] == {"Bramford": 2}
    assert archive.choices("plans Bramford", mode="keyword", literal=True).counts["area"] == {}
    with pytest.raises(TypeError, match="query is a text, not int"):
        archive.choices(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="There is no filter 'region'"):
        archive.choices("plans", region="North")


def test_a_draft_may_be_read_before(archive: Archive) -> None:
    text = "Plans were reviewed in time."
    read, plain = (archive.precedents(draft).to_json() | {"took_ms": 0} for draft in (read_draft(text), text))
    assert read == plain
    with pytest.raises(TypeError, match="draft is a text, not bytes"):
        archive.precedents(b"Plans were reviewed in time.")  # type: ignore[arg-type]


def test_precedents_of_a_draft_and_of_a_paragraph(archive: Archive) -> None:
    reference = archive.search("plans", limit=1)[0].reference
    report = reference.partition(":")[0]
    found = archive.precedents_of(reference)
    assert all(each.hit.report.report_id != report for each in (*found.supporting, *found.contrasting))
    assert archive.precedents("Plans were reviewed in time.").to_json()["draft"]["text"]
    assert len(archive.similar(reference)) == len(archive.similar(reference).hits)
    with pytest.raises(NotFound, match="names no paragraph"):
        archive.paragraph("somewhere")


def test_a_basket_is_checked_and_saved(archive: Archive, tmp_path: Path) -> None:
    hit = archive.search("plans", limit=1)[0]
    saved = archive.quote(hit.reference).save(tmp_path / "evidence.md")
    assert hit.citation.long in saved.read_text(encoding="utf-8").replace("\\", "")


def test_a_basket_of_no_archive_is_not_saved_unchecked(tmp_path: Path) -> None:
    with pytest.raises(EvidenceRefused, match="not filled from an archive"):
        Basket().save(tmp_path / "evidence.md")
    assert not (tmp_path / "evidence.md").exists()


def test_a_closed_archive_says_so(index: Path) -> None:
    archive = Archive.open(index, open_encoder=FakeQueryEncoder)
    archive.close()
    archive.close()
    assert "closed" in repr(archive)
    with pytest.raises(ValueError, match="is closed"):
        archive.search("plans")


def test_paths_are_text_or_paths() -> None:
    with pytest.raises(TypeError, match="index is a folder's path, not int"):
        Archive.open(3)  # type: ignore[arg-type]


def some_samples(folder: Path) -> None:
    """Three of the sample reports, which takes a quarter of the time of all."""
    folder.mkdir()
    for name in ("harrowmere-2014.pdf", "harrowmere-2017.md", "wrenfold-2013.md"):
        shutil.copy(REPOSITORY / "corpus" / name, folder)


@pytest.mark.real_model
def test_the_tour_runs_from_its_first_cell_to_its_last(tmp_path: Path) -> None:
    cells = json.loads(TOUR.read_text(encoding="utf-8"))["cells"]
    program = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    some_samples(tmp_path / "corpus")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "evidence.docx").stat().st_size > 0


@pytest.mark.real_model
def test_the_guide_to_the_python_face_runs(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", PYTHON_GUIDE.read_text(encoding="utf-8"), flags=re.S)
    some_samples(tmp_path / "reports")
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(blocks)], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
