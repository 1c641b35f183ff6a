"""What the service is told by its environment: the index, who may ask, how often, and under which names."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indexer.errors import ServiceRefused
from search_app import DEFAULT_INDEX, INDEX_VARIABLE
from search_app.store.opening import index_address

KEYS_VARIABLE = "PRECEDENT_API_KEYS"
KEYS_FILE_VARIABLE = "PRECEDENT_API_KEYS_FILE"
RATE_VARIABLE = "PRECEDENT_API_RATE"
HOSTS_VARIABLE = "PRECEDENT_API_HOSTS"
PUBLIC_URL_VARIABLE = "PRECEDENT_PUBLIC_URL"

DEFAULT_RATE = 50.0
"""Requests a second: more than a person's program needs, and what one process answers without falling behind."""
BODY_LIMIT_BYTES = 4 * 1024**2
"""Five hundred quotations with long notes come to half of it, and a draft of a hundred pages to a tenth."""
LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")

_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_SHORTEST_KEY_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Settings:
    """`keys` maps the SHA-256 of each key to the name of who holds it; where there is none, whoever reaches the
    service may ask. `rate` is in requests a second for each client and worker process, 0 for no limit. `hosts` are the
    names under which the service may be addressed, () for any. `public_url` is where a person opens the page."""

    index: Path | str = Path(DEFAULT_INDEX)
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    rate: float = DEFAULT_RATE
    hosts: tuple[str, ...] = LOCAL_NAMES
    public_url: str = ""
    body_limit: int = BODY_LIMIT_BYTES

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Raises ServiceRefused for what cannot be read."""
        hosts = tuple(environment.get(HOSTS_VARIABLE, " ".join(LOCAL_NAMES)).replace(",", " ").split())
        return cls(
            index=index_address(environment.get(INDEX_VARIABLE, DEFAULT_INDEX)),
            keys=_keys(environment),
            rate=_rate(environment.get(RATE_VARIABLE, "")),
            hosts=() if "*" in hosts else tuple(host.lower() for host in hosts),
            public_url=environment.get(PUBLIC_URL_VARIABLE, "").rstrip("/"),
        )

    def holder_of(self, key: str) -> str | None:
        """Whose key that is; None for nobody's."""
        digest = _sha256(key)
        found = None
        for known, name in self.keys.items():  # every one, so that the time tells nothing
            if hmac.compare_digest(known, digest):
                found = name
        return found


def make_key(name: str) -> tuple[str, str]:
    """A new key, and the line for the file of keys that lets it in."""
    key = secrets.token_urlsafe(32)
    return key, f"{name} sha256:{_sha256(key)}"


def read_keys(text: str, where: str) -> dict[str, str]:
    """SHA-256 -> name of "NAME KEY" or "NAME sha256:DIGEST", one a line or between commas; # begins a comment.

    Raises ServiceRefused, naming the line but never the key.
    """
    found: dict[str, str] = {}
    lines = [re.sub(r"(^|\s)#.*", "", line).strip() for line in re.split(r"[\n,]", text)]
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        name, _, key = line.partition(" ")
        key = key.strip()
        digest = _DIGEST.fullmatch(key)
        if not digest and (len(key) < _SHORTEST_KEY_CHARACTERS or " " in key):
            raise ServiceRefused(
                f"Line {number} of {where} is not a name with a key of at least {_SHORTEST_KEY_CHARACTERS} characters.",
                hint="Write NAME KEY; `precedent api --new-key NAME` makes one.",
            )
        found[digest[1] if digest else _sha256(key)] = name
    return found


def _keys(environment: Mapping[str, str]) -> dict[str, str]:
    keys = read_keys(environment.get(KEYS_VARIABLE, ""), f"${KEYS_VARIABLE}")
    if file := environment.get(KEYS_FILE_VARIABLE):
        try:
            text = Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ServiceRefused(
                f"The file of keys {file} cannot be read: {getattr(error, 'strerror', None) or error}.",
                hint=f"Check ${KEYS_FILE_VARIABLE}.",
            ) from None
        keys |= read_keys(text, file)
        if not keys:  # a file that was meant to keep people out must not let everybody in
            raise ServiceRefused(
                f"The file of keys {file} holds none.", hint="`precedent api --new-key NAME` makes one."
            )
    return keys


def _rate(text: str) -> float:
    try:
        rate = float(text or DEFAULT_RATE)
        if 0 <= rate < float("inf"):
            return rate
    except ValueError:
        pass
    raise ServiceRefused(
        f"${RATE_VARIABLE} is {text!r}, which is not a number of requests a second.",
        hint="Give a number such as 50, or 0 for no limit.",
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
