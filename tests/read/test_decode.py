"""Bytes to text: untouched where they are one, and refused with the reason where they are none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.errors import ReadError
from kgbuild.read import read_bytes
from kgbuild.read.decode import utf8

VISIBLE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80).map(lambda words: f"a {words}")


@given(VISIBLE, st.sampled_from(["", "\ufeff"]), st.sampled_from(["\n", "\r\n", "\r", "\u2028"]))
def test_a_text_comes_out_as_it_went_in(words: str, mark: str, end: str) -> None:
    text = f"{mark}{words}{end}{words}"
    assert utf8(text.encode(), "a.txt") == text


@given(st.binary(max_size=60))
def test_any_bytes_are_their_own_text_or_an_error_in_one_line(data: bytes) -> None:
    try:
        text = utf8(data, "a.bin")
    except ReadError as error:
        assert error.place == "a.bin" and error.hint
        assert len(str(error).splitlines()) == 1
    else:
        assert text.encode() == data
        assert "\0" not in text


@pytest.mark.parametrize(
    "text",
    ["\ufeff", "\ufeff\r\n", "\u00a0\u2003\n", "\u200b", " \u2028\u2029\u200e\n\u2060", "\x0b\x0c", "\x85\u3000"],
)
def test_what_nobody_can_see_is_no_text(text: str) -> None:
    line = json.dumps({"text": text}).encode()
    for data, name in ((text.encode(), "a.txt"), (text.encode(), "a.md"), (line, "a.jsonl")):
        with pytest.raises(ReadError) as caught:
            read_bytes(data, name)
        assert caught.value.code == "empty-file"


@given(VISIBLE, st.integers(0))
def test_the_byte_at_which_it_is_no_utf_8_is_named(words: str, choice: int) -> None:
    data = words.encode()
    place = len(words[: choice % (len(words) + 1)].encode())
    with pytest.raises(ReadError, match=f"bad-utf8.* at byte {place}( |$)"):
        utf8(data[:place] + b"\xff" + data[place:], "a.txt")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_a_text_in_wider_characters_is_no_utf_8(encoding: str) -> None:
    with pytest.raises(ReadError):
        utf8("A court in Port Elin has jailed nine men.".encode(encoding), "a.txt")


def test_colours_of_a_terminal_and_form_feeds_are_text_and_other_control_characters_are_not() -> None:
    coloured = "\x1b[1mNine jailed\x1b[0m\fPage 2\v\tof 3"
    assert utf8(coloured.encode(), "a.txt") == coloured
    assert utf8(b"x" * 96 + b"\x01" * 4, "a.txt")
    with pytest.raises(ReadError, match="binary-file"):
        utf8(b"x" * 94 + b"\x01" * 6, "a.txt")
