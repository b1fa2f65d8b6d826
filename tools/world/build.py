"""Makes the tables of ``ontology/world`` from the Wikidata slice in the shared data.

    python -m tools.world.build [SHARED] [OUT]

writes ``items.tsv.gz`` and three tables of names: ``names-english`` (English, and where the source gives no
language), ``names-latin`` (other languages in Latin letters) and ``names-scripts`` (all other letters), so that
English text needs only the first. ``more-names.tsv`` beside this file adds former names that the slice
lacks: names alone, each with its item's label, which must be the slice's, for identifiers come from nowhere else.
Rows are sorted and the archives carry no date: equal sources give equal bytes.
"""

from __future__ import annotations

import gzip
import io
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
MORE_NAMES = Path(__file__).with_name("more-names.tsv")
ITEM_COLUMNS = ("qid", "kind", "label_en", "description", "iso2", "country", "population", "official_website")
NAME_TABLES = ("names-english", "names-latin", "names-scripts")
ROLES = (
    "label",
    "alias",
    "official_name",
    "demonym_noun",
    "demonym_adj",
    "ethnonym",
    "domain",
    "code",
    "symbol",
    "unit_name",
)


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a tab-separated table without quoting, as dictionaries by the names in its first line."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        header = next(lines).rstrip("\n").split("\t")
        for line in lines:
            yield dict(zip(header, line.rstrip("\n").split("\t"), strict=True))


def table_of(language: str, name: str) -> str:
    """Which table of names a name belongs to (see the module's text)."""
    letters = [c for c in name if c.isalpha() and unicodedata.category(c) != "Lm"]
    if not all(unicodedata.name(c, "").startswith("LATIN") for c in letters):
        return "names-scripts"
    return "names-english" if language in ("en", "und") else "names-latin"


def tables(slice_folder: Path) -> dict[str, list[tuple[str, ...]]]:
    """Every table of the pack: its rows, sorted by the number in the QID and then as text."""
    made: dict[str, set[tuple[str, ...]]] = {name: set() for name in ("items", *NAME_TABLES)}
    made["items"] = {tuple(row[c] for c in ITEM_COLUMNS) for row in rows(slice_folder / "entities.tsv")}
    labels = {row[0]: row[2] for row in made["items"]}
    for row in rows(MORE_NAMES):
        if labels.get(row["qid"]) != row["label"]:
            raise ValueError(f"{MORE_NAMES.name}: {row['qid']} is not {row['label']} in the slice")
    for row in chain(rows(slice_folder / "names.tsv"), rows(MORE_NAMES)):
        if row["role"] not in ROLES:
            raise ValueError(f"{row['qid']}: a role that the program does not know: {row['role']}")
        name = unicodedata.normalize("NFC", row["name"])
        made[table_of(row["lang"], name)].add((row["qid"], row["lang"], row["role"], name))
    return {name: sorted(found, key=lambda r: (int(r[0][1:]), r)) for name, found in made.items()}


def archive(table: Iterable[tuple[str, ...]]) -> bytes:
    """A table as gzip without file name or date."""
    text = "".join("\t".join(row) + "\n" for row in table)
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text):
        raise ValueError("a control character in a name")
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=9, mtime=0) as out:
        out.write(text.encode("utf-8"))
    return packed.getvalue()


def main(shared: Path, out: Path) -> None:
    slice_folder = shared / "data" / "wikidata"
    out.mkdir(parents=True, exist_ok=True)
    for name, table in tables(slice_folder).items():
        data = archive(table)
        (out / f"{name}.tsv.gz").write_bytes(data)
        sys.stdout.write(f"{name}: {len(table)} rows, {len(data)} bytes\n")
    licences = out / "licenses"
    licences.mkdir(exist_ok=True)
    for text in sorted((slice_folder / "licenses").iterdir()):
        shutil.copyfile(text, licences / text.name)


if __name__ == "__main__":
    arguments = [Path(a) for a in sys.argv[1:]]
    main(
        arguments[0] if arguments else REPOSITORY.parent / "shared",
        arguments[1] if len(arguments) > 1 else REPOSITORY / "ontology" / "world",
    )
