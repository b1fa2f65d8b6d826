from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kgbuild.serve.cache import MAX_BODY, OVERHEAD, AnswerCache
from kgbuild.serve.wire import Reply


def answer(length: int) -> Reply:
    return Reply(200, b"", b"x" * length)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3000)), max_size=40))
def test_the_bound_holds_and_what_is_kept_is_what_was_put(puts: list[tuple[int, int]]) -> None:
    cache = AnswerCache(8000)
    known: dict[int, Reply] = {}
    for key, length in puts:
        if cache.get(key) is None:
            known[key] = answer(length)
        cache.put(key, known[key])
        assert cache.size <= 8000
        held = [k for k in known if cache.get(k) is not None]
        assert cache.size == sum(len(known[k].body) + OVERHEAD for k in held)
        assert all(cache.get(k) is known[k] for k in held)


def test_what_was_used_last_goes_last() -> None:
    cache = AnswerCache(3 * OVERHEAD)
    for key in "abc":
        cache.put(key, answer(0))
    cache.get("a")
    cache.put("d", answer(0))
    assert [key for key in "abcd" if cache.get(key)] == ["a", "c", "d"]


def test_long_answers_are_not_kept() -> None:
    cache = AnswerCache(10 * MAX_BODY)
    cache.put("long", answer(MAX_BODY + 1))
    cache.put("short", answer(MAX_BODY))
    assert (cache.get("long"), cache.get("short") is not None) == (None, True)
    nothing = AnswerCache(0)
    nothing.put("a", answer(0))
    assert nothing.get("a") is None
