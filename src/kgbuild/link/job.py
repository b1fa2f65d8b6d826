"""Linking a table of mentions from end to end: what ``kgbuild link FILE.tsv`` does, without the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kgbuild.link.answers import Answers
from kgbuild.link.mention import MentionLinker
from kgbuild.link.online import OnlineLinker
from kgbuild.link.polite import Polite
from kgbuild.link.reconcile import Reconciler
from kgbuild.link.table import CONTEXT, Table, added_columns, link_table, read_table
from kgbuild.link.wikidata import API, Wikidata

CHUNK = 500
"""How many rows are read before a reconciliation service is asked about them."""


@dataclass(frozen=True, slots=True)
class Online:
    """Which services to ask, who asks, and the file where their answers are kept.

    ``reconcile`` is the URL of a service that speaks the Reconciliation API 0.2, ``api`` that of Wikidata's. Where
    ``ask`` is false, only answers that are on file are used.
    """

    contact: str
    answers: Path
    wikidata: bool = False
    reconcile: str | None = None
    language: str = "en"
    ask: bool = True
    version: str = "0"

    api: str = API

    def linker(self, offline: MentionLinker) -> OnlineLinker:
        """A linker that asks these services. Raises :class:`~kgbuild.link.polite.ServiceError` without a contact."""
        return OnlineLinker(offline, *self.clients(Answers(self.answers)), self.language)

    def clients(
        self, answers: Answers, languages: tuple[str, ...] = ("en",)
    ) -> tuple[Wikidata | None, Reconciler | None]:
        """Clients of the services that are to be asked, with ``answers`` on file; raises as :meth:`linker` does."""
        polite = Polite(self.contact, self.version) if self.ask else None
        wikidata = Wikidata(answers, polite, self.api, languages) if self.wikidata else None
        return wikidata, Reconciler(answers, self.reconcile, polite) if self.reconcile else None


def link_file(lines: Iterable[bytes], name: str, online: Online | None = None) -> Table:
    """The table in ``lines`` with what its mentions were linked to; ``name`` stands in errors.

    The rows are linked as they are read. Raises :class:`~kgbuild.errors.UsageError` for what is no such table, and
    what asking services raises.
    """
    table = read_table(lines, name)
    offline = MentionLinker()
    columns = table.columns + added_columns(table.columns)
    if online is None:
        return Table(columns, link_table(table.rows, offline.link))
    return Table(columns, _online(table.rows, online.linker(offline)))


def _online(rows: Iterator[dict[str, str]], linker: OnlineLinker) -> Iterator[dict[str, str]]:
    while chunk := list(islice(rows, CHUNK)):
        linker.prepare((row["mention"], next((row[c] for c in CONTEXT if row.get(c)), "")) for row in chunk)
        yield from link_table(chunk, linker.link)
