"""The page's controls. What is chosen is written to the address, and the address alone says what is searched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from search_app.answers.labels import LENS_NAMES, MODE_NAMES
from search_app.filters.filters import Lens
from search_app.query.understanding import UnderstoodKind
from search_app.ranking.fusion import Mode

BOX_LABEL = "Search the archive"

_BOX = "search-box"
_MARKDOWN_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]()<>#+-.!|$~:\"'&^="})
_NO_LENS = "all"


def draw_html(markup: str) -> None:
    """Draws `markup`. Where it is empty it keeps its place, so that no control below it moves: see app._draw."""
    if markup:
        st.html(markup)
    else:
        st.empty()


def plain_label(text: str) -> str:
    """`text` so that a label shows it as it is: Streamlit reads Markdown, LaTeX and directives in labels."""
    return text.translate(_MARKDOWN_SIGNS)


def search_box(query: str) -> None:
    """The search box with its button. Enter, the button or leaving the box puts its text into the address."""
    st.session_state[_BOX] = query
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            BOX_LABEL,
            key=_BOX,
            type="search",
            placeholder="parents of children in custody",
            label_visibility="collapsed",
            on_change=_put,
            args=("q", _BOX),
        )
        # Leaving the box and the click are two messages. The second may still carry the address from before the first.
        st.button("Search", type="primary", width="content", on_click=_put, args=("q", _BOX))


def find_box(words: str) -> None:
    """The box for finding words in the report that is read."""
    key = "find-box"
    st.session_state[key] = words
    st.text_input(
        "Find in this report",
        key=key,
        type="search",
        placeholder="Find in this report",
        label_visibility="collapsed",
        on_change=_put,
        args=("find", key),
    )


def mode_choice(mode: Mode) -> None:
    """Three ways to search, all in sight."""
    options = [each.value for each in Mode]
    _segments("Search by", "mode", options, mode, lambda each: MODE_NAMES[Mode(each)], default=Mode.HYBRID)


def lens_choice(lens: Lens | None, counts: Mapping[Lens | None, int], understood: Lens | None) -> None:
    """The filter by the tool's own reading, with the paragraphs that each choice would leave.

    Where the lens was `understood` from the query, choosing all of them takes that back.
    """
    options = [_NO_LENS, *(each.value for each in Lens)]

    def name(option: str) -> str:
        key = None if option == _NO_LENS else Lens(option)
        return f"{LENS_NAMES[key]} {counts.get(key, 0):,}"

    key = f"{UnderstoodKind.LENS}:{understood}" if understood else ""
    _segments("Lens (the tool’s reading)", "lens", options, lens or _NO_LENS, name, default=_NO_LENS, literal=key)


def _segments(
    label: str,
    parameter: str,
    options: list[str],
    value: str,
    name: Callable[[str], str],
    *,
    default: str,
    literal: str = "",
) -> None:
    """`literal` is the key of what was understood and is taken back where the default is chosen."""
    key = f"choice-{parameter}"
    st.session_state[key] = str(value)
    st.segmented_control(
        label,
        options,
        key=key,
        required=True,
        wrap=True,
        format_func=name,
        on_change=_put,
        args=(parameter, key, default, literal),
    )


def _put(parameter: str, key: str, default: str | None = None, literal: str = "") -> None:
    """Writes a control's value to the address and goes back to the first page of results."""
    value = st.session_state[key]
    if value in (default, "", None, []):
        st.query_params.pop(parameter, None)
        if literal:
            st.query_params["literal"] = [*st.query_params.get_all("literal"), literal]
    else:
        st.query_params[parameter] = value
    st.query_params.pop("page", None)


def report_choice(names: Mapping[str, str]) -> None:
    """A box to choose a report by; `names` maps ids to what they are called. The choice goes into the address."""
    key = "choice-report"
    st.selectbox(
        "Report",
        list(names),
        index=None,
        key=key,
        format_func=names.__getitem__,
        placeholder=f"Choose one of {len(names)} by area, type or year",
        on_change=_put,
        args=("report", key),
    )


def choice(label: str, parameter: str, names: Mapping[str, str], value: str, *, default: str) -> None:
    """A choice of one; `names` maps values to what they are called. The choice goes into the address."""
    _segments(label, parameter, [str(each) for each in names], value, names.__getitem__, default=default)


def several(
    label: str, parameter: str, options: Sequence[str], chosen: Sequence[str], name: Callable[[str], str] = str
) -> None:
    """A choice of any number of values of one filter. The choice goes into the address."""
    key = f"several-{parameter}"
    st.session_state[key] = [value for value in chosen if value in options]
    st.multiselect(label, options, key=key, format_func=name, placeholder="All", on_change=_put, args=(parameter, key))
