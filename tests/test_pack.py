"""Packs: found by name, the project's before the shipped; their digest; and faults in their files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kgbuild.errors import PackError
from kgbuild.pack import DEFAULT_PACKS, Pack, Packs, load_packs, load_yaml


def write(project: Path, pack: str, **files: str) -> Path:
    """A pack in a project's folder; ``topic_yaml`` is ``topic.yaml``."""
    folder = project / "ontology" / pack
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")
    return folder


def test_the_shipped_packs_come_in_the_order_in_which_they_are_named() -> None:
    assert tuple(p.name for p in load_packs().packs) == DEFAULT_PACKS
    assert [p.name for p in load_packs(("world", "core")).packs] == ["world", "core"]


def test_a_projects_pack_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    own = write(tmp_path, "core", cues_yaml="speech: [mutter]")
    packs = load_packs(("core", "world"), tmp_path)
    assert packs.packs[0].folder == own
    assert packs.packs[1].folder == load_packs(("world",)).packs[0].folder


@pytest.mark.parametrize("name", ["nothing", "", ".hidden", "../ontology", "core/../world", "/etc", "Core\0"])
def test_what_is_no_name_of_a_pack_is_refused_with_those_there_are(name: str, tmp_path: Path) -> None:
    write(tmp_path, "mine")
    (tmp_path / "ontology" / ".hidden").mkdir()
    with pytest.raises(PackError, match="no-such-pack") as refused:
        load_packs((name,), tmp_path)
    assert refused.value.place == name
    assert {"core", "mine", "recruitment", "world"} <= set(re.findall(r"\w+", refused.value.hint))


def test_files_are_sorted_and_hidden_ones_are_none(tmp_path: Path) -> None:
    folder = write(tmp_path, "mine", b_yaml="", a_ttl="", _yaml="")
    (folder / "sub").mkdir()
    (folder / "sub" / "c.txt").write_text("")
    (folder / ".git").mkdir()
    (folder / ".git" / "head").write_text("")
    found = [p.relative_to(folder).as_posix() for p in Pack("mine", folder).files()]
    assert found == ["a.ttl", "b.yaml", "sub/c.txt"]


def test_the_digest_is_of_names_and_bytes_alone(tmp_path: Path) -> None:
    def digest(project: str, content: str = "a: 1", file: str = "x_yaml", pack: str = "mine") -> str:
        write(tmp_path / project, pack, **{file: content})
        return load_packs((pack,), tmp_path / project).digest

    first = digest("one")
    assert re.fullmatch("[0-9a-f]{64}", first)
    assert digest("two") == first
    assert len({first, digest("three", "a: 2"), digest("four", file="y_yaml"), digest("five", pack="yours")}) == 4


def test_the_order_of_packs_is_part_of_the_digest(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path, name, x_yaml="1")
    assert load_packs(("a", "b"), tmp_path).digest != load_packs(("b", "a"), tmp_path).digest


def test_only_packs_that_have_a_file_give_its_content(tmp_path: Path) -> None:
    write(tmp_path, "a", x_yaml="[1, 2]", ontology_ttl="")
    write(tmp_path, "b", y_yaml="3")
    packs = load_packs(("a", "b"), tmp_path)
    assert [(p.name, content) for p, content in packs.yaml("x.yaml")] == [("a", [1, 2])]
    assert packs.ontologies() == (tmp_path / "ontology" / "a" / "ontology.ttl",)
    assert Packs(()).ontologies() == ()


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"a: [1, 2\n", ":2:1"),
        (b"a: 1\nb: }\n", ":2:4"),
        (b"a: 1\n\tb: 2", ":2:1"),
        (b"!!python/object/apply:os.system ['true']", ":1:1"),
        (b"a: \xff", ""),
        (b"a: \x07", ""),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_place(content: bytes, place: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    with pytest.raises(PackError, match="bad-yaml") as refused:
        load_yaml(path)
    assert refused.value.place.startswith(f"{path}{place}")
    assert "\n" not in str(refused.value)
