"""Each command from the outside: what it prints where, and the status that it ends with."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize

from kgbuild.dump.checksum import in_their_graphs
from tests.cli.conftest import Run
from tests.graphs import quads_of, small_readings

CLAIM = "claim-dd1a83"


def test_query_writes_rows_to_standard_output_and_nothing_else(kgbuild: Run, graph_file: str) -> None:
    done = kgbuild("query", "contracts-signed", "--build", graph_file)
    assert (done.status, done.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(done.out, newline="")))
    assert {row["said_by"] for row in rows} == {"", "Bring Them Home"}
    assert all(row["quote"] and row["document"] for row in rows)


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "xml"])
def test_query_formats(kgbuild: Run, graph_file: str, form: str) -> None:
    done = kgbuild("query", "contracts-signed", "--build", graph_file, "--format", form)
    assert done.status == 0
    assert "Bring" in done.out


def test_query_of_a_file_of_standard_input_and_of_a_graph(
    kgbuild: Run, graph_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.rq"
    file.write_text("SELECT (COUNT(*) AS ?n) { ?s a ?_class_iri }")
    done = kgbuild("query", "-f", str(file), "-p", "class=kg:Claim", "--build", graph_file, "--json")
    assert json.loads(done.out)["results"]["bindings"][0]["n"]["value"] == "10"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"ASK { ?s ?p ?o }")))
    assert kgbuild("query", "-", "--build", graph_file, "--format", "table").out == "yes\n"
    graph = kgbuild("query", "identity-graph", "--build", graph_file)
    assert len(list(parse(graph.out, format=RdfFormat.TURTLE))) == 9


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (("query", "nope"), 2, "unknown-query"),
        (("query",), 2, "which-query"),
        (("query", "claims", "-p", "x"), 2, "bad-parameter"),
        (("query", "claims", "-p", "x=1"), 2, "unknown-parameter"),
        (("query", "claims-about-country"), 2, "missing-parameter"),
        (("query", "claims-about-country", "-p", "country=<>"), 2, "bad-parameter"),
        (("query", "-f", "nope.rq"), 2, "unreadable"),
        (("explain", "claim-0000"), 2, "not-here"),
        (("explain", "claim-"), 2, "ambiguous"),
        (("dump", "--document", "nope"), 2, "no-document"),
        (("dump", "--query", "claims"), 2, "wrong-query"),
        (("dump", "-o", "nope/x.ttl"), 3, "no-folder"),
    ],
)  # fmt: skip
def test_faults_are_one_line(kgbuild: Run, graph_file: str, arguments: tuple[str, ...], status: int, code: str) -> None:
    done = kgbuild(*arguments, "--build", graph_file)
    assert (done.status, done.out) == (status, "")
    assert done.err.startswith(f"kgbuild: {code}: ")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [("nope",), ("query", "--nope"), ("dump", "-f", "nope")])
def test_wrong_usage_is_status_2(kgbuild: Run, arguments: tuple[str, ...]) -> None:
    done = kgbuild(*arguments)
    assert done.status == 2
    assert done.err.count("\n") == 1


def test_a_build_that_is_not_there_is_status_3(kgbuild: Run) -> None:
    done = kgbuild("query", "claims")
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith("kgbuild: no-build: ")


def test_a_fault_of_ours_is_one_line_with_a_code(
    kgbuild: Run, graph_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object, **more: object) -> None:
        raise ZeroDivisionError("\x1b[31moops")

    monkeypatch.delenv("KGBUILD_DEBUG", raising=False)
    monkeypatch.setattr("kgbuild.query.run.run", broken)
    done = kgbuild("query", "claims", "--build", graph_file)
    assert done.status == 3
    assert done.err.startswith("kgbuild: internal-")
    assert "\x1b" not in done.err
    assert done.err.count("\n") == 1
    monkeypatch.setenv("KGBUILD_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        kgbuild("query", "claims", "--build", graph_file)


def test_queries_lists_tells_and_checks(kgbuild: Run) -> None:
    done = kgbuild("queries")
    assert "contracts-signed\n    Who signed contracts" in done.out
    assert "-p country=<iri>" in kgbuild("queries", "claims-about-country").out
    told = json.loads(kgbuild("queries", "--json").out)
    assert {"name", "summary", "parameters", "columns"} <= set(told[0])
    assert kgbuild("queries", "--check").status == 0


def test_queries_check_names_a_fault_of_the_project(kgbuild: Run, tmp_path: Path) -> None:
    (tmp_path / "queries" / "mine").mkdir(parents=True)
    (tmp_path / "queries" / "mine" / "x.rq").write_text("SELECT ?_a { ?_a ?p ?o }")
    done = kgbuild("queries", "x", "--check")
    assert done.status == 1
    assert "ORDER BY" in done.err
    assert "?_a is named by SELECT" in done.err


def test_explain_shows_the_sentence_the_speaker_and_the_words(kgbuild: Run, graph_file: str) -> None:
    out = kgbuild("explain", CLAIM, "--build", graph_file).out
    assert out.startswith(
        "Kenyan citizens signed a contract with Russian Armed Forces: at least 78 persons, since 2024"
    )
    assert "said by     Bring Them Home" in out
    assert "⟦At least 78 Kenyan citizens signed contracts with the Russian army since 2024⟧, according to" in out
    assert "list.txt" in out
    assert "shapes      passed kgs:" in out
    assert "by-hand" in out
    assert json.loads(kgbuild("explain", CLAIM, "--build", graph_file, "--json").out)["quantities"][0]["value"] == "78"


def test_explain_of_an_entity_lists_its_claims(kgbuild: Run, graph_file: str) -> None:
    out = kgbuild("explain", "id:country-1504", "--build", graph_file).out
    assert out.startswith("Russia, country")
    assert "3 claims" in out
    assert "Q159" in out


def _spoilt(term: object, evil: str) -> Any:
    if isinstance(term, Literal) and (term.language or term.datatype.value.endswith("#string")):
        return Literal(term.value.replace("Kenyan", f"Kenyan{evil}"), language=term.language)
    return term


def test_words_of_documents_cannot_act_on_a_terminal(kgbuild: Run, tmp_path: Path) -> None:
    """A label, a quote and a passage with escape sequences are printed as escapes by every command."""
    evil = "\x1b]0;title\x07\x1b[2J"
    quads = [Quad(q.subject, q.predicate, _spoilt(q.object, evil), q.graph_name) for q in quads_of(small_readings())]
    file = tmp_path / "evil.nq"
    serialize(quads, str(file), RdfFormat.N_QUADS)
    for arguments in (("query", "claims", "--format", "table"), ("explain", CLAIM), ("diff", str(file))):
        done = kgbuild(*arguments, *(("--build",) if arguments[0] != "diff" else ()), str(file))
        assert "\x1b" not in done.out + done.err
        assert "\x07" not in done.out + done.err
    assert "\\u001b" in kgbuild("explain", CLAIM, "--build", str(file)).out


def test_dump_and_verify_in_every_format(kgbuild: Run, graph_file: str, tmp_path: Path) -> None:
    checksum = kgbuild("dump", "--checksum", "--build", graph_file).out.strip()
    for name in ("a.ttl", "a.trig", "a.nq", "a.nt", "a.rdf", "a.jsonld", "a.ttl.gz", "a.nq.zst"):
        assert kgbuild("dump", "-o", name, "--build", graph_file).status == 0
        done = kgbuild("verify-checksum", name)
        assert (done.status, done.out) == (0, f"{checksum}  {name}\n")
        assert kgbuild("verify-checksum", name, "0" * 64).status == 1
    assert kgbuild("verify-checksum", "a.ttl", "hello").status == 2
    assert (tmp_path / "dataset.ttl").exists()


def test_a_dump_goes_through_a_pipe_and_comes_back_through_the_gate(
    kgbuild: Run, graph_file: str, tmp_path: Path
) -> None:
    piped = kgbuild("dump", "--build", graph_file)
    (tmp_path / "back.ttl").write_text(piped.out, "utf-8", newline="")
    assert in_their_graphs(parse(path=str(tmp_path / "back.ttl"))) == quads_of(small_readings())
    taken = kgbuild("import", "back.ttl", "-o", "again")
    assert taken.status == 0, taken.err
    assert kgbuild("diff", graph_file, "again").status == 0
    sums = [kgbuild("dump", "--checksum", "--build", b).out for b in (graph_file, "again")]
    assert sums[0] == sums[1]
    assert "claims         10 (0 quarantined)" in kgbuild("status", "--build", "again").out
    assert kgbuild("quarantine", "--build", "again").status == 0


def test_import_quarantines_a_quote_that_is_not_in_the_text(kgbuild: Run, tmp_path: Path) -> None:
    exact = NamedNode("http://www.w3.org/ns/oa#exact")
    quads = [
        Quad(q.subject, q.predicate, Literal("words that stand nowhere"), q.graph_name)
        if q.predicate == exact and str(q.object).startswith('"Russia may use') else q
        for q in quads_of(small_readings())
    ]  # fmt: skip
    serialize(quads, str(tmp_path / "forged.nq"), RdfFormat.N_QUADS)
    done = kgbuild("import", "forged.nq", "-o", "graph")
    assert done.status == 1
    refused = kgbuild("quarantine", "--json")
    assert refused.status == 1
    assert "words that stand nowhere" in refused.out
    assert "claims         9 (1 quarantined)" in kgbuild("status").out
    assert kgbuild("validate").status == 0
    assert kgbuild("validate", "forged.nq").status == 1


def test_diff_tells_what_changed(kgbuild: Run, graph_file: str, tmp_path: Path) -> None:
    serialize(quads_of(small_readings()[:1]), str(tmp_path / "less.nq"), RdfFormat.N_QUADS)
    done = kgbuild("diff", graph_file, "less.nq")
    assert done.status == 1
    assert done.out.count("\n- ") + done.out.startswith("- ") == 2
    assert "2 differences" in done.err


def test_evaluate_floors(kgbuild: Run, graph_file: str, tmp_path: Path) -> None:
    record = {
        "doc": "list.txt", "id": "1", "required": True, "predicate": "rec:departsFrom",
        "subject": {"type": "rec:PersonGroup", "label": "Recruits"}, "object": {"type": "rec:City", "label": "Nairobi"},
        "evidence": [{"start": 0, "end": 500, "quote": ""}],
    }  # fmt: skip
    (tmp_path / "gold.jsonl").write_text(json.dumps(record))
    done = kgbuild("evaluate", "gold.jsonl", "--build", graph_file)
    assert done.status == 0
    assert "required recall 1.0000" in done.out
    assert kgbuild("evaluate", "gold.jsonl", "--build", graph_file, "--min-precision", "0.9").status == 1
    assert (
        kgbuild("evaluate", "gold.jsonl", "--build", graph_file, "--min-recall", "1", "--max-forbidden", "0").status
        == 0
    )
    other = {**record, "evidence": [], "required": False, "forbid": True, "why": "no claim"}
    (tmp_path / "gold.jsonl").write_text(json.dumps(other))
    done = kgbuild("evaluate", "gold.jsonl", "--build", graph_file, "--min-recall", "0.5")
    assert done.status == 1, "a figure that there is not is under every floor"
    assert "there is no recall" in done.err
    (tmp_path / "gold.jsonl").write_text("{")
    assert kgbuild("evaluate", "gold.jsonl", "--build", graph_file).err.startswith("kgbuild: bad-gold: gold.jsonl:1: ")


def test_init_lays_out_a_project_once(kgbuild: Run, tmp_path: Path) -> None:
    assert kgbuild("init", "mine").status == 0
    assert (tmp_path / "mine" / "kgbuild.toml").exists()
    assert kgbuild("init", "mine").status == 2


def test_a_dump_is_described_in_the_words_of_the_project(kgbuild: Run, graph_file: str, tmp_path: Path) -> None:
    (tmp_path / "kgbuild.toml").write_text('[dataset]\ntitle = "Who went where"\nlicense = "https://x/by/4.0/"\n')
    assert kgbuild("dump", "-o", "a.ttl", "--build", graph_file, "--date", "2025-06-01").status == 0
    text = (tmp_path / "dataset.ttl").read_text("utf-8")
    assert "Who went where" in text
    assert "2025-06-01" in text
    assert kgbuild("verify-checksum", "a.ttl").status == 0


PROPERTIES = "use\tterm\tproperty\tlabel\tevidence\n"


def test_quickstatements_are_data_and_their_tally_is_not(
    kgbuild: Run, graph_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Properties of a wiki of this test's own, in a pack of the project."""
    done = kgbuild("dump", "-f", "quickstatements", "--build", graph_file)
    assert (done.status, done.out) == (0, "")
    assert sum(int(line.split()[0]) for line in done.err.splitlines()) == 10
    assert "no property for rec:departsFrom" in done.err
    pack = tmp_path / "ontology" / "mine"
    pack.mkdir(parents=True)
    predicates = sorted({line.split()[-1] for line in done.err.splitlines() if "no property for" in line})
    rows = [f"predicate\t{name}\tP9{n:05}\tx\tthis test" for n, name in enumerate(predicates)]
    rows += ["reference\tstated in\tP800001\tx\tthis test", "reference\treference URL\tP800002\tx\tthis test"]
    (pack / "wikidata-properties.tsv").write_text(PROPERTIES + "\n".join(rows) + "\n")
    monkeypatch.setenv("KGBUILD_PACKS", "core,world,mine")
    mapped = kgbuild("dump", "-f", "quickstatements", "--build", graph_file)
    assert "no property" not in mapped.err
    assert sum(int(line.split()[0]) for line in mapped.err.splitlines()) == 10
    assert kgbuild("dump", "-f", "turtle", "--retrieved", "2025-06-01", "--build", graph_file).status == 2


