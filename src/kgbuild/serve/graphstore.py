"""Reading by the SPARQL 1.1 Graph Store HTTP Protocol: one graph, whole."""

from __future__ import annotations

from itertools import islice

from pyoxigraph import NamedNode, Triple

from kgbuild.serve import formats
from kgbuild.serve.dataset import Dataset, serialize
from kgbuild.serve.evaluate import not_acceptable, problem, too_long
from kgbuild.serve.settings import Limits
from kgbuild.serve.wire import Answer, Head


def read(dataset: Dataset, limits: Limits, request: Head) -> Answer:
    """The graph that ``request`` names; the default graph is the union of all. 404 for none (section 5.2)."""
    if request["graph"] is None and not request["is_default"]:
        return problem(400, "no-graph-named", "which graph?", "?default or ?graph=IRI")
    graphs = tuple(form for form in formats.GRAPHS if not form.named)
    index = formats.choose(request["accept"], tuple(form.media_types for form in graphs))
    if index is None:
        return not_acceptable(graphs)
    if request["graph"] is None:
        quads = iter(dataset.store)
    else:
        name = NamedNode(request["graph"])
        if not dataset.store.contains_named_graph(name):
            return problem(404, "no-graph", "there is no graph of this name")
        quads = dataset.store.quads_for_pattern(None, None, None, name)
    triples: list[Triple] = [quad.triple for quad in islice(quads, limits.rows + 1)]
    if len(triples) > limits.rows:
        return too_long(f"{limits.rows} triples")
    body = serialize(dataset, triples, graphs[index].format)
    if len(body) > limits.result:
        return too_long(f"{limits.result} bytes")
    headers = (("content-type", graphs[index].sent_as), ("vary", "accept, accept-encoding"))
    return Answer(200, headers, body, cacheable=True)
