"""How often a search says that nothing comes close: python -m benchmarks.nothing_close INDEX [JUDGED_COLLECTION]

INDEX is of real inspection reports. Prints two figures for each mode: the share of queries with nothing in such an
archive of which it is said (aim: at least 90%), and the share of real queries of which it is said (aim: at most 3%);
the queries of a judged collection of the same reports count among the real ones. Names every query on the wrong side.

The cut-offs in search_app/ranking/closeness.py were chosen while looking at all of NOTHING_IN_THE_ARCHIVE, REAL and the
judged collection, so their figures flatter. HELD_OUT_NOTHING and HELD_OUT_REAL were written afterwards, before any of
them was searched for, and nothing was changed for them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from search_app.engine import SearchEngine
from search_app.evaluation.collection import read_collection
from search_app.ranking.fusion import Mode

NOTHING_IN_THE_ARCHIVE = (
    "slow cooked lamb shoulder with rosemary",
    "how to descale a coffee machine",
    "offside rule in football explained",
    "black hole event horizon radiation",
    "best tyres for winter motorway driving",
    "knitting pattern for a baby cardigan",
    "sourdough starter feeding schedule",
    "python list comprehension syntax",
    "mortgage interest rates forecast",
    "symptoms of vitamin D deficiency in cats",
    "cheap flights to Lisbon in October",
    "guitar chords for beginners",
    "how volcanoes form along plate boundaries",
    "compost heap brown and green ratio",
    "Champions League final penalty shoot-out",
    "photosynthesis in desert plants",
    "replace a cracked phone screen",
    "history of the Byzantine empire",
    "electric car battery range in cold weather",
    "chess openings against the Sicilian defence",
    "tax relief on pension contributions",
    "whale migration in the Atlantic",
    "building a garden shed foundation",
    "quantum entanglement experiment",
    "opera singers breathing technique",
    "steel bridge corrosion inspection",
    "food hygiene ratings of restaurants",
    "pothole repairs on residential streets",
    "planning permission for a loft conversion",
    "dairy herd bovine tuberculosis testing",
    "offshore wind turbine maintenance",
    "nursing home bed sores in elderly residents",
    "railway signalling delays",
    "library opening hours on bank holidays",
    "household recycling bin collection",
    "passenger lift safety certificates",
    "river flood defences and sandbags",
    "hospital hip replacement waiting times",
    "university research grant applications",
    "fire extinguisher servicing in warehouses",
)

REAL = (
    "return home interviews after going missing",
    "quality of pre-sentence reports",
    "management oversight of risk assessments",
    "are plans reviewed when circumstances change",
    "children placed far from home",
    "social work caseloads too high",
    "supervision of social workers",
    "child sexual exploitation risk assessment",
    "victims considered in planning",
    "health assessments for children in care",
    "personal education plans",
    "care leavers in unsuitable accommodation",
    "bed and breakfast for homeless young people",
    "private fostering notifications",
    "permanence planning delays",
    "adopters recruited quickly",
    "voice of the child in assessments",
    "strategy discussions with police and health",
    "domestic abuse and children living with it",
    "threshold decisions at the front door",
    "MASH decision making",
    "LSCB challenge to partners",
    "IRO challenge and footprint",
    "CAMHS waiting times",
    "speech and language needs identified",
    "parents involved in assessment and plans",
    "engaging young people who offend",
    "reducing reoffending interventions",
    "intervention plans with clear objectives",
    "vulnerability management plans",
    "risk of harm to others underestimated",
    "knife crime and gangs",
    "breach and enforcement",
    "referral order panels",
    "custody resettlement",
    "substance misuse support for young people",
    "neglect cases drifting",
    "children on child protection plans for a second time",
    "child in need plans not reviewed",
    "stepping down to early help",
    "common assessment framework and lead professional",
    "use of performance data by senior leaders",
    "agency staff and turnover",
    "recruitment and retention of social workers",
    "quality of case recording",
    "chronologies missing from files",
    "audits not improving practice",
    "disabled children moving to adult services",
    "unaccompanied asylum seeking children",
    "children educated at home",
    "children missing education",
    "female genital mutilation",
    "radicalisation and Prevent",
    "contact with brothers and sisters",
    "foster carers training and support",
    "life story work",
    "pathway plans for care leavers",
    "court proceedings timeliness",
    "corporate parenting board",
    "designated officer allegations against professionals",
)

HELD_OUT_NOTHING = (
    "sharpening a chainsaw",
    "tennis serve technique",
    "how tall is the Eiffel Tower",
    "growing tomatoes in a greenhouse",
    "bitcoin price prediction",
    "medieval castle architecture",
    "gearbox oil change interval",
    "cure for hay fever",
    "learn Spanish verbs",
    "satellite orbit calculation",
    "care homes for people with dementia",
    "prison officers' pay",
    "noise complaints about airports",
    "parking fines appeal",
    "dental fillings on the NHS",
    "street lighting energy use",
    "trading standards and counterfeit goods",
    "allotment waiting list",
    "council tax bands",
    "farm animal welfare at slaughter",
)

HELD_OUT_REAL = (
    "multi-agency risk panels",
    "timeliness of initial health assessments",
    "placement stability for teenagers",
    "social workers know their children well",
    "weak supervision records",
    "management board oversight",
    "young people's views shape services",
    "escalation of concerns about drift",
    "missing children intelligence shared with police",
    "adoption support",
    "emotional wellbeing services",
    "assessment of parents with learning difficulties",
    "safety plans for victims",
    "interpreters",
    "cultural identity and diversity needs",
    "exclusion from school",
    "housing for care leavers",
    "emergency duty team",
    "staying put arrangements",
    "section 47 enquiries",
    "child protection conferences",
    "core groups",
    "pre-birth assessments",
    "viability assessments of relatives",
    "advocacy",
    "independent visitors",
    "alcohol misuse by parents",
    "quality assurance framework",
    "scrutiny by elected members",
    "permanent exclusions and alternative provision",
)

_MODES = tuple(Mode)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the two shares for each mode, and the queries on the wrong side."""
    parser = argparse.ArgumentParser(description="Measure how often a search says that nothing comes close.")
    parser.add_argument("index", type=Path)
    parser.add_argument("collection", type=Path, nargs="?")
    options = parser.parse_args(arguments)
    engine = SearchEngine(options.index)
    judged = [query.text for query in read_collection(options.collection).queries] if options.collection else []
    for mode in _MODES:
        print(mode.value)
        show_share(engine, mode, "nothing in the archive", NOTHING_IN_THE_ARCHIVE, wrong_where_close=True)
        show_share(engine, mode, "  held out", HELD_OUT_NOTHING, wrong_where_close=True)
        show_share(engine, mode, "real queries", (*REAL, *judged), wrong_where_close=False)
        show_share(engine, mode, "  held out", HELD_OUT_REAL, wrong_where_close=False)


def show_share(engine: SearchEngine, mode: Mode, name: str, queries: Sequence[str], *, wrong_where_close: bool) -> None:
    """One line: of how many `queries` it is said that nothing comes close; then those answered wrongly."""
    close = {query: engine.search(plain(query), mode=mode, limit=1).close for query in queries}
    said = sum(not is_close for is_close in close.values())
    print(f"  {name:<26} nothing close: {said:>3} of {len(close):>3} ({said / len(close):.1%})")
    for query, is_close in close.items():
        if is_close is wrong_where_close:
            print(f"      {query[:90]}")


def plain(query: str) -> str:
    """Without what the query language would read as its own."""
    return query.translate(str.maketrans(dict.fromkeys('"“”„()*:', " ")))


if __name__ == "__main__":
    main()
