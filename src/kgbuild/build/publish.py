"""From what the ledger holds to a published version, streamed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from heapq import merge
from importlib.metadata import version
from typing import Any

from kgbuild.build.described import beside
from kgbuild.build.job import Job
from kgbuild.build.plan import Plan
from kgbuild.build.report import BuildReport, Problem
from kgbuild.errors import ReadError
from kgbuild.rdf import ontology_quads
from kgbuild.store import Build, Contents, Folder, Ledger, Since, canonical, nquads, write_version

BESIDE = "beside"
CHANGED_SHARE = 0.04
"""Where more of the documents changed, all are merged: looking up what each speaks of would take longer."""
CHANGED_MOST = 2_000
"""How many documents' records may be held at once."""


@dataclass(slots=True)
class _Totals:
    """Sums over all items, and the digest of what is told of each."""

    read: int = 0
    unreadable: int = 0
    proposed: int = 0
    accepted: int = 0
    quarantined: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    """Lines, bytes and SHA-256 of ``documents.jsonl``, as the manifest has them."""

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> _Totals:
        """Those that the published version has."""
        return cls(**manifest["items"], **manifest["claims"], facts=dict(manifest["documents"]))

    def add(self, document: Mapping[str, Any], times: int = 1) -> None:
        self.read += times * (document["status"] == "read")
        self.unreadable += times * (document["status"] != "read")
        self.proposed += times * document["proposed"]
        self.accepted += times * document["accepted"]
        self.quarantined += times * document["quarantined"]


def publish(job: Job, folder: Folder, ledger: Ledger, before: Build | None, plan: Plan, report: BuildReport) -> None:
    """Publish what ``plan`` wants, and complete ``report``. Nothing is written where all is as it was.

    Raises :class:`ReadError` ``nothing-usable`` where there are documents, but none could be read.
    """
    totals = _totals(plan, ledger, before, report)
    if totals.unreadable and not totals.read:
        first = report.problems[0]
        message = f"none of {totals.unreadable} documents could be read; the first: {first.code}: {first.message}"
        raise ReadError("nothing-usable", first.place, message, first.hint)
    ontology = nquads(ontology_quads(job.packs().ontologies(), job.settings.base))
    facts = _facts(job, plan, totals, sha256(ontology).hexdigest())
    manifest = before.manifest if before else {}
    disk = job.settings.store == "disk"
    is_there = before is not None and before.on_disk is disk
    is_same = plan.changes_nothing and ledger.noted(BESIDE) == _beside_of(job, folder)
    if is_there and is_same and _agree(manifest, facts):
        report.notices = [Problem(**notice) for notice in manifest.get("notices", ())]
    else:
        more = beside(job.settings, (records for _, records, _ in ledger.contents(plan.keys.values())))
        report.notices = more.notices
        described = nquads(more.quads)
        facts["described"] = sha256(described).hexdigest() if more.quads else None
        facts["notices"] = [asdict(notice) for notice in more.notices]
        if not (is_there and _agree(manifest, facts)):
            shards = ((records, refused) for _, records, refused in ledger.contents(plan.keys.values()))
            told = (line for line, _ in _told(plan, ledger, before))
            contents = Contents(job.settings.base, shards, ontology + described, told, facts)
            manifest = write_version(folder, contents, disk=disk, since=_since(plan, ledger, before, contents))
            report.published = True
        ledger.note(BESIDE, _beside_of(job, folder))
    ledger.keep_only(plan.keys.values())
    report.documents, report.unreadable = totals.read, totals.unreadable
    report.proposed, report.accepted, report.quarantined = totals.proposed, totals.accepted, totals.quarantined
    report.claims = manifest["nodes"].get("claim", 0)
    report.entities = Build.entities_in(manifest)
    report.graph_sha256 = manifest["graph"]["sha256"]


