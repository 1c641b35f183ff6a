"""What one more report costs an archive of many paragraphs, what no change costs, and what they take on disk.

    python -m benchmarks.cost.incremental [--paragraphs 100000] [--reports FOLDER] [--work FOLDER]

The archive is recombined from the paragraphs of real reports in FOLDER at run time, and removed at the end.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.training.random_codes import random_codes
from indexer.building.addition import preview_files
from indexer.building.assembly import Contents, Origin, publish_contents
from indexer.building.build import build, versions_with
from indexer.embedding.encoder import Encoded, Progress
from indexer.embedding.model import EMBEDDED_MODEL, find_model
from indexer.embedding.sentence_transformers_encoder import SentenceTransformerEncoder
from indexer.language.chunking import cut_chunks
from indexer.progress import SilentProgress
from indexer.reading.corpus import CorpusFile, list_corpus
from indexer.reading.worker import ReadingWorker
from indexer.records import Chunk, Element, ElementKind, Report, ReportId
from indexer.storage.ledger import FileOutcome, Ledger, Outcome
from indexer.storage.publication import build_lock

REPORT_PARAGRAPHS = 100

USED_TEXTS = 64
"""Encoded before the first report is added: as many as a report has, and enough for the trial of precision."""


class Stages(SilentProgress):
    """When each stage of a build began."""

    def __init__(self) -> None:
        self.began: list[tuple[str, float]] = []

    def start(self, stage: str, total: int, unit: str) -> None:
        self.began.append((stage, time.perf_counter()))


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        corpus, index = Path(folder) / "reports", Path(folder) / "index"
        corpus.mkdir()
        pieces = list(_read_pieces(options.reports))
        started = time.perf_counter()
        _publish_archive(pieces, options.paragraphs, corpus, index)
        print(f"{options.paragraphs} paragraphs written in {time.perf_counter() - started:.1f} s, nothing encoded")
        _show_bytes(index, options.paragraphs)
        _add_letters(options.reports.parent / "sqs", [piece.text for piece in pieces], corpus, index)
        _change_nothing(corpus, index)


def _read_pieces(folder: Path) -> Iterator[Chunk]:
    with ReadingWorker() as worker:
        for path in sorted(folder.glob("*.pdf"))[:12]:
            try:
                report = worker.read(path, source=path.name, report_id=ReportId("r"), sha256="")
            except Exception as error:
                print(f"  {path.name}: {error}", file=sys.stderr)
                continue
            yield from cut_chunks(report, 0)


def _publish_archive(pieces: Sequence[Chunk], paragraphs: int, corpus: Path, index: Path) -> None:
    """An archive that a build takes for its own: files that it need not read, and an index that holds them."""
    chance = random.Random(1)
    names = [f"report-{number:05}" for number in range(paragraphs // REPORT_PARAGRAPHS)]
    for name in names:
        (corpus / f"{name}.txt").write_text(name, encoding="utf-8")
    files = {file.source: file for file in list_corpus(corpus)}
    made = [_recombined(files[f"{name}.txt"], name, chance.choices(pieces, k=REPORT_PARAGRAPHS)) for name in names]
    chunks = tuple(replace(chunk, ordinal=row) for row, chunk in enumerate(chain.from_iterable(c for _, c in made)))
    vectors = np.random.default_rng(1).normal(size=(len(chunks), 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ledger = Ledger(
        tuple(
            FileOutcome(report.source, report.sha256, Outcome.READ, report.report_id, REPORT_PARAGRAPHS)
            for report, _ in made
        )
    )
    source = find_model(EMBEDDED_MODEL)
    texts = [chunk.text for chunk in chunks]  # without a heading: their report has no sections
    encoded = Encoded(vectors, random_codes(texts, source))
    contents = Contents(tuple(report for report, _ in made), chunks, encoded, ledger)
    listing = "\n".join(f"{file.sha256}  {file.source}" for file in files.values())
    origin = Origin(
        str(corpus.resolve()),
        hashlib.sha256(listing.encode()).hexdigest(),
        source,
        versions_with(clauses=False).to_json(),
    )
    with build_lock(index):
        publish_contents(index, contents, origin, SilentProgress())


def _recombined(file: CorpusFile, name: str, pieces: Sequence[Chunk]) -> tuple[Report, list[Chunk]]:
    text, elements, chunks = "", [], []
    for number, piece in enumerate(pieces, start=1):
        start, end = len(text), len(text) + len(piece.text)
        elements.append(Element(ElementKind.PARAGRAPH, start, end, number=str(number)))
        chunks.append(
            replace(piece, report_id=ReportId(name), kind=ElementKind.PARAGRAPH, start=start, end=end, section=None,
                    number=str(number), position=None)
        )  # fmt: skip
        text += piece.text + "\n\n"
    report = Report(ReportId(name), file.source, file.sha256, text, title=f"Report {name}", elements=tuple(elements))
    return report, chunks


def _add_letters(letters: Path, used: Sequence[str], corpus: Path, index: Path) -> None:
    encoder = SentenceTransformerEncoder(find_model(EMBEDDED_MODEL))
    encoder.encode_with_tokens(used[:USED_TEXTS])
    gc.collect()
    gc.freeze()  # what is left of making the archive is no build's to look through
    print("one report added, from call to published; the model has encoded before, and the file has been looked at:")
    for letter in sorted(letters.glob("*.txt")):
        preview_files([letter])
        shutil.copy(letter, corpus)
        whole, reading, encoding, paragraphs = _timed_build(corpus, index, encoder)
        print(
            f"  {whole:.3f} s, {paragraphs} paragraphs; of it reading the file {reading:.3f} s and encoding, beside "
            f"which words are written, {encoding:.3f} s"
        )


def _timed_build(corpus: Path, index: Path, encoder: SentenceTransformerEncoder) -> tuple[float, float, float, int]:
    stages, timed = Stages(), TimedEncoder(encoder)
    started = time.perf_counter()
    result = build(corpus, index, model=EMBEDDED_MODEL, progress=stages, open_encoder=lambda _: timed)
    whole = time.perf_counter() - started
    began = dict(stages.began)
    return whole, began["Encoding"] - began["Reading"], timed.spent, result.ledger.encoded


class TimedEncoder:
    """An encoder, with the seconds that it was at work."""

    def __init__(self, encoder: SentenceTransformerEncoder) -> None:
        self.name, self.revision, self.dimensions = encoder.name, encoder.revision, encoder.dimensions
        self.spent = 0.0
        self._encoder = encoder

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        return np.asarray(self.encode_with_tokens(texts, progress).vectors, dtype=np.float32)

    def encode_with_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> Encoded:
        started = time.perf_counter()
        try:
            return self._encoder.encode_with_tokens(texts, progress)
        finally:
            self.spent += time.perf_counter() - started


def _change_nothing(corpus: Path, index: Path) -> None:
    command = [sys.executable, "-m", "search_app.command.main", "index", str(corpus), "--index", str(index), "--json"]
    times = []
    for _ in range(3):
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        times.append(time.perf_counter() - started)
        if json.loads(done.stdout)["published"]:
            raise RuntimeError("something had changed")
    print(f"nothing changed: {min(times):.3f} s, the whole process")


def _show_bytes(index: Path, paragraphs: int) -> None:
    sizes: dict[str, int] = {}
    for path in index.rglob("*"):
        if path.is_file():
            kind = "whoosh" if path.parent.name == "whoosh" else path.name
            sizes[kind] = sizes.get(kind, 0) + path.stat().st_size
    print(f"{sum(sizes.values()) / paragraphs:.0f} bytes a paragraph on disk, text and vectors included")
    for kind, size in sorted(sizes.items(), key=lambda item: -item[1])[:8]:
        print(f"  {size / paragraphs:7.1f} {kind}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--paragraphs", type=int, default=100_000)
    parser.add_argument("--reports", type=Path, default=Path("../shared/reports/pdf"))
    parser.add_argument("--work", type=Path, help="where the archive is made; a folder for temporary files otherwise")
    return parser.parse_args()


if __name__ == "__main__":
    main()
