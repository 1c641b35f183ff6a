"""The sums of the packages and their versions are told in two files, which agree."""

from __future__ import annotations

import re

from tests.conftest import REPOSITORY

LINE = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.+!-]+)(?: --hash=sha256:[0-9a-f]{64})+\Z")


def pinned() -> dict[str, str]:
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {plain(name): version for name, version in pairs}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_locked_package_has_its_sum_and_the_version_that_is_pinned() -> None:
    lines = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8").splitlines()
    locked = [line for line in lines if not line.startswith("#")]
    assert len(locked) > 50
    versions = pinned()
    for line in locked:
        found = LINE.match(line)
        assert found is not None, line
        assert versions.get(plain(found["name"]), found["version"]) == found["version"], line
