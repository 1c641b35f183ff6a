"""The Python face: an archive is opened once, and everything is asked of it.

    with Archive.open("index") as archive:
        for hit in archive.search("parents of children in custody", area="Wrenfold", lens="good-practice"):
            print(hit.citation.short, hit.text)

The command, the page and the service go through it, so what holds here holds there. Text is accepted wherever an enum
is, and one text wherever several are; anything else is refused by name, with TypeError or ValueError.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from indexer.embedding.query_encoder import open_query_encoder
from search_app import DEFAULT_INDEX
from search_app.engine import SearchEngine
from search_app.filters.fields import filter_fields
from search_app.filters.filters import NO_FILTERS, Filters, choice_of, single_filters
from search_app.query.understanding import EVERYTHING
from search_app.ranking.fusion import Mode, Order

if TYPE_CHECKING:
    from indexer.records import Chunk, Report
    from search_app.answers.answer import Answer
    from search_app.answers.catalogue import Catalogue
    from search_app.answers.citation import Citation
    from search_app.basket.basket import Basket
    from search_app.compare.counts import Comparison
    from search_app.precedents.answers import Precedents, RelatedParagraphs
    from search_app.precedents.draft import Draft
    from search_app.precedents.verify import CheckedDraft
    from search_app.ranking.choices import Choices
    from search_app.ranking.meaning import ModelState, QueryEncoderFactory

_Texts = str | Iterable[str]

DEFAULT_HITS = 10


class Archive:
    """One index, open for reading. Safe for several threads.

    A generation that is published later is taken up by the next question; an answer comes from one generation alone.
    """

    def __init__(self, index: Path | str, open_encoder: QueryEncoderFactory) -> None:
        """Use `Archive.open`."""
        self._index = index
        self._open_engine: SearchEngine | None = SearchEngine(index, open_encoder)

    @classmethod
    def open(cls, index: str | Path = DEFAULT_INDEX, *, open_encoder: QueryEncoderFactory = open_query_encoder) -> Self:
        """The published generation of `index`: a folder, or an archive on Milvus (`milvus+file:PATH`,
        `milvus+http://HOST:PORT/NAME`). Raises IndexMissing, IndexDamaged or IndexFormatMismatch."""
        if not isinstance(index, str | Path):
            raise TypeError(f"index is a folder's path, not {_kind(index)}.")
        return cls(index, open_encoder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of every file at once. Whoever asks afterwards gets a ValueError, as of a closed file."""
        if self._open_engine is not None:
            self._open_engine.opened.generation.close()
        self._open_engine = None

    def __len__(self) -> int:
        """How many paragraphs the archive holds."""
        return len(self.catalogue)

    def __repr__(self) -> str:
        state = "closed" if self._open_engine is None else self.catalogue.name
        return f"<Archive {str(self._index)!r}: {state}>"

    @property
    def _engine(self) -> SearchEngine:
        if self._open_engine is None:
            raise ValueError(f"The archive {str(self._index)!r} is closed.")
        return self._open_engine

    @property
    def catalogue(self) -> Catalogue:
        """The reports and paragraphs of the published generation."""
        return self._engine.catalogue

    @property
    def engine(self) -> SearchEngine:
        """What searches; for what asks for a ranking itself, such as the way from hit to hit through a report."""
        return self._engine

    @property
    def generation(self) -> str:
        """The name of the generation that answers now."""
        return self.catalogue.name

    @property
    def model_state(self) -> ModelState:
        """Whether the language model is loaded, not yet loaded, or not to be had."""
        return self._engine.model_state

    def load_model(self) -> None:
        """Makes ready for many searches, now instead of at the first one. Raises ModelUnavailable."""
        self._engine.load_model()

    def search(
        self,
        query: str,
        *,
        mode: Mode | str = Mode.HYBRID,
        limit: int = DEFAULT_HITS,
        offset: int = 0,
        order: Order | str = Order.BEST,
        filters: Filters | None = None,
        ignore: Collection[str] = (),
        literal: bool = False,
        rerank: bool = True,
        **filter_values: Any,
    ) -> Answer:
        """Ranked, cited hits for `query`: a sequence of them, with what was understood and counted beside.

        A filter is given by its name in the query language (`area="Wrenfold"`, `theme=`, `section=`, `report=`,
        `type=`, `grade=`, `inspectorate=`, `year=`), one value or several, which are alternatives; and by `earliest=`,
        `latest=`, `lens=` and `share=`. Filters add up, and add to `filters` where that is given.
        `ignore` holds the keys of what is not to be understood in the query; `literal` understands nothing.
        Raises QueryRefused, with place and hint; ModelUnavailable where only meaning is asked and there is no model;
        TypeError for what is no filter, and for a query that is no text.
        """
        return self._engine.search(
            _text(query, "query"),
            mode=mode,
            limit=_whole(limit, "limit"),
            offset=_whole(offset, "offset"),
            filters=_filters(filters, filter_values),
            ignore=_ignored(ignore, literal=literal),
            order=order,
            rerank=rerank,
        )

    def choices(
        self,
        query: str,
        *,
        mode: Mode | str = Mode.HYBRID,
        filters: Filters | None = None,
        ignore: Collection[str] = (),
        literal: bool = False,
        **filter_values: Any,
    ) -> Choices:
        """How many paragraphs each value of each filter would leave, whatever is chosen in that filter already.

        The facets of an answer count only what all filters leave, so where an area is chosen they name no other that
        could be added. Arguments and errors as in `search`.
        """
        return self._engine.choices(
            _text(query, "query"),
            mode=mode,
            filters=_filters(filters, filter_values),
            ignore=_ignored(ignore, literal=literal),
        )

    def precedents(
        self, draft: str | Draft, *, exclude: _Texts = (), limit: int = DEFAULT_HITS, **filter_values: Any
    ) -> Precedents:
        """Paragraphs that support a draft, plain text, and others that contrast with it; `margin` has them for each of
        its sentences.

        A draft that `read_draft` has read is not read again. `exclude` names reports to leave out. Filters as in
        `search`, but for `share`. Raises DraftRefused, and NotFound for a report that is not there.
        """
        from search_app.precedents.draft import Draft, read_draft
        from search_app.precedents.search import find_precedents

        return find_precedents(
            self._engine,
            draft if isinstance(draft, Draft) else read_draft(_text(draft, "draft")),
            filters=_filters(filter_values.pop("filters", None), filter_values),
            exclude=_texts(exclude, "exclude"),
            limit=_whole(limit, "limit"),
        )

    def precedents_of(
        self, reference: str, *, exclude: _Texts = (), limit: int = DEFAULT_HITS, **filter_values: Any
    ) -> Precedents:
        """The same for the paragraph at `reference` as the draft; its own report is left out. Raises NotFound."""
        from search_app.precedents.draft import draft_of
        from search_app.precedents.search import find_precedents

        chunk = self.paragraph(reference)
        excluded = [*_texts(exclude, "exclude"), chunk.report_id]
        filters = _filters(filter_values.pop("filters", None), filter_values)
        return find_precedents(
            self._engine, draft_of(chunk), filters=filters, exclude=excluded, limit=_whole(limit, "limit")
        )

    def similar(self, reference: str, *, exclude: _Texts = (), limit: int = DEFAULT_HITS) -> RelatedParagraphs:
        """Paragraphs of other reports like the one at `reference`. Raises NotFound."""
        from search_app.precedents.search import similar_paragraphs

        chunk = self.paragraph(reference)
        return similar_paragraphs(self._engine, chunk, exclude=_texts(exclude, "exclude"), limit=_whole(limit, "limit"))

    def who_does_this_well(
        self, reference: str, *, exclude: _Texts = (), limit: int = DEFAULT_HITS
    ) -> RelatedParagraphs:
        """What other areas do well of what the paragraph at `reference` is about. Raises NotFound."""
        from search_app.precedents.search import who_does_this_well

        chunk = self.paragraph(reference)
        return who_does_this_well(self._engine, chunk, exclude=_texts(exclude, "exclude"), limit=_whole(limit, "limit"))

    def verify(self, draft: str | Path) -> CheckedDraft:
        """Every quotation and every citation of a draft, a text or the path of a text, Markdown or Word file, held
        against the archive: exact, changed, cited to the wrong paragraph, not found. Raises DraftRefused.
        """
        from search_app.precedents.draft_files import read_draft_file
        from search_app.precedents.verify import verify_draft

        if not isinstance(draft, str | Path):
            raise TypeError(f"draft is a text or a path, not {_kind(draft)}.")
        return verify_draft(self._engine, read_draft_file(draft) if isinstance(draft, Path) else draft)

    def paragraph(self, reference: str) -> Chunk:
        """The paragraph at a reference such as "southwark-2016:2.3". Raises NotFound."""
        return self.catalogue.at(reference)

    def cite(self, reference: str) -> Citation:
        """The citation of the paragraph at a reference, long and short. Raises NotFound."""
        return self.catalogue.cite(self.paragraph(reference))

    def report(self, report_id: str) -> Report:
        """A whole report with its text. Raises NotFound."""
        return self.catalogue.report(report_id)

    def reports(self) -> tuple[Report, ...]:
        """Every report without its text, in the order of their files."""
        return self.catalogue.heads()

    def quote(self, *references: str) -> Basket:
        """A basket with the whole paragraphs at these references, in this order. Raises NotFound."""
        from search_app.basket.basket import Basket, quote_paragraph

        basket = Basket(save_with=self._save)
        for reference in references:
            self.paragraph(reference)
            basket = basket.adding(quote_paragraph(self.catalogue, reference), self.generation)
        return basket

    def compare(self, rows: str = "area", columns: str | None = None, **filter_values: Any) -> Comparison:
        """Paragraphs, strengths and shortfalls counted by one or two of "area", "year" and "theme".

        Filters as in `search`. Raises QueryRefused for what nothing can be counted by.
        """
        from search_app.compare.counts import Dimension, compare

        given = filter_values.pop("filters", None)
        across = None if columns is None else choice_of(Dimension, columns)
        return compare(self.catalogue.generation, _filters(given, filter_values), choice_of(Dimension, rows), across)

    def _save(self, basket: Basket, target: Path) -> None:
        from search_app.basket.check import check_basket
        from search_app.basket.export.forms import find_form, write_form

        form = find_form(target.suffix)
        checked = check_basket(basket, self.catalogue)
        day = datetime.now(UTC).astimezone().date()
        target.write_bytes(write_form(form, basket, checked, self.generation, day))


