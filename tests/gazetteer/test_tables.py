"""The tables of the world pack: readable, current, and what is wrong with them is said in one line."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest
from tools.world import build
from tools.world.words import words

from kgbuild.errors import PackError
from kgbuild.gazetteer import Gazetteer
from kgbuild.gazetteer.tables import TABLES, Tables
from kgbuild.resources import shipped
from tests.support import shared


def test_the_shipped_tables_are_what_the_program_makes_of_the_slice(tmp_path: Path) -> None:
    slice_folder = shared("data", "wikidata")
    build.main(slice_folder.parent.parent, tmp_path)
    for name in TABLES:
        made, kept = ((folder / name).read_bytes() for folder in (tmp_path, shipped("ontology") / "world"))
        assert gzip.decompress(made) == gzip.decompress(kept), f"run python -m tools.world.build: {name} is old"
    for licence in (slice_folder / "licenses").iterdir():
        assert (shipped("ontology") / "world" / "licenses" / licence.name).read_bytes() == licence.read_bytes()


def test_the_shipped_words_are_what_the_program_makes_of_its_sources() -> None:
    root = shared("data", "corpora", "wikinews-en.jsonl.gz").parent.parent.parent
    shipped_lists = Tables()
    assert words(root, shipped_lists.given_names) == shipped_lists.lines("words.txt.gz"), "run tools.world.words"


def test_equal_rows_give_equal_bytes_without_a_date() -> None:
    packed = build.archive([("Q1", "en", "label", "A")])
    assert packed == build.archive([("Q1", "en", "label", "A")])
    assert packed[4:8] == b"\0\0\0\0"


def test_a_control_character_never_gets_into_a_table() -> None:
    with pytest.raises(ValueError, match="control character"):
        build.archive([("Q1", "en", "label", "A\x07")])


@pytest.mark.parametrize(
    ("language", "name", "table"),
    [
        ("en", "Kyiv", "names-english"),
        ("und", "KZT", "names-english"),
        ("de", "Kiew", "names-latin"),
        ("uk", "Київ", "names-scripts"),
        ("en", "香港警察", "names-scripts"),
        ("und", "₸", "names-english"),
        ("en", "Oʻzbekiston", "names-english"),
    ],
)
def test_names_go_to_tables_by_language_and_letters(language: str, name: str, table: str) -> None:
    assert build.table_of(language, name) == table


def test_the_slice_is_a_few_megabytes_at_the_most() -> None:
    assert sum((shipped("ontology") / "world" / name).stat().st_size for name in TABLES) < 2_000_000


def copy_of_the_pack(folder: Path) -> Path:
    return Path(shutil.copytree(shipped("ontology") / "world", folder / "world"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not gzip",
        gzip.compress(b"\xff\xfe\n", mtime=0),
        gzip.compress(b"Q1\n" * 9, mtime=0)[:-9],
        gzip.compress(b"Q1", mtime=0),
    ],
    ids=["empty", "not gzip", "not UTF-8", "cut", "no columns"],
)
def test_a_damaged_table_is_an_error_that_names_the_file(tmp_path: Path, content: bytes) -> None:
    folder = copy_of_the_pack(tmp_path)
    (folder / "names-english.tsv.gz").write_bytes(content)
    with pytest.raises(PackError, match=r"bad-world-pack: .*names-english\.tsv\.gz: cannot be read"):
        Gazetteer.load(folder).find("Kazakhstan")


def test_a_missing_table_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"items\.tsv\.gz"):
        Gazetteer.load(tmp_path).item("Q232")


def test_a_file_of_words_that_is_no_mapping_is_an_error(tmp_path: Path) -> None:
    folder = copy_of_the_pack(tmp_path)
    (folder / "classes.yaml").write_text("- a\n- b\n")
    with pytest.raises(PackError, match="not a mapping"):
        assert Tables(folder).classes


def test_the_version_changes_with_the_data_alone(tmp_path: Path) -> None:
    folder = copy_of_the_pack(tmp_path)
    assert Tables(folder).version == Gazetteer.load().version
    (folder / "README.md").write_text("other words")
    assert Tables(folder).version == Gazetteer.load().version
    (folder / "items.tsv.gz").write_bytes(gzip.compress(b"", mtime=0))
    assert Tables(folder).version != Gazetteer.load().version


def test_a_name_of_ones_own_is_only_taken_for_the_item_that_the_slice_calls_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = tmp_path / "more-names.tsv"
    monkeypatch.setattr(build, "MORE_NAMES", more)
    slice_folder = shared("data", "wikidata")
    more.write_text("qid\tlabel\tlang\trole\tname\nQ232\tKazakhstan\ten\talias\tKazakhia\n", encoding="utf-8")
    assert ("Q232", "en", "alias", "Kazakhia") in build.tables(slice_folder)["names-english"]
    more.write_text("qid\tlabel\tlang\trole\tname\nQ232\tUzbekistan\ten\talias\tKazakhia\n", encoding="utf-8")
    with pytest.raises(ValueError, match="Q232 is not Uzbekistan"):
        build.tables(slice_folder)
