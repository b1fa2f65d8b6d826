"""Hostile plug-ins and documents: nothing of theirs enters, everything else does, and the report names them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kgbuild.build import build
from kgbuild.config import Settings
from kgbuild.store import open_build
from tests.build.support import distribution

HOSTILE = """
import ctypes, os, time
from dataclasses import replace
from decimal import Decimal
from kgbuild.model import Claim, Document, Entity, Evidence, Layer, Span, Text

MARK = "HOSTILE"

def claim(source, **changes):
    document = source
    about = Entity("rec:Country", ("entity", "hostile"), MARK)
    other = Entity("rec:Country", ("entity", "other"), "other")
    evidence = (Evidence.at(document, Span(0, 5), "hostile"),)
    return replace(Claim(document, Layer.WORLD, "rec:recruits", about, other, evidence), **changes)

def raises(document):
    yield claim(document)
    raise RuntimeError("no\\nmore " * 9999)

def never_ends(document):
    yield claim(document)
    while True:
        time.sleep(0.01)

def swallows(document):
    while "Second" in document.text:
        try:
            while True:
                pass
        except BaseException:
            pass
    return ()

def stuck(document):
    ctypes.PyDLL(None).sleep(3600)  # with the interpreter's lock held
    yield claim(document)

def endless(document):
    one = claim(document)
    while True:
        yield one

def huge(document):
    yield claim(document, subject=Entity("rec:Country", ("entity", "hostile"), MARK * 10**6))

def wrong_types(document):
    return [claim(document), {"subject": MARK}]

def no_list(document):
    return 7

def of_another_document(document):
    other = Document("0" * 64, MARK + document.text, ("x.txt",), "text/plain")
    yield claim(document, document=other, evidence=(Evidence.at(other, Span(0, 5), "hostile"),))

def of_a_forged_document(document):
    forged = replace(document, text=MARK + document.text)
    yield claim(document, evidence=(Evidence.at(forged, Span(0, 5), "hostile"),))

def subclass(document):
    class Forged(Evidence):
        exact = "HOSTILE words"
    yield claim(document, evidence=(Forged(document, Span(0, 5), ("hostile",)),))

def wrong_speaker(document):
    yield claim(document, evidence=(Evidence(document, Span(0, 5), ("hostile",), (["HOSTILE"],)),))

def wrong_subject(document):
    yield claim(document, subject=["HOSTILE"])

def wrong_fields(document):
    yield claim(document, polarity=7, certainty=["HOSTILE"], when="HOSTILE")

def exits(document):
    raise SystemExit(0)

def dies(document):
    os._exit(3)

def dies_of_one(document):
    if "Second" in document.text:
        os._exit(3)
    return ()

def make(behaviour):
    return lambda packs: behaviour

def not_made(packs):
    raise OSError("cannot be made")
"""
BEHAVIOURS = {
    "raises": "plugin-raised",
    "never_ends": "plugin-timeout",
    "endless": "plugin-too-much",
    "huge": "plugin-bad-result",
    "wrong_types": "plugin-bad-result",
    "no_list": "plugin-raised",
    "of_another_document": "plugin-bad-result",
    "of_a_forged_document": "plugin-bad-result",
    "subclass": "plugin-bad-result",
    "wrong_speaker": "plugin-bad-result",
    "wrong_subject": "plugin-bad-result",
    "exits": "plugin-raised",
}


@pytest.fixture
def hostile(settings: Settings) -> Settings:
    """The project with one more distribution: a factory for each way to misbehave."""
    names = ["raises", "never_ends", "swallows", "stuck", "endless", "huge", "wrong_types", "no_list"]
    names += ["of_another_document", "of_a_forged_document", "subclass", "exits", "dies", "dies_of_one"]
    names += ["wrong_speaker", "wrong_subject", "wrong_fields"]
    factories = "".join(f"make_{name} = make({name})\n" for name in names)
    entries = {name: f"make_{name}" for name in names} | {"not_made": "not_made", "missing": "nowhere"}
    site = settings.project / "site"
    distribution(site, "hostile", HOSTILE + factories, {"kgbuild.extractors": entries})
    return replace(settings, document_seconds=3, jobs=1)


def with_plugins(settings: Settings, *names: str) -> Settings:
    return replace(settings, extractors=("verbs", *names))


def test_what_misbehaves_gives_nothing_and_the_rest_goes_on(hostile: Settings) -> None:
    report = build(settings=with_plugins(hostile, *BEHAVIOURS, "not_made", "missing"))
    assert (report.documents, report.claims, report.proposed, report.accepted) == (3, 4, 4, 4)
    assert report.exit_status == 1
    told = {(p.place.partition(": ")[2], p.code) for p in report.problems}
    expected = {(f"hostile:{name}", code) for name, code in BEHAVIOURS.items()}
    assert told == expected | {("hostile:not_made", "plugin-not-loaded"), ("hostile:missing", "plugin-not-loaded")}
    assert all(len(str(problem)) < 600 and "\n" not in str(problem) for problem in report.problems)
    with open_build(hostile.project / "graph") as opened:
        assert not any(b"HOSTILE" in line for line in opened.lines())


def test_what_swallows_its_limit_ends_with_its_process(hostile: Settings) -> None:
    report = build(settings=with_plugins(hostile, "swallows"))
    assert (report.documents, report.unreadable, report.claims) == (2, 1, 3)
    assert [(p.place, p.code) for p in report.problems] == [("seeds/b.txt", "worker-died")]


def test_a_claim_that_cannot_be_written_is_quarantined(hostile: Settings) -> None:
    report = build(settings=with_plugins(hostile, "wrong_fields"))
    assert (report.documents, report.claims, report.proposed, report.quarantined) == (3, 4, 7, 3)


def test_native_code_that_sleeps_is_woken(hostile: Settings) -> None:
    report = build(settings=with_plugins(hostile, "stuck"))
    assert (report.documents, report.claims) == (3, 4)
    assert {(p.place, p.code) for p in report.problems} == {
        (f"seeds/{name}.txt: hostile:stuck", "plugin-timeout") for name in "abc"
    }


def test_a_document_that_kills_its_worker_is_named_and_the_others_go_in(hostile: Settings) -> None:
    seeds = hostile.project / "seeds"
    for number in range(12):
        (seeds / f"m{number}.txt").write_text(f"M{number}\n\nRussia detained {number + 1} agents.\n")
    report = build(settings=replace(with_plugins(hostile, "dies_of_one"), jobs=2, batch=4, document_seconds=60))
    assert (report.documents, report.unreadable) == (14, 1)
    assert [(p.place, p.code) for p in report.problems] == [("seeds/b.txt", "worker-died")]
    again = build(settings=replace(with_plugins(hostile, "dies_of_one"), document_seconds=60))
    assert (again.processed, again.reused) == (1, 14), "what killed its worker is tried again"


def test_the_graph_is_that_without_the_plug_in_but_for_who_took_part(hostile: Settings, tmp_path: Path) -> None:
    build(settings=hostile, output=tmp_path / "without")
    build(settings=with_plugins(hostile, "raises", "huge"), output=tmp_path / "with")

    def claims(folder: Path) -> set[bytes]:
        lines = (folder / "graph.nq").read_bytes().splitlines()
        return {line for line in lines if b"/id/claim-" in line.split(b" ")[0] and b"wasGeneratedBy" not in line}

    assert claims(tmp_path / "with") == claims(tmp_path / "without") != set()
