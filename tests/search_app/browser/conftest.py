"""A browser, and pages served by the command itself from indexes that are built once for all tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from indexer.building.build import build
from indexer.embedding.model import EMBEDDED_MODEL
from tests.conftest import REPOSITORY, MadeOnce
from tests.search_app.archive import publish_archive
from tests.search_app.browser.hostile import HOSTILE
from tests.search_app.browser.warm import WarmServers

SAMPLES = ("ostermoor-2016.pdf", "pellbrook-2015.md", "wrenfold-2013.md")
"""Three of the sample reports, in two forms: enough to search, and encoded in seconds."""

DRAWN_WITHIN_MS = 30_000
"""On a busy machine of two cores; a page that is drawn sooner is not waited for."""

WIDE_SCREEN: Any = {"width": 1280, "height": 900}
NARROW_SCREEN: Any = {"width": 390, "height": 844}

_CHROMIUM_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SERVE = "import sys; from search_app.command.main import main; sys.exit(main())"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # The shell is the same engine without the windows that nobody sees: a third less processor time.
    executable = shutil.which("chromium-headless-shell") or shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("there is no chromium to drive (on Debian: apt-get install chromium)")
    expect.set_options(timeout=DRAWN_WITHIN_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(_CHROMIUM_OPTIONS))
        yield launched
        launched.close()


class Visitors:
    """Opens pages, and remembers the errors of the page's own scripts."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._errors: list[str] = []

    def open_context(self, **options: Any) -> BrowserContext:
        context = self._browser.new_context(
            permissions=["clipboard-read", "clipboard-write"],
            viewport=WIDE_SCREEN,
            bypass_csp=True,  # the driver waits by evaluating text, which the page's policy forbids
            **options,
        )
        context.set_default_timeout(DRAWN_WITHIN_MS)
        self._contexts.append(context)
        return context

    def open_page(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: self._errors.append(str(error)))
        return page

    def take_errors(self) -> list[str]:
        """Those since they were taken last."""
        taken, self._errors = self._errors, []
        return taken

    def leave(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture(scope="session")
def visitors(browser: Browser) -> Iterator[Visitors]:
    opened = Visitors(browser)
    yield opened
    opened.leave()


@pytest.fixture(scope="session")
def returning_visitor(visitors: Visitors) -> BrowserContext:
    """One visitor for most tests, whose browser has kept the page's scripts and styles."""
    return visitors.open_context()


@pytest.fixture(scope="session")
def tab(visitors: Visitors, returning_visitor: BrowserContext) -> Page:
    return visitors.open_page(returning_visitor)


@pytest.fixture
def page(visitors: Visitors, tab: Page) -> Iterator[Page]:
    """A tab as if it were new; an error in the page's own scripts fails the test.

    It is the same one for all tests, since each new one compiles Streamlit's scripts anew: half the time of a visit. A
    test that listens to it stops listening at its end; one that adds a script for good takes `another_page`.
    """
    yield tab
    if tab.url.startswith("http"):  # what the page would keep as it is left is not kept
        tab.evaluate("sessionStorage.clear(); Storage.prototype.setItem = () => {}")
    tab.goto("about:blank")
    tab.mouse.move(0, 0)
    tab.set_viewport_size(WIDE_SCREEN)
    tab.emulate_media(color_scheme="light")
    assert visitors.take_errors() == []


@pytest.fixture
def another_page(visitors: Visitors) -> Iterator[Page]:
    """A tab of somebody who has never been here."""
    opened = visitors.open_page(visitors.open_context())
    yield opened
    opened.context.close()
    assert visitors.take_errors() == []


@contextmanager
def served(index: Path, folder: Path) -> Iterator[str]:
    """The address of the page for `index`, served from the working folder `folder` until the block ends.

    Where the archive has no folder of its own, reports may be added to "my reports" beside `index`.
    """
    port = free_port()
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-c", _SERVE, "serve", "--index", str(index), "--port", str(port)]
    command += ["--allow-adding", str(index.parent / "my reports")]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        announcement = process.stdout.readline()
        try:
            assert f"127.0.0.1:{port}" in announcement
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def samples_index(made_once: MadeOnce, corpus: Path) -> Path:
    def fill(folder: Path) -> None:
        reports = folder / "reports"
        reports.mkdir()
        for name in SAMPLES:
            shutil.copy(corpus / name, reports / name)
        (reports / "notes.txt").write_text("Milk, eggs and a loaf.\n", encoding="utf-8")
        build(reports, folder / "index", model=EMBEDDED_MODEL)

    return made_once("samples", fill) / "index"


@pytest.fixture(scope="session")
def samples(samples_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over three sample reports, with the real model."""
    with served(samples_index, tmp_path_factory.mktemp("elsewhere")) as address:
        yield address


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over a report whose every word is markup of some kind, indexed without a model."""
    folder = tmp_path_factory.mktemp("hostile")
    publish_archive(folder / "index", [HOSTILE], model=None)
    with served(folder / "index", folder) as address:
        yield address


@pytest.fixture(scope="session")
def warm_servers() -> Iterator[WarmServers]:
    warm = WarmServers()
    yield warm
    warm.end()


@pytest.fixture
def serve_here(warm_servers: WarmServers) -> Iterator[Callable[[Path], str]]:
    """Serves an index for the length of one test; reports may be added as `served` has it."""
    with ExitStack() as stack:

        def serve(index: Path) -> str:
            return stack.enter_context(
                warm_servers.served(index, index.parent, free_port(), index.parent / "my reports")
            )

        yield serve
