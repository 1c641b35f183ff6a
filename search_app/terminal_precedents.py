"""What the `precedents` command prints for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search_app.labels import count, share_words
from search_app.precedent_answers import Precedent, Precedents, Question, RelatedParagraphs
from search_app.terminal import show_hit

_EXCERPT_CHARACTERS = 90


def show_precedents(result: Precedents) -> None:
    """The two lists, one after the other, each hit under the draft's sentence that it belongs to."""
    _show_notes(result.notes)
    read = count(len(result.draft.sentences), "sentence")
    print(f"The draft: {read}, {result.took_ms:.0f} ms. What states what is the tool's own reading.\n")
    _show_list("Supporting: these state the same", result.supporting, result.draft.text)
    _show_list("Contrasting: these state the opposite", result.contrasting, result.draft.text)


def show_related(result: RelatedParagraphs) -> None:
    """The paragraphs found for one paragraph."""
    _show_notes(result.notes)
    titles = {
        Question.SIMILAR: "Similar paragraphs of other reports",
        Question.WHO_DOES_THIS_WELL: "Strengths of other areas on the same, by the tool's own reading",
    }
    text = result.paragraph["text"]
    _show_list(titles[result.question], result.hits, text)
    if result.distant:
        _show_list("Farther off: other strengths, by theme or section", result.distant, text)


def _show_notes(notes: Iterable[str]) -> None:
    for note in notes:
        print(f"Note: {note}")


def _show_list(title: str, precedents: Sequence[Precedent], draft: str) -> None:
    print(f"{title} ({len(precedents)})\n")
    if not precedents:
        print("   Nothing in this archive comes close.\n")
    for precedent in precedents:
        sentence = precedent.draft_sentence
        print(f"To: {_excerpt(draft[sentence.start : sentence.end])}  [{sentence.statement.value}]")
        show_hit(precedent.hit, proportions=_said(precedent))


def _said(precedent: Precedent) -> tuple[str, ...]:
    """ "six of the ten cases (60% of 10)", for each proportion whose share is known."""
    return tuple(
        f"{precedent.hit.chunk.text[each.start : each.end]} "
        f"({share_words(each)}{f' of {each.base}' if each.base else ''})"
        for each in precedent.proportions
        if each.value is not None
    )


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT_CHARACTERS else line[: _EXCERPT_CHARACTERS - 1].rstrip() + "…"
