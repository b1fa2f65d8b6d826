"""SPARQL 1.1 text: what it is made of, whether it may run here, and its variables bound to values.

A tokenizer after the terminals of SPARQL 1.1 Query, section 19.8, and no more: the store parses the query, this
module only has to know for certain what is a keyword and what stands inside a string, an IRI or a comment.
Where it cannot know, it refuses. Code point escapes (section 19.2) are left as they are inside strings and
IRIs and refused outside of them, so that no keyword can be hidden in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgbuild.errors import QueryError

PLACE = "query"


class Kind(StrEnum):
    """What a token is. Blanks and comments are no tokens."""

    IRI = "iri"
    STRING = "string"
    VARIABLE = "variable"
    BLANK = "blank"
    NAME = "name"  # a prefixed name, or a prefix alone
    LANGUAGE = "language"
    NUMBER = "number"
    WORD = "word"  # a keyword, a function, ``a``, ``true``
    SIGN = "sign"


class Form(StrEnum):
    """The four query forms (section 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


@dataclass(frozen=True, slots=True)
class Token:
    """One token. ``start`` is its offset in the query, in code points; ``text`` is as written."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def keyword(self) -> str:
        """A word in upper case; ``""`` for any other kind, so that ``ex:SERVICE`` is no keyword."""
        return self.text.upper() if self.kind is Kind.WORD else ""

    @property
    def variable(self) -> str:
        """A variable's name without its mark; ``""`` for any other kind."""
        return self.text[1:] if self.kind is Kind.VARIABLE else ""


_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_WORD = f"{_BASE}_0-9"
_CHARS = f"{_WORD}\u00b7\u0300-\u036f\u203f-\u2040"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[{_WORD}:]|{_PLX})(?:(?:[{_CHARS}\-.:]|{_PLX})*(?:[{_CHARS}\-:]|{_PLX}))?"
_ESCAPED = r"\\[^\r\n]"

_TOKEN = re.compile(
    "|".join(
        (
            r"(?P<gap>[ \t\r\n]+|\#[^\r\n]*)",
            r"(?P<iri><(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)",
            rf'(?P<string>"""(?:[^"\\]|{_ESCAPED}|"(?!""))*"""'
            rf"|'''(?:[^'\\]|{_ESCAPED}|'(?!''))*'''"
            rf'|(?!""")"(?:[^"\\\r\n]|{_ESCAPED})*"'
            rf"|(?!''')'(?:[^'\\\r\n]|{_ESCAPED})*')",
            rf"(?P<variable>[?$][{_WORD}][{_CHARS}]*)",
            rf"(?P<blank>_:[{_WORD}](?:[{_CHARS}\-.]*[{_CHARS}\-])?)",
            rf"(?P<name>(?:[{_BASE}](?:[{_CHARS}\-.]*[{_CHARS}\-])?)?:(?:{_LOCAL})?)",
            r"(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)",
            r"(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)",
            r"(?P<word>[A-Za-z][A-Za-z0-9_]*)",
            r"(?P<sign>\^\^|&&|\|\||!=|<=|>=|[{}()\[\],;.|/^*+?!=<>\-])",
        )
    )
)

