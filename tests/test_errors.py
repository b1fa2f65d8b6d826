"""One line with a code, a place and a hint; and the status that a command ends with."""

from __future__ import annotations

import pickle

import pytest

from kgbuild import errors
from kgbuild.errors import KgbuildError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, KgbuildError)]


def test_an_error_is_one_line_and_its_hint_stands_in_brackets() -> None:
    assert str(KgbuildError("bad-utf8", "a.txt", "not UTF-8", "save it as UTF-8")) == (
        "bad-utf8: a.txt: not UTF-8 (save it as UTF-8)"
    )
    assert str(KgbuildError("bad-utf8", "a.txt", "not UTF-8")) == "bad-utf8: a.txt: not UTF-8"


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_comes_back_from_a_worker_as_it_was(kind: type[KgbuildError]) -> None:
    error = pickle.loads(pickle.dumps(kind("code", "place", "message", "hint")))
    assert type(error) is kind
    assert (error.code, error.place, error.message, error.hint) == ("code", "place", "message", "hint")


def test_wrong_usage_ends_with_two_and_all_else_with_three() -> None:
    statuses = {kind.__name__: kind.exit_status for kind in KINDS}
    assert {name for name, status in statuses.items() if status == errors.EXIT_USAGE} == {"QueryError", "UsageError"}
    assert set(statuses.values()) == {errors.EXIT_USAGE, errors.EXIT_UNUSABLE}


def test_statuses_are_those_that_scripts_rest_on() -> None:
    ends = (errors.EXIT_OK, errors.EXIT_FOUND, errors.EXIT_USAGE, errors.EXIT_UNUSABLE, errors.EXIT_INTERRUPTED)
    assert ends == (0, 1, 2, 3, 130)
