"""Kinds of documents beside the inspections of children's services, one module each. A new kind is one more."""

from indexer.structure.families.constabulary import CONSTABULARY
from indexer.structure.families.council import COUNCIL
from indexer.structure.families.family import Family
from indexer.structure.families.future_deaths import FUTURE_DEATHS
from indexer.structure.families.judgment import JUDGMENT
from indexer.structure.families.memorandum import MEMORANDUM
from indexer.structure.families.prison import PRISON

FAMILIES: tuple[Family, ...] = (JUDGMENT, FUTURE_DEATHS, MEMORANDUM, PRISON, CONSTABULARY, COUNCIL)
"""The first that recognises a document has it."""
