"""The addresses that a feed, a sitemap or a page of links lists. None of it is trusted: it comes from elsewhere."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from lxml import etree, html

from indexer.collecting.plan import Kind, Listed
from indexer.reading.sources import is_web_address, read_day

LARGEST_LISTING_BYTES = 50 * 1024**2
"""What the protocol of sitemaps allows one to have, unpacked."""

_LONGEST_TITLE = 300


class ListingUnreadable(Exception):
    """The message says why, for a person."""


def read_listing(kind: Kind, content: bytes, address: str) -> list[Listed]:
    """What `content`, fetched from `address`, lists, each address once and in its order. Raises ListingUnreadable."""
    content = _unpacked(content)
    try:
        found = _links(content, address) if kind is Kind.PAGE else _entries(_parsed(content), address, kind)
        once = {each.url: each for each in reversed(list(found)) if is_web_address(each.url)}
    except (etree.LxmlError, ValueError) as error:
        raise ListingUnreadable(f"{address} is not a {kind.value} that can be read: {error}.") from None
    return list(reversed(once.values()))


def nested_sitemaps(content: bytes, address: str) -> list[str]:
    """The sitemaps that an index of sitemaps lists; none where it is a sitemap itself. Raises ListingUnreadable."""
    try:
        root = _parsed(_unpacked(content))
    except (etree.LxmlError, ValueError) as error:
        raise ListingUnreadable(f"{address} is not a sitemap that can be read: {error}.") from None
    if _name(root) != "sitemapindex":
        return []
    return [urljoin(address, text) for each in _children(root, "sitemap") if (text := _text(each, "loc"))]


def _parsed(content: bytes) -> etree._Element:
    # No entity is resolved and nothing is fetched: a feed may be written to harm whoever reads it.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    root = etree.fromstring(content, parser)
    if root is None:
        raise ValueError("it holds no XML")
    return root


def _entries(root: etree._Element, address: str, kind: Kind) -> Iterator[Listed]:
    if kind is Kind.SITEMAP:
        for each in _children(root, "url"):
            yield Listed(urljoin(address, _text(each, "loc")))
        return
    if _name(root) == "feed":
        for each in _children(root, "entry"):
            day = _day(_text(each, "published") or _text(each, "updated"))
            yield Listed(urljoin(address, _atom_link(each)), _text(each, "title")[:_LONGEST_TITLE], day)
        return
    for each in root.iter():
        if _name(each) == "item":
            enclosure = next((str(e.get("url", "")) for e in _children(each, "enclosure")), "")
            day = _day(_text(each, "pubDate") or _text(each, "date"))
            yield Listed(urljoin(address, enclosure or _text(each, "link")), _text(each, "title")[:_LONGEST_TITLE], day)


def _atom_link(entry: etree._Element) -> str:
    """The file that is enclosed, else what the entry leads to."""
    links = {str(link.get("rel", "alternate")): str(link.get("href", "")) for link in _children(entry, "link")}
    return links.get("enclosure") or links.get("alternate") or ""


def _links(content: bytes, address: str) -> Iterator[Listed]:
    root = html.document_fromstring(content, parser=html.HTMLParser(no_network=True, huge_tree=False))
    base = next((str(each.get("href")) for each in root.iter("base") if each.get("href")), "")
    for link in root.iter("a"):
        href = str(link.get("href", "")).strip()
        if href and not href.startswith("#"):
            words = " ".join(str(link.text_content()).split())
            yield Listed(urljoin(urljoin(address, base), href).partition("#")[0], words[:_LONGEST_TITLE])


def _children(element: etree._Element, name: str) -> Iterable[etree._Element]:
    return (each for each in element if _name(each) == name)


def _name(element: etree._Element) -> str:
    """Without its namespace; "" for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _text(element: etree._Element, name: str) -> str:
    found = next(iter(_children(element, name)), None)
    return "" if found is None else " ".join("".join(map(str, found.itertext())).split())


def _day(text: str) -> date | None:
    """A day that is written in a way not known here is none: it is never guessed."""
    try:
        return read_day(text)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError):
        return None


def _unpacked(content: bytes) -> bytes:
    """Sitemaps are often packed. No more is unpacked than a listing may hold."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            unpacked = packed.read(LARGEST_LISTING_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ListingUnreadable(f"It is compressed, and cannot be unpacked: {error}.") from None
    if len(unpacked) > LARGEST_LISTING_BYTES:
        raise ListingUnreadable("It unpacks to more than a listing can hold.")
    return unpacked
