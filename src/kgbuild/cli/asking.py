"""``kgbuild query`` and ``kgbuild queries``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgbuild.cli.options import build_option, json_option, the_build
from kgbuild.cli.present import note, on_terminal, out, width
from kgbuild.errors import EXIT_FOUND, EXIT_OK, UsageError

if TYPE_CHECKING:
    from kgbuild.query.saved import SavedQuery

_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")


@click.command("query", short_help="Ask the graph a saved or a given query.")
@click.argument("name", required=False)
@click.option("-f", "--file", "file", metavar="FILE", help="A file with the query; - is standard input.")
@click.option("-p", "--parameter", "given", multiple=True, metavar="KEY=VALUE", help="A parameter's value.")
@build_option
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of a build.")
@click.option("--allow-service", "services", multiple=True, metavar="URL", help="An endpoint that SERVICE may call.")
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), help="[default: table on a terminal, csv or turtle elsewhere]"
)
@json_option
@click.option("--width", "columns", type=click.IntRange(40, 1000), help="How wide a table may be.")
def query_command(
    name: str | None,
    file: str | None,
    given: tuple[str, ...],
    build_dir: Path | None,
    endpoint: str | None,
    services: tuple[str, ...],
    form: str | None,
    as_json: bool,
    columns: int | None,
) -> int:
    """Ask the graph the saved query NAME, the query in a file, or with - the one on standard input.

    \b
    kgbuild query contracts-signed
    kgbuild query claims-about-country -p country=wd:Q232 --format csv
    kgbuild query -f my.rq --endpoint http://localhost:8890/sparql
    """
    from kgbuild.iri import DEFAULT_BASE
    from kgbuild.query.run import run

    query = _which(name, file, frozenset(services))
    parameters = _parameters(given)
    if endpoint is not None:
        if build_dir is not None:
            raise UsageError("two-sources", "--endpoint", "cannot be given together with --build")
        from kgbuild.query.remote import ask

        results, base = ask(endpoint, query, parameters), DEFAULT_BASE
    else:
        from kgbuild.source import open_source

        with open_source(the_build(build_dir)) as source:
            results, base = run(source.store, query, parameters, base=source.base), source.base
    is_graph = results.boolean is None and not results.variables
    form = "json" if as_json else form or ("table" if on_terminal() else "turtle" if is_graph else "csv")
    if form == "table" and not is_graph:
        from kgbuild.query.table import select, table

        out(f"{line}\n" for line in table(select(results, query.table), columns or width(), base))
        if not results.rows and results.boolean is None:
            note(f"no row: {query.may_be_empty}" if query.may_be_empty else "no row")
    else:
        from kgbuild.query.formats import write

        out(write(results, form))
    return EXIT_OK


def _which(name: str | None, file: str | None, services: frozenset[str]) -> SavedQuery:
    from kgbuild.query.saved import find_query, parse_given

    if name == "-" and file is None:
        name, file = None, "-"
    if name is not None and file is None:
        return find_query(_saved(services), name)
    if file is None or name is not None:
        raise UsageError("which-query", "query", "name one saved query, or give a file with -f", "see kgbuild queries")
    if file == "-":
        return parse_given(sys.stdin.buffer.read(), "standard input", services)
    try:
        return parse_given(Path(file).read_bytes(), file, services)
    except OSError as error:
        raise UsageError("unreadable", file, error.strerror or "cannot be read") from error


def _saved(services: frozenset[str] = frozenset()) -> dict[str, SavedQuery]:
    from kgbuild.config import load_settings
    from kgbuild.query.saved import load_queries

    return load_queries(load_settings().project / "queries", endpoints=services)


def _parameters(given: tuple[str, ...]) -> dict[str, str]:
    parameters = {}
    for pair in given:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise UsageError("bad-parameter", f"-p {pair}", "is no KEY=VALUE")
        if key in parameters:
            raise UsageError("bad-parameter", f"-p {key}", "is given twice")
        parameters[key] = value
    return parameters


@click.command("queries", short_help="The saved queries, what each answers and takes.")
@click.argument("name", required=False)
@click.option("--check", "checking", is_flag=True, help="Check that any store can answer them alike.")
@json_option
def queries_command(name: str | None, checking: bool, as_json: bool) -> int:
    """List the saved queries: what each answers, its parameters and its columns; or tell of the one named NAME.

    \b
    kgbuild queries
    kgbuild queries contracts-signed
    """
    from kgbuild.query.saved import find_query

    queries = _saved()
    chosen = [find_query(queries, name)] if name else list(queries.values())
    if checking:
        return _check(chosen)
    if as_json:
        import json

        out([json.dumps([_described(q) for q in chosen], ensure_ascii=False, indent=2) + "\n"])
        return EXIT_OK
    for query in chosen:
        out(f"{line}\n" for line in _told(query, whole=name is not None))
    return EXIT_OK


def _check(queries: list[SavedQuery]) -> int:
    from kgbuild.query.saved import check

    faults = [(q, fault) for q in queries for fault in check(q)]
    for query, fault in faults:
        note(f"{query.path}: {fault}")
    note(f"{len(queries)} queries, {len(faults)} faults")
    return EXIT_FOUND if faults else EXIT_OK


def _described(query: SavedQuery) -> dict[str, object]:
    parameters = [
        {
            "name": p.name,
            "type": p.kind,
            "optional": p.optional,
            "default": query.defaults.get(p.name),
            "example": query.examples.get(p.name),
            "description": query.about_parameters.get(p.name, ""),
            "choices": list(query.choices.get(p.name, ())),
        }
        for p in query.parameters
    ]
    return {
        "name": query.name,
        "pack": query.pack,
        "summary": query.summary,
        "description": query.description,
        "form": query.form.value,
        "parameters": parameters,
        "columns": dict(query.columns),
        "may_be_empty": query.may_be_empty,
    }


def _told(query: SavedQuery, *, whole: bool) -> list[str]:
    """A query in lines: name and summary, parameters, columns."""
    lines = [query.name, f"    {query.summary}"]
    if whole and query.description:
        lines.append(f"    {query.description}")
    for p in query.parameters:
        default = f", else {query.defaults[p.name]}" if p.name in query.defaults else ""
        about = query.about_parameters.get(p.name, "")
        lines.append(f"    -p {p.name}=<{p.kind}>{default}{' (optional)' if p.optional else ''}  {about}".rstrip())
    if whole:
        lines += [f"    {name}: {about}" for name, about in query.columns.items()]
    elif query.columns:
        lines.append(f"    columns: {', '.join(query.columns)}")
    if query.may_be_empty:
        lines.append(f"    may find nothing: {query.may_be_empty}")
    return lines