_UPDATES = frozenset({"LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "INSERT", "DELETE", "WITH"})


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of ``text``, in order, without blanks and comments.

    Raises :class:`~kgbuild.errors.QueryError` ``query-syntax`` at the first thing that is no token of SPARQL.
    """
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            line, column = position(text, at)
            raise QueryError(
                "query-syntax",
                f"{PLACE}:{line}:{column}",
                f"nothing of SPARQL starts with {text[at]!r} here",
                "look for a string, an IRI or a bracket that is not closed",
            )
        if match.lastgroup != "gap":
            yield Token(Kind(match.lastgroup or ""), match.group(), at)
        at = match.end()


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of a code point offset, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def inspect(text: str, endpoints: frozenset[str] = frozenset()) -> Form:
    """The form of a query that may run here.

    ``endpoints`` are the IRIs that ``SERVICE`` may name. Raises :class:`~kgbuild.errors.QueryError`:
    ``query-syntax`` for what is no query, ``query-update`` for SPARQL Update (``LOAD`` among it), and
    ``query-service`` for ``SERVICE`` with an endpoint that is not allowed, or with one that cannot be told
    before the query runs (a variable, a prefixed name).
    """
    tokens = tokenize(text)
    for index, token in enumerate(tokens):
        if token.keyword == "SERVICE":
            _check_service(text, tokens, index, endpoints)
        elif token.keyword in _UPDATES:
            raise _refusal("query-update", text, token, f"{token.keyword} would change data; a build is only read")
    return _form(text, tokens)


def _check_service(text: str, tokens: tuple[Token, ...], index: int, endpoints: frozenset[str]) -> None:
    after = index + 1
    if after < len(tokens) and tokens[after].keyword == "SILENT":
        after += 1
    target = tokens[after] if after < len(tokens) else None
    if target is not None and target.kind is Kind.IRI and target.text[1:-1] in endpoints:
        return
    named = target.text if target is not None else "nothing"
    raise _refusal("query-service", text, tokens[index], f"SERVICE {named} would call out to another endpoint")


def _refusal(code: str, text: str, token: Token, message: str) -> QueryError:
    line, column = position(text, token.start)
    hint = "only endpoints that are allowed by name may be called" if code == "query-service" else ""
    return QueryError(code, f"{PLACE}:{line}:{column}", message, hint)


def _form(text: str, tokens: tuple[Token, ...]) -> Form:
    for token in tokens:
        if token.keyword in {"BASE", "PREFIX", "VERSION"}:
            continue
        if token.keyword in Form.__members__:
            return Form(token.keyword)
        if token.kind is Kind.WORD or token.kind is Kind.SIGN:
            break
    line, column = position(text, token.start) if tokens else (1, 1)
    raise QueryError(
        "query-syntax",
        f"{PLACE}:{line}:{column}",
        "a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE",
        "prefixes may stand before it",
    )


def bind(text: str, values: Mapping[str, str]) -> str:
    """``text`` with every variable named in ``values`` replaced by its value, in every scope.

    A value is a term of SPARQL as :func:`iri_term` and :func:`literal_term` write it; the caller vouches that it
    is one. Variables inside strings, IRIs and comments are none and stay. Raises
    :class:`~kgbuild.errors.QueryError` as :func:`tokenize` does.
    """
    parts: list[str] = []
    at = 0
    for token in tokenize(text):
        if token.variable in values:
            parts += (text[at : token.start], values[token.variable])
            at = token.end
    return "".join([*parts, text[at:]])


def iri_term(iri: str) -> str:
    """``<iri>``. Raises ``ValueError`` for what cannot stand between the brackets or is not absolute."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.\-]*:[^<>\"{}|^`\\\x00-\x20\ud800-\udfff]*", iri):
        raise ValueError(f"not an absolute IRI: {iri!r}")
    return f"<{iri}>"


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def literal_term(value: str, datatype: str | None = None, language: str | None = None) -> str:
    """A literal as N-Triples writes it, with at most one of a datatype's IRI and a language tag.

    A ``u`` after a backslash is written as a code point escape, so that a store which resolves such escapes
    before it parses (section 19.2) reads the same words. Raises ``ValueError`` for a lone surrogate, a
    language tag that is none, or a datatype that is no IRI.
    """
    if re.search("[\ud800-\udfff\x00]", value):
        raise ValueError("a literal cannot hold NUL or half of a surrogate pair")
    written = "".join(_ESCAPES.get(c, c) for c in value)
    written = re.sub(r"\\\\([uU])", lambda m: rf"\\\u{ord(m.group(1)):04x}", written)
    if language is not None:
        if not re.fullmatch(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", language):
            raise ValueError(f"not a language tag: {language!r}")
        return f'"{written}"@{language.lower()}'
    return f'"{written}"' if datatype is None else f'"{written}"^^{iri_term(datatype)}'
