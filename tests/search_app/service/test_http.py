"""The archive over HTTP: every path, what it answers, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from starlette.testclient import TestClient

from indexer.storage.manifest import published_folder
from search_app import Archive
from search_app.service import models
from search_app.service.settings import Settings
from tests.conftest import FakeQueryEncoder
from tests.indexer.reports import make_report
from tests.search_app.archive import publish_archive
from tests.search_app.service.conftest import ASHMERE, BRAMFORD, client_of

ATOM = "{http://www.w3.org/2005/Atom}"
PLANS = "/api/search?q=plans reviewed"


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    content: dict[str, Any] = answer.json()
    assert content["status"] == status
    assert content["detail"]
    return content


@pytest.mark.parametrize(
    ("path", "model"),
    [
        (PLANS, models.SearchAnswer),
        ("/api/reports", models.ReportsAnswer),
        ("/api/reports/ashmere-2014", models.ReportAnswer),
        ("/api/paragraphs/ashmere-2014:2.1", models.ParagraphAnswer),
        ("/api/compare?by=area&by=year", models.ComparisonAnswer),
        ("/api/generation", models.GenerationAnswer),
        ("/api/health", models.Health),
    ],
)
def test_an_answer_is_what_its_description_says(client: TestClient, path: str, model: type[BaseModel]) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    read = model.model_validate_json(answer.content)
    assert set(answer.json()) == set(read.model_dump())


def test_a_search_has_the_fields_of_the_command(client: TestClient, served_index: Path) -> None:
    with Archive.open(served_index, open_encoder=FakeQueryEncoder) as archive:
        told = archive.search("plans reviewed", limit=3, area="Ashmere").to_json()
    asked = client.get(PLANS, params={"q": "plans reviewed", "limit": 3, "area": "Ashmere"}).json()
    assert asked.pop("next") is None
    assert asked | {"took_ms": 0} == json.loads(json.dumps(told)) | {"took_ms": 0}


def test_pages_of_results_follow_each_other_by_their_cursor(client: TestClient) -> None:
    whole = [hit["address"] + hit["report_id"] for hit in client.get(PLANS).json()["hits"]]
    found, cursor = [], None
    while True:
        page = client.get(PLANS + "&limit=1" + (f"&cursor={cursor}" if cursor else "")).json()
        found += [hit["address"] + hit["report_id"] for hit in page["hits"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == whole


def test_a_cursor_belongs_to_its_question(client: TestClient) -> None:
    cursor = client.get(PLANS + "&limit=1").json()["next"]
    assert "another request" in problem(client.get(f"/api/search?q=other&cursor={cursor}"), 422)["detail"]
    assert "not a cursor" in problem(client.get(PLANS + "&cursor=bm9uZQ"), 422)["detail"]


def test_a_cursor_ends_with_its_generation(tmp_path: Path) -> None:
    publish_archive(tmp_path, [ASHMERE, BRAMFORD])
    with client_of(Settings(index=tmp_path, rate=0)) as client:
        first = client.get(PLANS + "&limit=1")
        publish_archive(tmp_path, [ASHMERE, BRAMFORD, make_report("cold-2018", [("prose", "Plans were reviewed.")])])
        told = problem(client.get(PLANS + f"&limit=1&cursor={first.json()['next']}"), 410)
        assert "Start again" in told["hint"]
        again = client.get(PLANS + "&limit=1", headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 200


@pytest.mark.parametrize("path", [PLANS, "/api/reports", "/api/paragraphs/ashmere-2014:2.1", "/api/feed?q=plans"])
def test_what_a_client_has_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get(path, headers={"If-None-Match": "*"}).status_code == 304


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ('/api/search?q="open', 422, "never closed"),
        ("/api/search?q=plans&arae=Ashmere", 422, "no parameter 'arae'"),
        ("/api/search?q=a&q=b", 422, "more than once"),
        ("/api/search?q=plans&from=2016-02-31", 422, "not a date"),
        ("/api/search?limit=0", 422, "query.limit"),
        ("/api/search?lens=praise", 422, "praise"),
        ("/api/compare?by=size", 422, "query.by"),
        ("/api/reports/nowhere-2014", 404, "nowhere-2014"),
        ("/api/paragraphs/ashmere-2014:9.9", 404, "9.9"),
        ("/api/paragraphs/ashmere-2014", 404, "names no paragraph"),
        ("/api/paragraphs/ashmere-2014:2.1/page-image", 404, "is not a PDF"),
        ("/api/nothing", 404, "Not Found"),
        ("/elsewhere", 404, "Not Found"),
        ("/api/export", 405, "Method Not Allowed"),
    ],
)
def test_a_refusal_says_what_and_why(client: TestClient, path: str, status: int, told: str) -> None:
    content = problem(client.get(path), status)
    assert told in content["detail"]
    assert content["hint"]


def test_a_refused_query_says_where(client: TestClient) -> None:
    assert problem(client.get('/api/search?q=plans "open'), 422)["position"] == 6


def test_a_slip_in_a_filter_is_named(client: TestClient) -> None:
    assert problem(client.get("/api/search?arae=Ashmere"), 422)["hint"] == "Did you mean area?"


def test_precedents_are_found_for_a_draft_and_for_a_paragraph(client: TestClient) -> None:
    draft = client.post("/api/precedents", json={"draft": "Plans were reviewed in good time."})
    models.PrecedentsAnswer.model_validate_json(draft.content)
    assert draft.json()["draft"]["text"] == "Plans were reviewed in good time."
    of = client.post("/api/precedents", json={"reference": "ashmere-2014:2.1"}).json()
    assert {each["report_id"] for name in ("supporting", "contrasting", "unclear") for each in of[name]} <= {
        "bramford-2016"
    }


def test_a_draft_is_held_against_the_archive(client: TestClient) -> None:
    draft = "As was found, “Plans were reviewed in good time in most cases” (Ashmere SQS, March 2014, 2.1)."
    answer = client.post("/api/verify", json={"draft": draft})
    assert answer.status_code == 200, answer.text
    read = models.VerifyAnswer.model_validate_json(answer.content)
    assert [each.verdict for each in read.checked] == ["changed", "cited"]
    assert set(answer.json()) == set(read.model_dump())


@pytest.mark.parametrize("body", [{}, {"draft": "Plans.", "reference": "ashmere-2014:2.1"}, {"draft": "…"}])
def test_precedents_want_one_draft_with_words(client: TestClient, body: dict[str, str]) -> None:
    problem(client.post("/api/precedents", json=body), 422)


def test_quotations_are_exported_with_their_citations(client: TestClient) -> None:
    quotations = [{"reference": "ashmere-2014:2.2", "text": "Staff cared.", "note": "for the board"}]
    answer = client.post("/api/export", json={"form": "md", "quotations": quotations})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="evidence.md"'
    assert "Staff cared." in answer.text
    assert "paragraph 2.2" in answer.text
    assert "protect victims" not in answer.text


def test_words_that_the_archive_does_not_say_are_not_exported(client: TestClient) -> None:
    quotations = [{"reference": "ashmere-2014:2.1"}, {"reference": "ashmere-2014:2.2", "text": "Staff ran."}]
    told = problem(client.post("/api/export", json={"form": "csv", "quotations": quotations}), 409)
    assert [(row["reference"], row["state"]) for row in told["not_checked"]] == [("ashmere-2014:2.2", "changed")]
    rest = client.post("/api/export", json={"form": "csv", "quotations": quotations, "leave_out": True})
    assert rest.headers["precedent-left-out"] == "1"
    assert "Staff ran" not in rest.text


def test_a_body_that_is_no_json_is_refused(client: TestClient) -> None:
    sent = client.post("/api/precedents", content=b"{", headers={"Content-Type": "application/json"})
    problem(sent, 422)


def test_a_search_can_be_watched_as_a_feed(client: TestClient) -> None:
    answer = client.get("/api/feed?q=plans")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 4
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == 4
    assert all("tool's reading" in str(entry.findtext(f"{ATOM}summary")) for entry in entries)
    assert feed.findtext(f"{ATOM}updated", "").endswith("Z")
    assert all(entry.find(f"{ATOM}link") is None for entry in entries)


def test_a_feed_reads_what_the_search_does(client: TestClient) -> None:
    asked = "q=plans+Bramford&ignore=area%3ABramford"
    entries = ET.fromstring(client.get(f"/api/feed?{asked}").content).findall(f"{ATOM}entry")
    assert len(entries) == client.get(f"/api/search?{asked}").json()["near"]
    assert len(entries) != client.get("/api/search?q=plans+Bramford").json()["near"]


def test_a_feed_leads_to_the_page_where_its_address_is_known(served_index: Path) -> None:
    with client_of(Settings(index=served_index, public_url="https://archive.example")) as client:
        feed = ET.fromstring(client.get("/api/feed?q=excellent").content)
    links = [link.get("href") for link in feed.findall(f"{ATOM}entry/{ATOM}link")]
    assert "https://archive.example/read?report=bramford-2016&para=2.2" in links


def test_an_archive_that_is_not_there_yet_is_said_and_taken_up_later(tmp_path: Path) -> None:
    with client_of(Settings(index=tmp_path / "index")) as client:
        for path in ("/api/health", PLANS, "/api/metrics"):
            told = problem(client.get(path), 503)
            assert "precedent index" in told["hint"]
        publish_archive(tmp_path / "index", [ASHMERE])
        assert client.get("/api/health").json()["generation"] == published_folder(tmp_path / "index").name


def test_metrics_count_what_was_asked(client: TestClient) -> None:
    client.get(PLANS)
    client.get("/api/reports/nowhere-2014")
    text = client.get("/api/metrics").text
    assert 'precedent_requests_total{method="GET",route="/search",status="200"}' in text
    assert 'route="/reports/{report_id}",status="404"}' in text
    assert "precedent_paragraphs 4.0" in text


def test_a_fault_of_its_own_is_told_without_its_inside(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a secret path")

    monkeypatch.setattr(Archive, "search", broken)
    assert "secret" not in json.dumps(problem(client.get(PLANS), 500))
    assert "a secret path" in caplog.text


def test_the_description_is_openapi_3_1_and_knows_every_filter(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert described["servers"] == [{"url": "/api"}]
    names = {each["name"] for each in described["paths"]["/search"]["get"]["parameters"]}
    assert {"q", "area", "year", "theme", "from", "to", "lens", "share", "cursor", "sort"} <= names
    for path in described["paths"].values():
        for operation in path.values():
            assert "application/problem+json" in operation["responses"]["422"]["content"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(q=st.text(max_size=60), cursor=st.none() | st.text(max_size=40), area=st.lists(st.text(max_size=20), max_size=2))
def test_whatever_is_asked_is_answered_or_refused(
    client: TestClient, q: str, cursor: str | None, area: list[str]
) -> None:
    parameters = {"q": q, "area": area, "limit": 1} | ({} if cursor is None else {"cursor": cursor})
    answer = client.get("/api/search", params=parameters)
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 422:
        assert answer.json()["hint"]


@pytest.mark.parametrize("path", [PLANS, "/api/health", "/api/feed?q=plans", "/api/reports/nowhere-2014"])
def test_the_head_of_an_answer_is_that_of_the_answer(client: TestClient, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert head.headers.get("etag") == whole.headers.get("etag")


def test_a_feed_is_called_by_all_that_it_asks(client: TestClient) -> None:
    def title(path: str) -> str:
        return ET.fromstring(client.get(path).content).findtext(f"{ATOM}title", "")

    assert title("/api/feed?area=Ashmere&mode=keyword") == "Precedent: Ashmere"
    assert title("/api/feed?q=plans&area=Ashmere") == "Precedent: plans, Ashmere"


def test_a_blank_where_words_may_stand_quotes_the_whole_paragraph(client: TestClient) -> None:
    quotations = [{"reference": "ashmere-2014:2.1", "text": " "}]
    answer = client.post("/api/export", json={"form": "md", "quotations": quotations})
    assert "> Plans were reviewed in good time" in answer.text
