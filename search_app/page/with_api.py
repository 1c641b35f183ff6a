"""The page behind `doors` and the API at one address, for `precedent serve --api`: routes added beside a page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount

from search_app.page.doors import Doors
from search_app.service.http import MOUNTED_AT, make_api
from search_app.service.settings import Settings

app = st.App(
    Path(__file__).with_name("app.py"),
    routes=[Mount(MOUNTED_AT, make_api(Settings.from_environment()))],
    middleware=[Middleware(Doors)],
)
