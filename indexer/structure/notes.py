"""Footnote references: raised numbers that point to a footnote of the report are not part of its sentences."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
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

    return [piece if piece.kind is ElementKind.FOOTNOTE else _without(piece, numbers) for piece in pieces]


def _without(piece: Piece, numbers: Collection[str]) -> Piece:
    dropped: list[str] = []

    def drop(match: re.Match[str]) -> str:
        number = match.group().strip().translate(_DIGITS)
        if number not in numbers:
            return match.group()
        dropped.append(number)
        return ""

    text = _RAISED.sub(drop, piece.text)
    return replace(piece, text=text, aside=piece.aside + "".join(dropped)) if dropped else piece
