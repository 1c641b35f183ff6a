"""From a plan to the files of a folder, and to the list of sources beside them.

A file is written whole or not at all, and the list after every file: a run that is stopped goes on where it was.
What a person wrote into the list is never replaced.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from indexer.collecting.fetching import Fetched, FetchRefused, PoliteClient, Validators, sha256_of
from indexer.collecting.listings import LARGEST_LISTING_BYTES, ListingUnreadable, nested_sitemaps, read_listing
from indexer.collecting.plan import Kind, Listed, Listing, Plan
from indexer.errors import ReadingRefused, StorageFailed
from indexer.reading.filetype import FileType, file_type
from indexer.reading.sources import Source, read_sources, write_sources
from indexer.storage.publication import make_folder, replace_synced

STATE_FILE = ".collected.json"
"""What servers said of the files, so that they are asked only for what has changed. Begins with a dot: no report."""

_MOST_SITEMAPS = 500
_LONGEST_NAME = 120
_SUFFIXES = {
    FileType.PDF: ".pdf",
    FileType.DOCX: ".docx",
    FileType.HTML: ".html",
    FileType.WEB_ARCHIVE: ".mhtml",
}


class Outcome(StrEnum):
    """What became of one address."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class Collected:
    """One address: the name of its file in the folder, "" where there is none, and why it was refused."""

    url: str
    outcome: Outcome
    file: str = ""
    message: str = ""


