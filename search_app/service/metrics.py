"""What a Prometheus server collects: requests, how long they took, and which generation answers."""

from __future__ import annotations

import os

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from search_app.answers.catalogue import Catalogue

MULTIPROCESS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Where worker processes put their counts together; set before any of them begins."""
MEDIA_TYPE = CONTENT_TYPE_LATEST

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counts of one process, or its share of those of several."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ["method", "route", "status"]
        self._requests = Counter("precedent_requests", "Requests answered.", labels, registry=self._registry)
        self._seconds = Histogram(
            "precedent_request_seconds", "Time to an answer.", ["route"], buckets=_SECONDS, registry=self._registry
        )
        self._generation, self._reports, self._paragraphs = (
            Gauge(f"precedent_{name}", text, registry=self._registry, multiprocess_mode="mostrecent")
            for name, text in (
                ("generation_number", "Number of the generation that answers."),
                ("reports", "Reports in it."),
                ("paragraphs", "Paragraphs in it."),
            )
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one request. `route` is the pattern of its path, so that there are few."""
        known = method if method in ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH") else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def opened(self, catalogue: Catalogue) -> None:
        """Notes which generation answers."""
        self._generation.set(catalogue.manifest.number)
        self._reports.set(catalogue.manifest.reports)
        self._paragraphs.set(catalogue.manifest.chunks)

    def text(self) -> bytes:
        """All counts, of every worker process, in the form that Prometheus reads."""
        if MULTIPROCESS_VARIABLE not in os.environ:
            return generate_latest(self._registry)
        joined = CollectorRegistry()
        MultiProcessCollector(joined)  # type: ignore[no-untyped-call]  # the library's own
        return generate_latest(joined)
