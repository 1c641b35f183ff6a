"""HTML of precedents: the draft with its margin, what was found for it, and the draft held against the archive."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from indexer.records import Chunk, Reading, Report, Sentence
from search_app.answers.citation import Citation
from search_app.answers.labels import count, report_byline, report_name
from search_app.filters.fields import theme_label
from search_app.filters.filters import Filters
from search_app.page.addresses import (
    PRECEDENTS_PAGE,
    READ_PAGE,
    Asked,
    SearchState,
    precedents_href,
    read_href,
    state_parameters,
)
from search_app.page.hit_html import hit_html
from search_app.page.markup import badge
from search_app.page.templates import macro
from search_app.precedents.answers import Precedent, Precedents, RelatedParagraphs, SentencePrecedents, counts_words
from search_app.precedents.draft import BlockKind, Draft, draft_of
from search_app.precedents.draft_files import VERDICT_WORDS, counted_verdicts
from search_app.precedents.verify import CheckedDraft

_TEMPLATE = "precedents/precedents.html"
_QUESTIONS = {
    Asked.DRAFT: "Precedents for this paragraph",
    Asked.SIMILAR: "Similar paragraphs",
    Asked.WELL: "Who does this well?",
}
_RELATED_TITLES = {
    Asked.SIMILAR: "Similar paragraphs in other reports",
    Asked.WELL: "What other areas do well here",
}
_DISTANT_TITLE = "Less close: other strengths"
_NOTHING = {
    "supporting": "Nothing in this archive comes close and says the same.",
    "contrasting": "Nothing in this archive comes close and says the opposite.",
    "unclear": "",
    "related": "Nothing in this archive comes close.",
    "distant": "",
}

SENTENCE_PARAMETER = "sentence"
"""Of the address: the number of the sentence whose lists are shown."""


def paragraph_html(chunk: Chunk, report: Report, address: str, citation: Citation, asked: Asked) -> Markup:
    """The paragraph that is asked about, and links to the other questions that can be asked of it."""
    questions = [
        (words, precedents_href(report.report_id, address, each), each is asked) for each, words in _QUESTIONS.items()
    ]
    opens = read_href(report.report_id, address)
    parts = list(_with_places(draft_of(chunk)))
    return macro(
        _TEMPLATE,
        "paragraph",
        badge(chunk.reading),
        parts,
        citation.long,
        questions,
        opens,
        READ_PAGE,
        PRECEDENTS_PAGE,
    )


def _with_places(draft: Draft) -> Iterator[tuple[int | None, str]]:
    """The words of the draft in order, those of a sentence with its number."""
    at = 0
    for number, sentence in enumerate(draft.sentences, start=1):
        yield None, draft.text[at : sentence.start]
        yield number, draft.words_of(sentence)
        at = sentence.end
    yield None, draft.text[at:]


def left_out_html(report: Report, asked: Asked = Asked.DRAFT) -> Markup:
    """That the draft's own report is left out, and where only other areas were asked for, all on its area."""
    others = f", and so are all reports on {report.area}" if asked is Asked.WELL and report.area else ""
    return macro(_TEMPLATE, "left_out", f"{report_name(report)}, {report_byline(report)}", others)


def draft_html(
    draft: Draft, counts: Sequence[Sequence[int]] = (), chosen: int | None = None, filters: Filters | None = None
) -> Markup:
    """The draft in its blocks, each sentence by number with what the tool reads in it and, where `counts` tells, with
    how many paragraphs support it, contrast with it, or are unclear: a link to its lists. `chosen` is in view."""
    numbered = list(enumerate(draft.sentences, start=1))
    blocks: list[tuple[str, Any]] = []
    items = {
        place: [_item(draft, number, each, counts, chosen, filters) for number, each in own]
        for place, own in groupby(numbered, key=lambda item: draft.block_of(item[1]))
    }
    for place, block in enumerate(draft.blocks):
        if block.kind is BlockKind.HEADING:
            blocks.append((block.kind.value, draft.words_of(block)))
        elif place in items:
            blocks.append((block.kind.value, items[place]))
    several = bool(counts) and len(draft.sentences) > 1
    whole = {"current": chosen is None, "href": sentence_href(None, filters)} if several else None
    return macro(_TEMPLATE, "draft", count(len(draft.sentences), "sentence"), blocks, whole, PRECEDENTS_PAGE)


def _item(
    draft: Draft,
    number: int,
    sentence: Sentence,
    counts: Sequence[Sequence[int]],
    chosen: int | None,
    filters: Filters | None,
) -> dict[str, Any]:
    own = counts[number - 1] if counts else ()
    return {
        "number": number,
        "words": draft.words_of(sentence),
        "badge": badge(Reading(sentence.statement.value)),
        "counts": counts_words(own) if own else "",
        "href": sentence_href(number, filters) if any(own) and len(draft.sentences) > 1 else "",
        "current": number == chosen,
    }


