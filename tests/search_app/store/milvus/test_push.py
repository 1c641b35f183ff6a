"""What a push copies, sends again, removes and goes on with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.errors import IndexMissing, QueryRefused, StoreUnreachable
from indexer.storage.generation import Generation
from search_app.store.milvus import push as pushing
from search_app.store.milvus.check import check_archive
from search_app.store.milvus.connection import Connection, read_address
from search_app.store.milvus.rows import RowMaker
from search_app.store.opening import check_source
from tests.search_app.store.milvus.conftest import ASHMERE, BRAMFORD, CALDER, Pushed

pytestmark = pytest.mark.slow


def sources(pushed: Pushed, query: str = "plans") -> list[str]:
    with pushed.open() as archive:
        return [hit.reference for hit in archive.search(query, mode="keyword")]


def test_a_second_push_sends_nothing_and_publishes_nothing(pushed: Pushed) -> None:
    pushed.publish(ASHMERE, BRAMFORD)
    assert pushed.push().sent == 2
    again = pushed.push()
    assert (again.sent, again.unchanged, again.published) == (0, 2, False)


def test_a_second_push_sends_what_has_changed_and_drops_what_is_gone(pushed: Pushed) -> None:
    pushed.publish(ASHMERE, BRAMFORD)
    pushed.push()
    pushed.publish(ASHMERE, CALDER)
    result = pushed.push(drift_bound=10.0)
    assert (result.sent, result.unchanged, result.removed) == (1, 1, 1)
    assert {source.split(":")[0] for source in sources(pushed)} == {"ashmere-2014"}
    assert "calder-2018:1.1" in sources(pushed, "victims")
    assert not check_archive(pushed.address).problems


def test_a_report_with_one_other_word_is_sent_again_and_counts_once(pushed: Pushed) -> None:
    pushed.publish(ASHMERE, BRAMFORD)
    pushed.push()
    edited = replace(BRAMFORD, text=BRAMFORD.text.replace("excellent", "wonderful"))
    pushed.publish(ASHMERE, edited)
    result = pushed.push(drift_bound=10.0)
    assert (result.sent, result.removed) == (1, 1)
    assert sources(pushed, "wonderful") == ["bramford-2016:2.2"]
    assert sources(pushed, "excellent") == []


def test_weights_are_sent_again_once_mean_lengths_have_moved_past_the_bound(pushed: Pushed) -> None:
    pushed.publish(ASHMERE, BRAMFORD)
    pushed.push()
    pushed.publish(ASHMERE, BRAMFORD, CALDER)
    lazy = pushed.push(drift_bound=10.0)
    assert lazy.sent == 1
    assert lazy.drift > 0.01
    assert "moved by 0.00%" not in check_archive(pushed.address).summary
    exact = pushed.push(drift_bound=0.0)
    assert exact.sent == 2
    assert exact.drift == 0
    assert "moved by 0.00%" in check_archive(pushed.address).summary


def test_a_push_that_ends_early_changes_no_answer_and_is_gone_on_with(
    pushed: Pushed, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed.publish(ASHMERE)
    pushed.push()
    before = sources(pushed)
    pushed.publish(ASHMERE, BRAMFORD, CALDER)
    monkeypatch.setattr(pushing, "_SENT_ROWS", 1)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pushing._Push, "_publish", die)
        with pytest.raises(KeyboardInterrupt):
            pushed.push(drift_bound=10.0)
    assert sources(pushed) == before
    assert "did not end" in str(check_archive(pushed.address).problems)
    result = pushed.push(drift_bound=10.0)
    assert (result.sent, result.resumed) == (0, 2)
    assert len(sources(pushed)) > len(before)
    assert not check_archive(pushed.address).problems


def test_an_open_archive_takes_up_what_is_pushed(pushed: Pushed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search_app.store.milvus.source.LOOKS_EVERY_SECONDS", 0.0)
    pushed.publish(ASHMERE)
    pushed.push()
    with pushed.open() as archive:
        assert len(archive.search("liked", mode="keyword")) == 0
        assert archive.engine.opened is archive.engine.opened
        pushed.publish(ASHMERE, CALDER)
        pushed.push()
        assert archive.search("liked", mode="keyword")[0].reference == "calder-2018:1.1"


def test_check_finds_a_paragraph_that_is_gone(pushed: Pushed) -> None:
    pushed.publish(ASHMERE, BRAMFORD)
    pushed.push()
    assert not check_source(pushed.address).problems
    connection = Connection(read_address(pushed.address))
    connection.exists()
    connection.delete(f"id in [{connection.rows('id >= 0', ())[0]['id']}]")
    connection.close()
    assert "paragraphs there, and should have 2" in check_source(pushed.address).problems[0].message


def test_the_vectors_that_a_sample_is_held_against_are_those_that_are_sent(pushed: Pushed) -> None:
    pushed.publish(ASHMERE, BRAMFORD)
    maker = RowMaker(Generation.open(pushed.index), None)
    sent = {row["id"]: row for row in maker.report(1, 7).rows}
    assert len(sent) == 2
    held = maker.vectors(1, 7, 4)
    assert held == {place: {name: sent[place][name] for name in made} for place, made in held.items()}
    assert held.keys() == sent.keys()
    assert list(maker.vectors(1, 7, 1)) == list(sent)[:1]


def test_a_quotation_with_an_apostrophe_is_found(pushed: Pushed) -> None:
    pushed.publish(ASHMERE, CALDER)
    pushed.push()
    assert sources(pushed, "\"at O'Brien's, which\"") == ["calder-2018:1.1"]
    assert sources(pushed, '"at O\'Brien, which"') == []


def test_where_nothing_was_pushed_the_message_names_the_command(pushed: Pushed) -> None:
    with pytest.raises(IndexMissing, match="precedent push"):
        pushed.open()


@pytest.mark.parametrize(
    "address", ["milvus+file:folder", "milvus+ftp://x/y", "milvus+http://", "milvus+http://user:word@host/x"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(QueryRefused):
        read_address(address)


def test_a_server_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search_app.store.milvus.connection._TIMEOUT_SECONDS", 1.0)
    with pytest.raises(StoreUnreachable, match=r"127\.0\.0\.1:9"):
        Connection(read_address("milvus+http://127.0.0.1:9/archive"))
