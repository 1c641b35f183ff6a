"""A file in, a `Report` out, whatever format it comes in. One module for each format.

Importing the package loads none of them: a build asks for the version, and leaves reading to its child processes.
"""

from __future__ import annotations

READER_VERSION = "9"
"""Goes up with every change in what is read; stored readings of another version are read anew."""
