"""The published lines are a function of the set of shards, in any order, in bounded memory."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.iri import PREFIXES
from kgbuild.store.merge import merged, records, resolve

BASE = "https://example.org/id/"
ENTITIES = (BASE + "entities").encode()
SUFFIX = b" <" + ENTITIES + b"> ."


def line(subject: str, predicate: str, value: ox.NamedNode | ox.Literal, graph: str = "entities") -> bytes:
    prefix, _, local = predicate.partition(":")
    quad = ox.Quad(
        ox.NamedNode(BASE + subject), ox.NamedNode(PREFIXES[prefix] + local), value, ox.NamedNode(BASE + graph)
    )
    text = ox.serialize([quad], format=ox.RdfFormat.N_QUADS)
    assert text is not None
    return text.rstrip(b"\n")


def label(subject: str, text: str, language: str = "en", predicate: str = "rdfs:label") -> bytes:
    return line(subject, predicate, ox.Literal(text, language=language))


def published(shards: list[list[bytes]], run_bytes: int = 1 << 20) -> list[bytes]:
    with TemporaryDirectory() as scratch:
        chunks = [b"\n".join(records(shard, ENTITIES)) for shard in shards]
        lines = list(merged(chunks, Path(scratch), ENTITIES, run_bytes))
        assert list(Path(scratch).iterdir()) == []
    return lines


def test_of_several_labels_the_smallest_that_does_not_shout_stays() -> None:
    shards = [[label("e", "KAZAKHSTAN")], [label("e", "Kazakstan")], [label("e", "Kazakhstan"), label("e", "Қ", "kk")]]
    assert published(shards) == sorted(
        [
            label("e", "Kazakhstan"),
            label("e", "Қ", "kk"),
            label("e", "KAZAKHSTAN", predicate="skos:altLabel"),
            label("e", "Kazakstan", predicate="skos:altLabel"),
        ]
    )


def test_the_chosen_label_is_no_other_name_besides() -> None:
    shards = [[label("e", "B"), label("e", "a", predicate="skos:altLabel")], [label("e", "a"), label("e", "b")]]
    assert label("e", "b", predicate="skos:altLabel") in published(shards)
    shards = [[label("e", "Aa"), label("e", "Bb", predicate="skos:altLabel")], [label("e", "Bb")]]
    assert published(shards) == sorted([label("e", "Aa"), label("e", "Bb", predicate="skos:altLabel")])


def link(confidence: str, method: str, version: str, evidence: str) -> list[bytes]:
    decimal = ox.NamedNode(PREFIXES["xsd"] + "decimal")
    return [
        line("link-1", "rdf:type", ox.NamedNode(PREFIXES["kg"] + "Link")),
        line("link-1", "kg:confidence", ox.Literal(confidence, datatype=decimal)),
        line("link-1", "kg:method", ox.Literal(method)),
        line("link-1", "kg:dataVersion", ox.Literal(version)),
        line("link-1", "kg:evidence", ox.NamedNode(BASE + evidence)),
    ]


def test_a_link_keeps_the_best_view_whole_and_the_evidence_of_all() -> None:
    weak, strong, twin = link("0.8", "a", "1", "e1"), link("0.95", "m", "2", "e2"), link("0.95", "n", "3", "e3")
    expected = sorted({*strong, line("link-1", "kg:evidence", ox.NamedNode(BASE + "e1")), twin[4]})
    assert published([weak, strong, twin]) == expected


def test_lines_outside_the_shared_graph_are_left_alone() -> None:
    stated = line("e", "rdfs:label", ox.Literal("zzz"), "stated")
    own = [line("claim-1", "rdfs:label", ox.Literal(text), "graph-1") for text in "ab"]
    assert published([[stated, *own, label("e", "x")]]) == sorted([stated, *own, label("e", "x")])


SUBJECTS = st.sampled_from(["a", "ab", "b", "link-1"])
LITERALS = st.builds(
    lambda text, language: ox.Literal(text, language=language),
    st.text(alphabet='aAbB \r\n\t"\\é\x00\u2028', max_size=3),
    st.sampled_from(["en", "kk"]),
)
LINES = st.one_of(
    st.builds(
        line,
        SUBJECTS,
        st.sampled_from(["rdfs:label", "skos:altLabel", "schema:name", "rdfs:comment"]),
        LITERALS,
        st.sampled_from(["entities", "stated", "graph-1"]),
    ),
)
LINKS = st.builds(
    link, st.sampled_from(["0.8", "0.95", "1"]), st.sampled_from("ab"), st.just("1"), st.sampled_from(["e1", "e2"])
)
SHARDS = st.lists(st.one_of(st.lists(LINES, max_size=6), LINKS), max_size=8)


@given(SHARDS, st.randoms(use_true_random=False), st.integers(1, 4000))
def test_order_repetition_and_run_size_play_no_part(shards: list[list[bytes]], random: object, run_bytes: int) -> None:
    once = published(shards)
    again = [list(shard) for shard in shards + shards[:2]]
    random.shuffle(again)  # type: ignore[attr-defined]
    for shard in again:
        random.shuffle(shard)  # type: ignore[attr-defined]
    assert published(again, run_bytes) == once
    assert once == sorted(set(once))
    assert len(list(ox.parse(b"\n".join(once) + b"\n", format=ox.RdfFormat.N_QUADS))) == len(once)


@given(
    st.lists(
        st.one_of(st.lists(LINES.filter(lambda row: row.endswith(SUFFIX)), min_size=1, max_size=6), LINKS), min_size=1
    )
)
def test_resolving_leaves_one_label_for_each_language_and_loses_no_name(views: list[list[bytes]]) -> None:
    subject = views[0][0].split(b" ")[0]
    same = [[subject + row[row.index(b" ") :] for row in view] for view in views]
    result = resolve(same, SUFFIX)
    labels = [row for row in result if b"#label>" in row]
    languages = [row.removesuffix(SUFFIX).rpartition(b'"')[2] for row in labels]
    assert len(languages) == len(set(languages))

    def names(rows: list[bytes]) -> set[bytes]:
        return {row.split(b" ", 2)[2] for row in rows if b"#label>" in row or b"#altLabel>" in row}

    assert names(result) == names([row for view in same for row in view])
