"""The `verify` command: its arguments, and what it does with them."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from indexer.errors import StorageFailed
from search_app.answers.labels import count
from search_app.command.terminal import print_json, print_wrapped, refuse_to_overwrite
from search_app.precedents.draft_files import VERDICT_WORDS, commented_word, counted_verdicts, draft_text, read_bytes
from search_app.precedents.verify import Checked, CheckedDraft

_EXCERPT_CHARACTERS = 90


def add_verify_arguments(command: ArgumentParser) -> None:
    """Adds the arguments that only this command has."""
    command.add_argument(
        "file", type=Path, metavar="FILE", help="a text, Markdown or Word file; - for what is piped in"
    )
    command.add_argument(
        "--comments", type=Path, metavar="FILE.docx", help="also write the draft as a Word file, with comments"
    )
    command.add_argument("--force", action="store_true", help="replace that file if it is there")


def run_verify(options: Namespace) -> int:
    """Exit code 1 where a quotation is not exact or a citation leads to no paragraph, else 0."""
    from search_app.archive import Archive

    name = options.file.name
    content = sys.stdin.buffer.read() if str(options.file) == "-" else read_bytes(options.file)
    with Archive.open(options.index) as archive:
        if options.comments is not None:
            refuse_to_overwrite(options.comments, archive.catalogue.manifest, force=options.force)
        checked = archive.verify(draft_text(content, name))
    if options.comments is not None:
        _write(options.comments, commented_word(content, name, checked))
    if options.json:
        print_json(checked.to_json())
    else:
        show_checked(checked, options.comments)
    return 0 if checked.is_fine else 1


def _write(target: Path, content: bytes) -> None:
    try:
        target.write_bytes(content)
    except OSError as error:
        raise StorageFailed(f"{target} cannot be written: {error.strerror or error}.") from error


def show_checked(checked: CheckedDraft, written: Path | None) -> None:
    """What does not agree, one after the other, under how much does."""
    if not len(checked):
        print("There is no quotation of four words or more in this draft, and no citation.")
        return
    quotations = sum(each.kind == "quotation" for each in checked)
    citations = count(len(checked) - quotations, "citation")
    print(f"{count(quotations, 'quotation')} and {citations}: {counted_verdicts(checked)}.\n")
    for each in checked:
        is_plain = len(each.places) == 1 and bool(each.cited)
        if not each.verdict.is_fine or (each.kind == "quotation" and not is_plain):
            _show(each)
    if written is not None:
        print(f"The draft with comments: {written}")


def _show(each: Checked) -> None:
    line = " ".join(each.words.split())
    excerpt = line if len(line) <= _EXCERPT_CHARACTERS else f"{line[:_EXCERPT_CHARACTERS].rstrip()}…"
    print(f"{VERDICT_WORDS[each.verdict]}: {excerpt}")
    if each.advice:
        print_wrapped(each.advice)
    if each.difference:
        signs = {"same": "{}", "archive": "[-{}-]", "draft": "{{+{}+}}"}
        print_wrapped(" ".join(signs[piece.kind].format(piece.words) for piece in each.difference))
        print_wrapped("[-words of the report-] {+words of the draft+}")
    for place in each.places:
        print_wrapped(f"{place.citation.short}   {place.reference}")
    print()
