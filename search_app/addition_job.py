"""Taking reports in beside the page: it goes on to its end even where the visitor leaves or clicks elsewhere."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from indexer.errors import PrecedentError
from search_app.upload import Upload, file_name, laid_out

if TYPE_CHECKING:
    from indexer.addition import Destination
    from indexer.build import BuildResult

log = logging.getLogger("precedent.page")


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a build is: `done` of `total` of `unit`."""

    name: str
    done: int
    total: int
    unit: str


class AdditionJob:
    """One addition, at work from the moment it is made. Implements indexer.progress.BuildProgress.

    `stage` may be read at any time. Once `wait` has said True, either `result` or `error` is set.
    """

    def __init__(self, uploads: Sequence[Upload], destination: Destination, *, replace: bool) -> None:
        self.names = tuple(file_name(upload.name) for upload in uploads)
        self.destination = destination
        self.stage: Stage | None = None
        self._stages: dict[str, Stage] = {}
        self.result: BuildResult | None = None
        self.error: PrecedentError | None = None
        self._thread = threading.Thread(target=self._run, args=(tuple(uploads), replace), name="add", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Waits at most so long; returns whether the work has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def start(self, stage: str, total: int, unit: str) -> None:
        known = self._stages.get(stage)
        self.stage = self._stages[stage] = Stage(stage, known.done if known else 0, total, unit)

    def advance(self, stage: str, amount: int) -> None:
        known = self._stages[stage]
        self.stage = self._stages[stage] = replace(known, done=known.done + amount)

    def note(self, message: str) -> None:
        """Leaves it to the ledger."""

    def _run(self, uploads: Sequence[Upload], replace: bool) -> None:
        from indexer.addition import add_files

        try:
            with laid_out(uploads) as paths:
                self.result = add_files(list(paths.values()), self.destination, replace=replace, progress=self)
        except PrecedentError as error:
            self.error = error
        except Exception:
            log.exception("adding reports failed")
            self.error = PrecedentError(
                "Something went wrong in adding the reports, and it has been noted in the log.",
                hint="What was published before stands. Try again.",
            )
