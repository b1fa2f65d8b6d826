"""Answers that people look at: HTML, or the same node as RDF for programs that ask for it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples

from kgbuild.query.table import POLARITY, with_polarity
from kgbuild.serve import evaluate, formats, saved
from kgbuild.serve.dataset import CHECKED, UNCHECKED, Dataset, serialize
from kgbuild.serve.pages import neighbourhood, views
from kgbuild.serve.pages.reader import Reader, outside
from kgbuild.serve.settings import Limits
from kgbuild.serve.wire import Answer, Head

HTML = ("text/html", "application/xhtml+xml")
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
MAX_ROWS_SHOWN = 500
VARY = ("vary", "accept, accept-encoding")


@cache
def environment() -> Environment:
    """The templates: autoescaped whatever they are called, and strict about what they name."""
    folder = Path(__file__).resolve().parent.parent / "templates"
    found = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["query"] = urlencode
    return found


def html(dataset: Dataset, view: views.View, status: int = 200) -> Answer:
    """``view`` as HTML, under a policy that lets no script run but ours."""
    body = (
        environment()
        .get_template(view.template)
        .render(
            dataset=dataset,
            title=view.title,
            notice="" if dataset.checked else UNCHECKED,
            promise=CHECKED if dataset.checked else "",
            **view.values,
        )
    )
    headers = (("content-type", "text/html; charset=utf-8"), VARY, ("content-security-policy", POLICY))
    return Answer(status, headers, body.encode("utf-8"))


def page(dataset: Dataset, limits: Limits, endpoints: frozenset[str], request: Head) -> Answer:
    """The page ``request["page"]`` with its ``fields``."""
    reader, name, fields = Reader(dataset), request["page"], request["fields"]
    if name == "resource":
        return _resource(reader, request, fields)
    if name == "graph":
        return _graph(reader, request, fields)
    if name == "query":
        return _query(reader, limits, endpoints, request, fields)
    if formats.choose(request["accept"], (HTML,)) is None:
        return evaluate.problem(406, "not-acceptable", "this page is HTML", "see /sparql for data")
    if name == "search":
        return html(dataset, views.search(reader, fields.get("q", "")[:200]))
    return html(dataset, views.start(reader))


def _resource(reader: Reader, request: Head, fields: dict[str, str]) -> Answer:
    dataset = reader.dataset
    iri = dataset.base + fields["name"] if "name" in fields else fields.get("iri", "")
    form: formats.Graphs | None = None
    if request.get("suffix"):
        named = formats.named(request["suffix"])
        form = named if isinstance(named, formats.Graphs) else None
        if form is None:
            return evaluate.problem(406, "not-acceptable", "a description is a graph", "ask for .ttl or .jsonld")
    else:
        chosen = formats.choose(request["accept"], (HTML, *formats.GRAPH_OFFERS))
        if chosen is None:
            return evaluate.not_acceptable(formats.GRAPHS)
        form = formats.GRAPHS[chosen - 1] if chosen else None
    if form is not None:
        return _description(reader, iri, form)
    view = views.resource(reader, iri, _page_number(fields))
    return html(dataset, view) if view is not None else _missing(dataset, iri)


def _description(reader: Reader, iri: str, form: formats.Graphs) -> Answer:
    try:
        node = NamedNode(iri)
    except ValueError:
        return evaluate.problem(400, "bad-iri", "not an absolute IRI")
    triples = reader.described(node) or [
        q.triple for q in reader.dataset.store.quads_for_pattern(None, None, None, node)
    ]
    if not triples:
        return evaluate.problem(404, "not-found", "the graph says nothing about this IRI")
    body = serialize(reader.dataset, triples, form.format)
    return Answer(200, (("content-type", form.sent_as), VARY), body)


def _missing(dataset: Dataset, iri: str) -> Answer:
    view = views.View("missing.html", "Nothing here", {"iri": iri})
    return html(dataset, view, 404)


def _page_number(fields: dict[str, str]) -> int:
    text = fields.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _graph(reader: Reader, request: Head, fields: dict[str, str]) -> Answer:
    view = neighbourhood.graph(reader, fields.get("iri", ""), fields)
    if view is None:
        return _missing(reader.dataset, fields.get("iri", ""))
    chosen = formats.choose(request["accept"], (HTML, ("application/json",)))
    if chosen == 1:
        body = json.dumps(neighbourhood.elements(view), ensure_ascii=False).encode("utf-8")
        return Answer(200, (("content-type", "application/json"), VARY), body)
    return html(reader.dataset, view) if chosen == 0 else evaluate.problem(406, "not-acceptable", "HTML or JSON")


def _query(reader: Reader, limits: Limits, endpoints: frozenset[str], request: Head, fields: dict[str, str]) -> Answer:
    dataset = reader.dataset
    if formats.choose(request["accept"], (HTML, ("application/json",))) == 1:
        return _editor_settings(dataset)
    text = fields.get("query", "")
    values: views.Values = {"text": text, "error": "", "table": None}
    if text:
        values |= results(reader, limits, endpoints, text)
    return html(dataset, views.View("query.html", "Query", values), 400 if values["error"] else 200)


def _editor_settings(dataset: Dataset) -> Answer:
    """What the editor in the browser starts with: our prefixes, and the saved queries as tabs."""
    tabs = [
        {"name": query.name, "query": _without_header(text, query.summary)}
        for query in dataset.queries.values()
        if (text := saved.with_examples(query, dataset.base)) is not None
    ]
    body = json.dumps({"prefixes": dataset.prefixes, "base": dataset.base, "queries": tabs}, ensure_ascii=False)
    return Answer(200, (("content-type", "application/json"), VARY), body.encode("utf-8"))


def _without_header(text: str, summary: str) -> str:
    """A saved query as the editor shows it: its summary, and none of the lines that are for programs."""
    lines = [line for line in text.splitlines() if not line.startswith("#+")]
    return f"# {summary}\n" + "\n".join(lines).lstrip("\n")


def results(
    reader: Reader, limits: Limits, endpoints: frozenset[str], text: str, wanted: tuple[str, ...] = ()
) -> views.Values:
    """The results of a query for a table of a page: ``table``, or ``error`` in words.

    ``wanted`` are the columns to show, in their order; all of them where none is named.
    """
    found = evaluate.found(reader.dataset, endpoints, text)
    if isinstance(found, Answer):
        return {"error": found.body.decode("utf-8").strip(), "table": None}
    if isinstance(found, QueryBoolean):
        return {"error": "", "table": {"columns": ["answer"], "rows": [[_cell(reader, bool(found))]], "more": False}}
    if isinstance(found, QueryTriples):
        columns, rows = ["subject", "predicate", "object"], [[t.subject, t.predicate, t.object] for t in _some(found)]
    else:
        solutions = _some(found)
        columns = list(wanted) or [variable.value for variable in found.variables]
        if any(variable.value == POLARITY for variable in found.variables):
            denials = (getattr(solution[POLARITY], "value", "") for solution in solutions)
            columns = with_polarity(columns, denials)
        rows = [[solution[column] for column in columns] for solution in solutions]
    table = [[_cell(reader, term) for term in row] for row in rows[:MAX_ROWS_SHOWN]]
    return {"error": "", "table": {"columns": columns, "rows": table, "more": len(rows) > MAX_ROWS_SHOWN}}


def _some(found: QuerySolutions | QueryTriples) -> list:  # type: ignore[type-arg]
    return [item for _, item in zip(range(MAX_ROWS_SHOWN + 1), found, strict=False)]


def _cell(reader: Reader, term: object) -> views.Values:
    if isinstance(term, bool):
        return {"text": "yes" if term else "no", "href": "", "url": ""}
    shown = reader.show(term)  # type: ignore[arg-type]
    text = reader.short(term) if isinstance(term, NamedNode) else shown.text
    local = isinstance(term, NamedNode) and reader.dataset.local(term.value) is not None
    return {"text": text, "href": shown.href if local else "", "url": "" if local else outside(shown.iri)}


def query_list(dataset: Dataset, request: Head) -> Answer:
    """The saved queries, as a page or as JSON."""
    chosen = formats.choose(request["accept"], (("application/json",), HTML))
    if chosen is None:
        return evaluate.problem(406, "not-acceptable", "HTML or JSON")
    if chosen == 0:
        return saved.listing(dataset, request["origin"])
    packs: dict[str, list[object]] = {}
    for query in dataset.queries.values():
        packs.setdefault(query.pack, []).append(query)
    return html(dataset, views.View("queries.html", "Questions", {"packs": packs}))


def saved_query(dataset: Dataset, limits: Limits, request: Head) -> Answer:
    """A saved query's results: for a browser a page with a form for its parameters, else any result format."""
    query = dataset.queries.get(request["name"])
    wants_html = not request["suffix"] and formats.preference(request["accept"], "text/html") > 0
    offers = (HTML, *(formats.RESULT_OFFERS + formats.GRAPH_OFFERS))
    if query is None or not wants_html or formats.choose(request["accept"], offers) != 0 or not _explicit(request):
        return saved.run(dataset, limits, request)
    given = {key: value for key, value in request["fields"] if value}
    values: views.Values = {"query": query, "given": given, "error": "", "table": None, "required": saved.is_required}
    incomplete = any(saved.is_required(query, p) and p.name not in given for p in query.parameters)
    if given or not incomplete:
        text = saved.bound_text(dataset, query.name, request["fields"])
        if isinstance(text, Answer):
            values["error"] = text.body.decode("utf-8").strip()
        else:
            values |= results(Reader(dataset), limits, frozenset(), text, query.table)
    return html(dataset, views.View("saved.html", query.summary or query.name, values), 400 if values["error"] else 200)


def _explicit(request: Head) -> bool:
    """Whether the client names HTML, as browsers do; ``*/*`` alone gets data."""
    return "text/html" in request["accept"].lower()
