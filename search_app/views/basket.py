"""Basket: the evidence that this visitor has collected."""

from __future__ import annotations

import streamlit as st

from search_app.basket_markup import empty_html, items_html
from search_app.engine import SearchEngine
from search_app.session import basket


def draw(engine: SearchEngine) -> None:
    """The quotations in their order, or how to collect some."""
    st.html('<h1 class="pr-heading">Evidence basket</h1>')
    st.html(items_html(basket()) if basket().items else empty_html())
