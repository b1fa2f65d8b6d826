"""Settings come from kgbuild.toml, the environment and flags, and every fault names its place."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from kgbuild.config import Settings, load_settings
from kgbuild.errors import ConfigError
from tests.support import REPOSITORY


def write(folder: Path, text: str) -> Path:
    path = folder / "kgbuild.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_flags_beat_environment_beats_file(tmp_path: Path) -> None:
    file = write(tmp_path, 'jobs = 3\nbatch = 7\noutput = "there"\npacks = ["core"]\n')
    settings = load_settings(file, {"output": "flag", "jobs": None}, {"KGBUILD_BATCH": "9", "KGBUILD_OUTPUT": "env"})
    assert (settings.jobs, settings.batch, settings.output) == (3, 9, "flag")
    assert settings.packs == ("core",)
    assert settings.project == tmp_path
    assert settings.removed_file == tmp_path / "removed.tsv"


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(environment={}) == Settings(project=tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("jobs = 1\njobs = = 2\n", 2, "Invalid"),
        ("batch = 5\n\ncolour = 1\n", 3, "no setting is called 'colour'"),
        ('batch = 5\njobs = "two"\n', 2, "jobs takes a whole number"),
        ("jobs = true\n", 1, "jobs takes a whole number"),
        ("# c\npacks = [1]\n", 2, "packs takes a list of texts"),
        ("base = 4\n", 1, "base takes a text"),
        ('\nbase = "not an IRI"\n', 2, "not a base IRI"),
        ('store = "cloud"\n', 1, "no such kind of store"),
        ('executor = "spark://x:1"\n', 1, "not an executor"),
        ("batch = 0\n", 1, "less than 1"),
        ("jobs = 1\n[serve]\nport = 1\n", 2, "no setting is called 'serve'"),
        ("packs = [", 1, "Invalid"),
    ],
)
def test_a_fault_names_file_and_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    file = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_settings(file, environment={})
    assert caught.value.place == f"{file}:{line}"
    assert words in caught.value.message
    assert caught.value.exit_status == 3
    assert "\n" not in str(caught.value)


def test_bad_utf8_and_a_missing_file(tmp_path: Path) -> None:
    file = tmp_path / "kgbuild.toml"
    with pytest.raises(ConfigError, match="no-config"):
        load_settings(file, environment={})
    file.write_bytes(b'jobs = 1\noutput = "\xff"\n')
    with pytest.raises(ConfigError, match="toml:2: not UTF-8"):
        load_settings(file, environment={})


def test_a_bad_variable_is_named() -> None:
    with pytest.raises(ConfigError, match="KGBUILD_JOBS: not a whole number"):
        load_settings(environment={"KGBUILD_JOBS": "-1"})


def test_the_configuration_hash_follows_what_shapes_results_and_nothing_else(tmp_path: Path) -> None:
    settings = Settings(project=tmp_path)
    parts = {"packs": "a", "kgbuild": "1"}
    same = Settings(project=tmp_path / "x", jobs=2, batch=9, output="o", store="disk", document_seconds=1)
    assert settings.configuration(parts) == same.configuration(dict(reversed(parts.items())))
    assert settings.configuration(parts) != settings.configuration(parts | {"packs": "b"})
    assert settings.configuration(parts) != Settings(project=tmp_path, model="other").configuration(parts)


def test_every_setting_is_documented() -> None:
    page = (REPOSITORY / "docs" / "configuration.md").read_text(encoding="utf-8")
    for spec in fields(Settings):
        if not spec.metadata.get("internal"):
            assert f"`{spec.name.replace('_', '-')}`" in page
            assert f"`KGBUILD_{spec.name.upper()}`" in page
