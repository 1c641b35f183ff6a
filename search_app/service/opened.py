"""The archive that a process of the service asks, opened at the first question that finds one published."""

from __future__ import annotations

import gc
import logging
import threading
from pathlib import Path

from indexer.embedding.query_encoder import open_query_encoder
from indexer.errors import ModelUnavailable
from search_app.archive import Archive
from search_app.ranking.meaning import QueryEncoderFactory

log = logging.getLogger("precedent.service")


class OpenedArchive:
    """`archive` raises IndexUnavailable as long as there is none. Safe for several threads."""

    def __init__(self, index: Path | str, open_encoder: QueryEncoderFactory = open_query_encoder) -> None:
        self._index, self._open_encoder = index, open_encoder
        self._lock = threading.Lock()
        self._archive: Archive | None = None

    @property
    def archive(self) -> Archive:
        """The open archive; it takes up what is published later by itself."""
        if self._archive is None:
            with self._lock:
                if self._archive is None:
                    self._archive = Archive.open(self._index, open_encoder=self._open_encoder)
                    threading.Thread(target=self._make_ready, name="load-model", daemon=True).start()
        return self._archive

    def close(self) -> None:
        """Lets go of the files."""
        with self._lock:
            if self._archive is not None:
                self._archive.close()
            self._archive = None

    def _make_ready(self) -> None:
        """Loads the model before it is asked for, and takes what stays out of the collector's rounds."""
        archive = self._archive
        try:
            if archive is not None:
                archive.load_model()
        except (ModelUnavailable, ValueError) as unavailable:  # ValueError: closed meanwhile
            log.warning("%s", unavailable)
        gc.collect()
        gc.freeze()
