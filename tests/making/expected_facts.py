"""What each sample report states, written down by hand from the letters, to check the reading against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Expected:
    """`paragraphs`: how many numbered ones each of the sections 1 to 4 has. The rate is in per cent."""

    area: str
    published: date
    inspection: tuple[date, date]
    cases: int
    reoffending_rate: float | None
    lead_inspector: str
    paragraphs: tuple[int, int, int, int]
    bullets: int

    @property
    def numbers(self) -> list[str]:
        return [f"{s}.{n}" for s, count in enumerate(self.paragraphs, 1) for n in range(1, count + 1)]


def _days(year: int, month: int, first: int, last: int) -> tuple[date, date]:
    return date(year, month, first), date(year, month, last)


EXPECTED = {
    "brackenhythe-2014.txt": Expected(
        "Brackenhythe",
        date(2014, 12, 10),
        _days(2014, 11, 10, 12),
        13,
        31.5,
        "Robin Specimen",
        (5, 5, 4, 4),
        7,
    ),
    "dunmarrow-2018.txt": Expected(
        "Dunmarrow", date(2018, 5, 1), _days(2018, 3, 26, 28), 22, 40.6, "Kit Conjured", (5, 4, 5, 3), 8
    ),
    "eskerton-and-fenwarren-2016.txt": Expected(
        "Eskerton and Fenwarren",
        date(2016, 8, 23),
        _days(2016, 7, 18, 20),
        21,
        38.8,
        "Max Mockup",
        (6, 5, 5, 3),
        8,
    ),
    "harrowmere-2014.pdf": Expected(
        "Harrowmere", date(2014, 7, 9), _days(2014, 6, 9, 11), 18, 36.2, "Robin Specimen", (5, 5, 4, 4), 6
    ),
    "harrowmere-2017.md": Expected(
        "Harrowmere", date(2017, 3, 8), _days(2017, 2, 6, 8), 17, 34.1, "Kit Conjured", (4, 4, 4, 3), 8
    ),
    "marlstead-2015.pdf": Expected(
        "Marlstead", date(2015, 2, 25), _days(2015, 1, 26, 28), 24, 42.4, "Max Mockup", (5, 5, 4, 4), 7
    ),
    "ostermoor-2016.pdf": Expected(
        "Ostermoor",
        date(2016, 4, 6),
        (date(2016, 2, 29), date(2016, 3, 2)),
        20,
        29.8,
        "Robin Specimen",
        (4, 4, 4, 3),
        9,
    ),
    "pellbrook-2015.md": Expected(
        "Pellbrook", date(2015, 11, 11), _days(2015, 10, 5, 7), 16, 46.3, "Kit Conjured", (5, 4, 4, 3), 7
    ),
    "quillbridge-2012.txt": Expected(
        "Quillbridge", date(2012, 11, 8), _days(2012, 10, 15, 17), 12, None, "Robin Specimen", (5, 4, 4, 4), 7
    ),
    "thornhallow-2013.pdf": Expected(
        "Thornhallow", date(2013, 4, 17), _days(2013, 3, 18, 20), 14, 38.0, "Robin Specimen", (5, 4, 5, 4), 7
    ),
    "tollesmere-2012.md": Expected(
        "Tollesmere", date(2012, 7, 19), _days(2012, 6, 25, 27), 10, None, "Max Mockup", (5, 4, 5, 4), 7
    ),
    "wrenfold-2013.md": Expected(
        "Wrenfold",
        date(2013, 11, 20),
        (date(2013, 9, 30), date(2013, 10, 2)),
        15,
        33.9,
        "Kit Conjured",
        (4, 4, 5, 3),
        7,
    ),
}
