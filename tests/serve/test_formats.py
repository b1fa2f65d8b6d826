from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.serve import formats


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV; charset=utf-8", "csv"),
        ("application/sparql-results+xml;q=0.3, text/csv;q=0.7", "csv"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.4", "csv"),
        ("text/*, text/csv;q=0", "xml"),  # text/xml is a name of the XML format; csv is ruled out
        ("application/xml", "xml"),
        ("*/*;q=0.1, text/tab-separated-values", "tsv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "xml"),
        ("*", "json"),
    ],
)
def test_results_by_accept(accept: str, name: str) -> None:
    found = formats.results_for(accept)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0", "application/json;q=2", "nonsense", "text/turtle"])
def test_nothing_acceptable(accept: str) -> None:
    assert formats.results_for(accept) is None


def test_the_most_specific_range_decides() -> None:
    header = "text/*;q=0.9, text/turtle;q=0.2, */*;q=0.5"
    assert formats.preference(header, "text/turtle") == 0.2
    assert formats.preference(header, "text/csv") == 0.9
    assert formats.preference(header, "application/json") == 0.5


@pytest.mark.parametrize(
    ("content_type", "readable"),
    [
        ("text/turtle", True),
        ("text/turtle;charset=UTF-8", True),
        ("application/ld+json", True),
        ("text/plain", False),
        ("application/json", False),
        ("", False),
    ],
)
def test_what_a_graph_is_read_from(content_type: str, readable: bool) -> None:
    assert (formats.readable(content_type) is not None) is readable


@given(st.text(max_size=200))
def test_any_header_is_survived(header: str) -> None:
    for found in (formats.results_for(header), formats.graphs_for(header)):
        assert found is None or found.media_types


_MEDIA = st.sampled_from(["text/csv", "application/json", "text/*", "*/*", "text/turtle", "application/trig"])


@given(st.lists(st.tuples(_MEDIA, st.integers(0, 10)), min_size=1, max_size=5))
def test_what_is_chosen_is_wanted_most(ranges: list[tuple[str, int]]) -> None:
    header = ", ".join(f"{media};q={quality / 10}" for media, quality in ranges)
    chosen = formats.results_for(header)
    wanted = {f.name: max(formats.preference(header, m) for m in f.media_types) for f in formats.RESULTS}
    if chosen is None:
        assert max(wanted.values()) == 0
    else:
        assert wanted[chosen.name] == max(wanted.values()) > 0
