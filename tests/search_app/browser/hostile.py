"""A report that is markup through and through: what it says must be shown and never obeyed."""

from __future__ import annotations

from datetime import date

from indexer.records import Finding
from tests.indexer.reports import make_report

MARKDOWN = (
    "Plans **bold** and _slanted_ and `code`, from $5 to $6, the formula $x^2$, :red[alarm] and :smile: and "
    "[a link](http://example.invalid/away) and ![a picture](http://example.invalid/p.png)."
)
HTML = (
    'Plans <script>window.hostile = 1</script> and <img src=x onerror="window.hostile = 2"> and <b>bold</b> and '
    '&amp; and &lt;tag&gt; and " onmouseover="window.hostile = 3 and \' and </p></article>.'
)
AREA = "Star *vale* $5$ :red[x] <i>y</i>"
SECTION = "Key **strengths** <u>$1$</u>"

HOSTILE = make_report(
    "starvale-2016",
    [
        ("furniture", "Copied to <b>nobody</b> :blue[at all]"),
        ("heading", SECTION, None, None),
        ("paragraph", MARKDOWN, "1.1"),
        ("paragraph", HTML, "1.2"),
        ("footnote", "A note with <script>window.hostile = 4</script> in it."),
    ],
    area=AREA,
    title=f"Report on {AREA}",
    source="star<vale>.txt",
    lead_inspector="<s>S. Sample</s>",
    published=date(2016, 5, 4),
    findings=(Finding("odd", "A finding with <b>tags</b> and $maths$."),),
)
