"""One file into one report, in this process. `worker` does the same in a child process with limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from indexer.errors import PrecedentError, ReadingRefused
from indexer.language.contact import without_contact_details
from indexer.layout.pages import source_of
from indexer.limits import FILE_SIZE_LIMIT_BYTES
from indexer.reading.filetype import FileType, decode_text, file_type
from indexer.records import Report, ReportId
from indexer.structure.blocks import Source
from indexer.structure.report import build_report, refuse_what_is_no_report


def read_report(path: Path, *, source: str, report_id: ReportId, sha256: str) -> Report:
    """The report in a file. `source` is its path inside the corpus folder, with forward slashes.

    Raises `ReadingRefused` with a stable code: "unreadable", "empty", "too-large", "unsupported-type",
    "encrypted", "no-text-layer", "not-a-report", "reader-failed". No other exception leaves this function.
    """
    return understand(content_of(path), source=source, report_id=report_id, sha256=sha256)


def understand(data: bytes, *, source: str, report_id: ReportId, sha256: str) -> Report:
    """The report in these bytes, e-mail addresses and telephone numbers in it covered; raises as `read_report` does."""
    try:
        report = build_report(_source(data), report_id=report_id, source_name=source, sha256=sha256)
    except (PrecedentError, MemoryError):
        raise
    except Exception as error:  # a reader met content that nobody foresaw: this file only, never the build
        raise ReadingRefused(
            "reader-failed",
            f"The reader does not know how to read something in the file ({type(error).__name__}).",
            hint="Save it in another format and add that, and report this as a fault in Precedent.",
        ) from error
    refuse_what_is_no_report(report)
    return _without_contact_details(report)


def _without_contact_details(report: Report) -> Report:
    """The report as it may be stored. No paragraph that is quoted holds any: such are furniture already."""
    findings = tuple(replace(each, message=without_contact_details(each.message)) for each in report.findings)
    return replace(report, text=without_contact_details(report.text), findings=findings)


def content_of(path: Path) -> bytes:
    """The bytes of a file. Raises `ReadingRefused` with "unreadable" or "too-large"."""
    try:
        size = path.stat().st_size
        if size > FILE_SIZE_LIMIT_BYTES:
            limit = FILE_SIZE_LIMIT_BYTES // 1024**2
            raise ReadingRefused(
                "too-large",
                f"The file has {size / 1024**2:.0f} MiB; the limit is {limit} MiB.",
                hint="Split it.",
            )
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ReadingRefused(
            "unreadable", f"The file cannot be opened: {reason}.", hint="Check its permissions."
        ) from error


def _pdf_source(data: bytes) -> Source:
    from indexer.reading import pdf
    from indexer.reading import pdf as ocr
    from indexer.reading.pdf import about_damage

    pages, findings = pdf.read_pages(data), about_damage(data)
    scans = ocr.scanned(pages)
    recognised = ocr.with_text_layer(data) if scans else None
    if recognised is not None:
        pages = pdf.read_pages(recognised)
        findings += ocr.about_recognised(scans)
    source = source_of(pages, pdf.document_keywords(data))
    return replace(source, findings=(*findings, *source.findings))


def _source(data: bytes) -> Source:
    # Each reader loads a library of its own, and most reading processes meet one format.
    kind = file_type(data)
    match kind:
        case FileType.PDF:
            return _pdf_source(data)
        case FileType.HTML:
            from indexer.reading import html

            return html.read(data)
        case FileType.WEB_ARCHIVE:
            from indexer.reading import html

            return html.read_archive(data)
        case FileType.DOCX:
            from indexer.reading import docx

            return docx.read(data)
        case FileType.ODT | FileType.RTF | FileType.DOC:
            from indexer.reading import docx
            from indexer.reading.office import about_conversion, as_word

            source = docx.read(as_word(data, kind.value, kind.spoken))
            return replace(source, findings=(about_conversion(kind.spoken), *source.findings))
        case FileType.TEXT:
            from indexer.reading import text

            return text.read(decode_text(data))
