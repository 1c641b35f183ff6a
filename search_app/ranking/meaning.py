"""Ranking by meaning: exact cosine of the query's vector with every paragraph's."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.model import ModelSource, find_model
from indexer.embedding.query_encoder import EncodedQuery, PieceEncoder, QueryEncoder, open_query_encoder
from indexer.errors import ModelUnavailable
from indexer.records import Chunk, Sentence
from search_app.query.language import ParsedQuery
from search_app.ranking.fusion import Mode
from search_app.ranking.reranking import LateInteraction, SemanticQuery, SentenceMatches

MEANING_MATCH_FLOOR = 0.3
"""Below this cosine a sentence is not marked as matching. Short queries have low cosines, and a sentence takes
something of its paragraph: the best one of nearly every hit is above."""

_SENTENCES_CACHED = 20_000
"""30 MB of vectors: the sentences of some 4,000 paragraphs, more than a working day shows."""

_QUERIES_CACHED = 256
"""Some 40 kB each: what a handful of people ask in an hour, paging and filtering."""

Vector = NDArray[np.float32]
QueryEncoderFactory = Callable[[ModelSource], QueryEncoder]


class ModelState(StrEnum):
    NOT_LOADED = "not loaded"
    READY = "ready"
    UNAVAILABLE = "unavailable"


class SemanticSearch:
    """Encodes queries with the model that the generation was built with, loading it at the first need.

    Safe for several threads: one loads while the others wait.
    """

    def __init__(
        self,
        model: str | None,
        revision: str | None,
        open_encoder: QueryEncoderFactory = open_query_encoder,
        late: LateInteraction | None = None,
    ) -> None:
        self._model = model
        self._revision = revision
        self._open_encoder = open_encoder
        self.late = late
        self._encoder: QueryEncoder | None = None
        self._failure: ModelUnavailable | None = None
        self._loading = threading.Lock()
        self._cache: OrderedDict[str, Vector] = OrderedDict()
        self._queries: OrderedDict[str, EncodedQuery] = OrderedDict()
        self._cache_lock = threading.Lock()

    @property
    def state(self) -> ModelState:
        if self._encoder is not None:
            return ModelState.READY
        return ModelState.UNAVAILABLE if self._failure is not None else ModelState.NOT_LOADED

    def load(self) -> QueryEncoder:
        """The encoder, loaded once. Raises ModelUnavailable where the index has no vectors or the model is gone."""
        with self._loading:
            if self._encoder is None:
                if self._failure is not None:
                    raise self._failure
                try:
                    self._encoder = self._open()
                except ModelUnavailable as failure:
                    self._failure = failure
                    raise
            return self._encoder

    def _open(self) -> QueryEncoder:
        if self._model is None:
            raise ModelUnavailable(
                "This index was built without an embedding model, so it can only be searched by words.",
                hint="Build it again without --model none to search by meaning.",
            )
        source = find_model(self._model)
        if source.revision != self._revision:
            raise ModelUnavailable(
                f"The model {self._model} has changed since this index was built "
                f"({self._revision} then, {source.revision} now), so their vectors cannot be compared.",
                hint="Run `precedent index` again.",
            )
        return self._open_encoder(source)

    def encode(self, texts: Sequence[str]) -> list[Vector]:
        """The vectors of `texts`, float32 (d,), unit length; remembered, since queries and sentences come again."""
        with self._cache_lock:
            known = {text: self._cache[text] for text in texts if text in self._cache}
        missing = list(dict.fromkeys(text for text in texts if text not in known))
        if missing:
            known |= zip(missing, self.load().encode(missing), strict=True)
            with self._cache_lock:
                self._cache |= known
                while len(self._cache) > _SENTENCES_CACHED:
                    self._cache.popitem(last=False)
        return [known[text] for text in texts]

    def encode_query(self, text: str) -> EncodedQuery:
        """A query's vector and, where the encoder gives them, those of its word pieces; remembered."""
        return self.encode_queries([text])[0]

    def read(self, parsed: ParsedQuery, mode: Mode) -> tuple[SemanticQuery | None, tuple[str, ...]]:
        """`parsed` as encoded, None where meaning is not asked; and why it is not, where the model is missing.

        Raises ModelUnavailable where meaning alone is asked.
        """
        if mode is Mode.KEYWORD or not parsed.semantic_text:
            return None, ()
        try:
            return SemanticQuery(self.encode_query(parsed.semantic_text), parsed.semantic_tokens), ()
        except ModelUnavailable as unavailable:
            if mode is Mode.SEMANTIC:
                raise
            return None, (f"Searched by words only. {unavailable}",)

    def encode_queries(self, texts: Sequence[str]) -> list[EncodedQuery]:
        """The same for several, which takes a fraction of the time of one after the other."""
        with self._cache_lock:
            known = {text: self._queries[text] for text in texts if text in self._queries}
        missing = list(dict.fromkeys(text for text in texts if text not in known))
        if missing:
            known |= zip(missing, self._encode_queries(missing), strict=True)
            with self._cache_lock:
                self._queries |= known
                while len(self._queries) > _QUERIES_CACHED:
                    self._queries.popitem(last=False)
        return [known[text] for text in texts]

    def _encode_queries(self, texts: Sequence[str]) -> list[EncodedQuery]:
        encoder = self.load()
        if isinstance(encoder, PieceEncoder):
            return encoder.encode_queries(texts)
        return [EncodedQuery(each, np.empty((0, len(each)), dtype=np.float32), ()) for each in self.encode(texts)]

    def sentence_matches(self, chunks: Sequence[Chunk], query: Vector) -> list[list[float]]:
        """For each chunk the cosine of each of its sentences, encoded by itself, with the query."""
        sentences = [[chunk.text[s.start : s.end] for s in chunk.sentences] for chunk in chunks]
        vectors = iter(self.encode([text for texts in sentences for text in texts]))
        return [[float(next(vectors) @ query) for _ in texts] for texts in sentences]

    def sentence_nearness(self, chunk: Chunk, asked: EncodedQuery) -> list[float]:
        """About the cosine of each sentence of a paragraph with what is asked, out of what the build kept; where it
        kept nothing, the sentences are encoded."""
        encoder = self.load()
        if self.late is not None and isinstance(encoder, PieceEncoder):
            known = self.late.sentence_nearness(chunk, asked, encoder)
            if known is not None:
                return known
        return self.sentence_matches([chunk], asked.vector)[0]

    def hit_matches(self, chunks: Sequence[Chunk], asked: EncodedQuery) -> list[SentenceMatches]:
        """How the sentences of each hit match, out of what the build kept; where it kept nothing they are encoded."""
        encoder = self.load()
        known: list[SentenceMatches | None] = [None] * len(chunks)
        if self.late is not None and isinstance(encoder, PieceEncoder):
            known = [self.late.match_sentences(chunk, asked, encoder) for chunk in chunks]
        unknown = [chunk for chunk, match in zip(chunks, known, strict=True) if match is None]
        encoded = iter(self.sentence_matches(unknown, asked.vector) if unknown else ())
        return [match or SentenceMatches(next(encoded)) for match in known]

    def clause_matches(self, chunk: Chunk, sentence: Sentence, asked: EncodedQuery) -> list[float]:
        """How each clause of a sentence of `chunk` matches, as `hit_matches` tells of sentences."""
        encoder = self.load()
        spans = [(clause.start, clause.end) for clause in sentence.clauses]
        if self.late is not None and isinstance(encoder, PieceEncoder):
            known = self.late.match_spans(chunk, spans, asked, encoder)
            if known is not None:
                return known
        return [float(vector @ asked.vector) for vector in self.encode([chunk.text[a:b] for a, b in spans])]
