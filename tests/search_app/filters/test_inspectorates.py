from __future__ import annotations

import pytest

from search_app.filters.printed_values import inspectorates_of
from tests.indexer.reports import make_report


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Ofsted", ("Ofsted",)),
        ("Ofsted and Care Quality Commission", ("Ofsted", "Care Quality Commission")),
        (
            "Ofsted, Care Quality Commission, HMICFRS and HM Inspectorate of Probation",
            ("Ofsted", "Care Quality Commission", "HMICFRS", "HM Inspectorate of Probation"),
        ),
        (
            "HM Inspectorate of Constabulary and Fire & Rescue Services",
            ("HM Inspectorate of Constabulary and Fire & Rescue Services",),
        ),
        (None, ()),
    ],
)
def test_a_joint_inspection_names_each_inspectorate(printed: str | None, names: tuple[str, ...]) -> None:
    assert inspectorates_of(make_report(inspectorate=printed)) == names
