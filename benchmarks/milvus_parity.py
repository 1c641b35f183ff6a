"""Whether an archive on Milvus answers as the index that it was pushed from: every kind of query, under filters.

    python -m benchmarks.milvus_parity INDEX ADDRESS [--push] [--json]

Compared are the ten hits of each query with their texts, citations, highlights and readings, in order; totals, notes
and what was understood; and the counts of every filter. Scores may differ in the last bits of single precision, since
inner products are added up in another order. Then precedents, similar paragraphs, checked quotations and comparison.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.errors import QueryRefused
from search_app.answers.answer import Answer
from search_app.archive import Archive

log = logging.getLogger("parity")

QUERIES = (
    # words
    *("children in care", "quality of social work assessments", "staff supervision and caseloads"),
    *("domestic abuse", "mental health support for young people", "delays in court proceedings"),
    *("what do parents say about the help they got", "placements far from home", "missing children return interviews"),
    *("sexual exploitation", "neglect is not recognised early enough", "the voice of the child", "personal advisers"),
    *("education of looked-after children", "health assessments are late", "thresholds for referral"),
    *("adoption", "private fostering", "independent reviewing officers", "management oversight of casework"),
    # quotations
    *('"early help"', '"young people"', '"social workers"', '"in care" placements', '"children and young people"'),
    # beginnings of words
    *("supervis*", "adopt* delay", "neglig*", '"early help" assess*'),
    # operators
    *("custody OR remand", "(court OR tribunal) AND delay", "education NOT children", "assessment NOT quality"),
    *("foster AND NOT adoption", '"early help" OR "family support"', "police AND (health OR school)"),
    # fields
    *("year:2016", "year:2014-2018 neglect", "report:no-such-report", "grade:good leadership"),
    *("inspectorate:ofsted thresholds", "theme:custody", 'section:"key strengths"', "type:joint"),
    # what a query names
    *("neglect in 2016", "care leavers since 2018", "Durham social workers", "recommendations in Salford"),
    # recommendations
    *("Ensure that plans are specific and measurable.", "Managers should review every case", "improve supervision"),
    # names of the domain
    *("LAC", "MASH", "IRO caseloads", "CAMHS waiting times", "YOT"),
    # words that are joined, that are misspelt, and that are foreign to the archive
    *("multi-agency working", "safegarding", "volcanic ash", "the"),
    # words with two spellings, and dates
    *("re-offending", "reoffending rates", "well-being of children", "organization", "risk assesments", "before 2016"),
)

FILTERS: Mapping[str, Mapping[str, Any]] = {
    "none": {},
    "good practice": {"lens": "good-practice"},
    "shortfall": {"lens": "shortfall"},
    "years": {"year": ("2014-2016", "2019")},
    "dates": {"earliest": "2015-01-01", "latest": "2022-12-31", "lens": "expectation"},
    "section and theme": {"section": ("leadership", "executive summary"), "theme": ("education",)},
}

DRAFTS = (
    "Plans were reviewed in time in most cases.",
    "Social workers know the children well. Caseloads are too high, and supervision is not regular.",
    "Care leavers live in suitable accommodation.",
    "Thresholds are not well understood by partner agencies.",
    "Managment oversigt of assesments was not effective. Re-offending fell.",
)

_SCORE_TOLERANCE = 1e-4
"""Single precision, and sums in another order, move the fifth digit of a score."""


@dataclass
class Parity:
    """How many comparisons of each kind were the same, and what differed in the others."""

    asked: dict[str, int] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    own_ms: list[float] = field(default_factory=list)
    other_ms: list[float] = field(default_factory=list)

    def compare(self, kind: str, name: str, one: Any, other: Any) -> None:
        self.asked[kind] = self.asked.get(kind, 0) + 1
        if not _same(one, other):
            self.differences.append(f"{kind}: {name}: {_first_difference(one, other)}")

    def to_json(self) -> dict[str, Any]:
        return {
            "compared": self.asked,
            "differences": len(self.differences),
            "first": self.differences[:10],
            "median_ms": {
                "index": round(statistics.median(self.own_ms), 1),
                "milvus": round(statistics.median(self.other_ms), 1),
            },
        }


def compare_archives(
    one: Archive, other: Archive, queries: Sequence[str] = QUERIES, filters: Mapping[str, Mapping[str, Any]] = FILTERS
) -> Parity:
    """Asks both everything, and tells what differs."""
    parity = Parity()
    for number, query in enumerate(queries, 1):
        for name, given in filters.items():
            _compare_search(parity, one, other, query, given, f"{query} under {name}")
        log.info("%d of %d queries, %d differences", number, len(queries), len(parity.differences))
    for query in queries[::6]:
        for more in (
            {"mode": "keyword"},
            {"mode": "semantic"},
            {"order": "newest"},
            {"order": "praise"},
            {"offset": 10},
        ):
            _compare_search(parity, one, other, query, more, f"{query} with {more}")
        choices = [each.choices(query, lens="shortfall") for each in (one, other)]
        parity.compare("counts beside filters", query, *choices)
    _compare_the_rest(parity, one, other)
    return parity


def _compare_search(
    parity: Parity, one: Archive, other: Archive, query: str, given: Mapping[str, Any], name: str
) -> None:
    answers: list[Answer] = []
    refused: list[str] = []
    for archive, took in ((one, parity.own_ms), (other, parity.other_ms)):
        started = time.perf_counter()
        try:
            answers.append(archive.search(query, **given))
        except QueryRefused as refusal:
            refused.append(str(refusal))
        took.append((time.perf_counter() - started) * 1000)
    if refused:
        parity.compare("refusals", name, *(refused if len(refused) == 2 else (refused, "answered")))
        return
    own, found = answers
    parity.compare("answers", name, _comparable(own.to_json()), _comparable(found.to_json()))
    parity.compare("facets", name, own.facets, found.facets)
    parity.compare("order of facets", name, *(_orders(each.facets) for each in answers))
    for hit in found:
        parity.compare(
            "citations that resolve", f"{name} {hit.reference}", hit.text, other.paragraph(hit.reference).text
        )


def _compare_the_rest(parity: Parity, one: Archive, other: Archive) -> None:
    for draft in DRAFTS:
        found = [_comparable(each.precedents(draft).to_json()) for each in (one, other)]
        parity.compare("precedents", draft, *found)
        found = [_comparable(each.precedents(draft, inspectorate="ofsted").to_json()) for each in (one, other)]
        parity.compare("precedents under a filter", draft, *found)
    hits = [hit for query in QUERIES[:4] for hit in one.search(query, limit=2)]
    for place, hit in enumerate(hits):
        words = " ".join(hit.text.split()[:12])
        cited = hits[place - place % 2].citation.short  # every second time another paragraph
        quoting = f"It was said that “{words}” {cited}. Elsewhere “{words.replace(' the ', ' some ')}” was found."
        found = [_comparable(each.verify(quoting).to_json()) for each in (one, other)]
        parity.compare("checked quotations", hit.reference, *found)
    references = [hit.reference for query in QUERIES[:4] for hit in one.search(query, limit=2)]
    for reference in references:
        for question in ("similar", "who_does_this_well", "precedents_of"):
            found = [_comparable(getattr(each, question)(reference).to_json()) for each in (one, other)]
            parity.compare(question, reference, *found)
        parity.compare("citations", reference, one.cite(reference), other.cite(reference))
    for rows, columns in (("area", None), ("year", "theme"), ("theme", "area")):
        found = [each.compare(rows, columns, lens="shortfall").to_json() for each in (one, other)]
        parity.compare("comparisons", f"{rows} by {columns}", *found)
    parity.compare("reports", "all", *(each.catalogue.reports_json() for each in (one, other)))
    parity.compare("ledger", "all", *(each.catalogue.generation.ledger() for each in (one, other)))


def _orders(facets: Mapping[str, Mapping[str, int]]) -> list[tuple[str, list[str]]]:
    return [(name, list(values)) for name, values in facets.items()]


def _same(one: Any, other: Any) -> bool:
    """Equal, scores as far as they mean anything."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, abs_tol=_SCORE_TOLERANCE)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _comparable(value: Any) -> Any:
    """Without what takes time."""
    if isinstance(value, dict):
        return {name: _comparable(each) for name, each in value.items() if name != "took_ms"}
    if isinstance(value, list | tuple):
        return [_comparable(each) for each in value]
    return value


def _first_difference(one: Any, other: Any, at: str = "") -> str:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs: Iterator[tuple[str, Any, Any]] = ((f"{at}.{name}", one[name], other[name]) for name in one)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = ((f"{at}[{place}]", *each) for place, each in enumerate(zip(one, other, strict=True)))
    else:
        return f"{at} is {str(one)[:200]} and {str(other)[:200]}"
    return next((_first_difference(a, b, where) for where, a, b in pairs if not _same(a, b)), f"{at} differs")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("address")
    parser.add_argument("--push", action="store_true", help="push the index there first")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask every Nth query only")
    options = parser.parse_args()
    log.addHandler(logging.StreamHandler())
    log.setLevel(logging.INFO)
    if options.push:
        from search_app.store.milvus.push import push

        print(json.dumps(push(options.index, options.address).to_json()), file=sys.stderr)
    with Archive.open(options.index) as one, Archive.open(options.address) as other:
        parity = compare_archives(one, other, QUERIES[:: options.every])
    print(json.dumps(parity.to_json(), indent=1, ensure_ascii=False))
    return 1 if parity.differences else 0


if __name__ == "__main__":
    sys.exit(main())
