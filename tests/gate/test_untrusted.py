"""Files of unknown origin: what is refused before any of it is believed, and what a confined process may not do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat

from kgbuild.gate.untrusted import FORMATS, InputError, format_of, parse

TURTLE = "@prefix ex: <http://a.example/> .\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        parse(path)
    assert caught.value.place.startswith(str(path)) and len(str(caught.value).splitlines()) == 1
    return caught.value


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.ttl", RdfFormat.TURTLE), ("A.TTL", RdfFormat.TURTLE), ("a.b.nq.gz", RdfFormat.N_QUADS),
        ("a.jsonld.zst", RdfFormat.JSON_LD), ("a.Owl", RdfFormat.RDF_XML),
    ],
)  # fmt: skip
def test_the_end_of_a_name_tells_the_format(name: str, kind: RdfFormat) -> None:
    assert format_of(Path(name)) == kind


@pytest.mark.parametrize("name", ["a", "a.txt", "a.gz", ".ttl", "a.ttl.bz2", "ttl"])
def test_a_name_that_tells_none_is_refused(name: str, tmp_path: Path) -> None:
    assert refused(write(tmp_path, name, "")).code == "unknown-format"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.ttl", "<http://a.example/x> ex:p 1 .", "bad-syntax"),
        ("a.ttl", b"<urn:a> <urn:b> '\xff' .", "bad-syntax"),
        ("a.nt", "<urn:a> <urn:b> 'x' <urn:g> .", "bad-syntax"),
        ("a.ttl", TURTLE + "ex:a ex:b <<( ex:c ex:d ex:e )>> .", "not-rdf"),
        ("a.ttl", TURTLE + "<< ex:a ex:b ex:c >> ex:d ex:e .", "not-rdf"),
        ("a.nq", "<urn:a> <urn:b> <<( <urn:c> <urn:d> <urn:e> )>> <urn:g> .", "not-rdf"),
        ("a.jsonld", '{"@context": "http://127.0.0.1:9/context", "@id": "urn:a", "p": 1}', "bad-syntax"),
        ("a.jsonld", "[" * 50_000, "bad-syntax"),
        ("a.rdf", "<!DOCTYPE x [<!ENTITY a 'b'>]><rdf:RDF/>", "doctype"),
        ("a.rdf", "<!doctype x><rdf:RDF/>", "doctype"),
        ("a.rdf", "<!DOCTYPE x><rdf:RDF/>".encode("utf-16"), "doctype"),
        ("a.rdf", "<rdf:RDF", "bad-syntax"),
        ("a.rdf", "<?xml version='1.0' encoding='latin1'?><rdf:RDF/>", "bad-syntax"),
    ],
)
def test_what_cannot_be_read_whole_is_refused_whole(name: str, content: str | bytes, code: str, tmp_path: Path) -> None:
    assert refused(write(tmp_path, name, content)).code == code


def test_the_place_of_a_fault_has_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", TURTLE + "ex:a ex:b ex:c .\nex:a ex:b .\n")
    assert refused(path).place.startswith(f"{path}:3:")


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder.ttl").mkdir()
    for name in ("folder.ttl", "nothing.ttl", "folder.ttl/a.ttl"):
        assert refused(tmp_path / name).code == "not-found"


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(st.binary(max_size=80), st.text(st.sampled_from("<>\"'@^_:[](){}.;,aé \n\\u0#"), max_size=80)),
    suffix=st.sampled_from(sorted({*FORMATS, ".ttl.gz", ".nq.zst"})),
)
def test_any_bytes_are_quads_or_an_error_in_one_line(content: str | bytes, suffix: str, tmp_path: Path) -> None:
    path = write(tmp_path, f"a{suffix}", content)
    try:
        parse(path)
    except InputError as error:
        assert len(str(error).splitlines()) == 1 and error.place.startswith(str(path))


FORBIDDEN = """
import json, resource, socket, subprocess, sys
from kgbuild.gate.untrusted import confine
confine(2**30)
def attempt(act):
    try:
        act()
    except (PermissionError, MemoryError) as error:
        return type(error).__name__
    return "done"
print(json.dumps({
    "connect": attempt(lambda: socket.create_connection(("127.0.0.1", 9), 1)),
    "look up": attempt(lambda: socket.getaddrinfo("localhost", 80)),
    "run": attempt(lambda: subprocess.run([sys.executable, "-c", ""])),
    "shell": attempt(lambda: __import__("os").system("true")),
    "exec": attempt(lambda: __import__("os").execv("/bin/true", ["true"])),
    "memory": attempt(lambda: bytearray(2**31)),
    "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
    "read": attempt(lambda: open(__import__("kgbuild").__file__).read()),
}))
"""


def test_a_confined_process_reads_and_does_nothing_else() -> None:
    done = subprocess.run([sys.executable, "-c", FORBIDDEN], capture_output=True, check=True, timeout=60)
    told = json.loads(done.stdout)
    assert (told.pop("read"), told.pop("memory"), told.pop("core")) == ("done", "MemoryError", 0)
    assert set(told) == {"connect", "look up", "run", "shell", "exec"}
    assert set(told.values()) == {"PermissionError"}
