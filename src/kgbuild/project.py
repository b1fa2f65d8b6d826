"""Laying out a new project: where its documents, packs, shapes and queries go."""

from __future__ import annotations

from pathlib import Path

from kgbuild.errors import UsageError

_FILES = {
    "kgbuild.toml": """\
# Settings of this project; docs/configuration.md lists them all. Flags beat KGBUILD_* beat this file.
packs = ["core", "world", "recruitment"]
""",
    ".gitignore": "/graph/\n",
    "seeds/.gitkeep": "",
    "ontology/.gitkeep": "",
    "shapes/.gitkeep": "",
    "queries/mine/documents-by-claims.rq": """\
#+ summary: The documents with the number of claims that each makes
#+ kgbuild:
#+   columns:
#+     document: its title, else its IRI
#+     claims: how many claims it makes

PREFIX kg: <https://w3id.org/kgbuild/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX schema: <https://schema.org/>

SELECT (COALESCE(STR(?title), STR(?source)) AS ?document) ?claims
WHERE {
  { SELECT ?source (COUNT(?claim) AS ?claims) WHERE { ?claim prov:hadPrimarySource ?source } GROUP BY ?source }
  ?source rdf:type kg:Document .
  OPTIONAL { ?source schema:name ?title }
}
ORDER BY DESC(?claims) ?document
""",
}


def lay_out(folder: Path) -> list[Path]:
    """Make a project in ``folder``, which is empty or not there yet; the files that were made.

    Raises :class:`~kgbuild.errors.UsageError` ``not-empty`` or ``not-a-folder``; ``OSError`` where it cannot write.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError("not-a-folder", str(folder), "is a file", "name a folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError("not-empty", str(folder), "holds something already", "name an empty folder, or a new one")
    made = []
    for name, text in _FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        made.append(file)
    return made
