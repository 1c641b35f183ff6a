"""The `precedent` command: its arguments, and the exit code of every ending.

Exit codes: 0 fine; 1 finished, but some files were refused; 2 usage or refused query; 3 index missing or
damaged; 4 locked by another build; 5 no space or permission. The tree in indexer.errors carries them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TextIO, TypeAlias

from indexer.errors import PrecedentError, QueryRefused, StorageFailed
from search_app import DEFAULT_INDEX, DISTRIBUTION, INDEX_VARIABLE
from search_app.command import archive, search
from search_app.command.compare import add_compare_arguments, run_compare
from search_app.command.evaluate import (
    add_evaluate_arguments,
    add_table_argument,
    run_evaluate,
    run_evaluate_pairs,
    run_evaluate_reading,
)
from search_app.command.export import add_export_arguments, run_export
from search_app.command.keeping.backup import add_backup_arguments, add_restore_arguments, run_backup, run_restore
from search_app.command.keeping.collect import add_collect_arguments, add_watch_arguments, run_collect, run_watch
from search_app.command.precedents import add_precedent_arguments, run_precedents
from search_app.command.push import add_push_arguments, run_push
from search_app.command.serving import add_api_arguments, add_mcp_arguments, run_api, run_mcp
from search_app.command.terminal import on_one_line, show_refusal, shown_streams
from search_app.command.verify import add_verify_arguments, run_verify
from search_app.filters.fields import filter_fields
from search_app.filters.filters import NO_FILTERS, Filters, SingleFilter, single_filters
from search_app.store.opening import index_address

OWN_REPORTS = "~/Precedent reports"
"""In sight of its owner, and unlikely to hold anything else."""
_BROKEN_PIPE_CODE = 0
_INTERRUPTED_CODE = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code. Everything that goes wrong on purpose ends as one message."""
    with shown_streams():
        try:
            code = _run(arguments)
            sys.stdout.flush()
        except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
            code = _BROKEN_PIPE_CODE
        except OSError as error:
            code = _about_disk(error)
        if _is_unwritable(sys.stdout):
            _leave_unwritten()
        return code


