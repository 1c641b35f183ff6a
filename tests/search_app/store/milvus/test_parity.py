"""An archive on Milvus Lite answers as the index that it was pushed from: the samples, with the real model."""

from __future__ import annotations

import pytest

from benchmarks.milvus_parity import FILTERS, QUERIES, compare_archives
from tests.search_app.store.milvus.conftest import Pushed

_SAMPLES_QUERIES = (
    "assessment NOT victim",
    '"risk of harm"',
    "plans NOT reviewed",
    '"the young person\'s" plan',
    "custod*",
)


@pytest.mark.real_model
@pytest.mark.slow
def test_the_samples_are_answered_as_by_their_index(samples: Pushed) -> None:
    with samples.open_index() as one, samples.open() as other:
        parity = compare_archives(one, other, (*QUERIES[::9], *_SAMPLES_QUERIES), dict(list(FILTERS.items())[::2]))
    assert parity.differences == []
    assert parity.asked["answers"] > 30
    assert parity.asked["citations that resolve"] > 100


@pytest.mark.real_model
@pytest.mark.slow
def test_a_proportion_is_found_in_the_same_paragraphs_whether_it_was_kept_or_is_read(samples: Pushed) -> None:
    with samples.open_index() as one, samples.open() as other:
        for share in (">=0.75", "<0.5", "0.2-0.8"):
            kept, read = (archive.search("plans reviewed cases", share=share, limit=50) for archive in (one, other))
            assert [hit.reference for hit in kept] == [hit.reference for hit in read]
            assert len(kept)
