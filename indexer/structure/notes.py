"""Footnote references: raised numbers that point to a footnote of the report are not part of its sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.records import ElementKind
from indexer.structure.pieces import Piece

_RAISED = re.compile(r" ?([⁰¹²³⁴-⁹]+)(?=[\s.,;:)’”'\"]|\Z)|([⁰¹²³⁴-⁹]+)")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MARK = re.compile(r"\[?\^?([⁰¹²³⁴-⁹\d]+)\]?:?\s")


def without_note_marks(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with the raised numbers that have a footnote taken out of their words; the notes keep theirs."""
    numbers = {
        match.group(1).translate(_DIGITS)
        for piece in pieces
        if piece.kind is ElementKind.FOOTNOTE and (match := _MARK.match(piece.text))
    }
    if not numbers:
        return list(pieces)

    def drop(match: re.Match[str]) -> str:
        return "" if match.group().strip().translate(_DIGITS) in numbers else match.group()

    return [
        piece if piece.kind is ElementKind.FOOTNOTE else replace(piece, text=_RAISED.sub(drop, piece.text))
        for piece in pieces
    ]
