"""Writes requirements.lock out of pip's own report: every package with the SHA-256 of the file that was chosen.

    pip install --dry-run --ignore-installed --report REPORT -c constraints.txt '.[evaluate,models,service]'
    python -m benchmarks.locked_requirements REPORT > requirements.lock

`make lock` does both.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

LEFT_OUT = frozenset({"precedent-archive", "torch"})
HEAD = """\
# Every package that `make run` installs with the SHA-256 of its file, for CPython 3.11 on Linux x86-64. Made by
# `make lock`.
#   pip install -c constraints.txt torch
#   pip install --require-hashes --no-deps -r requirements.lock
#   pip install --no-deps .
# torch is not among them: its CPU builds come from an index of their own, whose files are others than PyPI's.
# Other platforms have other files: there, constraints.txt names the versions, without sums.
"""


def locked(report: dict[str, list[dict[str, dict[str, object]]]]) -> str:
    """The lines of the file."""
    lines = []
    for item in report["install"]:
        name, version = str(item["metadata"]["name"]), str(item["metadata"]["version"])
        if name.lower() in LEFT_OUT:
            continue
        archive = item["download_info"]["archive_info"]
        assert isinstance(archive, dict)
        lines.append(f"{name}=={version} --hash=sha256:{archive['hashes']['sha256']}")
    return HEAD + "\n".join(sorted(lines, key=str.lower)) + "\n"


if __name__ == "__main__":
    sys.stdout.write(locked(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
