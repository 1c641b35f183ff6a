"""What a PDF page draws besides words: rules, the edges of boxes, and whether pictures cover it."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from indexer.structure.layout import Rule

RULE_THICKNESS_MAXIMUM_POINTS = 3.0
"""Word draws borders half a point thick, the heaviest that reports use two and a quarter."""

RULE_LENGTH_MINIMUM_POINTS = 8.0
"""Shorter strokes are corners of borders and parts of logos."""

SHADE_WIDTH_SHARE = 0.5
"""Of the page: a shaded box spans the measure, highlighting a few words."""

SHADE_HEIGHT_MINIMUM_POINTS = 40.0
"""Three lines of type; shading drawn line by line is fourteen points high."""

WHITE_CHANNEL = 250
"""Of 255: a field of this in every colour is white to the eye."""

BACKGROUND_SHARE_OF_PAGE = 0.92
"""A drawn field as high as this is the paper or its border, not a box in the text."""

PICTURE_SHARE_OF_PAGE = 0.5
"""A scan covers its page; logos and charts do not."""


def drawn_on(page: pdfium.PdfPage, page_width: float, page_height: float) -> tuple[tuple[Rule, ...], bool]:
    """The drawn lines and edges of a page, and whether pictures cover much of it."""
    raw = page.raw
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    references = [ctypes.byref(value) for value in (left, bottom, right, top)]
    rules: list[Rule] = []
    covered = 0.0
    for index in range(pdfium_c.FPDFPage_CountObjects(raw)):
        item = pdfium_c.FPDFPage_GetObject(raw, index)
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind not in (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE):
            continue
        if not pdfium_c.FPDFPageObj_GetBounds(item, *references):
            continue
        width, height = right.value - left.value, top.value - bottom.value
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            covered += max(0.0, width * height)
        elif min(width, height) <= RULE_THICKNESS_MAXIMUM_POINTS:
            if max(width, height) >= RULE_LENGTH_MINIMUM_POINTS:
                rules.append(Rule(left.value, bottom.value, right.value, top.value))
        elif _is_box(item, width / page_width, height) and height < page_height * BACKGROUND_SHARE_OF_PAGE:
            rules.extend(_edges(left.value, bottom.value, right.value, top.value))
    return tuple(rules), covered > page_width * page_height * PICTURE_SHARE_OF_PAGE


def _is_box(item: pdfium_c.FPDF_PAGEOBJECT, width_share: float, height: float) -> bool:
    """Whether a path with two sides is a drawn box: stroked, or a shaded field as large as a paragraph.

    Highlighting behind words is filled and a line high; a white field is paper.
    """
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke)):
        return False
    if stroke.value:
        return True
    if not fill.value or width_share < SHADE_WIDTH_SHARE or height < SHADE_HEIGHT_MINIMUM_POINTS:
        return False
    channels = [ctypes.c_uint() for _ in range(4)]
    pdfium_c.FPDFPageObj_GetFillColor(item, *(ctypes.byref(channel) for channel in channels))
    return min(channel.value for channel in channels[:3]) < WHITE_CHANNEL


def _edges(x0: float, y0: float, x1: float, y1: float) -> list[Rule]:
    return [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]
