"""The `precedents` command: its arguments, and what it does with them."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

from indexer.errors import DraftRefused
from indexer.limits import DRAFT_SENTENCES_LIMIT
from search_app.answers.labels import count, share_words
from search_app.command.terminal import print_json, show_hit
from search_app.precedents.answers import (
    Precedent,
    Precedents,
    Question,
    RelatedParagraphs,
    SentencePrecedents,
    counts_words,
)

_INPUTS_HINT = "Give one of --text TEXT, --file FILE or REPORT:PARA, such as southwark-2016:2.3."


def add_precedent_arguments(command: ArgumentParser) -> None:
    """Adds the arguments that only this command has."""
    command.add_argument(
        "address", nargs="?", metavar="REPORT:PARA", help="a paragraph of the archive; its own report is left out"
    )
    command.add_argument("--text", metavar="TEXT", help=f"the draft itself, up to {DRAFT_SENTENCES_LIMIT} sentences")
    command.add_argument(
        "--file", type=Path, metavar="FILE", help="a text, Markdown or Word file with the draft; - for what is piped in"
    )
    command.add_argument(
        "--exclude", action="append", default=[], metavar="REPORT", help="leave a report out, such as the draft's own"
    )
    question = command.add_mutually_exclusive_group()
    question.add_argument(
        "--who-does-this-well",
        action="store_true",
        help="what other areas do well on the subject of REPORT:PARA, usually a shortfall",
    )
    question.add_argument(
        "--similar",
        action="store_true",
        help="paragraphs of other reports on the same subject, strengths and shortfalls alike",
    )


def run_precedents(options: Namespace) -> int:
    """Prints precedents for a draft or a paragraph, or the paragraphs related to one."""
    _check_inputs(options)
    from search_app.archive import Archive

    with Archive.open(options.index) as archive:
        if options.who_does_this_well or options.similar:
            ask = archive.who_does_this_well if options.who_does_this_well else archive.similar
            related = ask(options.address, exclude=options.exclude, limit=options.limit)
            if options.json:
                print_json(related.to_json())
            else:
                show_related(related)
            return 0
        if options.address is not None:
            found = archive.precedents_of(
                options.address, exclude=options.exclude, limit=options.limit, filters=options.filters
            )
        else:
            found = archive.precedents(
                _written_draft(options), exclude=options.exclude, limit=options.limit, filters=options.filters
            )
        if options.json:
            print_json(found.to_json())
        else:
            show_precedents(found)
    return 0


def _check_inputs(options: Namespace) -> None:
    given = [value for value in (options.text, options.file, options.address) if value is not None]
    if len(given) != 1:
        there_are = "There are several drafts" if given else "There is no draft"
        raise DraftRefused(f"{there_are} to find precedents for.", hint=_INPUTS_HINT)
    if options.address is None and (options.who_does_this_well or options.similar):
        raise DraftRefused(
            "Only a paragraph of the archive can be asked about in this way.",
            hint="Name it as REPORT:PARA, such as southwark-2016:2.3.",
        )


def _written_draft(options: Namespace) -> str:
    from search_app.precedents.draft_files import read_draft_file

    if options.text is not None:
        return str(options.text)
    return sys.stdin.read() if str(options.file) == "-" else read_draft_file(options.file)


# What the `precedents` command prints for a person.

_EXCERPT_CHARACTERS = 90


def show_precedents(result: Precedents) -> None:
    """The lists of each sentence of the draft, one after the other, under how many paragraphs are of which kind."""
    _show_notes(result.notes)
    for word, near in result.misspelt:
        print(f"Note: no report here has the word {word!r}; did you mean {near!r}?")
    read = count(len(result.draft.sentences), "sentence")
    print(f"The draft: {read}, {result.took_ms:.0f} ms. What each sentence states is the tool's own reading.\n")
    if len(result.margin) == 1:
        _show_sides(result, result.draft.text)
        return
    for number, each in enumerate(result.margin, start=1):
        words = _excerpt(result.draft.words_of(each.sentence))
        print(f"{number}. {words}  [{each.sentence.statement.value}]")
        print(f"   {counts_words(each.counts)}\n")
        _show_sides(each, result.draft.text, under_its_sentence=True)


def _show_sides(found: Precedents | SentencePrecedents, draft: str, *, under_its_sentence: bool = False) -> None:
    for title, precedents in (
        ("Supporting: these say the same", found.supporting),
        ("Contrasting: these say the opposite", found.contrasting),
        ("Unclear: on the same subject, not clear which way", found.unclear),
    ):
        if precedents or not (under_its_sentence or title.startswith("Unclear")):
            _show_list(title, precedents, "" if under_its_sentence else draft)


def show_related(result: RelatedParagraphs) -> None:
    """The paragraphs found for one paragraph."""
    _show_notes(result.notes)
    titles = {
        Question.SIMILAR: "Similar paragraphs in other reports",
        Question.WHO_DOES_THIS_WELL: "What other areas do well here, by the tool's own reading",
    }
    text = result.paragraph["text"]
    _show_list(titles[result.question], result.hits, text)
    if result.distant:
        _show_list("Less close: other strengths on the same theme or section", result.distant, text)


def _show_notes(notes: Iterable[str]) -> None:
    for note in notes:
        print(f"Note: {note}")


def _show_list(title: str, precedents: Sequence[Precedent], draft: str) -> None:
    print(f"{title} ({len(precedents)})\n")
    if not precedents:
        print("   Nothing in this archive comes close.\n")
    for precedent in precedents:
        sentence = precedent.draft_sentence
        if draft:
            print(f"For: {_excerpt(draft[sentence.start : sentence.end])}  [{sentence.statement.value}]")
        show_hit(precedent.hit, proportions=_said(precedent))


def _said(precedent: Precedent) -> tuple[str, ...]:
    """ "six of the ten cases: 60%", for each proportion that comes to something."""
    text = precedent.hit.chunk.text
    said = ((text[each.start : each.end], share_words(each)) for each in precedent.proportions)
    return tuple(f"{' '.join(words.split())}: {share}" for words, share in said if share)


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT_CHARACTERS else line[: _EXCERPT_CHARACTERS - 1].rstrip() + "…"
