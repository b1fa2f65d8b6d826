"""Saved queries: ``queries/<pack>/<name>.rq``, SPARQL 1.1 under a header that grlc reads too.

The header is the ``#+ `` comment lines of the file, YAML when joined: ``summary``, ``description``, ``tags``,
``defaults`` and ``enumerate`` as grlc has them, and under ``kgbuild:`` our own keys:

``columns``      column -> what stands in it
``expects``      ``none`` where a graph may well have no row, with the reason in ``because``
``parameters``   parameter -> what to give, and ``examples`` parameter -> a value
``table``        the columns that a table for people shows; every column where there is none
``unordered``    true for a query whose one row, or whose graph, has no order
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kgbuild.errors import PackError, QueryError
from kgbuild.query.parameters import Parameter, misused, parameters_of, values_of
from kgbuild.resources import shipped
from kgbuild.sparql import Form, Token, bind, inspect, tokenize

MARK = "#+"
_KEYS = {"summary", "description", "tags", "defaults", "enumerate", "kgbuild", "endpoint", "method", "pagination"}
_OWN_KEYS = {"columns", "expects", "because", "parameters", "unordered", "table", "examples"}


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query that has a name. ``path`` is where it stands; ``parameters`` in the order of their first use."""

    name: str
    pack: str
    text: str
    path: str
    form: Form
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    about_parameters: Mapping[str, str] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)
    table: tuple[str, ...] = ()
    may_be_empty: str = ""
    """Why no row may be expected; ``""`` where rows are."""
    unordered: bool = False
    endpoints: frozenset[str] = frozenset()
    """The addresses that ``SERVICE`` may name, because the user allowed them; none else."""

    def bound(self, given: Mapping[str, str], base: str | None = None) -> str:
        """The query with its parameters bound. Raises as :func:`~kgbuild.query.parameters.values_of` does."""
        return bind(self.text, values_of(self.parameters, given, self.defaults, base))


def parse_given(data: bytes, place: str, endpoints: frozenset[str] = frozenset()) -> SavedQuery:
    """A query that somebody gave, of a file or of standard input; its header may hold anything.

    ``endpoints`` are the addresses that it may call with ``SERVICE``.

    Raises :class:`~kgbuild.errors.QueryError`: ``bad-utf8``, and what :func:`parse` complains of.
    """
    try:
        return parse(data.decode("utf-8-sig"), place, "", place, strict=False, endpoints=endpoints)
    except UnicodeDecodeError as error:
        raise QueryError("bad-utf8", place, f"is not UTF-8 at byte {error.start}") from error
    except PackError as error:
        raise QueryError(error.code, error.place, error.message, error.hint) from error


def parse(
    text: str, name: str, pack: str, path: str, *, strict: bool = True, endpoints: frozenset[str] = frozenset()
) -> SavedQuery:
    """The saved query of a file's text; ``strict`` refuses keys that the header does not know.

    Raises :class:`~kgbuild.errors.PackError` with file and line for a header that is not what it should be, or
    a query that is none, that calls out, or that would change data.
    """
    header, line = _header(text, path)
    own = _mapping(header.get("kgbuild"), f"{path}:{line}", "kgbuild")
    keys = {*header, *(f"kgbuild.{k}" for k in own)}
    for unknown in sorted(keys - _KEYS - {f"kgbuild.{k}" for k in _OWN_KEYS}) if strict else ():
        raise PackError("query-header", f"{path}:{line}", f"the key {unknown} is not known", "see docs/queries.md")
    try:
        form = inspect(text, endpoints)
        parameters = parameters_of(tokenize(text))
    except QueryError as error:
        raise PackError(error.code, error.place.replace("query", path, 1), error.message, error.hint) from error
    except ValueError as error:
        raise PackError("query-parameter", path, str(error), "see docs/queries.md, Parameters") from error
    return SavedQuery(
        name=name,
        pack=pack,
        text=text,
        path=path,
        form=form,
        summary=_line(header.get("summary")),
        description=_line(header.get("description")),
        tags=tuple(str(t) for t in header.get("tags") or ()),
        parameters=parameters,
        defaults={k: str(v) for k, v in _pairs(header.get("defaults"), f"{path}:{line}", "defaults").items()},
        choices={
            k: tuple(str(x) for x in v)
            for k, v in _pairs(header.get("enumerate"), f"{path}:{line}", "enumerate").items()
        },
        columns={k: _line(v) for k, v in _mapping(own.get("columns"), f"{path}:{line}", "columns").items()},
        about_parameters={k: _line(v) for k, v in _mapping(own.get("parameters"), path, "parameters").items()},
        examples={k: str(v) for k, v in _mapping(own.get("examples"), path, "examples").items()},
        table=tuple(str(c) for c in own.get("table") or ()),
        may_be_empty=_line(own.get("because")) if own.get("expects") == "none" else "",
        unordered=own.get("unordered") is True,
        endpoints=endpoints,
    )


