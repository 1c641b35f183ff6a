"""What `precedent serve` runs: the page behind `doors`, by Streamlit's own way to put something before a page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from search_app.page.doors import Doors

app = st.App(Path(__file__).with_name("app.py"), middleware=[Middleware(Doors)])
