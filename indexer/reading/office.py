"""Documents of word processors that are not read by themselves, turned into Word's format by LibreOffice where it is.

LibreOffice runs inside the reading process's limits, with a profile of its own that is thrown away, so that an open
window of it does not stand in the way and nothing of a document stays behind.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from indexer.errors import ReadingRefused
from indexer.records import Finding

COMMANDS = ("soffice", "libreoffice")
USUAL_PLACES = (
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
)
"""Where it stands on systems whose installer puts it on no path."""

CONVERSION_TIME_LIMIT_SECONDS = 90.0
"""Less than a reading may take in all; LibreOffice starts in seconds, on a loaded machine in half a minute."""


def as_word(data: bytes, ending: str, name: str) -> bytes:
    """The document in these bytes as .docx. `ending` is that of its format ("odt"), `name` what a person calls it.

    Raises `ReadingRefused` "unsupported-type", with how to convert it by hand, where LibreOffice is not installed,
    fails or takes too long.
    """
    command = _command()
    if command is None:
        raise _refusal(name, ending, "which is read only where LibreOffice is installed, and here it is not")
    with tempfile.TemporaryDirectory(prefix="precedent-") as folder:
        source = Path(folder, f"document.{ending}")
        source.write_bytes(_with_an_empty_end(data) if ending == "rtf" else data)
        arguments = [
            command, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", "docx", "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            subprocess.run(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=CONVERSION_TIME_LIMIT_SECONDS,
                check=True,
            )
            return Path(folder, "document.docx").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise _refusal(name, ending, "which LibreOffice could not convert") from error


def _with_an_empty_end(data: bytes) -> bytes:
    """The rich text with an empty paragraph more: LibreOffice takes the last one's place in its list for the first
    level, and would number it anew."""
    end = data.rfind(b"}")
    return data if end < 0 else data[:end] + b"\\pard\\plain\\par " + data[end:]


def about_conversion(name: str) -> Finding:
    """The finding that says that a document was not read from its own format."""
    return Finding("converted", f"It is {name}, and was read after LibreOffice had converted it to Word.")


def _command() -> str | None:
    found = next(filter(None, map(shutil.which, COMMANDS)), None)
    return found or next((str(place) for place in USUAL_PLACES if place.is_file()), None)


def _refusal(name: str, ending: str, why: str) -> ReadingRefused:
    return ReadingRefused(
        "unsupported-type",
        f"The file is {name}, {why}.",
        hint=f"Save it as .docx or PDF and add that (soffice --headless --convert-to docx FILE.{ending}), or install "
        "LibreOffice and run `precedent index --retry`.",
    )
