"""Products by numpy's BLAS: the same numbers as spaCy's own, and each row's whatever stands beside it."""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thinc.api import Linear, Model, NumpyOps, chain

from kgbuild.extract.parse import DEFAULT_MODEL, PRODUCTS, _loaded
from kgbuild.extract.products import RowwiseOps, places_are_alike, speed_up

SHAPES = [(288, 288), (288, 576), (1024, 64), (50, 96)]
"""Weights of the small pipeline: rows out, rows in."""


def numbers(*shape: int) -> numpy.ndarray:
    return numpy.random.default_rng(7).standard_normal(shape, dtype="float32")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("rows", [1, 31, 32, 33, 200])
def test_a_product_is_that_of_thinc(rows: int, shape: tuple[int, int]) -> None:
    x, weights = numbers(rows, shape[1]), numbers(*shape)
    found = RowwiseOps().gemm(x, weights, trans2=True)
    assert found.dtype == numpy.float32
    numpy.testing.assert_allclose(found, NumpyOps().gemm(x, weights, trans2=True), rtol=1e-3, atol=1e-4)


def test_no_rows_have_no_product() -> None:
    assert RowwiseOps().gemm(numbers(0, 96), numbers(50, 96), trans2=True).shape == (0, 50)


@pytest.mark.parametrize(("first", "second"), [(False, False), (True, False), (True, True)])
def test_other_products_are_as_before(first: bool, second: bool) -> None:
    x, y = numbers(*((40, 30) if first else (30, 40))), numbers(*((50, 40) if second else (40, 50)))
    found = RowwiseOps().gemm(x, y, trans1=first, trans2=second)
    assert (found == NumpyOps().gemm(x, y, trans1=first, trans2=second)).all()


@settings(max_examples=30)
@given(st.sampled_from(SHAPES), st.integers(1, 400), st.randoms(use_true_random=False))
def test_where_places_are_alike_a_row_has_one_product(shape: tuple[int, int], rows: int, chance: object) -> None:
    ops, weights, x = RowwiseOps(), numbers(*shape), numbers(400, shape[1])
    if not places_are_alike(ops, weights):
        return  # numpy's BLAS is not used on such a processor
    chosen = chance.sample(range(400), rows)  # type: ignore[attr-defined]
    whole = ops.gemm(x, weights, trans2=True)
    assert (ops.gemm(x[chosen], weights, trans2=True) == whole[chosen]).all()


class ByPlace(RowwiseOps):
    """A BLAS that adds up the rows of the second half of a product in another order."""

    def gemm(self, x, y, out=None, trans1=False, trans2=False):  # type: ignore[no-untyped-def]
        found = super().gemm(x, y, out, trans1, trans2)
        half = len(x) // 2
        found[half:] = sum(x[half:, [k]] * y[:, k] for k in reversed(range(x.shape[1])))
        return found


def test_a_blas_for_which_places_differ_is_found_out() -> None:
    weights = numbers(288, 288)
    assert places_are_alike(NumpyOps(), weights), "thinc's own is compiled without such tricks"
    assert not places_are_alike(ByPlace(), weights)


def test_every_layer_of_a_model_multiplies_anew_or_none() -> None:
    model: Model = chain(Linear(8, 6), Linear(4, 8))
    model.initialize()
    before = {node.ops for node in model.walk()}
    used = speed_up([model])
    assert {type(node.ops) for node in model.walk()} == {RowwiseOps if used else NumpyOps}
    assert used or {node.ops for node in model.walk()} == before


def test_who_wants_spacys_products_gets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PRODUCTS, "spacy")
    loaded = _loaded.__wrapped__(DEFAULT_MODEL)
    assert not any(
        isinstance(node.ops, RowwiseOps) for _, p in loaded.pipeline if p.is_trainable for node in p.model.walk()
    )
