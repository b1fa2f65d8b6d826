"""A small project with real plug-ins: an installed distribution on the path, with an extractor and a linker.

The extractor reads sentences such as "Kazakhstan detained 31 agents." with the verbs of a pack's ``verbs.yaml``,
so that a test can change a pack and see what follows, and is fast enough to build hundreds of graphs.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from kgbuild.config import Settings

EXTRACTOR = """
import re
from decimal import Decimal
from kgbuild.iri import fold
from kgbuild.model import Bound, Claim, Entity, Evidence, Layer, Link, Quantity, Span

def extractor(packs):
    verbs = {}
    for _, content in packs.yaml("verbs.yaml"):
        verbs |= content
    pattern = re.compile(r"\\b([A-Z]\\w+) (" + "|".join(sorted(verbs)) + r") (?:(\\d+) )?(\\w+)")
    def extract(document):
        for match in pattern.finditer(document.text):
            subject = Entity("rec:Country", ("entity", fold(match[1])), match[1])
            group = Entity("rec:PersonGroup", ("entity", document.sha256, "rec:PersonGroup", fold(match[4])), match[4],
                           scope=document.sha256)
            quantities = (Quantity(Bound.EXACTLY, "kg:person", Decimal(match[3])),) if match[3] else ()
            yield Claim(document, Layer.WORLD, verbs[match[2]], subject, group,
                        (Evidence.at(document, Span(*match.span()), "verbs"),), quantities=quantities)
    return extract

def linker(packs):
    def link(document, claims):
        for claim in claims:
            if claim.subject.label.casefold() == "kazakhstan":
                sure = Decimal("0.95") if claim.subject.label == "Kazakhstan" else Decimal("0.8")
                yield Link(claim.subject, "wd:Q232", "owl:sameAs", "exact-name" if sure > 0.9 else "folded-name", sure,
                           "test", claim.evidence[:1])
    return link
"""
VERBS = "detained: rec:detained\nrecruits: rec:recruits\n"


def distribution(folder: Path, name: str, source: str, groups: dict[str, dict[str, str]], version: str = "1.0") -> None:
    """Install a distribution of one module ``name`` in ``folder``, with entry points by group and name."""
    (folder / f"{name}.py").write_text(source, encoding="utf-8")
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    lines = []
    for group, entries in groups.items():
        lines.append(f"[{group}]")
        lines += [f"{entry} = {name}:{value}" for entry, value in entries.items()]
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def project(folder: Path) -> Settings:
    """A project in ``folder``: its pack ``verbs``, and settings that run only the extractor and linker above."""
    site = folder / "site"
    site.mkdir(parents=True)
    distribution(
        site,
        "kgbuild_verbs",
        EXTRACTOR,
        {"kgbuild.extractors": {"verbs": "extractor"}, "kgbuild.linkers": {"verbs": "linker"}},
    )
    pack = folder / "ontology" / "verbs"
    pack.mkdir(parents=True)
    (pack / "verbs.yaml").write_text(VERBS, encoding="utf-8")
    return Settings(project=folder, packs=("core", "recruitment", "verbs"), extractors=("verbs",), linkers=("verbs",))


def graph_hash(output: Path) -> str:
    return hashlib.sha256((output / "graph.nq").read_bytes()).hexdigest()
