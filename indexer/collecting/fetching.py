"""One polite client: robots.txt, a pause between requests, nothing fetched that has not changed, nothing too large, and
no host that was not named."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import requests

from indexer.collecting.plan import Plan

AGENT = "PrecedentCollector"
_ROBOTS_LIMIT_BYTES = 512 * 1024
_TIMEOUT_SECONDS = (10.0, 60.0)
_MOST_REDIRECTS = 5
_TRIES = 3
_LONGEST_WAIT_SECONDS = 120.0
_BLOCK_BYTES = 64 * 1024
_GOES_AGAIN = frozenset({429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class FetchRefused(Exception):
    """One address is not fetched; the message says why, for a person."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of a file, by which it tells whether that has changed."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """`content` is None where the server says that nothing has changed. `url` is where the redirects led."""

    content: bytes | None
    url: str
    media_type: str
    validators: Validators


class PoliteClient:
    """A context manager. One request at a time, so that no site is asked by two at once."""

    def __init__(
        self,
        plan: Plan,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        version: str = "0",
    ) -> None:
        self._plan, self._sleep, self._clock = plan, sleep, clock
        self._session = requests.Session()
        self._session.trust_env = False  # no password of a .netrc goes to anybody
        self._session.headers["User-Agent"] = f"{AGENT}/{version}" + (f" (+{plan.contact})" if plan.contact else "")
        self._robots: dict[str, RobotFileParser] = {}
        self._last: dict[str, float] = {}

    def __enter__(self) -> PoliteClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def fetch(
        self, url: str, *, known: Validators | None = None, limit: int | None = None, partial: Path | None = None
    ) -> Fetched:
        """The content of an address. `partial` keeps what has come of a file, and is gone on with the next time.

        Raises FetchRefused where it may not or cannot be had.
        """
        limit = self._plan.largest_bytes if limit is None else limit
        for _ in range(_MOST_REDIRECTS + 1):
            self._check(url)
            answer = self._request(url, _conditions(known, partial))
            with answer:
                location = answer.headers.get("Location")
                if answer.status_code in _REDIRECTS and location:
                    url = urljoin(url, location)
                    continue
                return self._taken(answer, url, limit, partial)
        raise FetchRefused(f"{url} redirects more than {_MOST_REDIRECTS} times.")

    def _taken(self, answer: requests.Response, url: str, limit: int, partial: Path | None) -> Fetched:
        validators = Validators(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))
        media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if answer.status_code == 304:
            return Fetched(None, url, media_type, validators)
        if answer.status_code == 416 and partial is not None:
            _forget(partial)
            raise FetchRefused(f"{url} changed while it was being fetched. The next run starts again.")
        if answer.status_code not in (200, 206):
            raise FetchRefused(f"{url} answered {answer.status_code} {answer.reason}.")
        begun = partial.read_bytes() if partial is not None and answer.status_code == 206 and partial.exists() else b""
        content = self._body(answer, url, limit, begun, partial)
        return Fetched(content, url, media_type, validators)

    def _body(self, answer: requests.Response, url: str, limit: int, begun: bytes, partial: Path | None) -> bytes:
        too_large = FetchRefused(f"{url} is larger than {limit / 1024**2:.0f} MB.")
        length = answer.headers.get("Content-Length", "")
        if length.isascii() and length.isdigit() and len(begun) + int(length) > limit:
            raise too_large
        content = bytearray(begun)
        try:
            for block in answer.iter_content(_BLOCK_BYTES):
                content += block
                if len(content) > limit:
                    _forget(partial)
                    raise too_large
        except requests.RequestException as error:
            if partial is not None and content and "ETag" in answer.headers:
                partial.write_bytes(bytes(content))
                _tag_of(partial).write_text(answer.headers["ETag"], encoding="utf-8")
            raise FetchRefused(f"{url} broke off after {len(content)} bytes: {_reason(error)}.") from None
        _forget(partial)
        return bytes(content)

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.hostname is None:
            raise FetchRefused(f"{url} is not a web address.")
        if parts.hostname.lower() not in self._plan.hosts:
            raise FetchRefused(f"{url} is on {parts.hostname}, which the file of sources does not name under hosts.")
        if not self._robots_of(url).can_fetch(AGENT, url):
            raise FetchRefused(f"robots.txt of {parts.hostname} does not let programs fetch {url}.")

    def _robots_of(self, url: str) -> RobotFileParser:
        """RFC 9309: where there is none, everything may be fetched; where it cannot be had, nothing."""
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._robots:
            rules = RobotFileParser()
            rules.modified()
            try:
                with self._request(f"{root}/robots.txt", {}) as answer:
                    if 200 <= answer.status_code < 300:
                        text = b"".join(_first(answer, _ROBOTS_LIMIT_BYTES)).decode("utf-8", "replace")
                        rules.parse(text.splitlines())
                    elif 400 <= answer.status_code < 500:
                        rules.parse([])
                    else:
                        rules.parse(["User-agent: *", "Disallow: /"])
            except FetchRefused:
                rules.parse(["User-agent: *", "Disallow: /"])
            self._robots[root] = rules
        return self._robots[root]

    def _request(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        """Asks again where a server is busy, as long after as it says. Raises FetchRefused."""
        reason = ""
        for attempt in range(_TRIES):
            self._pause(url)
            try:
                answer = self._session.get(
                    url, headers=headers, stream=True, allow_redirects=False, timeout=_TIMEOUT_SECONDS
                )
            except requests.RequestException as error:
                reason = _reason(error)
                continue
            if answer.status_code not in _GOES_AGAIN or attempt == _TRIES - 1:
                return answer
            wait = answer.headers.get("Retry-After", "")
            answer.close()
            seconds = float(wait) if wait.isascii() and wait.isdigit() else self._plan.delay_seconds * 2**attempt
            self._sleep(min(seconds, _LONGEST_WAIT_SECONDS))
        raise FetchRefused(f"{url} cannot be reached: {reason}.")

    def _pause(self, url: str) -> None:
        host = str(urlsplit(url).hostname)
        rules = self._robots.get(f"{urlsplit(url).scheme}://{urlsplit(url).netloc}")
        wanted = float(rules.crawl_delay(AGENT) or 0) if rules else 0.0
        delay = max(self._plan.delay_seconds, min(wanted, _LONGEST_WAIT_SECONDS))
        last = self._last.get(host)
        if last is not None and (left := last + delay - self._clock()) > 0:
            self._sleep(left)
        self._last[host] = self._clock()


def sha256_of(content: bytes) -> str:
    """As the list of sources has it."""
    return hashlib.sha256(content).hexdigest()


def _conditions(known: Validators | None, partial: Path | None) -> dict[str, str]:
    headers = {} if partial is None else {"Accept-Encoding": "identity"}  # a part counts the bytes of the file itself
    if partial is not None and partial.exists() and _tag_of(partial).exists():
        headers["Range"] = f"bytes={partial.stat().st_size}-"
        headers["If-Range"] = _tag_of(partial).read_text(encoding="utf-8")
    elif known is not None:
        headers |= {"If-None-Match": known.etag} if known.etag else {}
        headers |= {"If-Modified-Since": known.last_modified} if known.last_modified else {}
    return headers


def _first(answer: requests.Response, limit: int) -> list[bytes]:
    blocks, size = [], 0
    for block in answer.iter_content(_BLOCK_BYTES):
        blocks.append(block)
        size += len(block)
        if size > limit:
            break
    return blocks


def _tag_of(partial: Path) -> Path:
    return partial.with_name(f"{partial.name}.etag")


def _forget(partial: Path | None) -> None:
    if partial is not None:
        partial.unlink(missing_ok=True)
        _tag_of(partial).unlink(missing_ok=True)


def _reason(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
