"""Precedent beside other engines, on paragraphs grown from real reports: `make bench`, `python -m benchmarks.speed`."""
