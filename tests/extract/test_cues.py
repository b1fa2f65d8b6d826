"""The words that say how a statement is meant, as the packs list them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgbuild.errors import PackError
from kgbuild.extract.cues import Cues
from kgbuild.pack import load_packs
from tests.extract.packs import pack


@pytest.mark.parametrize(
    ("word", "kinds", "expected"),
    [
        ("say", ("speech",), True),
        ("Say", ("speech",), True),
        ("deny", ("denial",), True),
        ("deny", ("speech",), False),
        ("deny", ("speech", "denial"), True),
        ("allegedly", ("hedges",), True),
        ("may", ("hedge_modals",), True),
        ("will", ("hedge_modals", "ability_modals"), False),
        ("will", ("unreal_modals",), True),
        ("if", ("conditional_marks",), True),
        ("on", ("conditional_marks", "speech", "hedges"), False),
        ("plan", ("unrealised",), True),
        ("begin", ("implicative",), True),
        ("", ("speech",), False),
    ],
)
def test_what_a_shipped_word_does(word: str, kinds: tuple[str, ...], expected: bool) -> None:
    assert Cues.load(load_packs()).is_a(word, *kinds) is expected


def test_lists_of_several_packs_are_united(tmp_path: Path) -> None:
    pack(tmp_path, cues="speech: [Mutter]\nhedges: [Perchance]")
    united = Cues.load(load_packs(("core", "mine"), tmp_path))
    alone = Cues.load(load_packs(("mine",), tmp_path))
    assert united.is_a("mutter", "speech")
    assert united.is_a("say", "speech")
    assert alone.by_kind["speech"] == {"mutter"}
    assert alone.is_a("perchance", "hedges")


def test_packs_without_cues_know_none() -> None:
    assert not any(Cues.load(load_packs(("world",))).by_kind.values())


@pytest.mark.parametrize(
    ("content", "named"),
    [("speech: say", "speech"), ("spech: [say]", "spech"), ("hedges: {a: b}", "hedges"), ("denial: 5", "denial")],
)
def test_a_list_that_is_none_is_refused_by_name(content: str, named: str, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="bad-cues") as refused:
        Cues.load(pack(tmp_path, cues=content))
    assert refused.value.place.endswith(f"mine/cues.yaml: {named}")
    assert "hedges" in refused.value.hint
