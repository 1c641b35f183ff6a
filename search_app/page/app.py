"""The page. Draws its frame first, then opens the archive, so that a visitor sees at once what it waits for.

Modules that take long to import are imported while the page says that it is opening the archive.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from contextlib import nullcontext
from functools import cache
from pathlib import Path

import streamlit as st

from indexer.errors import IndexMissing, IndexUnavailable, PrecedentError
from search_app.page import process, script

# The page's styles, script and sign, read once: the page itself is run anew for every action of every visitor.

_ASSETS = Path(__file__).with_name("assets")

_FOLDERS = {"read": "reader"}
"""Pages whose address is not the name of their folder."""

ICON_PATH = str(_ASSETS / "mark.svg")
LOGO_PATH = str(_ASSETS / "wordmark.svg")


@cache
def style_html() -> str:
    """All style sheets, in one element."""
    sheets = (sheet.read_text(encoding="utf-8") for sheet in sorted(_ASSETS.glob("*.css")))
    return f"<style>{''.join(sheets)}</style>"


@cache
def page_script() -> str:
    """What every page does in the browser by itself."""
    return (_ASSETS / "page.js").read_text(encoding="utf-8")


# Module in search_app.page -> what the page is called. A comment, since Streamlit may draw a bare string.
_PAGES = {
    "search": "Search",
    "precedents": "Precedents",
    "compare": "Compare",
    "read": "Read",
    "basket": "Basket",
    "archive": "Archive",
}

_behaviour = st.components.v2.component("precedent_page", js=page_script())


def main() -> None:
    """Draws the page that the address names. Never lets an exception reach the visitor."""
    st.set_page_config(page_title="Precedent", page_icon=ICON_PATH, layout="centered")
    st.logo(LOGO_PATH, size="large")
    st.html(style_html())
    pages = [
        st.Page(_drawn_by(name), title=title, url_path=name, default=name == "search") for name, title in _PAGES.items()
    ]
    page = st.navigation(pages, position="top")
    _behave(page.url_path)
    page.run()


@st.fragment
def _behave(page: str) -> None:
    """Mounts the behaviour script: the paragraph that the address names comes into view, the basket is kept.

    A fragment, so that an action of the script draws nothing else anew; but for the page that draws the basket.
    """
    parameters = st.query_params
    named = {"report", "para"} <= set(parameters) and "as" not in parameters
    target = [parameters["report"], f"para-{parameters['para']}"] if named else None
    _behaviour(
        key=script.BEHAVIOUR,
        # The page is named so that each has data of its own: without, the script would keep the last page's way back.
        data={
            "page": page,
            "target": target,
            "basket": script.basket_for_the_script(),
            "files": script.files_for_the_script(),
        },
        on_actions_change=script.take_actions,
    )
    if script.has_taken_actions() and page == "basket":
        st.rerun()


def _drawn_by(name: str) -> Callable[[], None]:
    def draw() -> None:
        try:
            _draw(name)
        except IndexMissing as missing:
            _draw_without_index(name, missing)
        except IndexUnavailable as unavailable:
            _say("The archive cannot be opened.", unavailable.message, unavailable.hint)
        except PrecedentError as error:
            _say(error.message, error.hint)
        except Exception:
            process.log.exception("the page %s failed", name)
            _say("Something went wrong on this page, and it has been noted in the log.", "Load the page again.")

    return draw


def _draw(name: str) -> None:
    from search_app.page.markup import way_html
    from search_app.page.search.first_page import banner_html, masthead_html

    st.html(way_html())
    # Both have their places whether they are filled or not: a control that moved would be made anew by the browser, and
    # one that is made anew while it is given a value may tell the server its old one.
    masthead, wait = st.empty(), st.empty()
    if name == "search" and not st.query_params:
        masthead.html(masthead_html())
    with nullcontext() if process.is_open() else process.waiting("Opening the archive…", wait):
        module = importlib.import_module(f"search_app.page.{_FOLDERS.get(name, name)}.view")
        archive = process.open_archive()
    manifest = archive.catalogue.manifest
    if manifest.samples:
        st.html(banner_html(manifest.samples, manifest.reports))
    module.draw(archive)


def _draw_without_index(name: str, missing: IndexMissing) -> None:
    if name == "archive":
        importlib.import_module("search_app.page.archive.view").draw_without_index(missing)
        return
    from search_app.page.search.first_page import no_archive_html

    st.html(no_archive_html(missing.message, missing.hint))


def _say(title: str, body: str, command: str = "") -> None:
    from search_app.page.markup import notice

    st.html(notice(title, body, urgent=True, command=command))


main()
