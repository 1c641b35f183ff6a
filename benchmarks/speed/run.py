"""Which engine is built and asked at which size, and what came out."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import time
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.speed.grown import ENCODED_LIMIT_PARAGRAPHS, Archive, embedded_texts, grow, real_archive
from benchmarks.speed.material import PARAGRAPHS_FILE, QUESTION_VECTORS_FILE, VECTORS_FILE, questions, write_material
from indexer.embedding.model import find_model
from indexer.embedding.query_encoder import open_query_encoder
from indexer.embedding.sentence_transformers_encoder import SentenceTransformerEncoder
from indexer.errors import IndexUnavailable
from indexer.storage.generation import Generation

OURS = "precedent"
PEERS = ("tantivy", "bm25s", "fts5", "whoosh", "txtai", "lancedb")
MEMORY, SHELL, PAGE = "memory", "shell", "page"
STEPS = (OURS, *PEERS, MEMORY, SHELL, PAGE)

REAL_SIZE = "5r"
_LARGEST_FOR_WHOOSH = 100_000
"""Whoosh writes some 1,200 paragraphs a second, and is asked for nothing at 500,000."""

_SHELL_SIZE = PAGE_SIZE = "10000"
_MEMORY_SIZE = "100000"

Results = dict[str, dict[str, Any]]


class Bench:
    """The work folder: `real` is the index that everything grows from; one folder a size; the figures."""

    def __init__(self, reports: Path, work: Path) -> None:
        self._reports = reports
        self._work = work
        self._figures = work / "figures.json"
        work.mkdir(parents=True, exist_ok=True)
        self.results: Results = json.loads(self._figures.read_text()) if self._figures.exists() else {}

    def run(self, size: str, steps: list[str], *, build_only: bool) -> None:
        """Builds what is missing at `size`, and times `steps`."""
        folder = self._work / size
        self._prepare(size, folder)
        for step in steps:
            if step in PEERS:
                if step == "whoosh" and _paragraphs(size) > _LARGEST_FOR_WHOOSH:
                    continue
                self._build_peer(size, step, folder)
            if not build_only:
                self._time(size, step, folder)

    def _time(self, size: str, step: str, folder: Path) -> None:
        material = folder / "material"
        if step == MEMORY:
            if size == _MEMORY_SIZE:
                self._keep(size, "transformers", _in_own_process("transformers", "ask", material, folder / "whoosh"))
        elif step == SHELL:
            if size == _SHELL_SIZE:
                from benchmarks.speed.whole_process import time_shell

                self._keep(size, SHELL, time_shell(material, folder / OURS, folder / "whoosh"))
        elif step == PAGE:
            if size == PAGE_SIZE:
                from benchmarks.speed.page import time_page

                self._keep(size, PAGE, time_page(material, folder / OURS))
        else:
            self._keep(size, step, _in_own_process(step, "ask", material, folder / step))

    def _keep(self, size: str, step: str, found: dict[str, Any]) -> None:
        kept = self.results.setdefault(size, {}).setdefault(step, {})
        kept.update(found)
        self._figures.write_text(json.dumps(self.results, indent=1))
        print(f"{size} {step}: {json.dumps(found)}", flush=True)

    def _build_peer(self, size: str, name: str, folder: Path) -> None:
        out = folder / name
        done = folder / f"{name}.built"
        if done.exists():
            return
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        started = time.perf_counter()
        _in_own_process(name, "build", folder / "material", out)
        self._keep(size, name, {"build_s": time.perf_counter() - started})
        done.touch()

    def _prepare(self, size: str, folder: Path) -> None:
        """The material and Precedent's own index. Where reading has changed what grows, the peers build anew."""
        if (folder / "material" / QUESTION_VECTORS_FILE).exists() and _opens(folder / OURS):
            return
        archive = self._archive(size)
        before = _hash(folder / "material")
        write_material(folder / "material", archive)
        asked = questions(folder / "material")
        np.save(folder / "material" / QUESTION_VECTORS_FILE, open_query_encoder(find_model()).encode(asked.plain))
        if _hash(folder / "material") != before:
            for stale in folder.glob("*.built"):
                stale.unlink()
        shutil.rmtree(folder / OURS, ignore_errors=True)
        from benchmarks.speed.engines.precedent_engine import publish

        started = time.perf_counter()
        publish(archive, folder / OURS)
        build_s = time.perf_counter() - started
        details = {"build_s": build_s, "paragraphs": len(archive.chunks), "encoded": archive.encoded}
        self._keep(size, OURS, details)

    def _archive(self, size: str) -> Archive:
        if size == REAL_SIZE:
            return real_archive(self._real)
        archive = grow(self._real, _paragraphs(size))
        if len(archive.chunks) > ENCODED_LIMIT_PARAGRAPHS:
            return archive
        vectors = self._work / size / "material" / VECTORS_FILE
        texts = embedded_texts(archive)
        read, marker = hashlib.sha256("\n".join(texts).encode()).hexdigest(), vectors.with_suffix(".encoded")
        if marker.exists() and marker.read_text() == read:
            return Archive(archive.reports, archive.chunks, np.load(vectors), encoded=True)
        matrix = SentenceTransformerEncoder(find_model()).encode(texts)
        vectors.parent.mkdir(parents=True, exist_ok=True)
        np.save(vectors, matrix)
        marker.write_text(read)
        return Archive(archive.reports, archive.chunks, matrix, encoded=True)

    @cached_property
    def _real(self) -> Generation:
        index = self._work / "real"
        if not _opens(index):
            command = [
                sys.executable,
                "-m",
                "search_app.command.main",
                "index",
                str(self._reports),
                "--index",
                str(index),
            ]
            subprocess.run(command, check=False)  # it ends with 1 where some file was refused
        return Generation.open(index)


def _paragraphs(size: str) -> int:
    return 0 if size == REAL_SIZE else int(size)


def _opens(index: Path) -> bool:
    try:
        Generation.open(index, verify=False).close()
    except IndexUnavailable:
        return False
    return True


def _hash(material: Path) -> str:
    digest = hashlib.sha256()
    for name in (PARAGRAPHS_FILE, VECTORS_FILE):
        if not (material / name).exists():
            return ""
        with (material / name).open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def _in_own_process(engine: str, deed: str, material: Path, out: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.speed.run", engine, deed, str(material), str(out)]
    quiet = os.environ | {"LANCE_LOG": "error", "RUST_LOG": "error"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=quiet)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _work_alone(engine: str, deed: str, material: str, out: str) -> None:
    module = importlib.import_module(f"benchmarks.speed.engines.{engine}_engine")
    found = getattr(module, deed)(Path(material), Path(out))
    print()
    print(json.dumps(found or {}))


if __name__ == "__main__":
    _work_alone(*sys.argv[1:5])
