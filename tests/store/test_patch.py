"""A version made from the one before is byte for byte the one that merging all documents makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.iri import PREFIXES
from kgbuild.store import Contents, Since, current_version, locked, open_build, write_version
from kgbuild.store.merge import records
from tests.store.test_merge import BASE, ENTITIES, label, link

FILES = ("graph.nq", "shared.records", "manifest.json", "documents.jsonl", "quarantine.jsonl")
TYPE = f"<{PREFIXES['rdf']}type>"
ONTOLOGY = f'<{BASE}entities> <{PREFIXES["rdfs"]}label> "Entities" <{BASE}ontology> .\n'.encode()


def own(number: int, texts: Sequence[str]) -> list[bytes]:
    """Lines of a document's own graph, among them a claim's type."""
    graph = f"graph-{number}"
    claim = f"<{BASE}claim-{number}> {TYPE} <{PREFIXES['kg']}Claim> <{BASE}{graph}> .".encode()
    return [claim, *(label(f"claim-{number}", text)[: -len(b"entities> .")] + f"{graph}> .".encode() for text in texts)]


def shared(entity: str, texts: Sequence[str]) -> list[bytes]:
    typed = f"<{BASE}{entity}> {TYPE} <{PREFIXES['rec']}Country> <{BASE}entities> .".encode()
    return [typed, *(label(entity, text) for text in texts)]


def stated(subject: str, target: str) -> bytes:
    return f"<{BASE}{subject}> <{PREFIXES['rec']}recruits> <{BASE}{target}> <{BASE}stated> .".encode()


NAMES = st.sampled_from(["country-1", "country-10", "country-2"])
TEXTS = st.lists(st.sampled_from(["Aa", "AA", "Bb", "é\r\n\t"]), min_size=1, max_size=2, unique=True)
PARTS = st.one_of(
    st.builds(shared, NAMES, TEXTS),
    st.builds(lambda subject, target: [stated(subject, target)], NAMES, NAMES),
    st.builds(link, st.sampled_from(["0.8", "0.95"]), st.sampled_from("ab"), st.just("1"), st.sampled_from(["e1"])),
)
DOCUMENTS = st.dictionaries(st.integers(0, 5), st.tuples(TEXTS, st.lists(PARTS, max_size=3)), max_size=6)


def chunks(documents: dict[int, tuple[list[str], list[list[bytes]]]]) -> dict[int, bytes]:
    """The records of each document."""
    found = {}
    for number, (texts, parts) in sorted(documents.items()):
        lines = [*own(number, texts), *(row for part in parts for row in part)]
        found[number] = b"\n".join(records(lines, ENTITIES))
    return found


def contents(shards: dict[int, bytes]) -> Contents:
    rows = [(shards[number], f'{{"n":{number}}}\n'.encode()) for number in sorted(shards)]
    return Contents(BASE, rows, ONTOLOGY, [{"sha256": str(number)} for number in sorted(shards)])


def never() -> Iterator[tuple[bytes, bytes]]:
    raise AssertionError("all documents were merged")
    yield b"", b""


def since(output: Path, before: dict[int, bytes], after: dict[int, bytes]) -> Since:
    """What changed between the two, over the version that ``output`` publishes."""
    version = current_version(output)
    assert version is not None
    with open_build(output) as build:
        manifest = build.manifest
    gone = [before[n] for n in before if before[n] != after.get(n)]
    come = [after[n] for n in after if after[n] != before.get(n)]
    return Since(version, manifest, gone, come, [row for _, row in contents(after).shards])


def published(output: Path) -> dict[str, bytes]:
    version = current_version(output)
    assert version is not None
    return {name: (version / name).read_bytes() for name in FILES}


@settings(max_examples=40)
@given(DOCUMENTS, st.lists(DOCUMENTS, min_size=1, max_size=3))
def test_the_version_after_any_changes_is_that_of_a_merge(
    first: dict[int, tuple[list[str], list[list[bytes]]]],
    others: list[dict[int, tuple[list[str], list[list[bytes]]]]],
) -> None:
    with TemporaryDirectory() as place, locked(Path(place) / "g") as folder:
        before = chunks(first)
        write_version(folder, contents(before))
        for documents in others:
            after = chunks(documents)
            expected = contents(after)
            made = Contents(BASE, never(), ONTOLOGY, expected.documents)
            write_version(folder, made, since=since(folder.path, before, after))
            with locked(Path(place) / "clean") as clean:
                write_version(clean, expected)
            assert published(folder.path) == published(Path(place) / "clean")
            before = after


@pytest.mark.parametrize("name", ["graph.nq", "shared.records"])
def test_a_damaged_version_is_not_built_upon(tmp_path: Path, name: str) -> None:
    before = chunks({1: (["Aa"], [shared("country-1", ["Aa"])]), 2: (["Bb"], [shared("country-1", ["AA"])])})
    after = {**before, **chunks({2: (["Aa", "Bb"], [shared("country-2", ["Bb"])])})}
    with locked(tmp_path / "g") as folder:
        write_version(folder, contents(before))
        changed = since(folder.path, before, after)
        spoiled = changed.version / name
        spoiled.write_bytes(spoiled.read_bytes().replace(b"Aa", b"Az"))
        write_version(folder, contents(after), since=changed)
    with locked(tmp_path / "clean") as clean:
        write_version(clean, contents(after))
    assert published(tmp_path / "g") == published(tmp_path / "clean")


def test_what_was_never_there_cannot_leave(tmp_path: Path) -> None:
    before, other = chunks({1: (["Aa"], [])}), chunks({7: (["Bb"], [[stated("country-1", "country-2")]])})
    with locked(tmp_path / "g") as folder:
        write_version(folder, contents(before))
        changed = since(folder.path, {**before, **other}, before)
        with pytest.raises(AssertionError, match="all documents were merged"):
            write_version(folder, Contents(BASE, never(), ONTOLOGY, []), since=changed)


def test_lines_of_many_blocks_are_copied_whole(tmp_path: Path) -> None:
    long = "x" * 300_000
    before = chunks({n: ([f"{long}{n}"], [shared("country-1", ["Aa"])]) for n in range(12)})
    after = {**before, **chunks({5: (["short"], [shared("country-1", ["Bb"])])})}
    with locked(tmp_path / "g") as folder:
        write_version(folder, contents(before))
        write_version(
            folder,
            Contents(BASE, never(), ONTOLOGY, contents(after).documents),
            since=since(folder.path, before, after),
        )
    with locked(tmp_path / "clean") as clean:
        write_version(clean, contents(after))
    assert published(tmp_path / "g") == published(tmp_path / "clean")
