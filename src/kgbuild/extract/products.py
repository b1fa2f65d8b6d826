"""spaCy's matrix products by the BLAS that numpy brings, with each row's product the same wherever the row stands.

spaCy multiplies by BLIS, whose wheel is compiled for any processor of a kind alike; numpy's OpenBLAS is compiled for
each and several times as fast. But it sums a row in another order where there are few rows, on some processors even by
the place among the others, and a sentence's tree must not depend on what else is parsed. So few rows are filled up;
and whether that makes all places alike is tried on the processor at hand, for every product of the model. Where it does
not, spaCy's own way stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.util import NumpyOps  # thinc, which it belongs to, comes with spaCy at the version that spaCy wants

_STEP = 32
"""Rows come in multiples of this; what is missing is filled up with zeros."""
_TRIED = (_STEP, 3 * _STEP, 11 * _STEP)
"""Numbers of rows for which places are compared."""


class RowwiseOps(NumpyOps):  # type: ignore[misc] # thinc's is compiled and has no types
    """thinc's operations on numpy arrays, with products by numpy's own BLAS."""

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        """``x`` times ``y``, each transposed first where asked; float32, two dimensions each."""
        if trans1 or not trans2 or out is not None:
            return super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
        rows, whole = len(x), len(x) - len(x) % _STEP
        product = self.xp.empty((rows, len(y)), dtype=x.dtype)
        if whole:
            self.xp.dot(x[:whole], y.T, out=product[:whole])
        if whole < rows:
            rest = self.xp.zeros((_STEP, x.shape[1]), dtype=x.dtype)
            rest[: rows - whole] = x[whole:]
            product[whole:] = self.xp.dot(rest, y.T)[: rows - whole]
        return product


def speed_up(models: Iterable[Any]) -> bool:
    """Let thinc's ``models`` multiply by :class:`RowwiseOps` where this makes all places alike; whether it does."""
    nodes = [node for model in models for node in model.walk()]
    weights = [node.get_param("W") for node in nodes if node.has_param("W")]
    ops = RowwiseOps()
    if not all(places_are_alike(ops, w.reshape(-1, w.shape[-1])) for w in weights):
        return False
    for node in nodes:
        node.ops = ops
    return True


def places_are_alike(ops: Any, weights: Any) -> bool:
    """Whether a row times ``weights`` is the same, bit for bit, at every place among many rows and among few."""
    row = weights[:1] - weights[-1:] / 3  # any numbers that do not come out even
    alone = ops.gemm(row, weights, trans2=True)
    products = (ops.gemm(row.repeat(rows, axis=0), weights, trans2=True) for rows in _TRIED)
    return all(bool((product == alone).all()) for product in products)
