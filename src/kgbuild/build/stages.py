"""The order of the stages: read, extract, link, rdf, gate, and what comes out of them for one item.

This is the only file that knows the order; the stages do not know one another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import PurePath
from time import perf_counter
from typing import Any, TypeVar

from kgbuild import iri
from kgbuild.build.guard import PluginError, brief, guarded
from kgbuild.build.job import Job, gate_of
from kgbuild.build.limits import TookTooLong, deadline
from kgbuild.build.plugins import EXTRACTORS, LINKERS, Plugin, plugins
from kgbuild.build.sources import digest, open_address
from kgbuild.errors import ConfigError, KgbuildError, PackError, ReadError
from kgbuild.link.decisions import Decisions
from kgbuild.link.entities import entities_of
from kgbuild.link.recorded import Recorded
from kgbuild.model import Agent, Certainty, Claim, Document, Evidence, Link, Reading, Span
from kgbuild.pack import Packs
from kgbuild.rdf import reading_quads
from kgbuild.read import merge_copies, read_bytes
from kgbuild.store import Entry, admitted_records, canonical, pack

UNSETTLED = frozenset({"plugin-timeout", "timeout", "worker-died", "changed"})
"""Codes of problems that another try may not meet: such a result is published, but not remembered."""


@dataclass(frozen=True, slots=True)
class Item:
    """One document's bytes under all its file names, sorted. ``content`` is None where ``location`` is to be read."""

    sha256: str
    names: tuple[str, ...]
    content: bytes | None
    location: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an item came to: what is to be kept, how long it took, how many claims were accepted and refused.

    ``first`` says that it was its process's first: what plug-ins load when they are first used is in its time.
    """

    entry: Entry
    seconds: float
    accepted: int = 0
    quarantined: int = 0
    first: bool = False


@dataclass(frozen=True, slots=True)
class Died:
    """An item that ended every worker that took it up."""

    item: Item
    code: str = "worker-died"
    message: str = "ended the process that worked on it, each time"


@dataclass(slots=True)
class _Summary:
    """What is told of an item: canonical JSON, the same whoever worked it out and when."""

    status: str = "read"
    documents: list[dict[str, Any]] = field(default_factory=list)
    proposed: int = 0
    accepted: int = 0
    quarantined: int = 0
    problems: list[dict[str, str]] = field(default_factory=list)

    def problem(self, error: KgbuildError) -> None:
        known = {"code": error.code, "place": error.place, "message": error.message, "hint": error.hint}
        self.problems.append(known)

    def text(self) -> str:
        return canonical({name: getattr(self, name) for name in self.__slots__}).decode("utf-8")


_Found = TypeVar("_Found", Claim, Link)


class Stages:
    """The plug-ins of a job, loaded, and the gate; made once in each process.

    Raises :class:`~kgbuild.errors.KgbuildError` where packs or shapes are wrong. Other people's plug-ins that cannot
    be loaded are left out, and every item's problems name them.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self._broken: list[PluginError] = []
        packs = job.packs()
        self._extractors = self._made(plugins(EXTRACTORS, job.settings.extractors), packs)
        self._linkers = self._made(plugins(LINKERS, job.settings.linkers), packs)
        self._decisions = Decisions.read(job.settings.links_file, job.settings.base)
        self._recorded = Recorded.read(job.settings.answers_file)
        self._gate = gate_of(job.settings)
        self._is_fresh = True
        self._agents = tuple(sorted(Agent(p.label, p.version) for p, _ in (*self._extractors, *self._linkers)))

    def outcome(self, item: Item) -> Outcome:
        """Take one item through all stages. Never raises for what the item holds or plug-ins do."""
        started = perf_counter()
        first, self._is_fresh = self._is_fresh, False
        summary = _Summary()
        shards: list[bytes] = []
        refused: list[bytes] = []
        for broken in self._broken:
            summary.problem(broken)
        try:
            for document in self._read(item):
                self._process(document, summary, shards, refused)
        except ConfigError:
            raise  # the fault is in the project, not in the document
        except KgbuildError as error:
            summary.status = "unreadable"
            summary.problem(error)
            shards, refused = [], []
        except Exception as error:  # noqa: BLE001  # what a plug-in made may raise wherever it is touched
            summary = _Summary("unreadable")
            summary.problem(ReadError("not-processed", item.names[0], brief(error), "report this"))
            shards, refused = [], []
        entry = _entry(self.job, item, summary, shards, refused)
        return Outcome(entry, perf_counter() - started, summary.accepted, summary.quarantined, first)

    def _read(self, item: Item) -> list[Document]:
        """The documents of an item. Raises :class:`ReadError`: what its reader says, or that it took too long.

        Copies with another suffix may be read by another reader; ``merge_copies`` says which reading stays.
        """
        content = _fetched(item) if item.content is None else item.content
        found: list[Document] = []
        faults: list[ReadError] = []
        for name in {PurePath(name).suffix.lower(): name for name in reversed(item.names)}.values():
            try:
                with deadline(self.job.settings.document_seconds):
                    found += read_bytes(content, name)
            except TookTooLong:
                seconds = self.job.settings.document_seconds
                faults.append(ReadError("timeout", name, f"was not read within {seconds} s", "split it"))
            except ReadError as error:
                faults.append(error)
        if not found:
            raise faults[-1]
        return [replace(document, file_names=item.names) for document in merge_copies(found)]

    def _process(self, document: Document, summary: _Summary, shards: list[bytes], refused: list[bytes]) -> None:
        """Find what ``document`` says, and add what the gate makes of it to ``summary``, ``shards``, ``refused``."""
        claims = joined(self._run(self._extractors, Claim, summary, document))
        found = self._run(self._linkers, Link, summary, document, claims)
        found += self._recorded.links(document, claims, found)
        links = tuple(self._decisions.apply(found, entities_of(document, claims)))
        seconds = self.job.settings.document_seconds
        try:
            with deadline(seconds):
                shard = reading_quads(
                    Reading(document, claims, links, self._agents), self.job.settings.base, self.job.configuration
                )
                admission = self._gate.admit(shard)
        except TookTooLong:
            raise ReadError("timeout", document.file_names[0], f"was not checked within {seconds} s") from None
        summary.documents.append(
            {
                "iri": self.job.settings.base + iri.document_id(document),
                "sha256": document.sha256,
                "title": document.title,
            }
        )
        summary.proposed += admission.proposed
        summary.quarantined += len(admission.quarantined)
        summary.accepted += admission.proposed - len(admission.quarantined)
        refused += (canonical(q.as_dict()) for q in (*admission.quarantined, *admission.quarantined_links))
        if admission.admitted is None:
            raise ReadError("document-refused", document.file_names[0], admission.refusal, "nothing of it was stored")
        shards.append(admitted_records(admission.admitted, self.job.settings.base))

    def _run(
        self, loaded: list[tuple[Plugin, Any]], kind: type[_Found], summary: _Summary, *arguments: Any
    ) -> list[_Found]:
        """What the plug-ins of one kind find; those that fail give nothing, and ``summary`` names them."""
        found: list[_Found] = []
        for plugin, work in loaded:
            try:
                seconds = self.job.settings.document_seconds
                found += guarded(plugin.label, kind, arguments[0], seconds, partial(work, *arguments))
            except PluginError as error:
                summary.problem(error)
        return found

    def _made(self, found: list[Plugin], packs: Packs) -> list[tuple[Plugin, Any]]:
        """The plug-ins ``found``, each as its factory makes it from ``packs``."""
        made = []
        for plugin in found:
            try:
                made.append((plugin, plugin.made(packs, self.job.settings)))
            except PackError:
                raise  # the fault is in a pack, and its place says where
            except Exception as error:  # noqa: BLE001  # it runs somebody else's code
                self._cannot(plugin, error)
        return made

    def _cannot(self, plugin: Plugin, error: Exception) -> None:
        if plugin.built_in:
            raise error
        self._broken.append(PluginError("plugin-not-loaded", plugin.label, brief(error), "mend or uninstall it"))


