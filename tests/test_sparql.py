"""kgbuild.sparql: what is a token, what may run, and values in the place of variables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store

from kgbuild.errors import QueryError
from kgbuild.sparql import Form, Kind, bind, inspect, iri_term, literal_term, position, tokenize


def kinds(text: str) -> list[tuple[str, str]]:
    return [(t.kind.value, t.text) for t in tokenize(text)]


def test_tokens_of_every_kind() -> None:
    assert kinds('SELECT ?x { <a:b> ex:c\\,d "e"@en-GB ; $f -1.5e3 . _:g a () } # end') == [
        ("word", "SELECT"),
        ("variable", "?x"),
        ("sign", "{"),
        ("iri", "<a:b>"),
        ("name", "ex:c\\,d"),
        ("string", '"e"'),
        ("language", "@en-GB"),
        ("sign", ";"),
        ("variable", "$f"),
        ("sign", "-"),
        ("number", "1.5e3"),
        ("sign", "."),
        ("blank", "_:g"),
        ("word", "a"),
        ("sign", "("),
        ("sign", ")"),
        ("sign", "}"),
    ]


@pytest.mark.parametrize(
    "literal",
    ['"a # b"', "'a'", '"""a "quoted" ""twice"" \n line"""', "'''it's'''", '"\\" SERVICE"', '""', "''", '""""""'],
)
def test_strings_are_one_token(literal: str) -> None:
    assert kinds(f"?x {literal} ?y") == [("variable", "?x"), ("string", literal), ("variable", "?y")]


def test_less_than_is_no_iri() -> None:
    assert [t.text for t in tokenize("FILTER(?a < ?b && ?c > ?d)")] == [
        "FILTER", "(", "?a", "<", "?b", "&&", "?c", ">", "?d", ")",
    ]  # fmt: skip


def test_a_prefixed_name_does_not_take_the_full_stop() -> None:
    assert [t.text for t in tokenize("?s a ex:A.?t")] == ["?s", "a", "ex:A", ".", "?t"]


@pytest.mark.parametrize("text", ['SELECT "open', "SELECT '''open ''", "SELECT {?a <a:\\n>", "a \\u0053ERVICE", "\x00"])
def test_what_is_no_token_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        inspect(text)
    assert caught.value.code == "query-syntax"
    assert caught.value.place.startswith("query:1:")


def test_position_counts_from_one() -> None:
    assert position("ab\ncd", 0) == (1, 1)
    assert position("ab\ncd", 4) == (2, 2)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * { ?s ?p ?o }", Form.SELECT),
        ("# ASK\nBASE <a:b> PREFIX ex: <a:b#> prefix : <c:d> ask {}", Form.ASK),
        ("construct where { ?s ?p ?o }", Form.CONSTRUCT),
        ("DESCRIBE <a:b>", Form.DESCRIBE),
    ],
)
def test_forms(text: str, form: Form) -> None:
    assert inspect(text) is form


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { <http://a/SERVICE> ex:service 'SERVICE <http://b/>' } # SERVICE <http://c/> {}",
        'PREFIX service: <http://a/> SELECT ?service { ?service service:load """LOAD \'SERVICE\'"""@service }',
        "SELECT * { _:service ?p ?LOAD }",
    ],
)
def test_service_and_load_inside_other_tokens_are_no_keywords(text: str) -> None:
    assert inspect(text) is Form.SELECT


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://a/> { ?s ?p ?o } }",
        "SELECT * { service\tSILENT # why\n<http://a/> {} }",
        "SELECT * { 'x'SERVICE?x{} }",
        "SELECT * { ?a ?b '\\\\'SERVICE<http://a/>{} }",
        "SELECT * { SERVICE ex:a {} }",
        "ASK { { SELECT * { OPTIONAL { SERVICE ?where {} } } } }",
    ],
)
def test_service_is_refused(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        inspect(text)
    assert caught.value.code == "query-service"


def test_service_may_name_an_allowed_endpoint_and_no_other() -> None:
    allowed = frozenset({"http://a/"})
    assert inspect("SELECT * { SERVICE SILENT <http://a/> {} }", allowed) is Form.SELECT
    for target in ("<http://a/b>", "<http://a>", "?a", "a:"):
        with pytest.raises(QueryError):
            inspect(f"PREFIX a: <http://a/> SELECT * {{ SERVICE {target} {{}} }}", allowed)


@pytest.mark.parametrize(
    "text",
    ["LOAD <http://a/>", "INSERT DATA {}", "PREFIX a: <b:c> delete where {}", "CLEAR ALL", "SELECT * {} ; DROP ALL"],
)
def test_updates_are_refused(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        inspect(text)
    assert caught.value.code == "query-update"


@pytest.mark.parametrize("text", ["", "# nothing", "PREFIX a: <b:c>", "{ ?s ?p ?o }", "hello"])
def test_what_is_no_query_is_refused(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        inspect(text)
    assert caught.value.code == "query-syntax"


def test_bind_replaces_in_every_scope_and_nowhere_else() -> None:
    text = "SELECT ?s { ?s ?p ?_x . { SELECT ?s { ?s ?q $_x } } FILTER(?_xy != '?_x') } # ?_x"
    assert bind(text, {"_x": "<a:b>"}) == (
        "SELECT ?s { ?s ?p <a:b> . { SELECT ?s { ?s ?q <a:b> } } FILTER(?_xy != '?_x') } # ?_x"
    )


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_a_literal_comes_back_as_it_was(value: str) -> None:
    (row,) = Store().query(f"SELECT ({literal_term(value)} AS ?x) {{}}")
    assert row[0] == Literal(value)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_a_bound_literal_stays_one_token(value: str) -> None:
    bound = bind("SELECT * { ?s ?p ?_x }", {"_x": literal_term(value)})
    strings = [t for t in tokenize(bound) if t.kind is Kind.STRING]
    assert len(strings) == 1
    assert inspect(bound) is Form.SELECT


@given(st.text())
def test_whatever_is_taken_for_an_iri_is_one_token(value: str) -> None:
    try:
        term = iri_term(value)
    except ValueError:
        return
    assert kinds(term) == [("iri", term)]
    assert NamedNode(value).value == value


@given(st.text("SELECT{}<>\"'\\?ab:# \nERVIO", max_size=40))
def test_tokens_cover_the_text_in_order(text: str) -> None:
    try:
        tokens = tokenize(text)
    except QueryError:
        return
    at = 0
    for token in tokens:
        assert token.start >= at
        assert text[token.start : token.end] == token.text
        between = text[at : token.start]
        assert not between.strip() or "#" in between
        at = token.end


def test_a_code_point_escape_cannot_be_made_by_a_value() -> None:
    assert "\\u0041" not in literal_term("\\u0041")
    assert literal_term("\\u0041") == '"\\\\\\u00750041"'


@pytest.mark.parametrize("bad", ["a\ud800", "a\x00"])
def test_what_no_literal_can_hold_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="literal"):
        literal_term(bad)


@pytest.mark.parametrize("bad", ["", "a", "a b:c", "a:b c", "a:<b>", "//a/b", "a:\\u0041"])
def test_what_is_no_absolute_iri_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="IRI"):
        iri_term(bad)
