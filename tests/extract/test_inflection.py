"""The forms that a filter lets through: all that English has, and a few more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.extract.frames import load_frames
from kgbuild.extract.inflection import forms
from kgbuild.extract.parse import pipeline
from kgbuild.pack import load_packs
from tests.quality.corpus import GOLD


@pytest.mark.parametrize(
    ("lemma", "written"),
    [
        ("join", "join joins joined joining"),
        ("recruit", "recruits recruited recruiting"),
        ("hire", "hires hired hiring"),
        ("carry", "carries carried carrying"),
        ("deploy", "deploys deployed deploying"),
        ("enlist", "enlists enlisted enlisting"),
        ("enrol", "enrols enrolled enrolling"),
        ("stop", "stops stopped stopping"),
        ("fix", "fixes fixed fixing"),
        ("fight", "fights fought fighting"),
        ("die", "dies died dying"),
        ("be", "is are was were been being"),
        ("have", "has had having"),
        ("man", "man men"),
        ("agency", "agencies"),
        ("army", "armies"),
        ("boss", "bosses"),
    ],
)
def test_written_forms_of_a_lemma(lemma: str, written: str) -> None:
    assert forms(lemma) >= set(written.split())


@given(st.text(max_size=12))
def test_a_lemma_is_one_of_its_forms(lemma: str) -> None:
    assert lemma in forms(lemma)


def test_the_parser_finds_no_trigger_behind_a_form_that_the_filter_stops() -> None:
    lemmas = {lemma for frame in load_frames(load_packs()) for trigger in frame.triggers for lemma in trigger.lemmas}
    texts = [p.read_text(encoding="utf-8").splitlines() for p in sorted((GOLD / "dev").glob("*.txt"))]
    nlp = pipeline()
    stopped = {
        (token.text, token.lemma_)
        for doc in nlp.pipe((line for lines in texts for line in lines if line.strip()), disable=["ner"])
        for token in doc
        if token.lemma_ in lemmas and token.text.lower() not in forms(token.lemma_)
    }
    assert stopped == set()
