"""The names of the months, for whoever reads or writes a date."""

from __future__ import annotations

MONTHS = ("January", "February", "March", "April", "May", "June", "July",
          "August", "September", "October", "November", "December")  # fmt: skip
"""Those of the standard library are in the language of the machine."""

MONTH_NUMBERS = {
    written: number for number, name in enumerate(map(str.lower, MONTHS), 1) for written in (name, name[:3])
} | {"sept": 9}
"""A month as it is written, in small letters and without a full stop, to its number."""
