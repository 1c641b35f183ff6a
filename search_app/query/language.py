"""The query language: text to ParsedQuery, or a refusal with its place and a hint.

    words side by side     only rank: the more of them, and the rarer, the better
    "exact words"          must occur literally; curly quotation marks do as well
    a AND b, a OR b, NOT a must hold; capitals make the operator; -a is NOT a
    ( )                    group
    begin*                 the beginning of a word, at least three letters
    area:  year:  and what else stands in the table of filters must hold; year:2012-2016 is a range

AND and OR bind the one word, quotation or group on either side of them; NOT binds what follows it; AND binds
before OR. What carries an operator, quotation marks or a field must hold in every mode of searching.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from indexer.errors import QueryRefused
from indexer.keyword.analysis import Token, ranking_stems, tokens
from indexer.keyword.positions import quoted_gaps
from indexer.language.areas import standard_areas
from indexer.limits import (
    PREFIX_LENGTH_MINIMUM_CHARACTERS,
    QUERY_LENGTH_LIMIT_CHARACTERS,
    QUERY_NESTING_LIMIT_LEVELS,
    QUERY_TERMS_LIMIT,
)
from search_app.filters.fields import field_named, filter_fields
from search_app.query.quotations import phrase_pattern

# What a query means, as a tree of frozen values. Offsets are code points into the query, half open.
#
# The parser alone analyses the text of a query. Each leaf carries what it found: `tokens` with offsets into the text of
# the leaf; `parts`, its folded words, unstemmed, stop words too ("Stoke-on-Trent" has three); and `stems`, those that
# ranking looks up.


def _parts(words: tuple[Token, ...]) -> tuple[str, ...]:
    return tuple(token.word for token in words if not token.compound)


@dataclass(frozen=True, slots=True)
class Word:
    """As typed, with its punctuation. Matched by its stem."""

    text: str
    start: int
    end: int
    tokens: tuple[Token, ...]
    parts: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stood between quotation marks. Matched literally but for case, white space and kind of quotes.

    `pattern` finds it in a folded text; `gaps` is what must lie around its words, None where only the text can tell.
    """

    text: str
    start: int
    end: int
    tokens: tuple[Token, ...]
    parts: tuple[str, ...]
    stems: tuple[str, ...]
    gaps: tuple[int, ...] | None
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word, folded, without its star; `start` and `end` take in the star.

    Its one token is the beginning as typed. It has no stems of its own: which words it stands for, an archive tells.
    """

    text: str
    start: int
    end: int
    tokens: tuple[Token, ...]

    @property
    def stems(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Field:
    """A restriction such as area:Southwark. `name` is that of a filter; `value` is without its quotes."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Not:
    part: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Parts with no operator between them: each word only ranks, whatever else is among them must hold."""

    parts: tuple[Node, ...]
    start: int
    end: int


Leaf = Word | Phrase | Prefix
Node = Leaf | Field | Not | And | Or | SideBySide

# Tuples, since making a union of classes anew takes longer than the question that it is for.
_RANKING = (Word, Prefix)
_JOINED = (And, Or, SideBySide)
_ALL_OF = (And, SideBySide)


def all_leaves(node: Node) -> Iterator[Leaf | Field]:
    """Every word, phrase, prefix and field, in the order typed."""
    return (leaf for leaf, _ in _leaves(node, negated=False))


def positive_nodes(node: Node) -> Iterator[Leaf | Field]:
    """The words, phrases, prefixes and fields that no NOT governs, in the order typed."""
    return (leaf for leaf, negated in _leaves(node, negated=False) if not negated)


def _leaves(node: Node, *, negated: bool) -> Iterator[tuple[Leaf | Field, bool]]:
    if isinstance(node, Not):
        yield from _leaves(node.part, negated=not negated)
    elif isinstance(node, _JOINED):
        for part in node.parts:
            yield from _leaves(part, negated=negated)
    else:
        yield node, negated


def constraint_of(node: Node) -> Node | None:
    """The part of a query that must hold in every mode, or None where all of it only ranks.

    Words and prefixes side by side contribute nothing. An operator makes everything under it literal; words
    side by side under an operator must then all occur. The tree returned has no SideBySide in it.
    """
    if isinstance(node, _RANKING):
        return None
    if not isinstance(node, SideBySide):
        return _literal(node)
    parts = tuple(hard for part in node.parts if (hard := constraint_of(part)) is not None)
    return _all_of(parts, node) if parts else None


def _literal(node: Node) -> Node:
    if isinstance(node, Not):
        return Not(_literal(node.part), node.start, node.end)
    if isinstance(node, Or):
        return Or(tuple(map(_literal, node.parts)), node.start, node.end)
    if isinstance(node, _ALL_OF):
        return _all_of(tuple(map(_literal, node.parts)), node)
    return node


def _all_of(parts: tuple[Node, ...], place: Node) -> Node:
    return parts[0] if len(parts) == 1 else And(parts, place.start, place.end)


# From query text to lexemes: words, quotations, fields, operators and parentheses, each with its place.
#
# Refuses what cannot be a lexeme: an open quotation mark, a misplaced star, an unknown field.

_QUOTES = '"“”„‟＂'
_PLAIN = rf"[^\s(){_QUOTES}]"
_LEXEME = re.compile(rf"\s*(?:(?P<parenthesis>[()])|(?P<quote>[{_QUOTES}])|(?P<run>{_PLAIN}+))")
_CLOSING_QUOTE = re.compile(f"[{_QUOTES}]")
_FIELD = re.compile(r"(?P<name>[A-Za-z]+):(?P<value>.*)", re.DOTALL)
_DASH = re.compile(rf"[-−](?=[\w({_QUOTES}])")
"""Before a word, a quotation or a group, as search engines have it; a dash between words stands alone."""

_COMMA = re.compile(r"\s*,\s*")
_EMPHASIS = "*"
_LONGEST_SHOWN_CHARACTERS = 30


OPERATORS = frozenset({"AND", "OR", "NOT"})


class Lexeme(NamedTuple):
    """An operator or a parenthesis, which is its `mark`, or something to look for."""

    mark: str
    start: int
    end: int
    sought: Leaf | Field | None = None


def lexemes(text: str) -> Iterator[Lexeme]:
    """The lexemes of `text` in order. Punctuation standing alone is passed over. Raises QueryRefused."""
    place = 0
    while (match := _LEXEME.match(text, place)) is not None:
        kind = str(match.lastgroup)
        start, place = match.span(kind)
        if kind == "parenthesis":
            yield Lexeme(text[start:place], start, place)
        elif kind == "quote":
            place = _end_of_quotation(text, start)
            yield Lexeme("", start, place, _phrase(text, start, place))
        elif (dash := _DASH.match(text, start)) is not None:
            place = dash.end()
            yield Lexeme("NOT", start, place)
        else:
            lexeme = _from_run(text, start, place)
            if lexeme is not None:
                yield lexeme
                place = lexeme.end


def _end_of_quotation(text: str, start: int) -> int:
    closing = _CLOSING_QUOTE.search(text, start + 1)
    if closing is None:
        raise QueryRefused(
            "A quotation mark is opened but never closed.",
            position=start,
            hint='Close it, as in "home visits", or leave it out.',
        )
    return closing.end()


def read_word(text: str, start: int, end: int) -> Word:
    """The word `text`, which stands at these places of a query or in place of what stands there."""
    words = tokens(text)
    return Word(text, start, end, words, _parts(words), tuple(ranking_stems(words)))


def _phrase(text: str, start: int, end: int) -> Phrase:
    words = text[start + 1 : end - 1].strip()
    found = tokens(words)
    if not found:
        raise QueryRefused(
            "There is no word between these quotation marks.",
            position=start,
            hint='Put the exact words to find between them, as in "home visits".',
        )
    gaps = quoted_gaps(words)
    return Phrase(
        words,
        start,
        end,
        found,
        _parts(found),
        tuple(ranking_stems(found)),
        None if gaps is None else tuple(gaps),
        phrase_pattern(words),
    )


def _from_run(text: str, start: int, end: int) -> Lexeme | None:
    """What a run without white space, quotation marks and parentheses stands for; None for punctuation."""
    run = text[start:end]
    if run in OPERATORS:
        return Lexeme(run, start, end)
    field = _FIELD.fullmatch(run)
    if field is not None and _restricts(field, text[end : end + 1]):
        return _field(text, field["name"], start, end)
    if _EMPHASIS in run:
        return Lexeme("", start, end, _prefix(run, start, end))
    word = read_word(run, start, end)
    return Lexeme("", start, end, word) if word.tokens else None


def _restricts(field: re.Match[str], following: str) -> bool:
    """Whether a colon makes a field. "note: this" is plain words; "area: this" a field without its value."""
    is_quoted = following != "" and following in _QUOTES
    return bool(field["value"]) or is_quoted or field_named(field["name"].lower()) is not None


def _field(text: str, name: str, start: int, end: int) -> Lexeme:
    field = field_named(name.lower())
    if field is None:
        listed = ", ".join(f"{each.name}:" for each in filter_fields())
        raise QueryRefused(
            f"There is no field {_shown(name)!r} to search in.",
            position=start,
            hint=f"The fields are {listed}. To look for the words themselves, put a space after the colon.",
        )
    value_start = start + len(name) + 1
    if value_start == end and (following := _LEXEME.match(text, end)) is not None:
        # "area: Southwark" and "area:"Southwark"": people put a space after a colon.
        value_start = following.start(str(following.lastgroup))
        if following["quote"]:
            end = _end_of_quotation(text, value_start)
        elif following["run"] and following["run"] not in OPERATORS:
            end = following.end()
    others: list[str] = []
    if field.name == "area" and value_start < end and text[value_start] not in _QUOTES:
        first = end = max(end, standard_areas().end_of_name(text, value_start))
        while (comma := _COMMA.match(text, end - (text[end - 1] == ","))) is not None:  # "area:York, Kent"
            last = standard_areas().end_of_name(text, comma.end())
            if last == comma.end():
                break
            others.append(text[comma.end() : last])
            end = last
    if text[value_start : value_start + 1] and text[value_start] in _QUOTES:
        value = _phrase(text, value_start, end).text
    else:
        value = ",".join([text[value_start:first].rstrip(","), *others]) if others else text[value_start:end]
    if not tokens(value):
        raise QueryRefused(
            f"{name}: says where to look, but nothing follows it.",
            position=start,
            hint=f"Write the value straight after the colon, as in {field.examples}.",
        )
    try:
        field.check(_shown(value))
    except QueryRefused as refused:
        raise QueryRefused(refused.message, position=value_start, hint=refused.hint) from None
    return Lexeme("", start, end, Field(field.name, value, start, end))


def _prefix(run: str, start: int, end: int) -> Prefix:
    beginning = run[:-1]
    place = start + run.index(_EMPHASIS)
    if _EMPHASIS in beginning or not run.endswith(_EMPHASIS):
        raise QueryRefused(
            "A star stands for the rest of a word, so it comes once, at the word's end.",
            position=place,
            hint="Write safeguard* to find safeguard, safeguards and safeguarding.",
        )
    words = tokens(beginning)
    if len(words) != 1 or words[0].end - words[0].start != len(beginning):
        raise QueryRefused(
            "A star needs the beginning of one plain word right before it.",
            position=place,
            hint="Write safeguard* to find safeguard, safeguards and safeguarding.",
        )
    word = words[0].word
    if len(word) < PREFIX_LENGTH_MINIMUM_CHARACTERS:
        raise QueryRefused(
            f"{_shown(run)!r} would match a large share of all words.",
            position=start,
            hint=f"Write at least {PREFIX_LENGTH_MINIMUM_CHARACTERS} letters before the star.",
        )
    return Prefix(word, start, end, words)


def _shown(text: str) -> str:
    """As much of what was typed as a message can show on any terminal."""
    printable = "".join(character if character.isprintable() else "�" for character in text)
    short = printable[:_LONGEST_SHOWN_CHARACTERS]
    return printable if short == printable else f"{short}…"


DRAFT_HINT = "For a long draft use `precedent precedents`, which reads it sentence by sentence."


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query understood.

    `words` are the words, phrases and prefixes that no NOT governs, in the order typed: what ranking looks up
    and highlights mark. `semantic_text` is what the encoder reads: the same, without operators and fields,
    empty for a query of fields alone; `semantic_tokens` are its tokens, with offsets into it. `constraint` is what must
    hold, with no SideBySide in it, or None.
    """

    text: str
    root: Node
    words: tuple[Leaf, ...]
    semantic_text: str
    semantic_tokens: tuple[Token, ...]
    constraint: Node | None

    @property
    def stems(self) -> frozenset[str]:
        """Those that its words and quotations rank by."""
        return frozenset(stem for node in self.words for stem in node.stems)


