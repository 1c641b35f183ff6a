"""HTML of precedents: the draft as it was read, and the paragraphs that support it beside those that contrast."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from itertools import repeat

from indexer.records import Chunk, Reading, Report, Sentence
from search_app.answers.citation import Citation
from search_app.answers.labels import count, report_byline, report_name
from search_app.filters.fields import theme_label
from search_app.page.addresses import PRECEDENTS_PAGE, READ_PAGE, Asked, precedents_href, read_href
from search_app.page.hit_html import hit_html
from search_app.page.markup import badge, link
from search_app.precedents.answers import Precedent, Precedents, RelatedParagraphs
from search_app.precedents.draft import Draft, draft_of

_EXCERPT_CHARACTERS = 110
_QUESTIONS = {
    Asked.DRAFT: "Precedents for it",
    Asked.SIMILAR: "Similar paragraphs",
    Asked.WELL: "Who does this well?",
}
_RELATED_TITLES = {
    Asked.SIMILAR: "Similar paragraphs of other reports",
    Asked.WELL: "What other areas do well here",
}
_DISTANT_TITLE = "Less close: other strengths"
_LEGEND = (
    '<p class="pr-legend"><span class="pr-meaning">the sentence that comes nearest</span> '
    "<span><mark>word</mark> that both have</span></p>"
)
_NOTHING = {
    "supporting": "Nothing in this archive states the same and comes close.",
    "contrasting": "Nothing in this archive states the opposite and comes close.",
    "unclear": "",
    "related": "Nothing in this archive comes close.",
}


def paragraph_html(chunk: Chunk, report: Report, address: str, citation: Citation, asked: Asked) -> str:
    """The paragraph that is asked about, and links to the other questions that can be asked of it."""
    draft = draft_of(chunk)
    links = "".join(
        f'<strong aria-current="page">{words}</strong>'
        if each is asked
        else link(precedents_href(report.report_id, address, each), words, page=PRECEDENTS_PAGE)
        for each, words in _QUESTIONS.items()
    )
    opens = link(read_href(report.report_id, address), "Open in the report", page=READ_PAGE)
    other = link(PRECEDENTS_PAGE, "Paste a draft instead", page=PRECEDENTS_PAGE)
    return (
        f'<section class="pr-asked" aria-label="The paragraph asked about">{badge(chunk.reading)}'
        f'<p class="pr-text">{_with_places(draft)}</p>'
        f'<p class="pr-cite">{escape(citation.long)}</p>'
        f'<nav class="pr-actions" aria-label="Questions about this paragraph">{links}{opens}{other}</nav></section>'
    )


def _with_places(draft: Draft) -> str:
    """The words of the draft, each sentence a place that can be gone to."""
    parts, at = [], 0
    for number, sentence in enumerate(draft.sentences, start=1):
        parts.append(escape(draft.text[at : sentence.start]))
        parts.append(f'<span id="{_anchor(number)}" tabindex="-1">{escape(draft.words_of(sentence))}</span>')
        at = sentence.end
    return "".join([*parts, escape(draft.text[at:])])


def left_out_html(report: Report, asked: Asked = Asked.DRAFT) -> str:
    """That the draft's own report is left out, and where only other areas were asked for, all on its area."""
    others = f", and so are all reports on {report.area}" if asked is Asked.WELL and report.area else ""
    named = f"{report_name(report)}, {report_byline(report)}"
    return f'<p class="pr-note">Its own report ({escape(named)}) is left out{escape(others)}.</p>'


def draft_html(draft: Draft, counts: Sequence[Sequence[int]] = ()) -> str:
    """The sentences of the draft by number, each with what the tool reads in it and, where `counts` tells, with how
    many paragraphs support it, contrast with it, or are unclear."""
    items = "".join(
        f'<li id="{_anchor(number)}" tabindex="-1">{escape(draft.words_of(each))} '
        f"{badge(Reading(each.statement.value))}{_counted(own)}</li>"
        for number, (each, own) in enumerate(zip(draft.sentences, counts or repeat(()), strict=False), start=1)
    )
    return (
        f'<details class="pr-draft" open><summary>The draft as it was read: {count(len(draft.sentences), "sentence")}'
        f"</summary><ol>{items}</ol></details>"
    )


