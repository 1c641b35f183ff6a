"""Whether the packed parts of a PDF are whole. PDFium shows what it can of a damaged part and says nothing."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator

from indexer.records import Finding

STREAM_LIMIT_BYTES = 32 * 1024**2
"""Unpacked; the page descriptions of real reports stay under a mebibyte. Beyond it a part is left unchecked."""

DICTIONARY_BYTES = 400
"""A stream's dictionary stands before it; the filters are named within so many bytes."""

HOLE = bytes(8)
"""A run of zeros is no page description: a lost block of a disk or a half-done download."""

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_FLATE = re.compile(rb"/Filter\s*(?:\[\s*)?/(?:FlateDecode|Fl)\b")
_ASCII85_FLATE = re.compile(rb"/Filter\s*\[\s*/(?:ASCII85Decode|A85)\s*/(?:FlateDecode|Fl)\b")
_SHOWS_TEXT = re.compile(rb"\bBT\b.*?\bT[jJ]\b", re.DOTALL)
_IMAGE = re.compile(rb"/Subtype\s*/Image")


def about_damage(data: bytes) -> list[Finding]:
    """A finding where packed parts of the file do not unpack to what was packed, or where its end is missing."""
    findings = []
    if b"%%EOF" not in data[-2048:]:
        message = "The file stops before its end, so pages may be missing: fetch it again from where it was published."
        findings.append(Finding("damaged-file", message))
    if b"/Encrypt" in data:
        return findings
    damaged = sum(1 for packed in _packed_parts(data) if not _is_whole(packed))
    if damaged:
        message = f"{damaged} packed parts of the file are damaged, so words may be missing or wrong: fetch it again."
        findings.append(Finding("damaged-file", message))
    return findings


def _packed_parts(data: bytes) -> Iterator[bytes]:
    for stream in _STREAM.finditer(data):
        before = data[max(0, stream.start() - DICTIONARY_BYTES) : stream.start()]
        dictionary = before[max(before.rfind(b"endobj"), before.rfind(b" obj"), 0) :]
        if _IMAGE.search(dictionary):
            continue
        end = data.find(b"endstream", stream.end())
        packed = data[stream.end() : end if end > 0 else len(data)]
        if b"/Filter" not in dictionary and _SHOWS_TEXT.search(packed) and HOLE in packed:
            yield HOLE
        elif _FLATE.search(dictionary):
            yield packed
        elif _ASCII85_FLATE.search(dictionary):
            yield _from_ascii85(packed)


def _from_ascii85(packed: bytes) -> bytes:
    try:
        return base64.a85decode(packed.strip().removesuffix(b"~>"))
    except ValueError:
        return b""


def _is_whole(packed: bytes) -> bool:
    """Whether the part unpacks to its end with the checksum that it carries."""
    unpacker = zlib.decompressobj()
    try:
        unpacked = len(unpacker.decompress(packed, STREAM_LIMIT_BYTES))
    except zlib.error:
        return False
    return unpacker.eof or unpacked >= STREAM_LIMIT_BYTES
