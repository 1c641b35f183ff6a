from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.building.build import BuildResult, build
from indexer.building.check import check_index
from indexer.embedding.encoder import Encoded, Progress
from indexer.embedding.model import EMBEDDED_MODEL, ModelSource
from indexer.embedding.token_codes import TokenCodes
from indexer.errors import CorpusError, ModelUnavailable
from indexer.language.chunking import embedded_text
from indexer.storage.generation import Generation
from indexer.storage.ledger import Outcome
from indexer.storage.manifest import generation_name
from tests.conftest import FakeEncoder

LETTERS = ("wrenfold-2013.md", "pellbrook-2015.md", "quillbridge-2012.txt")


class Workshop:
    """A folder of reports, an index beside it, and what the encoders of its builds were given."""

    def __init__(self, folder: Path, samples: Path) -> None:
        self.samples = samples
        self.reports = folder / "reports"
        self.index = folder / "index"
        self.reports.mkdir()
        self.encoded: list[str] = []
        self.opened = 0

    def add(self, *names: str) -> None:
        for name in names:
            shutil.copy(self.samples / name, self.reports / name)

    def build(self, *, model: str = EMBEDDED_MODEL, retry_refused: bool = False) -> BuildResult:
        self.encoded, self.opened = [], 0
        return build(
            self.reports, self.index, model=model, retry_refused=retry_refused, open_encoder=self._open_encoder
        )

    def _open_encoder(self, source: ModelSource) -> FakeEncoder:
        self.opened += 1
        encoder = FakeEncoder(source)
        encoder.encoded = self.encoded
        return encoder

    def outcomes(self, result: BuildResult) -> dict[str, Outcome]:
        return {file.source: file.outcome for file in result.ledger.files}


def contents_of(generation: Generation) -> dict[str, object]:
    """Every report with its chunks and their vectors, wherever in the generation they stand."""
    assert generation.embeddings is not None
    matrix = np.concatenate(generation.embeddings.parts)
    return {
        head.report_id: (
            generation.report(head.report_id),
            [replace(generation.chunk(o), ordinal=0) for o in generation.ordinals_of(head.report_id).tolist()],
            matrix[generation.ordinals_of(head.report_id)].tolist(),
        )
        for head in generation.reports
    }


@pytest.fixture
def workshop(tmp_path: Path, corpus: Path) -> Workshop:
    return Workshop(tmp_path, corpus)


def test_a_first_build_reads_every_report_and_publishes(workshop: Workshop) -> None:
    workshop.add(*LETTERS)
    result = workshop.build()
    assert result.published
    assert set(workshop.outcomes(result).values()) == {Outcome.READ}
    generation = Generation.open(workshop.index)
    assert len(generation.reports) == 3
    assert len(generation) == result.ledger.chunks == len(workshop.encoded)


def test_every_chunk_is_a_slice_of_its_report(workshop: Workshop) -> None:
    workshop.add(*LETTERS)
    workshop.build()
    generation = Generation.open(workshop.index)
    for ordinal in range(len(generation)):
        chunk = generation.chunk(ordinal)
        assert chunk.ordinal == ordinal
        assert chunk.text == generation.report(chunk.report_id).text[chunk.start : chunk.end] != ""


def test_a_build_with_nothing_changed_publishes_nothing_and_opens_no_model(workshop: Workshop) -> None:
    workshop.add(*LETTERS)
    first = workshop.build()
    second = workshop.build()
    assert not second.published
    assert second.generation == first.generation
    assert workshop.opened == 0
    assert second.ledger.chunks == first.ledger.chunks


def test_adding_a_report_reads_and_encodes_only_that_one(workshop: Workshop) -> None:
    workshop.add(*LETTERS[:2])
    workshop.build()
    workshop.add(LETTERS[2])
    result = workshop.build()
    assert [source for source, outcome in workshop.outcomes(result).items() if outcome is Outcome.READ] == [LETTERS[2]]
    generation = Generation.open(workshop.index)
    assert len(workshop.encoded) == len(generation.ordinals_of("quillbridge-2012"))


def test_adding_a_report_links_every_file_of_the_segments_before(workshop: Workshop) -> None:
    workshop.add(*LETTERS[:2])
    first = workshop.build()
    workshop.add(LETTERS[2])
    second = workshop.build()
    (old,) = first.manifest.segments
    assert [segment.name for segment in second.manifest.segments][:1] == [old.name]
    assert len(second.manifest.segments) == 2
    before, after = (workshop.index / result.generation / old.name for result in (first, second))
    files = [path for path in before.rglob("*") if path.is_file()]
    assert len(files) > 8
    for path in files:
        assert path.samefile(after / path.relative_to(before))
        name = path.relative_to(workshop.index / first.generation).as_posix()
        assert first.manifest.files[name] == second.manifest.files[name]