def _run(arguments: Sequence[str] | None) -> int:
    options = build_parser().parse_args(arguments)
    try:
        if "filters" in options:
            options.filters = filters_of(options)
        return int(options.run(options))
    except QueryRefused as refusal:
        show_refusal(getattr(options, "query", ""), refusal)
        return refusal.exit_code
    except PrecedentError as error:
        print(f"precedent: {on_one_line(error)}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("precedent: stopped. What was published before still stands.", file=sys.stderr)
        return _INTERRUPTED_CODE


def _about_disk(error: OSError) -> int:
    """Says that the disk refused, where it can be said; returns the exit code."""
    place = f" ({error.filename})" if error.filename else ", perhaps while writing the output"
    with suppress(OSError):
        print(
            f"precedent: The disk refused: {error.strerror or error}{place}. Free some space or fix the permissions "
            "and run the command again; what was published before still stands.",
            file=sys.stderr,
        )
    return StorageFailed.exit_code


def _is_unwritable(stream: TextIO) -> bool:
    try:
        stream.flush()
    except (OSError, ValueError):
        return True
    return False


def _leave_unwritten() -> None:
    """Python writes out what is left of the output when it ends, and would print a traceback then."""
    with suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command; the tests read its help."""
    parser = argparse.ArgumentParser(
        prog="precedent", description="Search inspection reports by words and by meaning, with exact citations."
    )
    parser.add_argument("--version", action="version", version=f"precedent {_version()}")
    subcommands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_index(subcommands)
    _add_add(subcommands)
    _add_collecting(subcommands)
    _add_search(subcommands)
    _add_precedents(subcommands)
    _add_verify(subcommands)
    _add_compare(subcommands)
    _add_show(subcommands)
    _add_export(subcommands)
    _add_listings(subcommands)
    _add_check(subcommands)
    _add_push(subcommands)
    _add_serve(subcommands)
    _add_api(subcommands)
    _add_evaluate(subcommands)
    return parser


def _version() -> str:
    """That of the installed package; a checkout that was never installed has none."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "(not installed)"


_Subcommands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _command(subcommands: _Subcommands, name: str, run: object, text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = subcommands.add_parser(name, help=text, description=text)
    command.set_defaults(run=run)
    return command


def _with_index(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--index",
        type=index_address,
        default=index_address(os.environ.get(INDEX_VARIABLE, DEFAULT_INDEX)),
        metavar="DIR",
        help=f"the index folder, or an archive on Milvus (default: ${INDEX_VARIABLE} or ./{DEFAULT_INDEX})",
    )


def _with_rerank(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--no-rerank", action="store_true", help="keep the order by words and meaning; do not rerank the best hits"
    )


def _with_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON instead of text")


def _add_index(subcommands: _Subcommands) -> None:
    command = _command(
        subcommands, "index", archive.run_index, "Build the index of a folder of reports, or bring it up to date."
    )
    command.add_argument(
        "corpus",
        type=Path,
        nargs="?",
        metavar="CORPUS",
        help="the folder of reports (default: the one that the index was built from, or ./corpus)",
    )
    _with_index(command)
    command.add_argument(
        "--model",
        metavar="NAME_OR_PATH",
        help="the embedding model; 'none' for keyword search alone "
        "(default: the one that the index was built with, or the embedded all-MiniLM-L6-v2)",
    )
    command.add_argument("--retry", action="store_true", help="retry the files that were refused before")
    command.add_argument(
        "--newest",
        metavar="FILE",
        action="append",
        default=[],
        help="where reports are nearly the same, count this one",
    )
    command.add_argument(
        "--both",
        metavar="FILE",
        action="append",
        default=[],
        help="count this one as well as the one that it is nearly the same as",
    )
    command.add_argument(
        "--part", type=_part, metavar="I/N", help="build only the I-th of N parts of the folder, for `precedent join`"
    )
    _with_json(command)
    joined = _command(subcommands, "join", archive.run_join, "Join the parts of an archive that were built separately.")
    joined.add_argument("parts", type=Path, nargs="+", metavar="PART", help="the index folder of each part")
    _with_index(joined)
    _with_json(joined)


def _add_add(subcommands: _Subcommands) -> None:
    command = _command(subcommands, "add", archive.run_add, "Show how new reports are understood, and add them.")
    command.add_argument("files", type=Path, nargs="+", metavar="FILE")
    _with_index(command)
    command.add_argument(
        "--corpus", type=Path, metavar="FOLDER", help="copy them to it (default: the folder the index was built from)"
    )
    command.add_argument("--replace", action="store_true", help="replace files of the same name")
    command.add_argument("--dry-run", action="store_true", help="show how they are understood, and stop there")
    command.add_argument(
        "--newest", action="store_true", help="count them instead of reports that they are nearly the same as"
    )
    command.add_argument(
        "--both", action="store_true", help="count them as well as reports that they are nearly the same as"
    )
    _with_json(command)


def _add_collecting(subcommands: _Subcommands) -> None:
    command = _command(
        subcommands,
        "collect",
        run_collect,
        "Fetch reports from where they are published, with a record of their sources.",
    )
    add_collect_arguments(command)
    _with_json(command)
    command = _command(subcommands, "watch", run_watch, "Bring the index up to date whenever its folder changes.")
    add_watch_arguments(command)
    _with_index(command)


def _add_search(subcommands: _Subcommands) -> None:
    command = _command(subcommands, "search", search.run_search, "Search the index; every hit has its citation.")
    command.add_argument(
        "query",
        metavar="QUERY",
        nargs="?",
        default="",
        help=f'words, "phrases", AND OR NOT (), prefix*, {" ".join(f"{field.name}:" for field in filter_fields())}',
    )
    _with_index(command)
    command.add_argument("--mode", choices=["hybrid", "keyword", "semantic"], default="hybrid")
    command.add_argument("--limit", type=_positive, default=10, metavar="N", help="hits to show (default: 10)")
    command.add_argument("--offset", type=_whole, default=0, metavar="N", help="hits to skip (default: 0)")
    command.add_argument(
        "--sort",
        choices=["best", "newest", "oldest", "area", "praise", "fault"],
        default="best",
        help="best first (default), by the reports' date or area, or by how far the tool reads a paragraph as praise "
        "or as finding fault: what comes near is listed first",
    )
    command.add_argument(
        "--literal", action="store_true", help="read no names, years or sections as filters; no synonyms"
    )
    command.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="KEY",
        help="turn off one thing that was understood, such as area:Southwark",
    )
    _add_filter_arguments(command)
    command.add_argument(
        "--share",
        metavar="SHARE",
        help='filter: only paragraphs that state a proportion in this range: ">=0.75", "<=50%%", "0.5-0.75"',
    )
    _with_rerank(command)
    _with_json(command)


def _add_precedents(subcommands: _Subcommands) -> None:
    command = _command(
        subcommands, "precedents", run_precedents, "Find paragraphs that support a draft, and others that contrast."
    )
    add_precedent_arguments(command)
    _add_filter_arguments(command)
    _with_index(command)
    command.add_argument(
        "--limit",
        type=_positive,
        default=10,
        metavar="N",
        help="paragraphs in each list (default: 10; 5 at most for each sentence of several)",
    )
    _with_json(command)


def _add_verify(subcommands: _Subcommands) -> None:
    command = _command(
        subcommands, "verify", run_verify, "Check every quotation and citation in a draft against the archive."
    )
    add_verify_arguments(command)
    _with_index(command)
    _with_json(command)


def _add_compare(subcommands: _Subcommands) -> None:
    command = _command(
        subcommands, "compare", run_compare, "Count paragraphs, strengths and shortfalls by area, year and theme."
    )
    add_compare_arguments(command)
    _add_filter_arguments(command)
    _with_index(command)
    _with_json(command)


def _add_show(subcommands: _Subcommands) -> None:
    command = _command(
        subcommands, "show", search.run_show, "Show a report in order, or one paragraph with its citation."
    )
    command.add_argument("address", metavar="REPORT[:PARA]", help="such as southwark-2016 or southwark-2016:2.3")
    command.add_argument(
        "--page-image", type=Path, metavar="FILE.png", help="also write the PDF page, with the paragraph outlined"
    )
    command.add_argument("--force", action="store_true", help="replace that file if it is there")
    _with_index(command)
    _with_json(command)


def _add_export(subcommands: _Subcommands) -> None:
    command = _command(
        subcommands, "export", run_export, "Write quotations with their citations to a file, each checked first."
    )
    add_export_arguments(command)
    _with_index(command)
    _with_json(command)


def _add_listings(subcommands: _Subcommands) -> None:
    paragraphs = _command(
        subcommands, "paragraphs", search.run_paragraphs, "List every paragraph, one JSON object a line with --json."
    )
    reports = _command(
        subcommands, "reports", archive.run_reports, "List every report with what was read from it and the findings."
    )
    reports.add_argument("--holdings", action="store_true", help="what there is by area, year and type, and the gaps")
    for command in (paragraphs, reports):
        _with_index(command)
        _with_json(command)


def _add_check(subcommands: _Subcommands) -> None:
    command = _command(
        subcommands, "check", archive.run_check, "Verify the index against itself and against its folder of reports."
    )
    command.add_argument(
        "address", type=index_address, nargs="?", metavar="ADDRESS", help="the archive to check, instead of --index"
    )
    command.add_argument(
        "--repair",
        action="store_true",
        help="first rebuild the keyword arrays from the Whoosh index, in a new generation",
    )
    rollback = _command(
        subcommands, "rollback", archive.run_rollback, "Go back to the generation before the current one."
    )
    backup = _command(subcommands, "backup", run_backup, "Back up reports and index to one file, and check it.")
    add_backup_arguments(backup)
    _with_index(backup)
    restore = _command(subcommands, "restore", run_restore, "Restore reports and index of a backup to empty folders.")
    add_restore_arguments(restore)
    _with_index(restore)
    for each in (command, rollback):
        _with_index(each)
        _with_json(each)


def _add_push(subcommands: _Subcommands) -> None:
    command = _command(
        subcommands, "push", run_push, "Copy an index to Milvus, or bring what is there up to date; nothing is encoded."
    )
    add_push_arguments(command)
    _with_json(command)


def _add_serve(subcommands: _Subcommands) -> None:
    command = _command(subcommands, "serve", archive.run_serve, "Serve the page on this machine.")
    _with_index(command)
    command.add_argument("--port", type=_positive, default=8501, metavar="N", help="default: 8501")
    command.add_argument("--open", action="store_true", help="open the page in a browser")
    command.add_argument("--api", action="store_true", help="also answer other programs, under /api")
    command.add_argument(
        "--allow-adding",
        type=Path,
        nargs="?",
        const=Path(OWN_REPORTS),
        metavar="FOLDER",
        help="let whoever opens the page add reports to the archive's folder; where it has none of its own yet, to "
        f"FOLDER (default: {OWN_REPORTS})",
    )


def _add_api(subcommands: _Subcommands) -> None:
    command = _command(subcommands, "api", run_api, "Serve the archive to other programs, over HTTP.")
    add_api_arguments(command)
    _with_index(command)
    command = _command(subcommands, "mcp", run_mcp, "Offer the archive to an AI assistant as tools, over MCP.")
    add_mcp_arguments(command)
    _with_index(command)


def _add_evaluate(subcommands: _Subcommands) -> None:
    command = _command(
        subcommands, "evaluate", run_evaluate, "Measure retrieval on a folder of judged queries in BEIR form."
    )
    add_evaluate_arguments(command)
    _with_rerank(command)
    _with_json(command)
    for name, run, text, columns in (
        (
            "evaluate-reading",
            run_evaluate_reading,
            "Measure how well labelled sentences are read.",
            "statement, sentence",
        ),
        ("evaluate-pairs", run_evaluate_pairs, "Measure how well labelled pairs are told apart.", "relation, a, b"),
    ):
        command = _command(subcommands, name, run, text)
        add_table_argument(command, columns)
        _with_json(command)


def _add_filter_arguments(command: argparse.ArgumentParser) -> None:
    """Adds the filters to `command`, alike for every command that takes them: it finds them as `options.filters`."""
    command.set_defaults(filters=NO_FILTERS)
    filters = command.add_argument_group(
        "filters", "several values of one filter are alternatives; all filters must match"
    )
    for field in filter_fields():
        filters.add_argument(f"--{field.name}", action="append", default=[], metavar=field.metavar, help=field.help)
    for single in single_filters():
        if not single.help:
            continue
        kind = {"choices": single.choices} if single.choices else {"type": _read_by(single), "metavar": single.metavar}
        filters.add_argument(f"--{single.name}", dest=single.attribute, help=single.help, **kind)


def filters_of(options: argparse.Namespace) -> Filters:
    """The filters that were given."""
    chosen: dict[str, Any] = {field.attribute: getattr(options, field.name) for field in filter_fields()}
    return Filters(
        **chosen, **{single.attribute: getattr(options, single.attribute) for single in single_filters() if single.help}
    )


def _read_by(single: SingleFilter) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            return single.read(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text} {single.refusal}") from None

    return read


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number of 1 or more")
    return value


def _part(text: str) -> tuple[int, int]:
    number, _, of = text.partition("/")
    if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise argparse.ArgumentTypeError(f"{text} is not a part such as 2/4")
    return int(number), int(of)


def _whole(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number of 0 or more")
    return value


if __name__ == "__main__":
    sys.exit(main())
