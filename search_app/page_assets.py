"""The page's styles, script and sign, read once: the page itself is run anew for every action of every visitor."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_ASSETS = Path(__file__).with_name("assets")

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
