"""Thirty texts that a page would obey if it took them for anything but text. Whatever obeys one leaves an element with
the name or class `hostile`, sets `window.hostile`, opens a dialog, or asks `example.invalid` for something."""

from __future__ import annotations

PAYLOADS = (
    "<script>window.hostile=1</script>",
    "<img src=x class=hostile onerror=window.hostile=2>",
    "<svg class=hostile onload=window.hostile=3>",
    '<iframe class=hostile srcdoc="<script>parent.hostile=4</script>"></iframe>',
    '" class="hostile" onmouseover="window.hostile=5',
    "' class='hostile' autofocus onfocus='window.hostile=6",
    "</textarea><hostile></hostile>",
    "</title></style></script><hostile></hostile>",
    "--><hostile></hostile><!--",
    "]]><hostile></hostile>",
    "&lt;hostile&gt;&#60;hostile&#62;",
    '<a class=hostile href="javascript:alert(1)">here</a>',
    '<a class=hostile href="jav&#x09;ascript:alert(1)">here</a>',
    '<meta class=hostile http-equiv=refresh content="0;url=//example.invalid">',
    '<base class=hostile href="//example.invalid/">',
    '<link class=hostile rel=stylesheet href="//example.invalid/a.css">',
    "<style class=hostile>@import url(//example.invalid/b.css)</style>",
    '<form class=hostile action="//example.invalid"><input name=q></form>',
    '<object class=hostile data="//example.invalid/o"></object>',
    "<details class=hostile open ontoggle=alert(2)>",
    '<noscript><p title="</noscript><img class=hostile src=x onerror=alert(3)>">',
    "<math><mtext><table><mglyph><style><hostile></style></mglyph></table></mtext></math>",
    "{{7*7}} {% include 'hostile' %} ${7*7} <%= 7*7 %>",
    "[here](javascript:alert(4)) ![seen](http://example.invalid/p.png)",
    "**bold** _slanted_ `code` $x^2$ :red[alarm] :smile:",
    "# Heading\\n- item\\n> quoted",
    "+ADw-script+AD4-alert(5)+ADw-/script+AD4-",
    "\u202e<hostile>\u2066\u200b",
    "\x1b[31m\x1b]8;;http://example.invalid\x07<hostile>",
    '=HYPERLINK("http://example.invalid","here") \' OR 1=1 --',
)
