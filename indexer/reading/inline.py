"""Inline markup out of Markdown and of the HTML that converters leave in text. Words stay as printed."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from indexer.records import Finding

SUPERSCRIPT_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Turns a raised number into characters that say so, so that "rate" and its note mark stay apart."""

WINDOWS = {code: bytes([code]).decode("cp1252", errors="ignore") for code in range(0x80, 0xA0)}
"""Control characters by what is meant with them: quotation marks and dashes in Windows-1252, taken over by number."""

UNSEEN = WINDOWS | dict.fromkeys(map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"))
"""Characters that print nothing, which editors and web pages leave before and inside numbers; and `WINDOWS`."""

_RAISED = re.compile(r"<sup>\s*(\d{1,3})\s*</sup>|\[\^(\d{1,3})\](?!:)", re.IGNORECASE)
_NAMED_NOTE = re.compile(r"\[\^[\w-]{1,40}\](?!:)")
_TAG = re.compile(
    r"</?(?:i|b|u|em|strong|span|font|sup|sub|small|p|div|a|mark|ins)"
    r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]{0,200}\"|'[^'<>]{0,200}'|[^\s\"'<>]{1,200})){0,9}\s*/?>",
    re.IGNORECASE,
)
STRUCK = re.compile(
    r"~~(?=\S)((?:(?!~~|\n[ \t]*\n).){1,1000})(?<=\S)~~|<(del|s|strike)>((?:(?!</).){0,1000})</\2>",
    re.IGNORECASE | re.DOTALL,
)
"""Words that are struck out, in group 1 or 3."""
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\]\n]{0,200}\]\((?:[^()\s]|\([^()\s]{0,100}\)){0,500}(?:\s\"[^\"\n]{0,200}\")?\)")
_LINK = re.compile(r"\[([^\]\n]{1,300})\]\(<?(?:[^()\s<>]|\([^()\s<>]{0,100}\)){1,500}>?(?:\s\"[^\"\n]{0,200}\")?\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:|www\.)[^<>\s]{1,500})>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+)(?<=\S)\1", re.DOTALL)
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?![\s*_])([^*_\n]{1,400}?)(?<![\s*_])\1(?![\w*])")
_CODE = re.compile(r"`([^`\n]{1,300})`")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
_WHOLLY_STRONG = re.compile(r"\s*+(?:(\*\*|__)(?=\S)(?:(?!\1).)+(?<=\S)\1\s*+:?|<b>(?:(?!</b>).)+</b>)\s*\Z", re.DOTALL)


def plain(markup: str) -> str:
    """The words of a piece of Markdown. A raised number becomes superscript digits; links keep their words."""
    text = _ESCAPE.sub(lambda match: chr(_SET_ASIDE + ord(match[1])), _without_comments(markup))
    text = STRUCK.sub("", text)
    text = _RAISED.sub(lambda m: (m.group(1) or m.group(2)).translate(SUPERSCRIPT_DIGITS), text)
    text = _NAMED_NOTE.sub("", text)
    text = _BREAK.sub("\n", text)
    text = _IMAGE.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _TAG.sub("", text)
    text = _STRONG.sub(r"\2", text)
    text = _STRONG.sub(r"\2", text)
    text = _EMPHASIS.sub(r"\2", text)
    text = _CODE.sub(r"\1", text)
    return html.unescape(text).replace("\xa0", " ").translate(_TAKEN_BACK)


_SET_ASIDE = 0xE100
"""Among the private-use characters: where an escaped mark waits while those that are none are taken out."""

_TAKEN_BACK = {_SET_ASIDE + code: code for code in range(0x21, 0x7F)}


def _without_comments(markup: str) -> str:
    """Step by step: a pattern would look through the whole rest again for each comment that nobody closed."""
    shown: list[str] = []
    at = 0
    while (start := markup.find("<!--", at)) >= 0 and (end := markup.find("-->", start + 4)) >= 0:
        shown.append(markup[at:start])
        at = end + 3
    return "".join((*shown, markup[at:]))


def wholly_strong(markup: str) -> bool:
    """Whether all of the words are set in bold."""
    return bool(_WHOLLY_STRONG.match(markup))


ROMAN_MAXIMUM = 3_999
"""Roman numerals go no further; beyond, the number stands as it is."""

_ROMAN_VALUES = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def roman(number: int) -> str:
    """A number in lower-case roman numerals, or in digits where they have none for it."""
    if not 0 < number <= ROMAN_MAXIMUM:
        return str(number)
    text = ""
    for value, letters in _ROMAN_VALUES:
        while number >= value:
            text += letters
            number -= value
    return text


SHORTENED_WORDS = 8


def shortened(text: str) -> str:
    """The first words of a text in quotation marks, as a message quotes it."""
    words = text.split()
    return f"“{' '.join(words[:SHORTENED_WORDS])}{' …' if len(words) > SHORTENED_WORDS else ''}”"


def about_struck_out(texts: Sequence[str]) -> Finding:
    """The finding that says what was left out because it is struck out."""
    words = sum(len(text.split()) for text in texts)
    first = next((text for text in texts if text.strip()), "")
    message = f"Words that are struck out were not read ({words}, the first {shortened(first)})."
    return Finding("struck-out", message)
