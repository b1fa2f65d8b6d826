"""SHACL-SPARQL constraints (SHACL 5) made set-based.

SHACL runs such a query once for each focus node, with ``$this`` bound before. Here it runs once for all: the
pattern that binds the focus nodes goes in front of the query's own. That means the same as long as ``$this`` is
bound wherever a filter looks at it; where that is not certain, the query is refused and the reference engine
takes it.

``FILTER NOT EXISTS { G }`` is evaluated for each solution, quadratic over a path; ``MINUS { G }`` once. Both mean
the same where G's own patterns bind every variable that its filters use and share a bound variable with the rest
(SPARQL 1.1, 8.3), and only there one is replaced by the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kgbuild.errors import QueryError
from kgbuild.sparql import Kind, Token, tokenize

THIS = "this"
_REFUSED = frozenset({"MINUS", "VALUES", "SERVICE", "FROM", "ASK", "CONSTRUCT", "DESCRIBE"})
_GLUED = frozenset({"BNODE", "COALESCE", "CONCAT"})
"""Functions that Oxigraph reads only where their bracket stands right behind them."""
_MODIFIERS = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"})


class Unsupported(Exception):  # noqa: N818  # it says what the shape is, no fault of a caller
    """Something that the compiler does not cover; says what."""


@dataclass(slots=True)
class _Group:
    """A group graph pattern: ``parts`` are tokens, nested groups, filters and bindings in the order written."""

    parts: list[Token | _Group | _Clause] = field(default_factory=list)


@dataclass(slots=True)
class _Clause:
    """``FILTER …``, ``BIND …``, ``FILTER NOT EXISTS {…}``, ``OPTIONAL {…}``: ``kind`` in capitals."""

    kind: str
    tokens: list[Token]
    groups: list[_Group]


@dataclass(frozen=True, slots=True)
class Authored:
    """A rewritten query: ``body`` is a group's inside with the focus in ``?this``, ``projected`` its variables."""

    body: str
    projected: tuple[str, ...]
    distinct: bool


def rewrite(text: str, scope: str, path: str | None = None) -> Authored:
    """The SELECT query ``text`` for all focus nodes that ``scope``, a pattern that binds ``?this``, gives.

    ``path`` is what ``$PATH`` stands for. Raises :class:`Unsupported` where that might not mean the same.
    """
    try:
        tokens = list(tokenize(text))
    except QueryError as error:
        raise Unsupported(f"SPARQL that cannot be read: {error.message}") from error
    where = next((n for n, t in enumerate(tokens) if t.text == "{"), None)
    if where is None or not tokens or tokens[0].keyword != "SELECT":
        raise Unsupported("SPARQL that is no simple SELECT")
    for token in tokens:
        if token.keyword in _REFUSED or (token.variable in ("shapesGraph", "currentShape")):
            raise Unsupported(f"SPARQL with {token.text}")
        if token.variable == "PATH" and path is None:
            raise Unsupported("$PATH in a node shape")
    projected, distinct = _projection(tokens[:where])
    group, rest = _parse(tokens, where)
    if any(t.keyword in _MODIFIERS for t in tokens[rest:]) or tokens[rest:]:
        raise Unsupported("SPARQL with solution modifiers")
    outer = {THIS} | _bound(group)
    _check_this(group, {THIS})
    return Authored(f"{scope} {_render(group, outer, {THIS}, path)}", projected, distinct)


def _projection(tokens: list[Token]) -> tuple[tuple[str, ...], bool]:
    names: list[str] = []
    distinct = False
    for token in tokens[1:]:
        if token.kind is Kind.VARIABLE:
            names.append(token.variable)
        elif token.keyword in ("DISTINCT", "REDUCED"):
            distinct = True
        elif token.keyword != "WHERE":
            raise Unsupported("SPARQL that projects an expression")
    if THIS not in names:
        raise Unsupported("SPARQL that does not project $this")
    return tuple(names), distinct


# Reading ---------------------------------------------------------------------------------------------------


def _parse(tokens: list[Token], start: int) -> tuple[_Group, int]:
    """The group that opens at ``start``, and where the next token stands."""
    group = _Group()
    n = start + 1
    while n < len(tokens):
        token = tokens[n]
        if token.text == "}":
            return group, n + 1
        if token.text == "{":
            if n + 1 < len(tokens) and tokens[n + 1].keyword == "SELECT":
                raise Unsupported("SPARQL with a subquery")
            inner, n = _parse(tokens, n)
            group.parts.append(inner)
        elif token.keyword in ("FILTER", "BIND", "OPTIONAL"):
            clause, n = _clause(tokens, n)
            group.parts.append(clause)
        else:
            group.parts.append(token)
            n += 1
    raise Unsupported("SPARQL with a brace that is not closed")


def _clause(tokens: list[Token], start: int) -> tuple[_Clause, int]:
    kind = tokens[start].keyword
    clause = _Clause(kind, [], [])
    n = start + 1
    if kind == "FILTER" and n < len(tokens) and tokens[n].keyword in ("NOT", "EXISTS"):
        clause.kind = "NOT EXISTS" if tokens[n].keyword == "NOT" else "EXISTS"
        n += 2 if tokens[n].keyword == "NOT" else 1
    if clause.kind in ("NOT EXISTS", "EXISTS", "OPTIONAL"):
        if n >= len(tokens) or tokens[n].text != "{":
            raise Unsupported(f"SPARQL with {clause.kind} and no group after it")
        inner, n = _parse(tokens, n)
        clause.groups.append(inner)
        return clause, n
    depth = 0
    while n < len(tokens):
        token = tokens[n]
        if token.text == "{":
            raise Unsupported("SPARQL with a pattern inside an expression")
        clause.tokens.append(token)
        depth += (token.text == "(") - (token.text == ")")
        n += 1
        if depth == 0 and token.text == ")":
            return clause, n
    raise Unsupported("SPARQL with a bracket that is not closed")


