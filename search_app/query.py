"""The query language: text to ParsedQuery, or a refusal with its place and a hint.

    words side by side     only rank: the more of them, and the rarer, the better
    "exact words"          must occur literally; curly quotation marks do as well
    a AND b, a OR b, NOT a must hold; capitals make the operator
    ( )                    group
    begin*                 the beginning of a word, at least three letters
    area:  theme:  section:  report:  year:  type:  grade:  inspectorate:    must hold; year:2012-2016 is a range

AND and OR bind the one word, quotation or group on either side of them; NOT binds what follows it; AND binds
before OR. What carries an operator, quotation marks or a field must hold in every mode of searching.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.errors import QueryRefused
from indexer.indexes.analysis import ranking_stems, tokens
from indexer.limits import QUERY_LENGTH_LIMIT_CHARACTERS, QUERY_NESTING_LIMIT_LEVELS, QUERY_TERMS_LIMIT
from search_app.query_lexer import Lexeme, Mark, lexemes
from search_app.query_tree import (
    And,
    Field,
    Leaf,
    Node,
    Not,
    Or,
    SideBySide,
    Word,
    all_leaves,
    constraint_of,
    positive_nodes,
)

_DRAFT_HINT = "For a long draft use `precedent precedents`, which reads it sentence by sentence."


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query understood.

    `words` are the words, phrases and prefixes that no NOT governs, in the order typed: what ranking looks up
    and highlights mark. `semantic_text` is what the encoder reads: the same, without operators and fields,
    empty for a query of fields alone. `constraint` is what must hold, with no SideBySide in it, or None.
    """

    text: str
    root: Node
    words: tuple[Leaf, ...]
    semantic_text: str
    constraint: Node | None


def parse_query(text: str) -> ParsedQuery:
    """What `text` asks for. Raises QueryRefused."""
    if len(text) > QUERY_LENGTH_LIMIT_CHARACTERS:
        raise QueryRefused(
            f"The query has {len(text):,} characters; the limit is {QUERY_LENGTH_LIMIT_CHARACTERS:,}.",
            position=QUERY_LENGTH_LIMIT_CHARACTERS,
            hint=_DRAFT_HINT,
        )
    root = _Parser(text).parse()
    _check_terms(root)
    positive = tuple(positive_nodes(root))
    if not positive:
        raise QueryRefused(
            "This query only says what to leave out, and nothing to look for.",
            position=root.start,
            hint="Add a word to look for, as in: custody NOT police.",
        )
    words = tuple(node for node in positive if not isinstance(node, Field))
    return ParsedQuery(
        text=text,
        root=root,
        words=words,
        semantic_text=_encodable(" ".join(node.text for node in words)),
        constraint=constraint_of(root),
    )


def with_words(parsed: ParsedQuery, words: tuple[Leaf, ...]) -> ParsedQuery:
    """`parsed` with only these of its words to rank by; what must hold stays."""
    return replace(parsed, words=words, semantic_text=_encodable(" ".join(node.text for node in words)))


def _encodable(text: str) -> str:
    """Without lone surrogates, which a terminal may hand over and no encoder takes."""
    return text.encode("utf-8", errors="ignore").decode("utf-8")


def _check_terms(root: Node) -> None:
    terms: set[str] = set()
    for node in all_leaves(root):
        if isinstance(node, Word):
            terms.update(ranking_stems(tokens(node.text)) or [node.text])
        else:
            terms.add(repr(node.text if not isinstance(node, Field) else node.value))
        if len(terms) > QUERY_TERMS_LIMIT:
            raise QueryRefused(
                f"The query has more than {QUERY_TERMS_LIMIT} different terms to look up.",
                position=node.start,
                hint=_DRAFT_HINT,
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
                "A parenthesis is closed here and was never opened.",
                position=closing.start,
                hint="Leave it out, or open it before the words that belong together.",
            )
        return root

    def _peek(self) -> Lexeme | None:
        return self._lexemes[self._next] if self._next < len(self._lexemes) else None

    def _take(self, mark: Mark) -> Lexeme | None:
        lexeme = self._peek()
        if lexeme is None or lexeme.meaning is not mark:
            return None
        self._next += 1
        return lexeme

    def _side_by_side(self) -> Node:
        parts = [self._alternatives()]
        while (lexeme := self._peek()) is not None and lexeme.meaning is not Mark.CLOSE:
            parts.append(self._alternatives())
        return _joined(SideBySide, parts)

    def _alternatives(self) -> Node:
        parts = [self._conjunction()]
        while (operator := self._take(Mark.OR)) is not None:
            self._need_operand(operator)
            parts.append(self._conjunction())
        return _joined(Or, parts)

    def _conjunction(self) -> Node:
        parts = [self._negation()]
        while (operator := self._take(Mark.AND)) is not None:
            self._need_operand(operator)
            parts.append(self._negation())
        return _joined(And, parts)

    def _negation(self) -> Node:
        operator = self._take(Mark.NOT)
        if operator is None:
            return self._operand()
        self._need_operand(operator)
        if (again := self._take(Mark.NOT)) is not None:
            raise QueryRefused(
                "NOT is written twice.", position=again.start, hint="Write it once, or leave both out."
            )
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
        if following is None or following.meaning is Mark.CLOSE:
            raise _no_operand(self._text, operator, "after")

    def _operand(self) -> Node:
        lexeme = self._peek()
        assert lexeme is not None
        self._next += 1
        if lexeme.meaning is Mark.OPEN:
            return self._group(lexeme)
        if isinstance(lexeme.meaning, Mark):
            raise _no_operand(self._text, lexeme, "before")
        return lexeme.meaning

    def _group(self, opening: Lexeme) -> Node:
        self._opened.append(opening.start)
        if len(self._opened) > QUERY_NESTING_LIMIT_LEVELS:
            raise QueryRefused(
                f"Parentheses are nested more than {QUERY_NESTING_LIMIT_LEVELS} deep.",
                position=opening.start,
                hint="Write the query with fewer groups, or ask it in two parts.",
            )
        following = self._peek()
        if following is not None and following.meaning is Mark.CLOSE:
            raise QueryRefused(
                "There is nothing between these parentheses.",
                position=opening.start,
                hint="Put words between them, or leave them out.",
            )
        if following is None:
            raise _never_closed(opening)
        inner = self._side_by_side()
        if self._take(Mark.CLOSE) is None:
            raise _never_closed(opening)
        self._opened.pop()
        return inner


def _joined(kind: type[And] | type[Or] | type[SideBySide], parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else kind(tuple(parts), parts[0].start, parts[-1].end)


def _never_closed(opening: Lexeme) -> QueryRefused:
    return QueryRefused(
        "A parenthesis is opened here and never closed.",
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
