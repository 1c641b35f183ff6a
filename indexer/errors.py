"""Every error that Precedent raises on purpose.

    PrecedentError                  catch this to show one message to a person
    ├── GlossaryError               the file of names that mean the same cannot be used
    ├── AreasError                  the list of areas cannot be used
    ├── ThemesError                 the file of themes cannot be used
    ├── CorpusError                 the folder of reports cannot be used (no such folder, nothing in it)
    ├── ReadingRefused              one file cannot be read as a report; the build goes on without it
    ├── ModelUnavailable            the embedding model cannot be loaded; keyword search still works
    ├── IndexUnavailable            there is no index to search, or it cannot be trusted
    │   ├── IndexMissing            nothing has been built in this folder yet
    │   ├── IndexDamaged            a file of the generation is missing, short or altered
    │   ├── IndexFormatMismatch     built by another version of Precedent
    │   └── StoreUnreachable        the store on another machine does not answer, or refuses
    ├── IndexLocked                 another build is at work in this folder
    ├── StorageFailed               no space, no permission, or the disk failed while writing
    ├── QueryRefused                the query cannot be understood; carries position and hint
    ├── DraftRefused                there is no draft to find precedents for, or it cannot be read
    ├── EvidenceRefused             an evidence file is damaged or foreign, or there is nothing to export
    ├── WouldOverwrite              a file that is to be written is there already
    ├── NotFound                    no such report or paragraph in this index
    ├── PageUnavailable             the page of a report's file cannot be shown
    ├── DatasetError                a folder of judged queries is incomplete or malformed
    ├── PortInUse                   the page cannot be served on the address asked for
    ├── NotInstalled                a part of Precedent that is installed by itself is not there
    └── ServiceRefused              the service cannot run as it is told to

A message is written for a person: what happened, where, why, and what to do.
Exit codes belong to the tree, so that the command and the tests share one table.
"""

from __future__ import annotations


class PrecedentError(Exception):
    """Base of the tree. `str(error)` is a complete message; `hint` is what to do next, or ''."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class GlossaryError(PrecedentError):
    """The glossary cannot be read, is no TOML, or an entry of it is malformed; the message names the entry."""

    exit_code = 2


class AreasError(PrecedentError):
    """The list of areas cannot be read, is no TOML, or an entry of it is malformed; the message names the area."""

    exit_code = 2


class ThemesError(PrecedentError):
    """The file of themes cannot be read, is no TOML, or an entry of it is malformed; the message names the theme."""

    exit_code = 2


class CorpusError(PrecedentError):
    """The folder of reports cannot be used: it is absent, not a folder, or holds no report."""

    exit_code = 2


class ReadingRefused(PrecedentError):
    """One file cannot be read as a report. `code` is a stable word for the ledger, such as "not-a-report"."""

    exit_code = 1

    def __init__(self, code: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.code = code


class ModelUnavailable(PrecedentError):
    """The embedding model is not there or cannot be loaded."""

    exit_code = 2


class IndexUnavailable(PrecedentError):
    """There is no index to search, or it cannot be trusted."""

    exit_code = 3


class IndexMissing(IndexUnavailable):
    """Nothing has been built in this folder yet."""


class IndexDamaged(IndexUnavailable):
    """A file of the published generation is missing, short or altered."""


class IndexFormatMismatch(IndexUnavailable):
    """The generation was built by another version of Precedent."""


class StoreUnreachable(IndexUnavailable):
    """The store that holds the archive does not answer, refuses, or was changed while it was read."""


class IndexLocked(PrecedentError):
    """Another build is at work in this folder; the message names it."""

    exit_code = 4


class StorageFailed(PrecedentError):
    """No space, no permission, or the disk failed while writing. What was published before stands."""

    exit_code = 5


class QueryRefused(PrecedentError):
    """The query cannot be understood. `position` is a code-point offset into the query text."""

    exit_code = 2

    def __init__(self, message: str, *, position: int = 0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.position = position


class DraftRefused(PrecedentError):
    """There is no draft to find precedents for: none or two are given, it has no words, or no file can be read."""

    exit_code = 2


class EvidenceRefused(PrecedentError):
    """An evidence file is damaged or none of ours; or no quotation is left that could be exported."""

    exit_code = 2


class WouldOverwrite(PrecedentError):
    """A file that is to be written is there already: a report of the archive, or one that nobody said to replace."""

    exit_code = 2


class NotFound(PrecedentError):
    """No such report or paragraph in this index."""

    exit_code = 2


class PageUnavailable(PrecedentError):
    """A page of a report's file cannot be shown: it is no PDF, or is gone, changed or damaged since the build."""

    exit_code = 2


class DatasetError(PrecedentError):
    """A folder of judged queries is incomplete or malformed."""

    exit_code = 2


class PortInUse(PrecedentError):
    """The page cannot be served on the address asked for, because something listens there already."""

    exit_code = 2


class ServiceRefused(PrecedentError):
    """The service cannot run as it is told to: a file of keys that cannot be read, or no key where one is needed."""

    exit_code = 2


class NotInstalled(PrecedentError):
    """A part of Precedent that is installed by itself is not there; the hint is the command that installs it."""

    exit_code = 2

    @classmethod
    def part(cls, extra: str, what: str) -> NotInstalled:
        """For the extra of that name, `what` being what cannot be done without it."""
        return cls(f"{what} is not installed.", hint=f'Install it with: pip install "precedent-archive[{extra}]".')