def _counted(counts: Sequence[int]) -> str:
    """ "2 support, 1 contrasts, 3 unclear", or that nothing is close; empty where nothing was counted."""
    if not counts:
        return ""
    supporting, contrasting, unclear = counts
    said = [
        words
        for number, words in (
            (supporting, f"{supporting} support{'s' if supporting == 1 else ''}"),
            (contrasting, f"{contrasting} contrast{'s' if contrasting == 1 else ''}"),
            (unclear, f"{unclear} unclear"),
        )
        if number
    ]
    return f' <span class="pr-quiet">{", ".join(said) or "nothing close"}</span>'


def notes_html(notes: Sequence[str]) -> str:
    """What the search itself has to say."""
    return "".join(f'<p class="pr-note" role="status">{escape(note)}</p>' for note in notes)


def sides_html(result: Precedents, basket: Collection[str] = frozenset()) -> str:
    """Supporting and contrasting paragraphs side by side, and below them what is not clear.

    `basket` holds the references that are in the basket.
    """
    supporting = _side("supporting", "Supporting", "state the same", result.supporting, result.draft, basket)
    contrasting = _side("contrasting", "Contrasting", "state the opposite", result.contrasting, result.draft, basket)
    sides = f'{_LEGEND}<div class="pr-sides">{supporting}{contrasting}</div>'
    if not result.unclear:
        return sides
    return sides + _side("unclear", "Unclear", "on the same, not clear which way", result.unclear, result.draft, basket)


def related_html(result: RelatedParagraphs, draft: Draft, asked: Asked, basket: Collection[str] = frozenset()) -> str:
    """The paragraphs found for one paragraph, which is read as `draft`, in one list; those farther off in another."""
    meaning = "by the tool’s reading" if asked is Asked.WELL else "praise and fault alike"
    lists = []
    if result.hits or not result.distant:
        lists.append(_side("related", _RELATED_TITLES[asked], meaning, result.hits, draft, basket))
    if result.distant:
        lists.append(_side("distant", _DISTANT_TITLE, _themes(result), result.distant, draft, basket))
    return _LEGEND + "".join(lists)


def _themes(result: RelatedParagraphs) -> str:
    """What those farther off have in common with the paragraph: themes, a section, or only that they are nearest."""
    asked = set(result.paragraph.get("themes", ()))
    shared = {theme for each in result.distant for theme in each.hit.chunk.themes if theme in asked}
    return "on " + ", ".join(sorted(map(theme_label, shared))) if shared else "no theme in common"


def _side(
    name: str, title: str, meaning: str, precedents: Sequence[Precedent], draft: Draft, basket: Collection[str]
) -> str:
    items = "".join(_precedent(each, draft, basket) for each in precedents)
    body = items or f'<p class="pr-note">{_NOTHING[name]}</p>'
    return (
        f'<section class="pr-side" aria-labelledby="side-{name}"><h2 id="side-{name}">{escape(title)} '
        f'<span class="pr-quiet">{len(precedents)} · {escape(meaning)}</span></h2>{body}</section>'
    )


def _precedent(precedent: Precedent, draft: Draft, basket: Collection[str]) -> str:
    report = precedent.hit.report
    sample = '<span class="pr-sample">sample</span>' if report.sample else ""
    return (
        f'<div class="pr-precedent"><h3>{escape(report_name(report))}{sample} '
        f'<span class="pr-quiet">{escape(report_byline(report))}</span></h3>'
        f"{_answered(precedent.draft_sentence, draft)}{hit_html(precedent.hit, basket=basket)}</div>"
    )


def _answered(sentence: Sentence, draft: Draft) -> str:
    """Which sentence of the draft it answers; empty where the draft has no other."""
    if len(draft.sentences) == 1:
        return ""
    number = next(n for n, each in enumerate(draft.sentences, start=1) if each.start == sentence.start)
    words = " ".join(draft.words_of(sentence).split())
    excerpt = words if len(words) <= _EXCERPT_CHARACTERS else words[: _EXCERPT_CHARACTERS - 1].rstrip() + "…"
    anchor = _anchor(number)
    return (
        f'<p class="pr-answers">To <a href="#{anchor}" data-goto="{anchor}">sentence {number}</a>: '
        f"“{escape(excerpt)}”</p>"
    )


def _anchor(number: int) -> str:
    return f"draft-{number}"
