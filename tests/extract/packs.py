"""Packs written for one test."""

from __future__ import annotations

from pathlib import Path

from kgbuild.pack import Packs, load_packs


def pack(project: Path, **files: str) -> Packs:
    """The pack ``mine`` of a project with these YAML files alone: ``cues="speech: [say]"``."""
    folder = project / "ontology" / "mine"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return load_packs(("mine",), project)
