"""One engine for all tests of the extraction: the shipped packs and the real model, loaded once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kgbuild.extract.engine import Engine
from kgbuild.model import Claim
from kgbuild.pack import load_packs
from tests.extract.claims import document

Read = Callable[..., tuple[Claim, ...]]


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(load_packs())


@pytest.fixture(scope="session")
def read(engine: Engine) -> Read:
    """The claims of a document of the given paragraphs, below a question that opens the topic."""

    def claims(*paragraphs: str, **laid_out: object) -> tuple[Claim, ...]:
        return engine(document(*paragraphs, **laid_out))  # type: ignore[arg-type]

    return claims
