"""What figures were measured on, and where they are written."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path


def machine() -> dict[str, object]:
    """Cores, load average at this moment, and the version of Python."""
    return {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 2), "python": platform.python_version()}


def write_results(file: Path, parts: dict[str, object]) -> None:
    """Write each part's figures, with the machine, as JSON; parts of an earlier run that were not run now stay."""
    known = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    found = {name: {"machine": machine(), "rows": rows} for name, rows in parts.items() if rows}
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({**known, **found}, indent=1) + "\n", encoding="utf-8")
