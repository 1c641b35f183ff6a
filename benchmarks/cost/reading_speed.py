"""How long reading takes, beside `pdftotext -layout` on the same files in the same run.

    python benchmarks/cost/reading_speed.py FOLDER

Prints CPU seconds for each and their ratio; a ratio of 3 is the most that is accepted.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from indexer.errors import ReadingRefused
from indexer.reading.report import read_report
from indexer.records import ReportId


def main() -> None:
    folder = Path(sys.argv[1])
    files = sorted(path for path in folder.glob("*.pdf") if path.read_bytes()[:5] == b"%PDF-")
    ours = _seconds_of_reading(files)
    print(f"{len(files)} PDF files: reading and structure {ours:.1f} s of CPU, one process")
    if shutil.which("pdftotext") is None:
        print("pdftotext is not installed: nothing to compare with")
        return
    theirs = _seconds_of_pdftotext(files)
    print(f"pdftotext -layout {theirs:.1f} s; ratio {ours / theirs:.2f}")


def _seconds_of_reading(files: list[Path]) -> float:
    start = time.process_time()
    for path in files:
        try:
            read_report(path, source=path.name, report_id=ReportId("a-report"), sha256="")
        except ReadingRefused as refusal:
            print(f"{path.name}: {refusal}")
    return time.process_time() - start


def _seconds_of_pdftotext(files: list[Path]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for path in files:
        subprocess.run(["pdftotext", "-layout", str(path), "-"], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


if __name__ == "__main__":
    main()
