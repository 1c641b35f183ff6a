from __future__ import annotations

import pytest

from indexer.structure.facts import area_alone, area_in_title, area_of_council, canonical_area


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("London Borough of Barking & Dagenham", "Barking and Dagenham"),
        ("the London Borough of Barking and Dagenham Youth Offending Service", "Barking and Dagenham"),
        ("Royal Borough of Windsor and Maidenhead", "Windsor and Maidenhead"),
        ("the Royal Borough of Kensington and Chelsea", "Kensington and Chelsea"),
        ("Sandwell Metropolitan Borough Council", "Sandwell"),
        ("Norfolk County Council", "Norfolk"),
        ("Stoke-on-Trent City Council", "Stoke-on-Trent"),
        ("Southwark YOT", "Southwark"),
        ("City of York Council", "York"),
        ("City of London Corporation", "City of London"),
        ("Brent require improvement to be good", "Brent"),
        ("Newcastle Upon Tyne", "Newcastle upon Tyne"),
        ("Bristol, City of", "Bristol"),
        ("County Durham", "Durham"),
        ("Council of the Isles of Scilly", "Isles of Scilly"),
        ("St. Helens Council", "St Helens"),
        ("Leicester City Youth Offending Service", "Leicester"),
        ("Dorset Combined Youth Offending Service", "Dorset"),
        ("East Riding of Yorkshire Council", "East Riding of Yorkshire"),
        ("Bath and North East Somerset", "Bath and North East Somerset"),
        ("Isle of Wight Council", "Isle of Wight"),
        ("Telford & Wrekin", "Telford and Wrekin"),
        ("", None),
        ("everyone", None),
    ],
)
def test_an_area_has_one_name(name: str, area: str | None) -> None:
    assert canonical_area(name) == area


@pytest.mark.parametrize(
    ("title", "area"),
    [
        ("Report of Short Quality Screening (SQS) of youth offending work in Nowhere", "Nowhere"),
        ("Short Quality Screening (SQS) of youth offending work in the London Borough of Ash & Elm", "Ash and Elm"),
        ("Focused visit to Nowhere council children's services", "Nowhere"),
        ("Inspection of Nowhere local authority children’s services", "Nowhere"),
        ("Inspection of Nowhere children's social care services", "Nowhere"),
        ("Joint targeted area inspection of Nowhere", "Nowhere"),
        ("Joint targeted area inspection of the multi-agency response to abuse and neglect in Nowhere", "Nowhere"),
        ("Area SEND inspection of Nowhere Local Area Partnership", "Nowhere"),
        ("Inspection of services for children in need of help and protection and care leavers", None),
    ],
)  # fmt: skip
def test_a_title_names_its_area(title: str, area: str | None) -> None:
    assert area_in_title(title) == area


def test_a_line_that_is_a_council_or_a_name_alone() -> None:
    assert area_of_council("Kent County Council") == "Kent"
    assert area_of_council("The council works hard") is None
    assert area_alone("Cheshire West and Chester") == "Cheshire West and Chester"
    assert area_alone("Report published late") is None