def collect(
    plan: Plan,
    folder: Path,
    client: PoliteClient,
    *,
    dry_run: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[Collected]:
    """What became of each address, as it is known. With `dry_run` the listings alone are read, and nothing is written.

    Raises StorageFailed where the folder cannot be written to.
    """
    run = _Run(plan, folder, client, now)
    files = 0
    done: set[str] = set()
    for listing in plan.listings:
        for listed in run.listed(listing):
            if isinstance(listed, Collected):
                yield listed
                continue
            if listed.url in done:
                continue
            done.add(listed.url)
            files += 1
            if files > plan.most_files:
                most = f"{plan.most_files} files is the most that one run may fetch."
                yield Collected(listed.url, Outcome.REFUSED, message=most)
                return
            yield Collected(listed.url, Outcome.LISTED) if dry_run else run.take(listed)


class _Run:
    def __init__(self, plan: Plan, folder: Path, client: PoliteClient, now: Callable[[], datetime]) -> None:
        self._plan, self._folder, self._client, self._now = plan, folder, client, now
        self._sources = dict(read_sources(folder).by_file)
        self._state = _read_state(folder / STATE_FILE)

    def listed(self, listing: Listing) -> Iterator[Listed | Collected]:
        """The addresses of one source that its pattern chooses; a listing that cannot be read is one refusal."""
        for each in self._entries(listing):
            if isinstance(each, Listed):
                if listing.match is None or listing.match.search(each.url):
                    yield replace(each, licence=each.licence or listing.licence)
            else:
                yield each

    def _entries(self, listing: Listing) -> Iterator[Listed | Collected]:
        if listing.kind is Kind.URLS:
            yield from listing.listed
            return
        pending, seen = [listing.address], {listing.address}
        while pending:
            address = pending.pop(0)
            try:
                fetched = self._client.fetch(address, limit=LARGEST_LISTING_BYTES)
                content = fetched.content or b""
                if listing.kind is Kind.SITEMAP:
                    more = [each for each in nested_sitemaps(content, fetched.url) if each not in seen]
                    pending += more[: _MOST_SITEMAPS - len(seen)]
                    seen.update(more)
                yield from read_listing(listing.kind, content, fetched.url)
            except (FetchRefused, ListingUnreadable) as refused:
                yield Collected(address, Outcome.REFUSED, message=str(refused))

    def take(self, listed: Listed) -> Collected:
        """Fetches one file, if it has changed."""
        known = self._state.get(listed.url)
        stands = known is not None and (self._folder / known.file).is_file()
        try:
            make_folder(self._folder)
            partial = self._folder / f".{sha256_of(listed.url.encode())[:16]}.part"
            validators = known.validators if known is not None and stands else None
            fetched = self._client.fetch(listed.url, known=validators, partial=partial)
            return self._keep(listed, fetched, known if stands else None)
        except FetchRefused as refused:
            return Collected(listed.url, Outcome.REFUSED, message=str(refused))
        except OSError as error:
            raise StorageFailed(
                f"{self._folder} cannot be written to: {error.strerror or error}.",
                hint="Free some space or fix its permissions; the next run goes on from here.",
            ) from error

    def _keep(self, listed: Listed, fetched: Fetched, known: _Known | None) -> Collected:
        if fetched.content is None:
            if known is None:
                return Collected(listed.url, Outcome.REFUSED, message="The server sent no file.")
            self._note(listed, known.file, known.sha256)
            return Collected(listed.url, Outcome.UNCHANGED, known.file)
        try:
            kind = file_type(fetched.content)
        except ReadingRefused as refused:
            return Collected(listed.url, Outcome.REFUSED, message=str(refused))
        sha256 = sha256_of(fetched.content)
        name = known.file if known is not None else self._name(fetched.url, kind, listed.url)
        same = known is not None and known.sha256 == sha256
        if not same:
            half = self._folder / f".{name}.new"
            half.write_bytes(fetched.content)
            replace_synced(half, self._folder / name)  # or it would be taken for fetched after a crash
        self._state[listed.url] = _Known(name, sha256, fetched.validators)
        self._note(listed, name, sha256)
        _write_state(self._folder / STATE_FILE, self._state)
        outcome = Outcome.UNCHANGED if same else Outcome.NEW if known is None else Outcome.CHANGED
        return Collected(listed.url, outcome, name)

    def _note(self, listed: Listed, name: str, sha256: str) -> None:
        """Puts what is known of a file into the list of sources, beside what a person wrote there."""
        before = self._sources.get(name, Source(name))
        source = replace(
            before,
            url=before.url or listed.url,
            title=before.title or listed.title,
            published=before.published or listed.published,
            licence=before.licence or listed.licence,
            sha256=sha256,
            fetched=before.fetched if before.sha256 == sha256 else self._now().replace(microsecond=0).isoformat(),
        )
        if source != before or name not in self._sources:
            self._sources[name] = source
            write_sources(self._folder, self._sources.values())

    def _name(self, reached: str, kind: FileType, url: str) -> str:
        """A name that says where the file is from, ends as its content asks, and is nobody else's."""
        path = PurePosixPath(unquote(urlsplit(reached).path))
        plain = unicodedata.normalize("NFKD", path.name).encode("ascii", "ignore").decode()
        stem = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-.")[:_LONGEST_NAME] or "report"
        suffix = _SUFFIXES.get(kind, PurePosixPath(stem).suffix or ".txt")
        stem = stem.removesuffix(PurePosixPath(stem).suffix) or "report"
        name = f"{stem}{suffix}"
        taken = {known.file for known in self._state.values()} | set(self._sources)
        if name in taken or (self._folder / name).exists():
            name = f"{stem}-{sha256_of(url.encode())[:8]}{suffix}"
        return name


@dataclass(frozen=True, slots=True)
class _Known:
    """What was fetched from an address the last time."""

    file: str
    sha256: str
    validators: Validators


def _read_state(path: Path) -> dict[str, _Known]:
    """Nothing where it cannot be read: then everything is fetched again, and found to be the same."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {
            url: _Known(row["file"], row["sha256"], Validators(**row["validators"])) for url, row in content.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _write_state(path: Path, state: dict[str, _Known]) -> None:
    half = path.with_name(f"{path.name}.new")
    half.write_text(json.dumps({url: asdict(known) for url, known in state.items()}, indent=1), encoding="utf-8")
    replace_synced(half, path)
