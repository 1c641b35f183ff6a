"""One authority is one area, whatever a text calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import AreasError
from indexer.language.areas import load_areas, standard_areas


@pytest.mark.parametrize(
    ("written", "area"),
    [
        ("London Borough of Barking & Dagenham", "Barking and Dagenham"),
        ("St. Helen’s", "St Helens"),
        ("north lincs", "North Lincolnshire"),
        ("Hull City Council", "Kingston upon Hull"),
        ("KINGSTON UPON HULL", "Kingston upon Hull"),
        ("County Durham", "Durham"),
        ("Royal Borough of Greenwich", "Greenwich"),
        ("Newcastle", "Newcastle upon Tyne"),
        ("City of Bristol", "Bristol"),
        ("East Riding", "East Riding of Yorkshire"),
        ("City of York Council", "York"),
        ("Ynys Môn", "Isle of Anglesey"),
        ("South Tees", "South Tees"),
        ("Stoke on Trent", "Stoke-on-Trent"),
        ("Stoke upon Trent", "Stoke-on-Trent"),
        ("Saint Helens", "St Helens"),
        ("Blackburn & Darwen", "Blackburn with Darwen"),
        ("North-East Lincolnshire", "North East Lincolnshire"),
        ("Southeast Wales", None),
    ],
)
def test_an_area_is_known_under_all_its_names(written: str, area: str | None) -> None:
    found = standard_areas().named(written)
    assert (found.name if found else None) == area


@pytest.mark.parametrize("written", ["", "Wrenfold", "Newcastle-under-Lyme", "Gloucester Road", "York House"])
def test_what_is_no_area_is_none(written: str) -> None:
    assert standard_areas().named(written) is None


def test_every_authority_of_today_is_listed_in_a_region() -> None:
    areas = standard_areas().areas
    former = {"Cumbria", "Northamptonshire", "Bournemouth", "Poole", "Bedfordshire"}
    today = [area for area in areas if area.region and area.name not in former]
    assert len([area for area in today if area.region == "Wales"]) == 22
    assert len([area for area in today if area.region == "London"]) == 33
    assert len(today) == 153 + 22


def test_the_nearest_belong_together_before_they_share_a_region() -> None:
    known = standard_areas()
    leeds, middlesbrough = known.named("Leeds"), known.named("Middlesbrough")
    assert leeds is not None
    assert middlesbrough is not None
    assert known.nearest(leeds, ["York", "Kent", "Bradford", "Wrenfold"]) == ("Bradford", "York")
    assert known.nearest(middlesbrough, ["Durham", "Darlington", "South Tees"]) == (
        "South Tees",
        "Darlington",
        "Durham",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[region.Here]\n"Ash" = ["Elm"]\n"Elm" = []', "name of both Ash and Elm"),
        ('[region.Here]\n"Ash" = "Elm"', "is not a list"),
        ('[parts]\n"All" = ["Ash"]', "part 'Ash'"),
        ("[region\n", "not valid TOML"),
    ],
)
def test_a_malformed_list_is_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "areas.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(AreasError, match=message):
        load_areas(file)
