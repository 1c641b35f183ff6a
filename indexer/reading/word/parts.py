"""The XML inside a Word document: its parts, unpacked within a limit, and their elements by local name.

Word writes two families of namespaces for the same elements, so names are compared without them.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Mapping, Sequence

from lxml import etree

from indexer.errors import ReadingRefused

PART_LIMIT_BYTES = 64 * 1024**2
"""The text of a 500-page report is two or three mebibytes of XML; more is a bomb."""


RESOURCE_LIMIT = 114
"""What libxml2 says where it stops because a document outgrows its limits, and not because it is broken."""


def root_of(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """The root of a part of the archive, None where it has no such part.

    Raises `ReadingRefused`: "too-large" for a bomb, "unreadable" for broken XML.
    """
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    with archive.open(info) as stream:
        content = stream.read(PART_LIMIT_BYTES + 1)
    if len(content) > PART_LIMIT_BYTES:
        limit = PART_LIMIT_BYTES // 1024**2
        raise ReadingRefused(
            "too-large", f"A part of the Word document unpacks to more than {limit} MiB.", hint="Split it."
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if error.code == RESOURCE_LIMIT:
            raise ReadingRefused(
                "too-large",
                "The Word document holds tables or boxes nested more than a hundred deep, or a single text of "
                "over 10 MB.",
                hint="Split it.",
            ) from error
        raise ReadingRefused(
            "unreadable",
            f"The Word document is damaged at line {error.lineno} of its part {name}.",
            hint="Open it in Word and save it again.",
        ) from error


def parts_of(archive: zipfile.ZipFile, source: str = "") -> Mapping[str, Sequence[str]]:
    """Kind, such as "numbering" -> the names of the parts that the part `source`, or the whole file, takes for it.

    Word finds its parts so, and not by their names: one that is written online may be word/document2.xml. Empty where
    the list is missing or broken.
    """
    folder, name = posixpath.split(source)
    try:
        root = root_of(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    except ReadingRefused:
        root = None
    present, found = set(archive.namelist()), dict[str, list[str]]()
    for each in root if root is not None else ():
        target = posixpath.normpath(posixpath.join("/", folder, each.get("Target") or "")).lstrip("/")
        if target in present:
            found.setdefault((each.get("Type") or "").rpartition("/")[2], []).append(target)
    return found


def local(element: etree._Element) -> str:
    """The element's name without its namespace; Word writes two families of namespaces."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""  # QName would take three times as long


def attribute(element: etree._Element | None, name: str = "val") -> str | None:
    """An attribute by its local name, or None."""
    if element is None:
        return None
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along `path`, by local names."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch such as bold is there and not turned off."""
    return element is not None and attribute(element) not in ("0", "false", "off", "none")


_DIGITS_MAXIMUM = 9
"""Word counts no further, and Python refuses to read thousands of digits."""


def whole(value: str | None, default: int = 0) -> int:
    """A whole number that an attribute holds; `default` where it holds none."""
    return int(value) if value is not None and value.isdecimal() and len(value) <= _DIGITS_MAXIMUM else default
