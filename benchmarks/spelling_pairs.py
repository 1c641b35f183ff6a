"""How alike two spellings of one thing are answered: python -m benchmarks.spelling_pairs INDEX

Of each pair the first ten paragraphs of both queries are compared: printed is how many are the same, and the mean. The
pairs are abbreviations with what they stand for, and words that are spelt or called in two ways.
"""

from __future__ import annotations

import argparse
import sys

from search_app.archive import Archive

ABBREVIATIONS = (
    ("PSR", "pre-sentence report"),
    ("MASH", "multi-agency safeguarding hub"),
    ("UASC", "unaccompanied asylum-seeking children"),
    ("LSCB", "Local Safeguarding Children Board"),
    ("IRO", "independent reviewing officer"),
    ("RoSH", "risk of serious harm"),
    ("SALT", "speech and language therapy"),
    ("EHCP", "education, health and care plan"),
    ("CAMHS", "child and adolescent mental health services"),
    ("YOS", "youth offending service"),
    ("CSE", "child sexual exploitation"),
    ("NEET", "not in education, employment or training"),
    ("LADO", "local authority designated officer"),
    ("PEP", "personal education plan"),
    ("MARAC", "multi-agency risk assessment conference"),
    ("SEND", "special educational needs and disabilities"),
    ("FGM", "female genital mutilation"),
    ("PLO", "Public Law Outline"),
    ("CAF", "common assessment framework"),
    ("VSH", "virtual school headteacher"),
)
SPELLINGS = (
    ("wellbeing", "well-being"),
    ("judgement", "judgment"),
    ("organisation of services", "organization of services"),
    ("prison", "custody"),
    ("jail", "custody"),
    ("kids in care", "children in care"),
    ("tagging", "electronic monitoring"),
    ("section 47", "s47"),
    ("section 47 enquiries", "child protection enquiries"),
    ("children's plans", "children’s plans"),
    ("out-of-court disposals", "out of court disposals"),
    ("multi-agency working", "multiagency working"),
    ("behaviour", "behavior"),
    ("programme", "program"),
    ("care leavers", "care-experienced young people"),
    ("mum and dad", "mother and father"),
    ("adviser", "advisor"),
    ("LAC reviews", "looked after children reviews"),
    ("re-offending", "reoffending"),
    ("DV", "domestic violence"),
)
SHOWN = 10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index")
    options = parser.parse_args()
    with Archive.open(options.index) as archive:
        for name, pairs in (("abbreviations", ABBREVIATIONS), ("spellings", SPELLINGS)):
            same = [_same(archive, *pair) for pair in pairs]
            for (one, other), number in zip(pairs, same, strict=True):
                print(f"{number:3}  {one} = {other}")
            print(f"{sum(same) / len(same):.2f} of the first {SHOWN} are the same over {len(same)} {name}\n")
    return 0


def _same(archive: Archive, one: str, other: str) -> int:
    first, second = ({hit.reference for hit in archive.search(query, limit=SHOWN)} for query in (one, other))
    return len(first & second)


if __name__ == "__main__":
    sys.exit(main())
