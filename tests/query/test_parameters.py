"""kgbuild.query.parameters: what a variable's name declares, and values checked before they are bound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.errors import QueryError
from kgbuild.query.parameters import XSD, Parameter, misused, parameter_of, parameters_of, values_of
from kgbuild.sparql import tokenize


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("_name", Parameter("_name", "name")),
        ("_name_literal", Parameter("_name_literal", "name")),
        ("_country_iri", Parameter("_country_iri", "country", is_iri=True)),
        ("__country_iri", Parameter("__country_iri", "country", is_iri=True, optional=True)),
        ("_since_xsd_date", Parameter("_since_xsd_date", "since", datatype=XSD + "date")),
        ("_least_integer", Parameter("_least_integer", "least", datatype=XSD + "integer")),
        ("_least_number", Parameter("_least_number", "least", datatype=XSD + "decimal")),
        ("_word_en", Parameter("_word_en", "word", language="en")),
    ],
)
def test_a_name_declares_a_parameter(variable: str, expected: Parameter) -> None:
    assert parameter_of(variable) == expected


def test_other_variables_are_no_parameters() -> None:
    assert parameter_of("name") is None
    assert parameter_of("a_name_iri") is None


@pytest.mark.parametrize("variable", ["_", "___x", "_x_foo_date", "_x_xsd_date_time", "_9", "_x_unheardof"])
def test_a_name_like_a_parameter_but_after_no_form_is_an_error(variable: str) -> None:
    with pytest.raises(ValueError, match=r"parameter|prefix"):
        parameter_of(variable)


def test_two_parameters_may_not_share_a_name() -> None:
    with pytest.raises(ValueError, match="one name"):
        parameters_of(tokenize("SELECT * { ?_a ?p ?_a_iri }"))


@pytest.mark.parametrize(
    ("variable", "value", "term"),
    [
        ("_x_iri", "wd:Q232", "<http://www.wikidata.org/entity/Q232>"),
        ("_x_iri", " http://a/b ", "<http://a/b>"),
        ("_x_iri", "<urn:x:y>", "<urn:x:y>"),
        ("_x_iri", "id:claim-1", "<https://base/claim-1>"),
        ("_x_xsd_date", "2025-01-31", f'"2025-01-31"^^<{XSD}date>'),
        ("_x_integer", " -5 ", f'"-5"^^<{XSD}integer>'),
        ("_x_number", "4.5", f'"4.5"^^<{XSD}decimal>'),
        ("_x_xsd_boolean", "true", f'"true"^^<{XSD}boolean>'),
        ("_x_en", 'a "b"\n', '"a \\"b\\"\\n"@en'),
        ("_x", " kept ", '" kept "'),
    ],
)
def test_values_become_terms(variable: str, value: str, term: str) -> None:
    parameter = parameter_of(variable)
    assert parameter is not None
    assert parameter.term(value, "https://base/") == term


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("_x_iri", "Kazakhstan"),
        ("_x_iri", "foo:bar"),
        ("_x_iri", "http://a/> } DROP ALL {"),
        ("_x_iri", "id:claim-1"),
        ("_x_xsd_date", "2025-02-30"),
        ("_x_xsd_date", "20250131"),
        ("_x_xsd_date", "٢٠٢٥-٠١-٣١"),
        ("_x_integer", "five"),
        ("_x_integer", "1e9"),
        ("_x_number", "NaN"),
        ("_x_xsd_gYear", "25"),
    ],
)
def test_ill_typed_values_are_refused_by_name(variable: str, value: str) -> None:
    parameter = parameter_of(variable)
    assert parameter is not None
    with pytest.raises(QueryError) as caught:
        parameter.term(value)
    assert (caught.value.code, caught.value.place) == ("bad-parameter", "x")


@given(st.sampled_from(["_x", "_x_iri", "_x_xsd_date", "_x_integer", "_x_en", "_x_xsd_anyURI"]), st.text())
def test_no_value_can_leave_its_place(variable: str, value: str) -> None:
    parameter = parameter_of(variable)
    assert parameter is not None
    try:
        term = parameter.term(value)
    except QueryError:
        return
    before = [t.text for t in tokenize("SELECT * { ?s ?p ")]
    tokens = [t.text for t in tokenize(f"SELECT * {{ ?s ?p {term} }}")]
    assert tokens[: len(before)] == before
    assert tokens[-1] == "}"
    assert len(tokens) - len(before) - 1 in {1, 2, 3}  # a term, with its language or its ^^ and datatype


def test_values_of_takes_defaults_and_leaves_optional_ones() -> None:
    parameters = parameters_of(tokenize("SELECT * { ?_a ?__b ?_c }"))
    assert values_of(parameters, {"a": "1"}, {"c": "2"}) == {"_a": '"1"', "_c": '"2"'}


def test_missing_and_unknown_parameters_are_named() -> None:
    parameters = parameters_of(tokenize("SELECT * { ?s ?p ?_a_iri }"))
    with pytest.raises(QueryError, match="missing-parameter: a"):
        values_of(parameters, {}, {})
    with pytest.raises(QueryError, match="unknown-parameter: b"):
        values_of(parameters, {"a": "wd:Q1", "b": "1"}, {})


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?_x { ?s ?p ?_x }",
        "SELECT DISTINCT ?s ?_x WHERE { ?s ?p ?_x }",
        "SELECT (1 AS ?_x) {}",
        "SELECT * { BIND(1 AS ?_x) }",
        "SELECT * { VALUES ?_x { 1 } }",
        "SELECT * { VALUES (?y ?_x) { (1 2) } }",
        "SELECT * { { SELECT ?_x { ?s ?p ?_x } } }",
        "SELECT ?s { ?s ?p ?_x } GROUP BY ?s ?_x",
        "SELECT ?s { ?s ?p ?_x } ORDER BY ?_x",
        "SELECT ?s { ?s ?p ?_x FILTER(BOUND(?_x)) }",
    ],
)
def test_places_where_a_value_could_not_stand_are_found(text: str) -> None:
    tokens = tokenize(text)
    assert misused(tokens, parameters_of(tokens))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?s ?p ?_x FILTER(?o < ?_x) }",
        "SELECT (COUNT(?_x) AS ?n) { ?s ?p ?_x }",
        "SELECT ?s { ?s ?p ?_x } GROUP BY ?s (STR(?_x)) ORDER BY DESC(?s = ?_x)",
        "SELECT ?s { VALUES ?y { 1 } ?s ?p ?_x }",
        "CONSTRUCT { ?s ?p ?_x } WHERE { ?s ?p ?_x }",
        "SELECT ?s { { SELECT ?s { ?s ?p ?_x } } }",
    ],
)
def test_places_where_a_value_can_stand_are_none(text: str) -> None:
    tokens = tokenize(text)
    assert misused(tokens, parameters_of(tokens)) == ()