def _kind(value: object) -> str:
    return f"{type(value).__name__} ({value!r})"


def _filters(given: Filters | None, values: Mapping[str, Any]) -> Filters:
    """`given` with what was given by name. Raises TypeError for what is no filter, QueryRefused for a wrong value."""
    if given is not None and not isinstance(given, Filters):
        raise TypeError(f"filters is a Filters, not {_kind(given)}.")
    filters = given or NO_FILTERS
    if not values:
        return filters
    attributes = {field.name: field.attribute for field in filter_fields()}
    single = [field.attribute for field in single_filters()]
    changes: dict[str, Any] = {}
    for name, value in values.items():
        if name in attributes:
            more = (str(value),) if isinstance(value, int) else _texts(value, name)
            changes[attributes[name]] = (*getattr(filters, attributes[name]), *more)
        elif name in single:
            changes |= {name: value} if value is not None else {}
        else:
            known = ", ".join([*attributes, *single])
            raise TypeError(f"There is no filter {name!r}. The filters are {known}.")
    return filters.changed(**changes)


def _ignored(ignore: object, *, literal: bool) -> tuple[str, ...]:
    """The keys of what is not to be understood in a query. Raises TypeError."""
    return (*_texts(ignore, "ignore"), *((EVERYTHING,) if literal else ()))


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} is a text, not {_kind(value)}.")
    return value


def _texts(value: object, name: str) -> tuple[str, ...]:
    """One text or several, as several. Raises TypeError."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, Iterable):
        raise TypeError(f"{name} is a text or several, not {_kind(value)}.")
    values = tuple(value)
    if wrong := next((each for each in values if not isinstance(each, str)), None):
        raise TypeError(f"{name} holds texts, not {_kind(wrong)}.")
    return values


def _whole(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"{name} is a whole number from 0, not {_kind(value)}.")
    return value
