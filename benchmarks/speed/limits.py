"""What Precedent is held to, as ratios to other engines in the same run wherever there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Results = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Limit:
    """`measured` raises KeyError where a figure that it needs is not there."""

    what: str
    measured: Callable[[Results], float]
    most: float
    unit: str = " x"


def _ratio(size: str, ours: str, engine: str, theirs: str, part: str) -> Callable[[Results], float]:
    def measured(results: Results) -> float:
        figures = results[size]
        return float(figures["precedent"][ours][part] / figures[engine][theirs][part])

    return measured


def _against_bandwidth(widened: int) -> Callable[[Results], float]:
    """Beside reading the matrix once, as it is stored or `widened` so many times."""

    def measured(results: Results) -> float:
        ours = results["500000"]["precedent"]
        return float(ours["hybrid"]["p50"] / (widened * ours["matrix_bytes"] / ours["bandwidth_gb_s"] / 1e6))

    return measured


def _bytes_ratio(results: Results) -> float:
    figures = results["100000"]
    return float(figures["precedent"]["bytes"] / figures["txtai"]["bytes"])


def _memory_ratio(results: Results) -> float:
    figures = results["100000"]
    return float(figures["precedent"]["memory_mb"] / figures["transformers"]["memory_mb"])


def _shell_seconds(results: Results) -> float:
    return float(results["10000"]["shell"]["shell"]["p50"] / 1000)


def _shell_ratio(results: Results) -> float:
    figures = results["10000"]["shell"]
    return float(figures["shell"]["p50"] / figures["transformers_shell"]["p50"])


def _page_seconds(results: Results) -> float:
    return float(results["10000"]["page"]["p50"] / 1000)


_HYBRID = "100,000, hybrid, vector given, exact: {part} beside {name}"

LIMITS = (
    *(
        Limit(_HYBRID.format(part=label, name=name), _ratio("100000", "hybrid", engine, theirs, part), most)
        for engine, name, theirs, most in (
            ("txtai", "txtai, which is approximate", "hybrid", 1.0),
            ("lancedb", "LanceDB", "hybrid", 0.05),
            ("whoosh", "Whoosh alone, words only", "or", 0.05),
        )
        for part, label in (("p50", "median"), ("p95", "95th percentile"))
    ),
    Limit(
        "100,000, hybrid, query encoded: median beside encoding alone",
        _ratio("100000", "hybrid_encoded", "precedent", "encode", "p50"),
        2.5,
    ),
    *(
        Limit(f"100,000, {label}: median beside tantivy", _ratio("100000", kind, "tantivy", kind, "p50"), 1.5)
        for kind, label in (("or", "words side by side"), ("and", "words joined by AND"), ("phrase", "words in a row"))
    ),
    *(
        Limit(
            f"500,000, hybrid, vector given, exact: median beside reading the matrix once in {precision}",
            _against_bandwidth(widened),
            1.5,
        )
        for precision, widened in (("half precision, as it is stored", 1), ("single precision", 2))
    ),
    Limit("`precedent search` from the shell, 10,000: whole process", _shell_seconds, 0.6, " s"),
    Limit("the same beside sentence-transformers and Whoosh", _shell_ratio, 0.15),
    Limit("memory of a search process over 100,000, mapped files not counted, beside the same", _memory_ratio, 0.4),
    Limit("bytes on disk a paragraph at 100,000, text included, beside txtai without text", _bytes_ratio, 1.0),
    Limit("the page, 10,000: from Enter to the first hit, median", _page_seconds, 0.4, " s"),
)
