"""``kgbuild explain``."""

from __future__ import annotations

from pathlib import Path

import click

from kgbuild.cli.options import build_option, json_option, the_build
from kgbuild.cli.present import emphasis, out, plain
from kgbuild.errors import EXIT_OK

_BEFORE, _AFTER = "\ue000", "\ue001"  # private use: no terminal acts on them, and plain() shows a text's own escaped


@click.command("explain", short_help="A claim or an entity down to its words.")
@click.argument("name")
@build_option
@json_option
def explain_command(name: str, build_dir: Path | None, as_json: bool) -> int:
    """Explain a claim, or an entity, by its IRI or by a row's short name (claim-3f9a1c2e).

    Prints the claim in a sentence, who says so, the passage with the quoted words marked, the document, what found
    it, and the shapes that it passed.

    \b
    kgbuild explain claim-3f9a1c2e
    kgbuild explain country-1504eb84 --build graph.ttl
    """
    from dataclasses import replace

    from kgbuild.checking import verdict
    from kgbuild.config import load_settings
    from kgbuild.explain import Marks, explain
    from kgbuild.source import open_source
    from kgbuild.view import Reader

    with open_source(the_build(build_dir)) as source:
        reader = Reader(source.store, source.base)
        iri = reader.find(name)
        if as_json:
            import json

            from kgbuild.dump.claims import record

            out([json.dumps(record(reader.claim(iri), reader), ensure_ascii=False, indent=2) + "\n"])
            return EXIT_OK
        before, after = emphasis()
        settings = replace(load_settings(), base=source.base)
        for line in explain(reader, iri, Marks(_BEFORE, _AFTER), lambda claim: verdict(source.store, claim, settings)):
            shown = "".join(c if c in _BEFORE + _AFTER else plain(c) for c in line)
            out([shown.replace(_BEFORE, before).replace(_AFTER, after) + "\n"])
    return EXIT_OK