# Scopes ----------------------------------------------------------------------------------------------------


def _bound(group: _Group) -> set[str]:
    """Variables that every solution of ``group`` binds."""
    found = {p.variable for p in group.parts if isinstance(p, Token) and p.kind is Kind.VARIABLE}
    for branches in _unions(group):
        found |= set.intersection(*map(_bound, branches))
    return found


def _unions(group: _Group) -> Iterator[list[_Group]]:
    """The nested groups of ``group``, those that UNION joins together."""
    chain: list[_Group] = []
    joined = False
    for part in group.parts:
        if isinstance(part, Token) and part.keyword == "UNION":
            joined = True
        elif isinstance(part, _Group) and joined:
            chain.append(part)
            joined = False
        elif isinstance(part, _Group):
            if chain:
                yield chain
            chain = [part]
    if chain:
        yield chain


def _variables(group: _Group) -> set[str]:
    """Every variable that ``group`` mentions anywhere."""
    found: set[str] = set()
    for part in group.parts:
        if isinstance(part, Token):
            found |= {part.variable} if part.kind is Kind.VARIABLE else set()
        elif isinstance(part, _Group):
            found |= _variables(part)
        else:
            found |= _mentioned(part).union(*map(_variables, part.groups))
    return found


def _mentioned(clause: _Clause) -> set[str]:
    return {t.variable for t in clause.tokens if t.kind is Kind.VARIABLE}


def _check_this(group: _Group, given: set[str]) -> None:
    """Raise :class:`Unsupported` where anything but a join looks at ``$this`` before it is bound.

    ``given`` holds what is bound from the outset: the focus node for the whole query, what stands around it for
    (NOT) EXISTS, nothing for other groups. A join with the focus nodes outside comes to the same as pre-binding; a
    filter, which sees its whole group, and OPTIONAL and BIND, which see what precedes them, do not.
    """
    whole = given | _bound(group)
    for place, part in enumerate(group.parts):
        if isinstance(part, _Group):
            _check_this(part, set())
        elif isinstance(part, _Clause):
            seen = given | _bound(_Group(group.parts[:place])) if part.kind in ("OPTIONAL", "BIND") else whole
            if THIS not in seen and THIS in _mentioned(part).union(*map(_variables, part.groups)):
                raise Unsupported("SPARQL that looks at $this where only pre-binding binds it")
            if any(t.variable == THIS for t in part.tokens[-2:-1]) and part.kind == "BIND":
                raise Unsupported("SPARQL that assigns $this")
            for inner in part.groups:
                _check_this(inner, set() if part.kind == "OPTIONAL" else whole)


def _is_set_based(inner: _Group, bound: set[str], elsewhere: set[str]) -> bool:
    """Whether NOT EXISTS over ``inner`` means the same as MINUS.

    ``bound`` is bound around it; ``elsewhere`` is every variable that stands outside of it.
    """
    own = _bound(inner)
    if not own & bound:
        return False
    for part in inner.parts:
        if isinstance(part, _Group):
            return False
        if isinstance(part, _Clause):
            if part.kind in ("OPTIONAL", "EXISTS") or not _mentioned(part) <= own:
                return False
            for nested in part.groups:
                if (_variables(nested) - own) & elsewhere or not _is_set_based(nested, own, elsewhere | own):
                    return False
    return True


# Writing ---------------------------------------------------------------------------------------------------


def _render(group: _Group, bound: set[str], around: set[str], path: str | None) -> str:
    """The inside of ``group``; what filters out by a set stands last, since MINUS acts on what precedes it."""
    text: list[str] = []
    minus: list[str] = []
    for part in group.parts:
        outside = around | _variables(_Group([p for p in group.parts if p is not part]))
        if isinstance(part, Token):
            text.append(_word(part, path))
        elif isinstance(part, _Group):
            text.append(f"{{ {_render(part, _bound(part), outside, path)} }}")
        elif part.kind == "NOT EXISTS" and _is_set_based(part.groups[0], bound, outside):
            inner = part.groups[0]
            minus.append(f"MINUS {{ {_render(inner, _bound(inner), outside, path)} }}")
        elif part.groups:
            inner = part.groups[0]
            scope = _bound(inner) | (set() if part.kind == "OPTIONAL" else bound)
            keyword = part.kind if part.kind == "OPTIONAL" else f"FILTER {part.kind}"
            text.append(f"{keyword} {{ {_render(inner, scope, outside, path)} }}")
        else:
            text.append(f"{part.kind} {_expression(part.tokens, path)}")
    return " ".join(text + minus)


def _expression(tokens: list[Token], path: str | None) -> str:
    gaps = ["" if token.keyword in _GLUED else " " for token in tokens]
    return "".join(_word(token, path) + gap for token, gap in zip(tokens, gaps, strict=True)).rstrip()


def _word(token: Token, path: str | None) -> str:
    if token.kind is not Kind.VARIABLE:
        return token.text
    if token.variable == "PATH":
        return f"({path})"
    return f"?{token.variable}"
