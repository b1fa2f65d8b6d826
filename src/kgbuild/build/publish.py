"""From what the ledger holds to a published version, streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from kgbuild.build.described import beside
from kgbuild.build.job import Job
from kgbuild.build.plan import Plan
from kgbuild.build.report import BuildReport, Problem
from kgbuild.errors import ReadError
from kgbuild.rdf import ontology_quads
from kgbuild.store import Build, Contents, Folder, Ledger, canonical, nquads, write_version


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


def publish(job: Job, folder: Folder, ledger: Ledger, before: Build | None, plan: Plan, report: BuildReport) -> None:
    """Publish what ``plan`` wants, and complete ``report``. Nothing is written where all is as it was.

    Raises :class:`ReadError` ``nothing-usable`` where there are documents, but none could be read.
    """
    totals = _totals(plan, ledger, report)
    if totals.unreadable and not totals.read:
        first = report.problems[0]
        message = f"none of {totals.unreadable} documents could be read; the first: {first.code}: {first.message}"
        raise ReadError("nothing-usable", first.place, message, first.hint)
    ontology = nquads(ontology_quads(job.packs().ontologies(), job.settings.base))
    more = beside(job.settings, (records for _, records, _ in ledger.contents(plan.keys.values())))
    described = nquads(more.quads)
    report.notices = more.notices
    facts = _facts(job, plan, totals, sha256(ontology).hexdigest())
    facts["described"] = sha256(described).hexdigest() if more.quads else None
    facts["notices"] = [asdict(notice) for notice in more.notices]
    disk = job.settings.store == "disk"
    facts["documents"] = totals.facts
    manifest = before.manifest if before else {}
    if before is None or before.on_disk is not disk or any(manifest.get(name) != facts[name] for name in facts):
        shards = ((records, refused) for _, records, refused in ledger.contents(plan.keys.values()))
        contents = Contents(job.settings.base, shards, ontology + described, _documents(plan, ledger), facts)
        manifest = write_version(folder, contents, disk=disk)
        report.published = True
    ledger.keep_only(plan.keys.values())
    report.documents, report.unreadable = totals.read, totals.unreadable
    report.proposed, report.accepted, report.quarantined = totals.proposed, totals.accepted, totals.quarantined
    report.claims = manifest["nodes"].get("claim", 0)
    report.entities = Build.entities_in(manifest)
    report.graph_sha256 = manifest["graph"]["sha256"]


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
    }


def _documents(plan: Plan, ledger: Ledger) -> Iterator[dict[str, Any]]:
    """What is told of each item, by its SHA-256: the lines of ``documents.jsonl``."""
    for key, summary in ledger.summaries(plan.keys.values()):
        sha = key.partition("-")[0]
        names = {"fileNames": list(plan.names(sha)), "sources": plan.wanted[sha]}
        yield {"sha256": sha, "key": key, **names, **json.loads(summary)}


def _totals(plan: Plan, ledger: Ledger, report: BuildReport) -> _Totals:
    """The sums, with every item's problems into ``report``."""
    totals, digest, size = _Totals(), sha256(), 0
    for document in _documents(plan, ledger):
        line = canonical(document) + b"\n"
        digest.update(line)
        size += len(line)
        totals.read += document["status"] == "read"
        totals.unreadable += document["status"] != "read"
        totals.proposed += document["proposed"]
        totals.accepted += document["accepted"]
        totals.quarantined += document["quarantined"]
        for problem in document["problems"]:
            where = document["sources"][0]
            place = where if problem["place"] in document["fileNames"] else f"{where}: {problem['place']}"
            report.problems.append(Problem(problem["code"], place, problem["message"], problem["hint"]))
    count = totals.read + totals.unreadable
    totals.facts = {"sha256": digest.hexdigest(), "bytes": size, "lines": count}
    return totals
