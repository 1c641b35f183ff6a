"""The two page layouts that letters are printed in, as measures and faces."""

from __future__ import annotations

from dataclasses import dataclass

from tests.making.pdf.pdf_lines import Type

A4_WIDTH_POINTS, A4_HEIGHT_POINTS = 595.28, 841.89


@dataclass(frozen=True, slots=True)
class Layout:
    """Measures are in points. Body text fills `left` to the right margin, numbers stand at `left`.

    `hanging` is how far a numbered paragraph or bullet is set in from its number or mark; where
    `hang_numbers` is False a numbered paragraph runs back to the margin from its second line on.
    `header` and `footer` may name {title}, {page} and {pages}.
    """

    name: str
    body: Type
    headings: tuple[Type, Type, Type]
    note: Type
    running: Type
    header: str
    footer: str
    margin: float
    top: float
    bottom: float
    hanging: float
    hang_numbers: bool
    line_spacing: float
    paragraph_gap: float

    @property
    def text_width(self) -> float:
        return A4_WIDTH_POINTS - 2 * self.margin


SERIF = Layout(
    name="serif",
    body=Type("Times-Roman", 11.5),
    headings=(Type("Times-Bold", 14), Type("Times-Bold", 12), Type("Times-BoldItalic", 11.5)),
    note=Type("Times-Roman", 8.5),
    running=Type("Times-Italic", 9),
    header="{title}",
    footer="{page}",
    margin=78,
    top=86,
    bottom=82,
    hanging=30,
    hang_numbers=False,
    line_spacing=1.22,
    paragraph_gap=7,
)
"""A typed letter: the header repeats the title, a bare page number is at the foot, headings barely differ."""

SANS = Layout(
    name="sans",
    body=Type("Helvetica", 10.5),
    headings=(Type("Helvetica-Bold", 15), Type("Helvetica-Bold", 12.5), Type("Helvetica-Bold", 11)),
    note=Type("Helvetica", 8),
    running=Type("Helvetica", 8.5),
    header="Inspection of youth offending work",
    footer="Page {page} of {pages}",
    margin=62,
    top=74,
    bottom=70,
    hanging=34,
    hang_numbers=True,
    line_spacing=1.3,
    paragraph_gap=6,
)
"""A designed report: bold headings in a larger size, numbers hanging in the margin of their paragraphs."""
