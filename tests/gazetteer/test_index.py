"""Names by token and by letter."""

from __future__ import annotations

from kgbuild.gazetteer.index import LatinIndex, ScriptIndex
from kgbuild.gazetteer.tables import NameRow


def anything(*_: str) -> bool:
    return True


def rows(*names: str, role: str = "label") -> list[NameRow]:
    return [(f"Q{number}", "en", role, name) for number, name in enumerate(names, start=1)]


def found(index: LatinIndex, text: str) -> list[str]:
    return [text[start:end] for start, end, _ in index.scan(text)]


def test_the_longest_name_wins_and_names_do_not_overlap() -> None:
    index = LatinIndex(rows("New York", "New York City", "York City Hall", "York"), anything)
    assert found(index, "in New York City Hall and New York, York") == ["New York City", "New York", "York"]


def test_names_are_told_by_their_case_or_by_capitals_throughout() -> None:
    index = LatinIndex(rows("Most", "war in Ukraine"), anything)
    assert found(index, "most Most MOST mOST") == ["Most", "MOST"]
    assert found(index, "War in Ukraine, war in Ukraine, WAR IN UKRAINE, war in ukraine") == [
        "War in Ukraine",
        "war in Ukraine",
        "WAR IN UKRAINE",
    ]


def test_marks_on_letters_may_be_missing_or_added() -> None:
    index = LatinIndex(rows("Medellín", "Bogota"), anything)
    assert found(index, "Medellín Medellin Bogota Bogotá") == ["Medellín", "Medellin", "Bogota", "Bogotá"]


def test_what_is_not_accepted_is_not_found_in_any_form() -> None:
    index = LatinIndex(rows("Malé"), lambda _qid, _role, key: key != "Male")
    assert found(index, "Malé Male") == ["Malé"]


def test_readings_of_a_name_are_kept_once_each() -> None:
    index = LatinIndex([*rows("Guinea-Bissau", "Guinea Bissau"), ("Q1", "und", "label", "Guinea Bissau")], anything)
    assert index.readings("Guinea Bissau") == (("Q1", "label"), ("Q2", "label"))
    assert index.readings("Guinea") == ()


def test_scripts_with_blanks_match_whole_words_and_others_anywhere() -> None:
    index = ScriptIndex(rows("Чад", "казахи", "中国", "คิวบา"), anything)

    def scanned(text: str) -> list[str]:
        return [form for _, _, form in index.scan(text, 0, len(text))]

    assert scanned("Чад, Чада, Чад") == ["Чад", "Чад"]
    assert scanned("Казахи и казахи") == ["Казахи", "казахи"]
    assert scanned("在中国外") == ["中国"]
    assert scanned("จากคิวบาไป") == ["คิวบา"]
