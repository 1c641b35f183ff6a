"""A search as an Atom feed (RFC 4287), so that any reader of feeds can watch it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from xml.etree import ElementTree as ET

from search_app.answers.answer import Answer, Hit
from search_app.answers.why_this_reading import NO_JUDGEMENT

MEDIA_TYPE = "application/atom+xml"
ENTRIES = 50

_ATOM = "http://www.w3.org/2005/Atom"
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold."""

_HOW_ASKED = ("mode", "literal", "ignore")
"""Parameters of the address that say nothing of what is asked, and do not name the feed."""


def write_feed(answer: Answer, address: str, created: str, page: str) -> bytes:
    """The hits of `answer` in its order. `address` is the feed's own, `created` when the generation was built, and
    `page` where a person opens the archive, "" where that is not known."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(_name("feed"))
    asked = [value for name, value in parse_qsl(urlsplit(address).query) if name not in _HOW_ASKED]
    _add(feed, "title", f"Precedent: {', '.join(asked)}")
    _add(feed, "id", address)
    ET.SubElement(feed, _name("link"), rel="self", href=address)
    _add(feed, "updated", created)
    _add(feed, "generator", "Precedent")
    author = ET.SubElement(feed, _name("author"))
    _add(author, "name", "Precedent")
    hits = answer.hits if answer.near is None else answer.hits[: answer.near]
    for hit in hits:
        _add_entry(feed, hit, created, page)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _add_entry(feed: ET.Element, hit: Hit, created: str, page: str) -> None:
    entry = ET.SubElement(feed, _name("entry"))
    _add(entry, "title", hit.citation.short.strip("()"))
    # The file's own sum: a report that was replaced says something new, even where its numbers are the same.
    _add(entry, "id", f"urn:precedent:{hit.report.sha256[:16]}:{quote(hit.reference)}")
    day = hit.report.dated
    _add(entry, "updated", _moment(datetime.combine(day, time(), UTC)) if day else created)
    if hit.citation.url:
        ET.SubElement(entry, _name("link"), rel="via", href=hit.citation.url)
    if page:
        place = urlencode({"report": str(hit.report.report_id), "para": hit.address})
        ET.SubElement(entry, _name("link"), rel="alternate", href=f"{page}/read?{place}")
    if hit.report.inspectorate:
        author = ET.SubElement(entry, _name("author"))
        _add(author, "name", hit.report.inspectorate)
    _add(entry, "content", f"{hit.text}\n\n{hit.citation.long}", type="text")
    _add(entry, "summary", f"The tool's reading: {hit.chunk.reading.value}. {NO_JUDGEMENT}", type="text")


def moment_of(created: str) -> str:
    """The time of a manifest as Atom has it; the beginning of time where it is none."""
    try:
        when = datetime.fromisoformat(created)
    except ValueError:
        when = datetime.fromtimestamp(0, UTC)
    return _moment(when if when.tzinfo else when.replace(tzinfo=UTC))


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, _name(name), attributes).text = _NO_XML.sub("�", text)


def _name(tag: str) -> str:
    return f"{{{_ATOM}}}{tag}"