def test_where_files_cannot_be_linked_they_are_copied(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    workshop.add(*LETTERS[:2])
    workshop.build()
    workshop.add(LETTERS[2])
    monkeypatch.setattr("os.link", refuse)
    workshop.build()
    assert len(Generation.open(workshop.index).reports) == 3
    assert check_index(workshop.index).problems == ()


def test_however_an_archive_came_about_it_ranks_the_same(workshop: Workshop, tmp_path: Path) -> None:
    for name in LETTERS:
        workshop.add(name)
        workshop.build()
    whole = Workshop(make_folder(tmp_path / "whole"), workshop.samples)
    whole.reports = workshop.reports
    whole.build()
    grown, once = Generation.open(workshop.index), Generation.open(whole.index)
    assert (len(grown.segments), len(once.segments)) == (3, 1)
    for stems in (["plan", "risk"], ["parent", "engag", "custodi"], ["wrenfold"]):
        assert ranking(grown, stems) == ranking(once, stems) != {}


def make_folder(folder: Path) -> Path:
    folder.mkdir()
    return folder


def ranking(generation: Generation, stems: list[str]) -> dict[tuple[str, int], float]:
    ordinals, scores = generation.keyword.rank(stems, 1_000)
    chunks = [generation.chunk(ordinal) for ordinal in ordinals.tolist()]
    return {(c.report_id, c.start): float(score) for c, score in zip(chunks, scores, strict=True)}


def test_codes_of_word_pieces_are_kept_where_the_encoder_gives_them_and_carried_over(workshop: Workshop) -> None:
    class ByWord(FakeEncoder):
        def encode_with_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
            own = (np.array([[len(word)] for word in text.split()], dtype=np.uint8) for text in texts)
            return Encoded(self.encode(texts, progress), TokenCodes.joined(own, 1))

    def build_all() -> BuildResult:
        return build(workshop.reports, workshop.index, model=EMBEDDED_MODEL, open_encoder=ByWord)

    workshop.add(*LETTERS[:2])
    build_all()
    (workshop.reports / LETTERS[0]).unlink()
    workshop.add(LETTERS[2])
    assert build_all().ledger.encoded == len(Generation.open(workshop.index).ordinals_of("quillbridge-2012"))
    generation = Generation.open(workshop.index)
    assert generation.tokens is not None
    for ordinal in range(len(generation)):
        chunk = generation.chunk(ordinal)
        words = embedded_text(chunk, generation.report(chunk.report_id)).split()
        assert generation.tokens.of(ordinal)[:, 0].tolist() == [len(word) for word in words]


def test_what_is_carried_over_is_the_same_as_a_build_from_nothing(workshop: Workshop, tmp_path: Path) -> None:
    workshop.add(LETTERS[0])
    workshop.build()
    workshop.add(*LETTERS)
    workshop.build()
    (workshop.reports / LETTERS[1]).unlink()
    workshop.build()
    grown = Generation.open(workshop.index)
    fresh_workshop = Workshop(make_folder(tmp_path / "fresh"), workshop.samples)
    fresh_workshop.add(LETTERS[0], LETTERS[2])
    fresh_workshop.build()
    fresh = Generation.open(fresh_workshop.index)
    assert contents_of(grown) == contents_of(fresh)


def test_changing_a_report_reads_only_that_one_and_encodes_only_what_changed(workshop: Workshop) -> None:
    workshop.add(*LETTERS)
    workshop.build()
    path = workshop.reports / LETTERS[0]
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Outstanding strengths", "Key strengths"), encoding="utf-8")
    result = workshop.build()
    assert list(workshop.outcomes(result).values()).count(Outcome.READ) == 1
    assert 0 < len(workshop.encoded) < len(Generation.open(workshop.index).ordinals_of("wrenfold-2013"))


def test_removing_a_report_removes_it_and_says_so(workshop: Workshop) -> None:
    workshop.add(*LETTERS)
    workshop.build()
    (workshop.reports / LETTERS[1]).unlink()
    result = workshop.build()
    assert result.ledger.removed == (LETTERS[1],)
    assert workshop.encoded == []
    assert len(Generation.open(workshop.index).reports) == 2


def test_a_refused_file_does_not_stop_the_build_and_is_not_tried_again(workshop: Workshop) -> None:
    workshop.add(LETTERS[0])
    (workshop.reports / "list.txt").write_text("eggs, milk, bread", encoding="utf-8")
    first = workshop.build()
    refused = next(file for file in first.ledger.files if file.source == "list.txt")
    assert refused.outcome is Outcome.REFUSED
    assert refused.code
    assert refused.message
    workshop.add(LETTERS[1])
    second = workshop.build()
    assert refused in second.ledger.files
    assert not workshop.build().published
    assert workshop.build(retry_refused=True).published


def test_the_same_report_under_two_names_is_indexed_once(workshop: Workshop) -> None:
    workshop.add(LETTERS[0])
    shutil.copy(workshop.reports / LETTERS[0], workshop.reports / "zz-copy.md")
    result = workshop.build()
    assert workshop.outcomes(result)["zz-copy.md"] is Outcome.DUPLICATE
    assert len(Generation.open(workshop.index).reports) == 1


def test_a_folder_with_no_report_at_all_leaves_the_index_as_it_was(workshop: Workshop) -> None:
    workshop.add(LETTERS[0])
    first = workshop.build()
    (workshop.reports / LETTERS[0]).unlink()
    (workshop.reports / "list.txt").write_text("eggs, milk, bread", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"None of the 1 files .* list\.txt"):
        workshop.build()
    assert Generation.open(workshop.index).name == first.generation


def test_a_model_that_is_not_there_leaves_the_index_as_it_was(workshop: Workshop, tmp_path: Path) -> None:
    workshop.add(LETTERS[0])
    first = workshop.build()
    with pytest.raises(ModelUnavailable):
        workshop.build(model=str(tmp_path / "nowhere"))
    assert Generation.open(workshop.index).name == first.generation


def test_without_a_model_the_words_are_indexed_alone(workshop: Workshop) -> None:
    workshop.add(LETTERS[0])
    result = workshop.build(model="none")
    assert workshop.opened == 0
    assert result.manifest.model is None
    assert Generation.open(workshop.index).embeddings is None


def test_another_model_encodes_again_and_reads_nothing_again(workshop: Workshop) -> None:
    workshop.add(LETTERS[0])
    workshop.build(model="none")
    result = workshop.build()
    assert workshop.outcomes(result) == {LETTERS[0]: Outcome.CARRIED_OVER}
    assert len(workshop.encoded) == result.ledger.chunks


def test_vectors_are_kept_when_only_the_keyword_index_has_another_form(workshop: Workshop) -> None:
    workshop.add(LETTERS[0])
    workshop.build()
    manifest = next(workshop.index.glob("gen-*/manifest.json"))
    value = json.loads(manifest.read_bytes())
    value["versions"]["analyser"] = "of yesterday"
    dropped = [name for name in value["files"] if "/keyword/" in name]
    for name in dropped:
        del value["files"][name]
        (manifest.parent / name).unlink()
    content = json.dumps(value).encode()
    manifest.write_bytes(content)
    renamed = manifest.parent.rename(workshop.index / generation_name(value["number"], content))
    (workshop.index / "CURRENT").write_text(renamed.name, encoding="utf-8")
    assert workshop.build().published
    assert workshop.encoded == []
    assert len(Generation.open(workshop.index)) > 0


def test_an_index_whose_keyword_arrays_are_of_an_older_layout_is_rebuilt_by_itself(workshop: Workshop) -> None:
    workshop.add(*LETTERS[:2])
    workshop.build()
    old = next(workshop.index.glob("gen-*/manifest.json"))
    value = json.loads(old.read_bytes())
    del value["versions"]["keyword"]  # which a build of before did not write
    content = json.dumps(value).encode()
    old.write_bytes(content)
    renamed = old.parent.rename(workshop.index / generation_name(value["number"], content))
    (workshop.index / "CURRENT").write_text(renamed.name, encoding="utf-8")
    workshop.encoded.clear()
    result = workshop.build()
    assert result.published
    assert workshop.encoded == []
    assert {file.outcome for file in result.ledger.files} == {Outcome.CARRIED_OVER}
    assert not {entry.name for entry in result.manifest.segments} & {entry["name"] for entry in value["segments"]}
    assert not check_index(workshop.index).problems
    assert not workshop.build().published


def test_keyword_arrays_that_are_gone_are_made_again_by_the_next_build(workshop: Workshop) -> None:
    workshop.add(LETTERS[0])
    workshop.build()
    next(workshop.index.glob("gen-*/seg-*/keyword/postings.arrays")).unlink()
    result = workshop.build()
    assert result.published
    assert workshop.encoded == []
    assert not check_index(workshop.index).problems


def test_a_damaged_index_is_built_anew(workshop: Workshop) -> None:
    workshop.add(LETTERS[0])
    workshop.build()
    matrix = next(workshop.index.glob("gen-*/seg-*/vectors.arrays"))
    matrix.write_bytes(matrix.read_bytes()[:-4] + b"\x00\x00\x80\x3f")
    result = workshop.build()
    assert result.published
    assert workshop.outcomes(result) == {LETTERS[0]: Outcome.READ}
