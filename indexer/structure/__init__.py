"""Blocks and pages in, a `Report` out: pure functions that know what inspection reports look like."""