def parse_query(text: str, without: Collection[tuple[int, int]] = (), *, any_length: bool = False) -> ParsedQuery:
    """What `text` asks for, as if nothing stood at the places `without`. Raises QueryRefused.

    Where that leaves nothing, the query has no words and demands nothing. With `any_length` the limits, which are for
    what people type, do not hold.
    """
    if len(text) > QUERY_LENGTH_LIMIT_CHARACTERS and not any_length:
        raise QueryRefused(
            f"The query has {len(text):,} characters; the limit is {QUERY_LENGTH_LIMIT_CHARACTERS:,}.",
            position=QUERY_LENGTH_LIMIT_CHARACTERS,
            hint=DRAFT_HINT,
        )
    read = text
    for start, end in without:
        read = f"{read[:start]}{' ' * (end - start)}{read[end:]}"
    if without and not tokens(read):
        return ParsedQuery(text, SideBySide((), 0, len(text)), (), "", (), None)
    root = _Parser(read).parse()
    if not any_length and len(text) > QUERY_TERMS_LIMIT:  # each term has a character of its own
        _check_terms(root)
    positive = tuple(positive_nodes(root))
    if not positive:
        raise QueryRefused(
            "This query says only what to leave out, not what to look for.",
            position=root.start,
            hint="Add a word to look for, as in: custody NOT police.",
        )
    words = tuple(node for node in positive if not isinstance(node, Field))
    return ParsedQuery(text, root, words, *_semantic(words), constraint=constraint_of(root))