@lru_cache(maxsize=1)
def stages(job: Job) -> Stages:
    """The stages of ``job`` in this process."""
    return Stages(job)


def joined(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims of one identity, found by several extractors, as one: all evidence, the best confidence.

    It is asserted where one of them is. Which of the others stands in for the rest does not depend on their order.
    """
    groups: dict[str, list[Claim]] = {}
    for number, claim in enumerate(claims):
        try:
            identity = iri.claim_id(claim)
        except Exception:  # noqa: BLE001  # what a plug-in made may raise when touched; rdf says why, with the quote
            identity = f"#{number}"
        groups.setdefault(identity, []).append(claim)
    return tuple(group[0] if len(group) == 1 else _one(group) for group in groups.values())


def _one(group: list[Claim]) -> Claim:
    best = min(
        group, key=lambda claim: (-claim.confidence, claim.certainty is not Certainty.ASSERTED, repr(claim.when))
    )
    places: dict[Span, Evidence] = {}
    for evidence in (e for claim in group for e in claim.evidence):
        known = places.get(evidence.span, evidence)
        rules = tuple(sorted({*known.found_by, *evidence.found_by}))
        speakers = {*known.said_by, *evidence.said_by}
        said_by = tuple(sorted(speakers, key=lambda s: (s.cls, tuple(k or "" for k in s.key))))
        places[evidence.span] = replace(evidence, found_by=rules, said_by=said_by)
    certainties = {claim.certainty for claim in group}
    certainty = Certainty.ASSERTED if Certainty.ASSERTED in certainties else best.certainty
    return replace(best, evidence=tuple(places[span] for span in sorted(places)), certainty=certainty)


def failed(job: Job, item: Item, code: str, message: str) -> Outcome:
    """The outcome of an item that could not be taken through the stages."""
    summary = _Summary("unreadable")
    summary.problem(ReadError(code, item.names[0], message, "the next build tries again"))
    return Outcome(_entry(job, item, summary, [], []), 0.0)


def _fetched(item: Item) -> bytes:
    """The content of an item that travels as an address. Raises :class:`ReadError` where it is another by now."""
    if not item.location:
        raise ReadError("changed", item.names[0], "changed while the build ran", "build again")
    try:
        with open_address(item.location) as stream:
            content = stream.read()
    except OSError as error:
        raise ReadError("changed", item.names[0], f"cannot be read here: {error}", "build again") from error
    if digest(content) != item.sha256:
        raise ReadError("changed", item.names[0], "changed while the build ran", "build again")
    return content


def _entry(job: Job, item: Item, summary: _Summary, shards: list[bytes], refused: list[bytes]) -> Entry:
    refused_lines = b"".join(line + b"\n" for line in sorted(refused))
    settled = not any(problem["code"] in UNSETTLED for problem in summary.problems)
    key = job.key(item.sha256, item.names)
    return Entry(key, summary.text(), pack(b"\n".join(shards)), pack(refused_lines), settled)
