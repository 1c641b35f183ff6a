"""What a search rests on: one opened generation, and a ranking in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.generation import Generation
from indexer.indexes.keyword import Synonym
from indexer.indexes.model import EMBEDDED_MODEL
from indexer.indexes.query_encoder import EncodedQuery
from indexer.language.glossary import Glossary
from search_app.catalogue import Catalogue
from search_app.facets import Facets
from search_app.hits import Ranking
from search_app.query import ParsedQuery
from search_app.semantic_search import SemanticSearch
from search_app.understanding import ArchiveNames
from search_app.understood import Understood

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Opened:
    """One generation with what is needed to search it."""

    generation: Generation
    catalogue: Catalogue
    semantic: SemanticSearch
    names: ArchiveNames
    facets: Facets
    glossary: Glossary

    @property
    def cosine_is_known(self) -> bool:
        """Whether the vectors are of the model that the cut-offs of closeness were measured with."""
        return self.generation.manifest.model == EMBEDDED_MODEL


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking and all it was made from; `encoded` is the query, None where meaning was not asked.

    `parsed` has the words that rank, without those that were understood as something else. `narrowed` is whether
    a filter was in force, given or understood; `allowed`, bool (n,), is what it and the query's own terms left.
    """

    opened: Opened
    parsed: ParsedQuery
    allowed: Mask
    encoded: EncodedQuery | None
    ranking: Ranking
    notes: tuple[str, ...]
    understood: tuple[Understood, ...] = ()
    synonyms: tuple[Synonym, ...] = ()
    narrowed: bool = False

    @property
    def narrowed_to_something(self) -> bool:
        """Whether hits are left under a filter. Those are what was asked for: the cut-offs hold for a whole archive."""
        return self.narrowed and len(self.ranking.ordinals) > 0
