"""Frames as the packs declare them, and those that are none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kgbuild.errors import PackError
from kgbuild.extract.frames import Frame, Role, by_lemma, load_frames
from kgbuild.model import Layer
from kgbuild.pack import load_packs
from tests.extract.packs import pack

LEAST = """
- name: goes
  predicate: rec:p
  triggers: [{verb: [go]}]
  subject: {at: [agent]}
  object: rec:Killed
"""
FULL = """
- name: goes
  predicate: rec:p
  triggers:
    - {verb: [go, walk], to: [war], without: {'on': [foot]}, voice: active}
    - {noun: [going]}
  subject: {at: [agent, patient/under], is: [rec:Person], foreign: true, named: true, lemmas: [man], default: unstated}
  object: {reads: rec:Offence, label: war}
  count: subject
  unit: kg:case
  duration: true
  time: false
  modal: true
  purpose: true
  needs: [quantity, count, duration, time]
  speaker: analysis
  layer: kg:source
  confidence: 0.75
  unless: [bus]
  requires: [court]
  recipient: [man]
"""


def frames(tmp_path: Path, content: str) -> tuple[Frame, ...]:
    return load_frames(pack(tmp_path, frames=content))


def test_what_a_frame_leaves_out(tmp_path: Path) -> None:
    (frame,) = frames(tmp_path, LEAST)
    assert (frame.name, frame.predicate) == ("mine/goes", "rec:p")
    assert (frame.unit, frame.layer, frame.confidence) == ("kg:person", Layer.WORLD, Decimal("0.9"))
    assert (frame.time, frame.duration, frame.modal, frame.purpose) == (True, False, False, False)
    assert not (frame.needs_quantity or frame.needs_count or frame.needs_duration or frame.needs_time)
    assert (frame.count, frame.speaker, frame.unless, frame.requires) == (None, None, frozenset(), frozenset())
    assert frame.object == Role(term="rec:Killed")


def test_all_that_a_frame_may_say(tmp_path: Path) -> None:
    (frame,) = frames(tmp_path, FULL)
    walk, going = frame.triggers
    assert (walk.lemmas, walk.pos, walk.voice) == ({"go", "walk"}, "verb", "active")
    assert (walk.needs, walk.without) == ({"to": {"war"}}, {"on": {"foot"}})
    assert (going.pos, going.needs, going.voice) == ("noun", {}, None)
    assert frame.subject == Role(
        ("agent", "patient/under"),
        ("rec:Person",),
        default="unstated",
        lemmas=frozenset({"man"}),
        foreign=True,
        named=True,
    )
    assert frame.object == Role(reads="rec:Offence", label="war")
    assert frame.needs_quantity and frame.needs_count and frame.needs_duration and frame.needs_time
    assert (frame.layer, frame.confidence, frame.unit) == (Layer.SOURCE, Decimal("0.75"), "kg:case")
    assert (frame.unless, frame.requires, frame.recipient) == ({"bus"}, {"court"}, ("man",))


def test_frames_are_found_by_every_lemma_in_order(tmp_path: Path) -> None:
    second = LEAST.replace("goes", "leaves").replace("[go]", "[leave, go]")
    table = by_lemma(frames(tmp_path, LEAST + second))
    assert {lemma: [f.name for f, _ in pairs] for lemma, pairs in table.items()} == {
        "go": ["mine/goes", "mine/leaves"],
        "leave": ["mine/leaves"],
    }


def test_packs_come_in_their_order_and_may_have_none(tmp_path: Path) -> None:
    assert load_frames(load_packs(("world",))) == ()
    assert frames(tmp_path, "") == ()
    pack(tmp_path, frames=LEAST)
    named = [f.name.split("/")[0] for f in load_frames(load_packs(("mine", "core"), tmp_path))]
    assert named[0] == "mine"
    assert set(named[1:]) == {"core"}


def test_every_shipped_frame_has_a_name_of_its_own_and_a_trigger() -> None:
    shipped = load_frames(load_packs())
    assert len({f.name for f in shipped}) == len(shipped)
    assert all(t.lemmas for f in shipped for t in f.triggers)
    assert all(lemma == lemma.lower() for f in shipped for t in f.triggers for lemma in t.lemmas)


@pytest.mark.parametrize(
    ("content", "entry"),
    [
        (LEAST.replace("  predicate: rec:p\n", ""), "goes"),
        (LEAST.replace("  object: rec:Killed\n", ""), "goes"),
        (LEAST + "  colour: red\n", "goes"),
        (LEAST + "  layer: kg:moon\n", "goes"),
        (LEAST.replace("{at: [agent]}", "[agent]"), "goes"),
        (LEAST.replace("[{verb: [go]}]", "5"), "goes"),
        (LEAST.replace("name: goes", "nam: goes"), "?"),
        (LEAST + "- 5\n", "?"),
        ("a: 1", "?"),
    ],
)
def test_what_is_no_frame_is_refused_with_file_and_name(content: str, entry: str, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="bad-frame") as refused:
        frames(tmp_path, content)
    assert "mine/frames.yaml" in refused.value.place
    assert entry in refused.value.place.partition("frames.yaml")[2]