def test_validate_takes_texts_that_a_dump_withholds(kgbuild: Run, graph_file: str, tmp_path: Path) -> None:
    assert kgbuild("dump", "--without-text", "-o", "bare.ttl.gz", "--build", graph_file).status == 0
    bare = kgbuild("validate", "bare.ttl.gz")
    assert bare.status == 1
    assert bare.out.startswith("Warning: ")
    (tmp_path / "texts").mkdir()
    for number, reading in enumerate(small_readings()):
        (tmp_path / "texts" / f"{number}.txt").write_text(reading.document.text, "utf-8", newline="")
    assert kgbuild("validate", "bare.ttl.gz", "--texts", "texts").status == 0
    assert kgbuild("validate", "--texts", "texts").status == 2


def test_link_without_a_table_tells_what_is_on_file_about_the_graph(
    kgbuild: Run, graph_file: str, tmp_path: Path
) -> None:
    assert kgbuild("link", "--build", graph_file).status == 2
    refused = kgbuild("link", "--wikidata", "--build", graph_file)
    assert (refused.status, refused.err.split(":")[1].strip()) == (3, "no-contact")
    (tmp_path / "answers.jsonl").write_text("")
    told = kgbuild("link", "--wikidata", "--build", graph_file)
    assert told.status == 0
    header, *rows = told.out.splitlines()
    assert header.split("\t")[:4] == ["entity", "label", "relation", "target"]
    assert {row.split("\t")[3] for row in rows} == {"wd:Q114", "wd:Q159", "wd:Q212"}
