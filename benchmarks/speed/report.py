"""From figures to docs/benchmarks.md: the text between two markers is replaced, the rest is written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.speed.limits import LIMITS
from benchmarks.speed.measure import machine

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
_BEGIN, _END = "<!-- figures: begin -->", "<!-- figures: end -->"

_ENGINES = ("precedent", "tantivy", "bm25s", "fts5", "whoosh", "txtai", "lancedb")
_NAMES = {"precedent": "**Precedent**", "fts5": "SQLite FTS5", "whoosh": "Whoosh alone", "lancedb": "LanceDB"}
_QUERIES = (
    ("or", "words side by side"),
    ("and", "words joined by AND"),
    ("phrase", "words in a row"),
    ("hybrid", "hybrid, vector given"),
)
_OURS = (
    ("hybrid_first", "hybrid, vector given, each query for the first time"),
    ("hybrid", "hybrid, vector given (the ranking)"),
    ("hybrid_encoded", "hybrid, query encoded (the ranking)"),
    ("keyword_rank", "words side by side: parsing, understanding and a ranking of all that match"),
    ("search", "whole search with hits, query and sentences known"),
    ("search_encoded", "whole search with hits, all encoded anew"),
    ("encode", "encoding the query, alone"),
)

Results = dict[str, dict[str, Any]]


def write_report(results: Results) -> None:
    """Puts the tables of `results` into the document."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    DOCUMENT.write_text(f"{before}{_BEGIN}\n{_tables(results)}\n{_END}{after}", encoding="utf-8")


def _tables(results: Results) -> str:
    sizes = sorted(results, key=lambda size: results[size]["precedent"]["paragraphs"])
    parts = [
        f"Measured on {datetime.now(UTC):%-d %B %Y}: {machine()}.",
        "### What is held\n\n" + _limits(results),
        "### Queries\n\nMilliseconds, median / 95th percentile; in brackets the ratio of medians to Precedent's.\n\n"
        + _queries(results, sizes),
        "### Precedent, part by part\n\nMilliseconds, median / 95th percentile.\n\n" + _ours(results, sizes),
        "### Building and disk\n\nSeconds to build from texts and given vectors; bytes on disk a paragraph.\n\n"
        + _building(results, sizes),
    ]
    return "\n\n".join(parts)


def _limits(results: Results) -> str:
    rows = []
    for limit in LIMITS:
        try:
            value = limit.measured(results)
        except KeyError:
            continue
        held = "yes" if value <= limit.most else "**no**"
        rows.append((limit.what, f"{value:.2f}{limit.unit}", f"{limit.most:g}{limit.unit}", held))
    return _table(("what", "measured", "at most", "held"), rows)


def _queries(results: Results, sizes: list[str]) -> str:
    rows = []
    for kind, label in _QUERIES:
        for engine in _ENGINES:
            cells = [_cell(results[size], engine, kind) for size in sizes]
            if any(cells):
                rows.append((label, _NAMES.get(engine, engine), *(cell or "-" for cell in cells)))
    return _table(("query", "engine", *map(_heading(results), sizes)), rows)


def _cell(figures: dict[str, Any], engine: str, kind: str) -> str:
    found = figures.get(engine, {}).get(kind)
    if found is None:
        return ""
    ours = figures["precedent"].get(kind)
    ratio = f" ({found['p50'] / ours['p50']:.2g} x)" if ours and engine != "precedent" else ""
    return f"{found['p50']:.2f} / {found['p95']:.2f}{ratio}"


def _ours(results: Results, sizes: list[str]) -> str:
    rows = []
    for kind, label in _OURS:
        cells = [_cell(results[size], "precedent", kind) or "-" for size in sizes]
        rows.append((label, *cells, _growth(results, sizes, kind)))
    return _table(("what", *map(_heading(results), sizes), "growth from 100,000 to 500,000"), rows)


def _growth(results: Results, sizes: list[str], kind: str) -> str:
    try:
        small, large = (results[size]["precedent"][kind]["p50"] for size in ("100000", "500000"))
    except KeyError:
        return "-"
    return f"{large / small:.1f} x"


def _building(results: Results, sizes: list[str]) -> str:
    rows = []
    for engine in _ENGINES:
        cells = []
        for size in sizes:
            found, paragraphs = results[size].get(engine, {}), results[size]["precedent"]["paragraphs"]
            build = f"{found['build_s']:.1f} s" if "build_s" in found else ""
            held = f"{found['bytes'] / paragraphs:,.0f} B" if "bytes" in found else ""
            cells.append(", ".join(filter(None, (build, held))) or "-")
        rows.append((_NAMES.get(engine, engine), *cells))
    return _table(("engine", *map(_heading(results), sizes)), rows)


def _heading(results: Results) -> Any:
    def heading(size: str) -> str:
        ours = results[size]["precedent"]
        kind = "real" if size == "5r" else "vectors encoded" if ours["encoded"] else "vectors generated"
        return f"{ours['paragraphs']:,} ({kind})"

    return heading


def _table(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heading = list(heading)
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines)
