"""What happened: counts for Prometheus (text format 0.0.4) and a line for each request."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import TextIO

BUCKETS = (0.001, 0.005, 0.02, 0.1, 0.5, 1.0, 5.0, 30.0)
ROUTES = ("sparql", "store", "queries", "id", "resource", "static", "search", "graph", "query", "healthz", "metrics")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})


class Metrics:
    """Counts requests and keeps their log lines until :meth:`flush` writes them. ``log`` is None for no log."""

    def __init__(self, log: TextIO | None) -> None:
        self._log = log
        self._lines: list[str] = []
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._seconds: dict[str, list[int]] = {}
        self._sums: Counter[str] = Counter()

    def seen(
        self, path: str, method: str, client: tuple[str, int] | None, status: int, size: int, seconds: float
    ) -> None:
        """One request is over; ``status`` is 0 where its client left first. Queries stay out of the log."""
        route, shown = _shown(path)
        self._requests[route, method if method in METHODS else "OTHER", status] += 1
        buckets = self._seconds.get(route)
        if buckets is None:
            buckets = self._seconds[route] = [0] * (len(BUCKETS) + 1)
        buckets[bisect_left(BUCKETS, seconds)] += 1
        self._sums[route] += seconds  # type: ignore[assignment]
        if self._log is not None:
            self._lines.append(
                f"{client[0] if client else '-'} {method[:20]} {shown} {status or 'left'} {size} {seconds * 1000:.1f}ms"
            )

    def flush(self) -> None:
        """Writes the lines of the last moments, each with the time of now."""
        if self._log is not None and self._lines:
            now = time.strftime("%Y-%m-%dT%H:%M:%SZ ", time.gmtime())
            lines, self._lines = self._lines, []
            try:
                self._log.write("".join(f"{now}{line}\n" for line in lines))
                self._log.flush()
            except (OSError, ValueError):
                self._log = None  # nobody reads it any more

    def exposition(self, pool: Mapping[str, int], gauges: Mapping[str, float]) -> str:
        """Everything, as Prometheus reads it."""
        lines = [
            "# HELP kgbuild_requests_total Requests, by route, method and status (0: the client left).",
            "# TYPE kgbuild_requests_total counter",
        ]
        lines += [
            f'kgbuild_requests_total{{route="{route}",method="{method}",status="{status}"}} {count}'
            for (route, method, status), count in sorted(self._requests.items())
        ]
        lines += ["# HELP kgbuild_request_seconds How long requests took.", "# TYPE kgbuild_request_seconds histogram"]
        for route, buckets in sorted(self._seconds.items()):
            total = 0
            for bound, count in zip((*map(str, BUCKETS), "+Inf"), buckets, strict=True):
                total += count
                lines.append(f'kgbuild_request_seconds_bucket{{route="{route}",le="{bound}"}} {total}')
            lines.append(f'kgbuild_request_seconds_sum{{route="{route}"}} {self._sums[route]:.6f}')
            lines.append(f'kgbuild_request_seconds_count{{route="{route}"}} {total}')
        for name in ("timed_out", "out_of_memory", "refused", "retried", "left", "recalled", "reloads"):
            lines += [f"# TYPE kgbuild_{name}_total counter", f"kgbuild_{name}_total {pool.get(name, 0)}"]
        for name, value in sorted(gauges.items()):
            lines += [f"# TYPE kgbuild_{name} gauge", f"kgbuild_{name} {value:g}"]
        return "\n".join(lines) + "\n"


@lru_cache(maxsize=256)
def _shown(path: str) -> tuple[str, str]:
    """The route that ``path`` counts for, and how the log spells it: one line, whatever it holds."""
    first = path.partition("/")[2].partition("/")[0].partition(".")[0]
    spelled = path[:200].encode("ascii", "backslashreplace").decode("ascii")
    return first if first in ROUTES else "page", "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in spelled)
