"""The sums of the packages and their versions are told in two files, which agree."""

from __future__ import annotations

import re
import tomllib

from benchmarks.locked_requirements import locked
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


def test_the_package_itself_has_no_sum_whatever_it_is_called() -> None:
    name = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"]
    own = {"metadata": {"name": name, "version": "1"}, "download_info": {"dir_info": {}}}
    other = {
        "metadata": {"name": "other", "version": "2"},
        "download_info": {"archive_info": {"hashes": {"sha256": "0" * 64}}},
    }
    assert locked({"install": [own, other]}).splitlines()[-1] == f"other==2 --hash=sha256:{'0' * 64}"


def test_what_serves_other_programs_is_locked_as_well() -> None:
    extras = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [re.split("[<>=]", each)[0] for each in extras["optional-dependencies"]["service"]]
    lines = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert {plain(name) for name in wanted} <= {plain(line.partition("==")[0]) for line in lines}
