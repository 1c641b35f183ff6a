"""A file in, a `Report` out, whatever format it comes in. One module for each format."""

from __future__ import annotations

from indexer.reading.report import READER_VERSION, read_report
from indexer.reading.worker import ReadingWorker

__all__ = ["READER_VERSION", "ReadingWorker", "read_report"]
