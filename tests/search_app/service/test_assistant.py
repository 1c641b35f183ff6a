"""The tools of an assistant, asked by the SDK's own client."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from search_app import Archive
from search_app.service.assistant import make_server
from tests.conftest import REPOSITORY, FakeQueryEncoder

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def archive(served_index: Path) -> Iterator[Archive]:
    with Archive.open(served_index, open_encoder=FakeQueryEncoder) as opened:
        yield opened


def talk(archive: Archive, conversation: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with Client(make_server(lambda: archive)) as client:
            return await conversation(client)

    return asyncio.run(run())


@pytest.fixture
def ask(archive: Archive) -> Ask:
    def call(tool: str, **arguments: Any) -> dict[str, Any]:
        result = talk(archive, lambda client: client.call_tool(tool, arguments))
        assert not result.is_error, result.content
        content: dict[str, Any] = result.structured_content
        assert content["generation"] == archive.generation
        assert "not the inspectorate’s judgement" in content["reading_label"]
        return content

    return call


def refusal(archive: Archive, tool: str, **arguments: Any) -> str:
    result = talk(archive, lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    return str(result.content[0].text)


def test_the_tools_say_what_they_are_for(archive: Archive) -> None:
    async def look(client: Client) -> tuple[list[Any], str | None]:
        return (await client.list_tools()).tools, client.instructions

    tools, instructions = talk(archive, look)
    assert [tool.name for tool in tools] == ["search", "precedents", "read", "cite", "verify_quote"]
    assert all(tool.description and tool.annotations.read_only_hint and tool.output_schema for tool in tools)
    assert "verify_quote" in str(instructions)


def test_a_search_returns_whole_paragraphs_with_their_citations(ask: Ask) -> None:
    found = ask("search", query="plans reviewed", area=["Ashmere"], limit=2)
    assert found["hits"][0]["text"] == "Plans were reviewed in good time in all cases."
    assert found["hits"][0]["reference"] == "ashmere-2014:2.1"
    assert found["hits"][0]["citation"] == "(Ashmere SQS, March 2014, 2.1)"
    assert {hit["area"] for hit in found["hits"]} == {"Ashmere"}


def test_precedents_are_told_apart(ask: Ask) -> None:
    found = ask("precedents", draft="Plans were reviewed in good time.")
    assert {"supporting", "contrasting", "unclear"} <= set(found)
    assert all(each["citation_long"] for name in ("supporting", "contrasting", "unclear") for each in found[name])


def test_a_paragraph_is_read_with_those_beside_it(ask: Ask) -> None:
    found = ask("read", reference="ashmere-2014:2.1")
    assert [each["reference"] for each in found["paragraphs"]] == ["ashmere-2014:2.1", "ashmere-2014:2.2"]
    assert found["asked"] == "ashmere-2014:2.1"


def test_paragraphs_are_cited_together(ask: Ask) -> None:
    found = ask("cite", references=["bramford-2016:2.2", "ashmere-2014:2.1"])
    assert [each["citation"] for each in found["citations"]] == [
        "(Bramford SQS, March 2014, 2.2)",
        "(Ashmere SQS, March 2014, 2.1)",
    ]


@pytest.mark.parametrize(
    ("text", "reference", "verdict", "source"),
    [
        ("Plans were not reviewed in good time.", "", "exact", "bramford-2016:2.1"),
        ("missing in six of the ten cases", "ashmere-2014:2.2", "exact", "ashmere-2014:2.2"),
        ("“missing in six of the ten cases” ", "ashmere-2014:2.2", "exact", "ashmere-2014:2.2"),
        ("plans  to protect\nvictims were missing", "", "differs", "ashmere-2014:2.2"),
        ("Plans were reviewed in good time in most cases.", "", "not-found", None),
        ("Plans were not reviewed in good time.", "ashmere-2014:2.1", "not-found", None),
        ("?!? … ?!? … ?!?", "", "not-found", None),
        ("ans were reviewed in good ti", "ashmere-2014:2.1", "not-found", None),
        ("ANS WERE  REVIEWED IN GOOD TIME", "ashmere-2014:2.1", "not-found", None),
    ],
)
def test_a_quotation_is_held_against_the_archive(
    ask: Ask, text: str, reference: str, verdict: str, source: str | None
) -> None:
    found = ask("verify_quote", text=text, reference=reference)
    assert found["verdict"] == verdict
    assert (found["source"] or {}).get("reference") == source
    assert bool(found["advice"]) == (verdict != "exact")
    if verdict == "differs":
        assert found["words"] == "Plans to protect victims were missing"


def test_a_refusal_says_what_to_do(archive: Archive) -> None:
    assert "Close it" in refusal(archive, "search", query='plans "open')
    assert "precedent show" in refusal(archive, "read", reference="ashmere-2014")
    assert "no report" in refusal(archive, "cite", references=["nowhere-2014:1"]).lower()
    assert "limit" in refusal(archive, "search", query="plans", limit=1000)


@pytest.mark.slow
def test_an_assistant_talks_over_the_standard_streams(served_index: Path) -> None:
    program = "import sys; from search_app.command.main import main; sys.exit(main())"
    server = StdioServerParameters(
        command=sys.executable,
        args=["-c", program, "mcp", "--index", str(served_index)],
        env=dict(os.environ) | {"PYTHONPATH": str(REPOSITORY)},
    )

    async def run() -> Any:
        async with Client(server) as client:
            return await client.call_tool("cite", {"references": ["ashmere-2014:2.1"]})

    result = asyncio.run(run())
    assert result.structured_content["citations"][0]["reference"] == "ashmere-2014:2.1"
