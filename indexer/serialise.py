"""Records to JSON and back, and the lists that a person may edit. What a report looks like on disk is decided here."""

from __future__ import annotations

import hashlib
import tomllib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from indexer.errors import PrecedentError
from indexer.records import (
    Accounting,
    Chunk,
    Clause,
    Element,
    ElementKind,
    Finding,
    Reading,
    Report,
    ReportId,
    ReportType,
    Section,
    Sentence,
    Statement,
)

Json = dict[str, Any]


def report_head_to_json(report: Report) -> Json:
    """Everything about a report but its text and elements."""
    return {
        "report_id": report.report_id,
        "source": report.source,
        "sha256": report.sha256,
        "title": report.title,
        "area": report.area,
        "inspectorate": report.inspectorate,
        "type": report.type.value if report.type else None,
        "published": _iso(report.published),
        "inspection_start": _iso(report.inspection_start),
        "inspection_end": _iso(report.inspection_end),
        "cases": report.cases,
        "reoffending_rate": report.reoffending_rate,
        "lead_inspector": report.lead_inspector,
        "sections": [asdict(section) for section in report.sections],
        "findings": [asdict(finding) for finding in report.findings],
        "sample": report.sample,
        "accounting": asdict(report.accounting) if report.accounting else None,
        "url": report.url,
        "licence": report.licence,
        "cited_as": report.cited_as,
        "place": report.place,
    }


def report_body_to_json(report: Report) -> Json:
    """The text of a report and its elements, each as a short list."""
    return {
        "text": report.text,
        "elements": [
            [
                element.kind.value,
                element.start,
                element.end,
                element.section,
                element.number,
                element.position,
                element.pages,
            ]
            for element in report.elements
        ],
    }


def report_from_json(head: Json, body: Json | None = None) -> Report:
    """A report; without `body` its text and elements are empty. Raises KeyError or ValueError on other JSON."""
    return Report(
        report_id=ReportId(head["report_id"]),
        source=head["source"],
        sha256=head["sha256"],
        text=body["text"] if body else "",
        title=head["title"],
        area=head["area"],
        inspectorate=head["inspectorate"],
        type=ReportType(head["type"]) if head["type"] else None,
        published=_date(head["published"]),
        inspection_start=_date(head["inspection_start"]),
        inspection_end=_date(head["inspection_end"]),
        cases=head["cases"],
        reoffending_rate=head["reoffending_rate"],
        lead_inspector=head["lead_inspector"],
        sections=tuple(Section(**section) for section in head["sections"]),
        elements=elements_from_json(body["elements"]) if body else (),
        findings=tuple(Finding(**finding) for finding in head["findings"]),
        sample=head["sample"],
        accounting=Accounting(**head["accounting"]) if head.get("accounting") else None,
        url=head.get("url"),
        licence=head.get("licence"),
        cited_as=head.get("cited_as"),
        place=head.get("place", "paragraph {}"),
    )


def elements_from_json(rows: Iterable[list[Any]]) -> tuple[Element, ...]:
    """What `report_body_to_json` wrote of a report's elements."""
    return tuple(_element(row) for row in rows)


def chunk_to_json(chunk: Chunk) -> Json:
    """A chunk without its words: they live once, in the report's text, and are proved by their digest."""
    return {
        "report_id": chunk.report_id,
        "kind": chunk.kind.value,
        "start": chunk.start,
        "end": chunk.end,
        "section": chunk.section,
        "number": chunk.number,
        "position": chunk.position,
        "pages": chunk.pages,
        "sentences": [_sentence_to_json(sentence) for sentence in chunk.sentences],
        "reading": chunk.reading.value,
        "themes": chunk.themes,
        "strength_share": chunk.strength_share,
        "digest": digest_of(chunk.text),
    }


def digest_of(text: str) -> str:
    """What proves that words are those that were stored: eight bytes of BLAKE2b, as hexadecimal digits."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def chunk_from_json(row: Json, ordinal: int, report_text: str) -> Chunk:
    """The chunk on line `ordinal` of the chunk file, with its words taken from the report's text."""
    return Chunk(
        ordinal=ordinal,
        report_id=ReportId(row["report_id"]),
        kind=ElementKind(row["kind"]),
        start=row["start"],
        end=row["end"],
        text=report_text[row["start"] : row["end"]],
        section=row["section"],
        number=row["number"],
        position=row["position"],
        pages=_pages(row["pages"]),
        sentences=tuple(_sentence(each) for each in row["sentences"]),
        reading=Reading(row["reading"]),
        themes=tuple(row.get("themes", ())),
        strength_share=row["strength_share"],
    )


def _sentence_to_json(sentence: Sentence) -> list[Any]:
    """Place and statement, and then its clauses, if it was read clause by clause."""
    row: list[Any] = [sentence.start, sentence.end, sentence.statement.value]
    if sentence.clauses:
        row.append(
            [
                [clause.start, clause.end, clause.statement.value, clause.confidence, b64encode(clause.stance).decode()]
                for clause in sentence.clauses
            ]
        )
    return row


def _sentence(row: list[Any]) -> Sentence:
    start, end, statement, *clauses = row
    return Sentence(
        start,
        end,
        Statement(statement),
        tuple(
            Clause(first, last, Statement(name), confidence, b64decode(stance))
            for first, last, name, confidence, stance in (clauses[0] if clauses else ())
        ),
    )


def _element(row: list[Any]) -> Element:
    kind, start, end, section, number, position, pages = row
    return Element(ElementKind(kind), start, end, section, number, position, _pages(pages))


def _pages(value: list[int] | None) -> tuple[int, int] | None:
    return (value[0], value[1]) if value else None


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


# The lists that a person may edit: the glossary, the themes, the areas, the words of judgement.


def read_list_file(
    name: str, what: str, error: type[PrecedentError], hint: str, path: Path | None = None
) -> tuple[dict[str, Any], str]:
    """What the TOML file in `path` holds, or the file `name` that comes with Precedent; and what to call it.

    `what` says in plural what it lists. Raises `error`, with `hint` where it is no TOML.
    """
    place = str(path) if path is not None else name
    source = path if path is not None else files("indexer.language").joinpath(name)
    try:
        return tomllib.loads(source.read_text(encoding="utf-8")), place
    except (OSError, UnicodeDecodeError) as failed:
        raise error(f"The {what} in {place} cannot be read: {failed}.", hint="Check the path.") from failed
    except tomllib.TOMLDecodeError as failed:
        raise error(f"The {what} in {place} are not valid TOML: {failed}.", hint=hint) from failed
