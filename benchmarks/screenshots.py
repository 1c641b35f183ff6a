"""Takes the pictures of README.md from the sample reports: `make screenshots`.

    python -m benchmarks.screenshots FOLDER

Builds an index of corpus/ in a temporary folder, serves the page over it, and goes through it as README.md says. Each
picture has few colours, so that all of them together stay small.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from indexer.building.build import build
from indexer.embedding.model import EMBEDDED_MODEL

REPOSITORY = Path(__file__).resolve().parent.parent
_WIDTH, _HEIGHT = 1280, 860
_COLOURS = 128
_LONGEST_WAIT_MS = 60_000
_SERVE = "import sys; from search_app.command.main import main; sys.exit(main())"
_DRAFT = "Victims were contacted in every case. Managers did not check the work."
_HEADER_PIXELS = 120


def main(folder: Path) -> None:
    """Writes one picture a view into `folder`, and says how large each is."""
    folder.mkdir(parents=True, exist_ok=True)
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        sys.exit("There is no chromium to take pictures with (on Debian: apt-get install chromium).")
    with TemporaryDirectory() as work, sync_playwright() as playwright:
        build(REPOSITORY / "corpus", Path(work) / "index", model=EMBEDDED_MODEL)
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        with _served(Path(work) / "index") as address:
            page = browser.new_context(viewport={"width": _WIDTH, "height": _HEIGHT}, color_scheme="light").new_page()
            page.set_default_timeout(_LONGEST_WAIT_MS)
            expect.set_options(timeout=_LONGEST_WAIT_MS)
            for name, go in _VIEWS.items():
                go(page, address)
                _wait(page)
                target = folder / f"{name}.png"
                target.write_bytes(_small(page.screenshot()))
                print(f"{target}: {target.stat().st_size // 1024} kB")
        browser.close()


def _search(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=engaging+parents+of+children+in+custody&lens=good-practice")
    page.locator(".pr-hit .pr-basket").first.click()


def _read(page: Page, address: str) -> None:
    page.goto(f"{address}/read?report=ostermoor-2016&para=2.1&search=q%3Dparents%26mode%3Dkeyword")
    expect(page.locator(".pr-outlined")).to_be_attached()


def _precedents(page: Page, address: str) -> None:
    page.goto(f"{address}/precedents")
    page.locator("textarea").fill(_DRAFT)
    page.get_by_role("button", name="Find precedents").click()
    page.locator(".pr-precedent").first.wait_for()
    _wait(page)
    box = page.locator(".pr-side").first.bounding_box()
    assert box is not None
    page.mouse.move(_WIDTH / 2, _HEIGHT - 60)
    page.mouse.wheel(0, box["y"] - _HEADER_PIXELS)


def _compare(page: Page, address: str) -> None:
    page.goto(f"{address}/compare")
    page.locator(".pr-matrix").first.wait_for()


def _basket(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=home+visits+parents")
    page.locator(".pr-hit .pr-basket").first.click()
    _wait(page)
    page.goto(f"{address}/basket")
    page.locator(".pr-evidence").nth(1).wait_for()


_VIEWS: dict[str, Callable[[Page, str], None]] = {
    "search": _search,
    "reader": _read,
    "basket": _basket,
    "precedents": _precedents,
    "compare": _compare,
}


def _wait(page: Page) -> None:
    """Until nothing more is drawn, and fonts and pictures have come."""
    expect(page.locator("html[data-precedent=ready]")).to_have_count(1)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.locator('[data-stale="true"]')).to_have_count(0)
    page.wait_for_timeout(1500)


@contextmanager
def _served(index: Path) -> Iterator[str]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-c", _SERVE, "serve", "--index", str(index), "--port", str(port)]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it says its address once it listens
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _small(png: bytes) -> bytes:
    stream = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    picture.save(stream, "PNG", optimize=True)
    return stream.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"))