def _header(text: str, path: str) -> tuple[dict[str, Any], int]:
    """The header's YAML and the number of its first line."""
    numbered = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.startswith(MARK)]
    if not numbered:
        return {}, 1
    first = numbered[0][0]
    source = "\n".join(line.removeprefix(MARK).removeprefix(" ").rstrip("\r") for _, line in numbered)
    try:
        loaded = yaml.load(source, Loader=yaml.CSafeLoader)  # the C loader's safe form
    except yaml.MarkedYAMLError as error:
        line = numbered[min(error.problem_mark.line, len(numbered) - 1)][0] if error.problem_mark else first
        raise PackError("query-header", f"{path}:{line}", f"the header is no YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise PackError("query-header", f"{path}:{first}", "the header is no YAML") from error
    return _mapping(loaded, f"{path}:{first}", "the header"), first


def _mapping(value: object, place: str, what: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise PackError("query-header", place, f"{what} must be keys and values")
    return {str(k): v for k, v in value.items()}


def _pairs(value: object, place: str, what: str) -> dict[str, Any]:
    """grlc writes these as a list of single pairs; a plain mapping is taken too."""
    items = value if isinstance(value, list) else [value]
    merged: dict[str, Any] = {}
    for item in items:
        merged |= _mapping(item, place, what)
    return merged


def _line(value: object) -> str:
    return " ".join(str(value).split()) if value is not None else ""


def load_queries(*folders: Path, endpoints: frozenset[str] = frozenset()) -> dict[str, SavedQuery]:
    """The saved queries by name: those that ship with kgbuild, then those of ``folders``, which win.

    A folder holds one folder for each pack. Queries that call out stand in ``PACK/federated/``; those that call
    nothing but ``endpoints`` are among the rest, the others are not. Raises :class:`~kgbuild.errors.PackError` as
    :func:`parse` does, and where two packs of one folder have a query of one name.
    """
    found: dict[str, SavedQuery] = {}
    for root in (shipped("queries"), *folders):
        here: dict[str, SavedQuery] = {}
        for file in sorted(root.glob("*/*.rq")):
            if file.stem in here:
                raise PackError("query-twice", str(file), f"another pack has a query {file.stem}", "rename one")
            here[file.stem] = read_query(file)
        for file in sorted(root.glob("*/federated/*.rq")) if endpoints else ():
            try:
                here.setdefault(file.stem, read_query(file, endpoints))
            except PackError as error:
                if error.code != "query-service":
                    raise
        found |= here
    return dict(sorted(found.items()))


def read_query(file: Path, endpoints: frozenset[str] = frozenset()) -> SavedQuery:
    """The saved query of one file; its folder's name is its pack. Raises as :func:`parse` does."""
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise PackError("bad-utf8", str(file), "is not UTF-8") from error
    except OSError as error:
        raise PackError("unreadable", str(file), error.strerror or "cannot be read") from error
    pack = file.parent.parent.name if endpoints else file.parent.name
    return parse(text, file.stem, pack, str(file), endpoints=endpoints)


def find_query(queries: Mapping[str, SavedQuery], name: str) -> SavedQuery:
    """The query of that name. Raises :class:`~kgbuild.errors.QueryError` ``unknown-query`` naming near ones."""
    from difflib import get_close_matches

    if name in queries:
        return queries[name]
    near = get_close_matches(name, queries, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "`kgbuild queries` lists them"
    raise QueryError("unknown-query", name, "there is no saved query of that name", hint)


def check(query: SavedQuery) -> tuple[str, ...]:
    """What keeps a query from being one that any store answers alike, one line each; empty where nothing does."""
    tokens = tokenize(query.text)
    faults = list(misused(tokens, query.parameters))
    words = {t.keyword for t in tokens}
    if "GRAPH" in words or "FROM" in words:
        faults.append("it names graphs; the default graph is the union of all")
    if query.form is Form.SELECT and not query.unordered and not _outer_order(tokens):
        faults.append("its rows have no ORDER BY")
    if not query.summary:
        faults.append("it has no summary")
    faults += [f"{name}: no such parameter" for name in _unknown(query)]
    faults += [
        f"{p.name}: the header does not say what to give"
        for p in query.parameters
        if p.name not in query.about_parameters
    ]
    faults += [f"{p.name}: the header has no example" for p in query.parameters if _needs_example(p, query)]
    return tuple(faults)


def _needs_example(parameter: Parameter, query: SavedQuery) -> bool:
    return not parameter.optional and parameter.name not in {**query.examples, **query.defaults}


def _outer_order(tokens: tuple[Token, ...]) -> bool:
    depth = 0
    for index, token in enumerate(tokens):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.keyword == "ORDER" and tokens[index + 1].keyword == "BY":
            return True
    return False


def _unknown(query: SavedQuery) -> list[str]:
    known = {p.name for p in query.parameters}
    return sorted({*query.defaults, *query.choices, *query.about_parameters, *query.examples} - known)
