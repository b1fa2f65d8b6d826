"""What a run notes of a pack's rules, words and terms."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgbuild.extract.pack_test.coverage import (
    Entry,
    Lemmas,
    Usage,
    missing_terms,
    rule_names,
    rules_fired,
    word_entries,
    wording,
)
from kgbuild.pack import Pack, Packs
from tests.extract.pack_test.claims import claim


def pack(folder: Path, **files: str) -> Pack:
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")
    return Pack("mine", folder)


def test_texts_that_differ_in_names_and_numbers_have_one_wording() -> None:
    assert wording("Russia recruited 60 Kenyans.") == wording("Ukraine recruited 1,200 Nepalis.")
    assert wording("Russia recruited 60 Kenyans.") != wording("Russia has recruited 60 Kenyans.")


@pytest.mark.parametrize(
    ("documents", "wordings", "thin"),
    [(1, 0, True), (1, 5, True), (1, 6, False), (2, 0, False), (0, 0, False), (0, 3, False)],
)
def test_a_rule_is_thin_where_one_document_alone_can_have_taught_it(documents: int, wordings: int, thin: bool) -> None:
    usage = Usage({f"wording {i}" for i in range(wordings)}, {f"document {i}" for i in range(documents)})
    assert usage.is_thin is thin


def test_rules_are_named_in_frames_and_patterns(tmp_path: Path) -> None:
    frames = "frames:\n  - {name: join, triggers: [join]}\n  - {name: serve}\n"
    patterns = "- {name: bracket-pay}\n- {name: join}\n"
    assert rule_names(pack(tmp_path, frames_yaml=frames, patterns_yaml=patterns)) == (
        "mine/join",
        "mine/serve",
        "mine/bracket-pay",
    )
    assert rules_fired([claim()]) == {"join"}


def test_names_are_no_word_entries(tmp_path: Path) -> None:
    lexicon = """
expressions:
  rec:Incentive:
    - {label: signing bonus, also: [sign-on bonus]}
nouns:
  rec:Channel: [leaflet]
platforms: [Telegram]
names:
  - {class: rec:Organization, label: Wagner Group}
"""
    found = word_entries(pack(tmp_path, lexicon_yaml=lexicon, cues_yaml="speech: [say]"))
    assert [entry.forms for entry in found] == [("signing bonus", "sign-on bonus"), ("leaflet",), ("say",)]


def test_terms_that_no_ontology_declares_are_missing(tmp_path: Path) -> None:
    ontology = 'rec:recruits a kg:ClaimPredicate ;\n    rdfs:label "recruits"@en .\n'
    frames = "- {name: a, predicate: rec:recruits}\n- {name: b, predicate: rec:hires} # rec:notATerm\n"
    mine = pack(tmp_path, ontology_ttl=ontology, frames_yaml=frames)
    assert missing_terms(Packs((mine,)), mine, ["kg:citesSource"]) == ("kg:citesSource", "rec:hires")


def test_words_are_found_as_lemmas() -> None:
    quote = "The firms advertised on job boards."
    lemmas = Lemmas()
    lemmas.learn([quote])
    assert lemmas.holds(quote, Entry("x", ("job board",)))
    assert lemmas.holds(quote, Entry("x", ("leaflet", "advertise")))
    assert not lemmas.holds(quote, Entry("x", ("board game",)))