def with_words(parsed: ParsedQuery, words: tuple[Leaf, ...]) -> ParsedQuery:
    """`parsed` with only these of its words to rank by; what must hold stays."""
    return replace(with_meaning_of(parsed, words), words=words)


def with_meaning_of(parsed: ParsedQuery, words: Iterable[Leaf]) -> ParsedQuery:
    """`parsed` with these words for the encoder to read; what ranks by words stays."""
    text, read = _semantic(words)
    return replace(parsed, semantic_text=text, semantic_tokens=read)


def _semantic(words: Iterable[Leaf]) -> tuple[str, tuple[Token, ...]]:
    text, found = "", list[Token]()
    for node in words:
        text += " " if text else ""
        at, read = len(text), _encodable(node.text)
        for word, stem, position, start, end, compound in node.tokens if read == node.text else tokens(read):
            found.append(Token(word, stem, position, at + start, at + end, compound))
        text += read
    return text, tuple(found)


def _encodable(text: str) -> str:
    """Without lone surrogates, which a terminal may hand over and no encoder takes."""
    return text if text.isascii() else text.encode("utf-8", errors="ignore").decode("utf-8")


def _check_terms(root: Node) -> None:
    terms: set[str] = set()
    for node in all_leaves(root):
        if isinstance(node, Word):
            terms.update(node.stems or [node.text])
        else:
            terms.add(repr(node.text if not isinstance(node, Field) else node.value))
        if len(terms) > QUERY_TERMS_LIMIT:
            raise QueryRefused(
                f"The query has more than {QUERY_TERMS_LIMIT} different terms to look up.",
                position=node.start,
                hint=DRAFT_HINT,
            )