def _agree(manifest: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    return all(manifest.get(name) == fact for name, fact in facts.items())


def _since(plan: Plan, ledger: Ledger, before: Build | None, contents: Contents) -> Since | None:
    """What changed since ``before``; None where all is to be merged, because much changed or too little is known.

    What was unsettled may have been worked off again under its key, so that what it contributed then is not known.
    """
    if before is None or plan.known.unsettled or before.base != contents.base:
        return None
    if any(before.manifest.get(name) != contents.facts[name] for name in ("ontology", "described")):
        return None
    known = plan.known.keys
    gone = [key for sha, key in known.items() if plan.keys.get(sha) != key]
    come = [key for sha, key in plan.keys.items() if known.get(sha) != key]
    if len(gone) + len(come) > min(CHANGED_SHARE * len(plan.keys), CHANGED_MOST):
        return None
    try:
        left, joined = ([records for _, records, _ in ledger.contents(keys)] for keys in (gone, come))
    except KeyError:
        return None
    return Since(before.version, before.manifest, left, joined, ledger.refused(set(plan.keys.values())))


def _facts(job: Job, plan: Plan, totals: _Totals, ontology: str) -> dict[str, Any]:
    return {
        "kgbuild": version("kgbuild"),
        "configuration": job.configuration,
        "shapedBy": dict(job.shaped_by),
        "ontology": ontology,
        "items": {"read": totals.read, "unreadable": totals.unreadable},
        "claims": {
            "proposed": totals.proposed,
            "accepted": totals.accepted,
            "quarantined": totals.quarantined,
        },
        "removed": sorted(plan.removed),
        "documents": totals.facts,
    }


def _beside_of(job: Job, folder: Folder) -> str:
    """A name for what stands beside the documents of the published version, and for what that is worked out from."""
    try:
        answers = sha256(job.settings.answers_file.read_bytes()).hexdigest()
    except FileNotFoundError:
        answers = ""
    version = folder.current
    published = version.name if version else ""
    return canonical([published, answers, job.settings.languages, job.settings.identifiers]).decode()


def _told(plan: Plan, ledger: Ledger, before: Build | None) -> Iterator[tuple[bytes, bool]]:
    """What is told of each item, by its SHA-256: the lines of ``documents.jsonl``, those of ``before`` where it can.

    Each with whether it is another than ``before`` has.
    """
    fresh = {plan.keys[sha] for sha in plan.wanted if sha not in plan.as_before}
    kept = ((sha, line, False) for sha, line in _lines_of(plan, before) if sha in plan.as_before)
    return ((line, is_fresh) for _, line, is_fresh in merge(_worked_off(plan, ledger, fresh), kept))


def _lines_of(plan: Plan, before: Build | None) -> Iterator[tuple[str, bytes]]:
    """The SHA-256 and the line of each item that ``before`` tells of."""
    return zip(plan.known.keys, before.document_lines() if before else (), strict=False)


def _worked_off(plan: Plan, ledger: Ledger, keys: Iterable[str]) -> Iterator[tuple[str, bytes, bool]]:
    for key, summary in ledger.summaries(keys):
        sha = key.partition("-")[0]
        names = {"fileNames": list(plan.names(sha)), "sources": plan.wanted[sha]}
        yield sha, canonical({"sha256": sha, "key": key, **names, **json.loads(summary)}), True


def _totals(plan: Plan, ledger: Ledger, before: Build | None, report: BuildReport) -> _Totals:
    """The sums, with every item's problems into ``report``.

    What stays as it was is not looked into again: the sums are those of ``before``, without what left, with what came.
    """
    if before is not None and plan.changes_nothing:
        for line in before.document_lines():
            report.problems += _problems_in(line)
        return _Totals.of(before.manifest)
    kept = _sums_of_kept(plan, before) if before else None
    totals, digest, size, count = kept or _Totals(), sha256(), 0, 0
    for line, is_fresh in _told(plan, ledger, before):
        digest.update(line + b"\n")
        size += len(line) + 1
        count += 1
        if is_fresh or kept is None:
            totals.add(json.loads(line))
        report.problems += _problems_in(line)
    totals.facts = {"sha256": digest.hexdigest(), "bytes": size, "lines": count}
    return totals


def _sums_of_kept(plan: Plan, before: Build) -> _Totals | None:
    """The sums over what stays as ``before`` has it; None where its lines are not those that it summed up."""
    totals, digest = _Totals.of(before.manifest), sha256()
    for sha, line in _lines_of(plan, before):
        digest.update(line + b"\n")
        if sha not in plan.as_before:
            totals.add(json.loads(line), -1)
    return totals if digest.hexdigest() == before.manifest["documents"]["sha256"] else None


def _problems_in(line: bytes) -> Iterator[Problem]:
    """The problems of the item that a line of ``documents.jsonl`` tells of."""
    return iter(()) if b'"problems":[]' in line else _problems(json.loads(line))


def _problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    where = document["sources"][0]
    for problem in document["problems"]:
        place = where if problem["place"] in document["fileNames"] else f"{where}: {problem['place']}"
        yield Problem(problem["code"], place, problem["message"], problem["hint"])
