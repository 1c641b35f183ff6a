"""How long a build takes, and how much of it each stage: reading, encoding, writing, with what overlaps told apart.

    python -m benchmarks.cost.build_shares [--reports FOLDER] [--texts INDEX] [--model NAME]

FOLDER is built as it stands. With --texts, the reports of INDEX are written out as plain text and built, so that
reading costs little. Seconds are those of one build in this process, with reading processes beside it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from benchmarks.cost.timed_calls import timed_calls
from indexer.building import assembly, build, encoding
from indexer.building.encoding import TextEncoding
from indexer.embedding.model import EMBEDDED_MODEL
from indexer.progress import ENCODING, READING, SilentProgress
from indexer.storage import fingerprints
from indexer.storage.generation import StoredContents


class LastFile(SilentProgress):
    """When the last file had been read, in seconds since the build began."""

    def __init__(self) -> None:
        self.began = time.perf_counter()
        self.read = 0.0

    def advance(self, stage: str, amount: int) -> None:
        if stage == READING:
            self.read = time.perf_counter() - self.began


class Spent:
    """Seconds inside a function, those of several threads added up."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._lock = threading.Lock()

    def timing(self, name: str, owner: object, function: str) -> AbstractContextManager[None]:
        """Adds up the calls of `owner.function` under `name`."""

        def add(seconds: float) -> None:
            with self._lock:
                self.seconds[name] = self.seconds.get(name, 0.0) + seconds

        return timed_calls(owner, function, add)


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        corpus = options.reports
        if options.texts is not None:
            corpus = Path(folder) / "texts"
            _write_texts(options.texts, corpus)
        _build(corpus, Path(folder) / "index", options.model)


def _build(corpus: Path, index: Path, model: str) -> None:
    spent, files = Spent(), LastFile()
    started_cpu = os.times()
    with (
        spent.timing("taking files in", build, "take_in"),
        spent.timing("reading what sentences state, in that", build, "read_chunks"),
        spent.timing("waiting for the encoder after that", TextEncoding, "finish"),
        spent.timing(ENCODING, encoding, "encode_texts"),
        spent.timing("writing texts", assembly, "write_texts"),
        spent.timing("handing the words to the process that indexes them", assembly, "writing_words"),
        spent.timing("writing vectors and codes", assembly, "write_embeddings"),
        spent.timing("checking and publishing", assembly.Assembly, "publish"),
        spent.timing("recognising reports that are there twice", fingerprints.SeenReports, "find"),
    ):
        result = build.build(corpus, index, model=model, progress=files)
    whole = time.perf_counter() - files.began
    ended_cpu = os.times()
    own = ended_cpu.user + ended_cpu.system - started_cpu.user - started_cpu.system
    children = ended_cpu.children_user + ended_cpu.children_system
    children -= started_cpu.children_user + started_cpu.children_system
    ledger = result.ledger
    print(f"{len(ledger.files)} files, {ledger.reports} reports, {ledger.chunks} paragraphs, {ledger.encoded} encoded")
    print(f"{whole:7.1f} s in all; processor time {own:.1f} s here and {children:.1f} s in the reading processes")
    for name, seconds in spent.seconds.items():
        print(f"{seconds:7.1f} s {seconds / whole:6.1%}  {name}")
    idle = whole - spent.seconds.get(ENCODING, 0.0)  # one thread hands texts to the encoder, one lot after the other
    print(f"{idle:7.1f} s {idle / whole:6.1%}  when nothing was being encoded")
    print(f"{files.read:7.1f} s         until the last file was read")


def _write_texts(index: Path, folder: Path) -> None:
    folder.mkdir()
    contents = StoredContents.open(index)
    for report in contents.reports:
        text = contents.report(report.report_id).text
        title = f"{report.title or report.report_id}: inspection report\n\n"
        (folder / f"{report.report_id}.txt").write_text(title + text, encoding="utf-8")


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path, default=Path("../shared/reports/pdf"))
    parser.add_argument("--texts", type=Path, metavar="INDEX", help="build the texts of an index instead")
    parser.add_argument("--model", default=EMBEDDED_MODEL)
    parser.add_argument("--work", type=Path, help="where the index is made; a folder for temporary files otherwise")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
