"""Whatever is wrong with a pack's file, a person is told which file it is, and never sees a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgbuild.errors import PackError
from kgbuild.extract.assessment import Assessments
from kgbuild.extract.cues import Cues
from kgbuild.extract.frames import load_frames
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.patterns import load_patterns
from kgbuild.extract.topic import Topic
from kgbuild.pack import Packs
from tests.extract.packs import pack

LOADERS = {
    "lexicon": Lexicon.load,
    "cues": Cues.load,
    "topic": lambda packs: Topic.load(packs, Lexicon.load(packs)),
    "frames": load_frames,
    "patterns": load_patterns,
    "sections": Assessments.load,
}
FRAME = "{name: a, predicate: 'rec:recruits', subject: {at: [agent]}, object: {at: [patient]}, triggers: "


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("lexicon", "pairs: [[a]]"),
        ("lexicon", "expressions: {'rec:Incentive': [{label: the}]}"),
        ("lexicon", "[1]"),
        ("cues", "[1]"),
        ("cues", "5"),
        ("topic", "{anchors: []}"),
        ("topic", "{groups: {}}"),
        ("topic", "[1]"),
        ("topic", "{groups: {a: [5]}, anchors: []}"),
        ("frames", "5"),
        ("frames", "[" + FRAME + "[{noon: [day]}]}]"),
        ("frames", "[" + FRAME + "[{verb: [go]}], confidence: high}]"),
        ("patterns", "5"),
        ("patterns", "[{name: a, predicate: b, pattern: '{number', subject: c, object: d, confidence: high}]"),
        ("sections", "[1]"),
        ("sections", "biases: [{names: ['('], term: a, label: b}]"),
        ("sections", "goals: [{names: [a], term: b}]"),
        ("sections", "{goals: [{names: [a], term: b, label: c}], cues: {tone: ['(']}}"),
    ],
)
def test_the_fault_names_its_file(tmp_path: Path, file: str, content: str) -> None:
    packs: Packs = pack(tmp_path, **{file: content})
    with pytest.raises(PackError) as caught:
        LOADERS[file](packs)
    assert f"{file}.yaml" in caught.value.place
    assert "\n" not in str(caught.value)
