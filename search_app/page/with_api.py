"""The page and the API at one address, for `precedent serve --api`: Streamlit's own way to add routes beside a page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.routing import Mount

from search_app.service.http import MOUNTED_AT, make_api
from search_app.service.settings import Settings

app = st.App(Path(__file__).with_name("app.py"), routes=[Mount(MOUNTED_AT, make_api(Settings.from_environment()))])
