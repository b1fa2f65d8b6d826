"""Gold files: every record that can be judged is read, and every other one is told with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgbuild.evaluate.figures import figures
from kgbuild.evaluate.gold import Gold, GoldError, find_documents, read_gold
from kgbuild.evaluate.judge import judge
from kgbuild.evaluate.report import as_json, report
from tests.graphs import quads_of, small_readings

RECORD = {"doc": "list.txt", "id": "1", "predicate": "rec:recruits", "required": True}
PLACE = {"start": 0, "end": 5, "quote": "words"}


def read(folder: Path, *records: object) -> Gold:
    file = folder / "gold.jsonl"
    file.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in records), "utf-8")
    return read_gold(file)


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "Kenya"},
        {"object": ["Kenya"]},
        {"subject": {"label": 5}},
        {"object": {"label": "Kenya", "aliases": "Republic of Kenya"}},
        {"object": {"label": "Kenya", "aliases": [5]}},
        {"object": {"label": "Kenya", "type": ["rec:Country"]}},
        {"evidence": "the words"},
        {"evidence": ["the words"]},
        {"evidence": [{"start": 5, "quote": "x"}]},
        {"evidence": [{"start": "5", "end": "9", "quote": "x"}]},
        {"evidence": [{"start": 0, "end": 5, "quote": 7}]},
        {"quantity": 529},
        {"quantity": {"bound": "kg:exactly", "value": "529"}},
        {"quantity": {"bound": "kg:between", "min": 5}},
        {"when": "2024"},
        {"when": {"start": 2024}},
        {"whenAlso": {"start": "2024-01-01"}},
        {"attributedTo": "Bring Them Home"},
        {"attributedTo": [None]},
        {"attributedToAliases": ["x"]},
        {"predicate": 5},
        {"doc": 5},
        {"id": None},
        {"required": None, "predicate": None},
        {"forbid": True, "subject": "Kenya"},
    ],
)
def test_a_record_that_cannot_be_judged_is_told_with_its_line(wrong: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="bad-gold") as caught:
        read(tmp_path, RECORD, {**RECORD, **wrong})
    assert caught.value.place.endswith("gold.jsonl:2")
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    "line", ["{", "[" * 100_000, "[]", "5", '"x"', "{} {}", "\ufeff{}", '{"doc": 1e999}', "1" * 5_000]
)
def test_a_line_that_is_no_record_is_told(line: str, tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="bad-gold"):
        read(tmp_path, RECORD, line)


def test_a_file_without_records_and_one_that_is_no_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no-gold"):
        read(tmp_path, "", "  ")
    (tmp_path / "gold.jsonl").write_bytes(b"\xff\xfe{}")
    with pytest.raises(GoldError, match="bad-utf8"):
        read_gold(tmp_path / "gold.jsonl")
    with pytest.raises(GoldError, match="unreadable"):
        read_gold(tmp_path / "none.jsonl")
    for content in ("[", "[]", '{"Bring Them Home": "BTH"}', "[" * 100_000):
        (tmp_path / "speakers.json").write_text(content, "utf-8")
        with pytest.raises(GoldError, match=r"bad-gold.*speakers\.json"):
            read(tmp_path, RECORD)


NAMES = st.text(max_size=8)
THINGS = st.fixed_dictionaries(
    {},
    optional={
        "label": st.none() | NAMES,
        "type": st.none() | NAMES,
        "aliases": st.none() | st.lists(NAMES, max_size=2),
    },
)
NUMBERS = st.none() | st.integers(-3, 600) | st.floats(allow_nan=False, allow_infinity=False)
QUANTITIES = st.one_of(
    st.fixed_dictionaries({"bound": NAMES}, optional={"value": NUMBERS, "unit": st.none() | NAMES}),
    st.fixed_dictionaries({"bound": NAMES, "min": st.integers(), "max": st.integers()}),
)
DAYS = st.fixed_dictionaries({}, optional=dict.fromkeys(("start", "end", "edtf"), st.none() | NAMES))
PLACES = st.one_of(
    st.just(PLACE),
    st.fixed_dictionaries({"start": st.none(), "end": st.none(), "quote": NAMES}),
)
RECORDS = st.fixed_dictionaries(
    {"doc": st.sampled_from(["list.txt", "digest.txt", "none.txt"]), "id": NAMES, "required": st.booleans(),
     "predicate": st.sampled_from(["rec:recruits", "rec:fightsFor", "rec:*", "kg:showsBias"])},
    optional={
        "subject": st.none() | THINGS, "object": st.none() | THINGS, "quantity": st.none() | QUANTITIES,
        "when": st.none() | DAYS, "evidence": st.none() | st.lists(PLACES, max_size=2), "forbid": st.booleans(),
        "attributedTo": st.none() | st.lists(NAMES, max_size=2), "neutral": st.booleans(), "alt": st.none() | NAMES,
        "polarity": st.sampled_from(["kg:affirmed", "kg:denied"]), "certainty": st.none() | NAMES, "why": NAMES,
    },
)  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(RECORDS, min_size=1, max_size=5))
def test_whatever_is_read_can_be_judged_and_told(records: list[dict[str, object]], tmp_path: Path) -> None:
    gold = read(tmp_path, *records)
    judgement = judge(GRAPH, gold)
    found = figures(judgement)
    assert [r.given for r in gold.records] == [json.loads(json.dumps(r)) for r in records]
    assert len(list(report(judgement, found, 0))) <= len(list(report(judgement, found, 5)))
    json.dumps(as_json(judgement, found))


GRAPH = quads_of(small_readings())


def test_documents_are_found_by_their_path_then_their_name_then_their_address() -> None:
    known = {
        "urn:1": ["dev/01.html", "https://www.A.example/news/1/"],
        "urn:2": ["train/01.html"],
        "urn:3": ["03.txt"],
        "urn:4": ["Notes.TXT", "http://a.example/4"],
    }
    pages = {"page": "http://a.example/news/1"}
    assert find_documents("dev/01.html", known, pages) == ["urn:1"]
    assert find_documents("01.html", known, pages) == ["urn:1", "urn:2"]
    assert find_documents("test/01.html", known, pages) == ["urn:1", "urn:2"]
    assert find_documents("03", known, pages) == ["urn:3"]
    assert find_documents("notes.txt", known, pages) == ["urn:4"]
    assert find_documents("page", known, pages) == ["urn:1"]
    assert find_documents("05", known, pages) == []
