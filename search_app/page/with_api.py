"""The page behind `doors` and the API at one address, for `precedent serve --api`: routes added beside a page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount

from search_app.page.doors import Doors
from search_app.page.process import offer_feeds
from search_app.service.http import MOUNTED_AT, make_api
from search_app.service.settings import Settings

settings = Settings.from_environment()
if not settings.keys:  # no reader of feeds has one
    offer_feeds()
app = st.App(
    Path(__file__).with_name("app.py"),
    routes=[Mount(MOUNTED_AT, make_api(settings))],
    middleware=[Middleware(Doors)],
)
