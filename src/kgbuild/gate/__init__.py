"""The gate: what SHACL shapes let into a graph, with two engines that must agree.

:class:`Gate` checks and admits; :mod:`kgbuild.gate.validate` does the same for anybody's file.
"""

from __future__ import annotations

from kgbuild.gate.admit import Admission, Admitted, Quarantined
from kgbuild.gate.gate import Gate
from kgbuild.gate.report import Report, Violation

__all__ = ["Admission", "Admitted", "Gate", "Quarantined", "Report", "Violation"]