class _Parser:
    """Recursive descent over the lexemes of one query; recursion is bounded by the nesting limit."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lexemes = list(lexemes(text))
        self._next = 0
        self._opened: list[int] = []

    def parse(self) -> Node:
        if not self._lexemes:
            raise QueryRefused("There is no word to look for.", hint="Type at least one word.")
        root = self._side_by_side()
        if (closing := self._peek()) is not None:
            raise QueryRefused(
                "A parenthesis is closed here but was never opened.",
                position=closing.start,
                hint="Leave it out, or open it before the words that belong together.",
            )
        return root

    def _peek(self) -> Lexeme | None:
        return self._lexemes[self._next] if self._next < len(self._lexemes) else None

    def _take(self, mark: str) -> Lexeme | None:
        lexeme = self._peek()
        if lexeme is None or lexeme.mark != mark:
            return None
        self._next += 1
        return lexeme

    def _side_by_side(self) -> Node:
        parts = [self._alternatives()]
        while (lexeme := self._peek()) is not None and lexeme.mark != ")":
            parts.append(self._alternatives())
        return _joined(SideBySide, parts)

    def _alternatives(self) -> Node:
        parts = [self._conjunction()]
        while (operator := self._take("OR")) is not None:
            self._need_operand(operator)
            parts.append(self._conjunction())
        return _joined(Or, parts)

    def _conjunction(self) -> Node:
        parts = [self._negation()]
        while (operator := self._take("AND")) is not None:
            self._need_operand(operator)
            parts.append(self._negation())
        return _joined(And, parts)

    def _negation(self) -> Node:
        operator = self._take("NOT")
        if operator is None:
            return self._operand()
        self._need_operand(operator)
        if (again := self._take("NOT")) is not None:
            raise QueryRefused("NOT is written twice.", position=again.start, hint="Write it once, or leave both out.")
        part = self._operand()
        if isinstance(part, SideBySide):
            raise QueryRefused(
                "This NOT can be read in two ways: without all of these words, or without any of them.",
                position=operator.start,
                hint="Write NOT (one AND other), or NOT (one OR other).",
            )
        return Not(part, operator.start, part.end)

    def _need_operand(self, operator: Lexeme) -> None:
        following = self._peek()
        if following is None or following.mark == ")":
            raise _no_operand(self._text, operator, "after")

    def _operand(self) -> Node:
        lexeme = self._peek()
        assert lexeme is not None
        self._next += 1
        if lexeme.sought is not None:
            return lexeme.sought
        if lexeme.mark == "(":
            return self._group(lexeme)
        raise _no_operand(self._text, lexeme, "before")

    def _group(self, opening: Lexeme) -> Node:
        self._opened.append(opening.start)
        if len(self._opened) > QUERY_NESTING_LIMIT_LEVELS:
            raise QueryRefused(
                f"Parentheses are nested more than {QUERY_NESTING_LIMIT_LEVELS} deep.",
                position=opening.start,
                hint="Write the query with fewer groups, or ask it in two parts.",
            )
        following = self._peek()
        if following is not None and following.mark == ")":
            raise QueryRefused(
                "There is nothing between these parentheses.",
                position=opening.start,
                hint="Put words between them, or leave them out.",
            )
        if following is None:
            raise _never_closed(opening)
        inner = self._side_by_side()
        if self._take(")") is None:
            raise _never_closed(opening)
        self._opened.pop()
        return inner


def _joined(kind: type[And] | type[Or] | type[SideBySide], parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else kind(tuple(parts), parts[0].start, parts[-1].end)


def _never_closed(opening: Lexeme) -> QueryRefused:
    return QueryRefused(
        "A parenthesis is opened here but never closed.",
        position=opening.start,
        hint="Close it after the last word that belongs to the group, or leave it out.",
    )


def _no_operand(text: str, operator: Lexeme, side: str) -> QueryRefused:
    word = text[operator.start : operator.end]
    return QueryRefused(
        f"{word} has nothing {side} it.",
        position=operator.start,
        hint=f"Put a word on that side, or write {word.lower()} in small letters to look for that word.",
    )
