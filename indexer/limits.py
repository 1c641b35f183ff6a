"""Every limit: its name with its unit, its value, and the reason beside it.

Limits protect the machine and the reader from input that nobody means; tuning constants of a method
stand with that method instead.
"""

from __future__ import annotations

FILE_SIZE_LIMIT_BYTES = 200 * 1024 * 1024
"""The largest real inspection report seen is 3 MiB; past this a file is no report but a bundle or a bomb."""

QUERY_LENGTH_LIMIT_CHARACTERS = 2_000
"""A long paragraph is about 1,500 characters. Longer text is a draft, which `precedent precedents` reads."""

DRAFT_LENGTH_LIMIT_CHARACTERS = 200_000
"""Some eighty pages: longer than the report that anybody writes in one piece."""

DRAFT_SENTENCES_LIMIT = 300
"""A draft of fifty sentences takes a second and a half on one core; this many, ten."""

WORD_DRAFT_LIMIT_BYTES = 20 * 1024 * 1024
"""A draft in Word with some pictures. It is read in the page's own process."""

WORD_DRAFT_UNPACKED_LIMIT_BYTES = 200 * 1024 * 1024
"""What its parts may come to, which a small archive made for harm exceeds."""

QUERY_NESTING_LIMIT_LEVELS = 20
"""Nobody nests this deep by hand, and the evaluation recurses over the tree."""

QUERY_TERMS_LIMIT = 200
"""Keeps the worst query under a second on 100,000 paragraphs."""

PREFIX_LENGTH_MINIMUM_CHARACTERS = 3
"""Two letters and a star match a large share of the vocabulary and say nothing."""

PREFIX_EXPANSION_LIMIT_TERMS = 1_000
"""Counted before searching, because the engine underneath has no limit of its own."""

RESULT_LIMIT_HITS = 1_000
"""More than a person reads; keeps one answer in memory small."""

UPLOADS_LIMIT_BYTES = 400 * 1024 * 1024
"""What the page's server holds of all visitors' uploads together, in memory."""

LOCK_WAIT_SECONDS = 0.5
"""A build takes longer than anyone waits for; the other build is named at once instead."""

GENERATIONS_KEPT = 2
"""The published one, and the one before it for readers that have it open."""

ANSWER_LENGTH_BYTES = 8
"""Before each answer of a reading process stands how long it is."""
