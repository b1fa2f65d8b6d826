"""Writes the table of conformance cases into docs/serve.md: ``python -m tests.conformance.table``."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conformance import cases
from tests.support import REPOSITORY

DOCS = REPOSITORY / "docs" / "serve.md"
BEGIN, END = "<!-- conformance table: begin -->", "<!-- conformance table: end -->"


def table() -> str:
    """The table in Markdown: every case, and on which server the tests run it. A case that fails fails the tests."""
    lines = ["| suite | case | run on |", "|---|---|---|"]
    for group, case in cases.cases():
        server = "`serve FILE… --writable`" if cases.writes(group, case) else "read-only"
        lines.append(f"| {cases.GROUPS[group]} | `{case['id']}` | {server} |")
    lines += [f"| Service Description | `{case['id']}` | read-only |" for case in cases.suite()["service_description"]]
    return "\n".join(lines)


def write(file: Path = DOCS) -> None:
    text = file.read_text(encoding="utf-8")
    whole = f"{BEGIN}\n{table()}\n{END}"
    file.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: whole, text, flags=re.DOTALL), encoding="utf-8")


if __name__ == "__main__":
    write()