def sentence_href(number: int | None, filters: Filters | None) -> str:
    """The address of the lists of one sentence of the draft; of the whole draft without a number."""
    parameters = state_parameters(SearchState(filters=filters or Filters()))
    if number is not None:
        parameters[SENTENCE_PARAMETER] = [str(number)]
    return PRECEDENTS_PAGE + (f"?{urlencode(parameters, doseq=True)}" if parameters else "")


def notes_html(notes: Sequence[str]) -> Markup:
    """What the search itself has to say."""
    return macro(_TEMPLATE, "notes", notes)


def misspelt_html(words: Sequence[tuple[str, str]]) -> Markup:
    """Words of the draft that look misspelt; empty where there are none."""
    return macro(_TEMPLATE, "misspelt", words)


def sides_html(
    result: Precedents | SentencePrecedents, draft: Draft, basket: Collection[str] = frozenset(), *, named: bool = True
) -> Markup:
    """Supporting and contrasting paragraphs side by side, and below them what is not clear.

    `basket` holds the references that are in the basket. `named` says which sentence of the draft each answers.
    """
    lists = [
        ("supporting", "Supporting", "say the same", result.supporting),
        ("contrasting", "Contrasting", "say the opposite", result.contrasting),
        ("unclear", "Unclear", "on the same subject, not clear which way", result.unclear),
    ]
    totals = result.totals if isinstance(result, Precedents) else result.counts
    drawn = [
        _side(name, title, meaning, found, draft, basket, total=total, named=named)
        if found or name != "unclear"
        else ""
        for (name, title, meaning, found), total in zip(lists, totals, strict=True)
    ]
    return macro(_TEMPLATE, "sides", *drawn)


def related_html(
    result: RelatedParagraphs, draft: Draft, asked: Asked, basket: Collection[str] = frozenset()
) -> Markup:
    """The paragraphs found for one paragraph, which is read as `draft`, in one list; those farther off in another."""
    meaning = "by the tool’s reading" if asked is Asked.WELL else "strengths and shortfalls alike"
    lists = []
    if result.hits or not result.distant:
        lists.append(_side("related", _RELATED_TITLES[asked], meaning, result.hits, draft, basket))
    if result.distant:
        lists.append(_side("distant", _DISTANT_TITLE, _themes(result), result.distant, draft, basket))
    return macro(_TEMPLATE, "related", lists)


def _themes(result: RelatedParagraphs) -> str:
    """What those farther off have in common with the paragraph: themes, a section, or only that they are nearest."""
    asked = set(result.paragraph.get("themes", ()))
    shared = {theme for each in result.distant for theme in each.hit.chunk.themes if theme in asked}
    return "on " + ", ".join(sorted(map(theme_label, shared))) if shared else "no theme in common"


def _side(
    name: str,
    title: str,
    meaning: str,
    precedents: Sequence[Precedent],
    draft: Draft,
    basket: Collection[str],
    *,
    total: int = 0,
    named: bool = True,
) -> Markup:
    """One list under its title; of more than are shown, `total` says how many there are."""
    found = [_precedent(each, draft, basket, named=named) for each in precedents]
    extent = f"the best {len(found)} of {total:,}" if total > len(found) > 0 else str(len(found))
    return macro(_TEMPLATE, "side", name, title, f"{extent} · {meaning}", found, _NOTHING[name])


def _precedent(precedent: Precedent, draft: Draft, basket: Collection[str], *, named: bool) -> Mapping[str, Any]:
    """One hit, and which sentence of the draft it answers where the draft has several."""
    report, sentence = precedent.hit.report, precedent.draft_sentence
    number = None
    if named and len(draft.sentences) > 1:
        number = next(n for n, each in enumerate(draft.sentences, start=1) if each.start == sentence.start)
    return {
        "report": report_name(report),
        "byline": report_byline(report),
        "sample": report.sample,
        "number": number,
        "sentence": " ".join(draft.words_of(sentence).split()),
        "hit": Markup(hit_html(precedent.hit, basket=basket)),
    }


def checked_html(checked: CheckedDraft) -> Markup:
    """Every quotation and citation of a draft with what was found of it, and the place where its words stand."""
    items = [
        {
            "verdict": each.verdict.value,
            "said": VERDICT_WORDS[each.verdict],
            "kind": each.kind,
            "words": each.words,
            "cited": each.cited,
            "advice": each.advice,
            "difference": each.difference,
            "places": [
                {
                    "href": read_href(place.reference.partition(":")[0], place.reference.partition(":")[2]),
                    "citation": place.citation.long,
                    "short": place.citation.short,
                }
                for place in each.places
            ],
        }
        for each in checked
    ]
    return macro(_TEMPLATE, "checked", counted_verdicts(checked), items, READ_PAGE)
