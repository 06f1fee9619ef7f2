"""Names in a question, and whether a text holds them."""

from __future__ import annotations

import pytest

from bot.core.naming import lacking, names


def test_latin_words_of_a_korean_question_are_names() -> None:
    assert names("Zustand랑 redux-toolkit 중에 뭐가 표준이에요? v4.1 기준으로") == {
        "zustand",
        "redux-toolkit",
        "v4.1",
    }


def test_an_english_question_has_no_names_to_look_for() -> None:
    assert names("How do I reset Zustand in the VPN?") == frozenset()


def test_a_single_letter_is_no_name() -> None:
    assert names("A 등급은 어떻게 받나요?") == frozenset()


@pytest.mark.parametrize(
    ("name", "text", "absent"),
    [
        ("zustand", "Use ZUSTAND here.", 0.0),
        ("zustand", "Use Redux here.", 1.0),
        ("tools", "React DevTools", 0.0),
        ("rn", "A modern page.", 1.0),
        ("rn", "RN(React Native)", 0.0),
    ],
)
def test_a_short_name_begins_a_word_and_a_longer_one_stands_anywhere(
    name: str, text: str, absent: float
) -> None:
    assert lacking(frozenset({name}), text) == absent


def test_many_names_count_by_their_share_of_three() -> None:
    pasted = frozenset({"typeerror", "undefined", "app", "render", "hook", "fiber"})
    assert lacking(pasted, "nothing of it") == 3.0
    assert lacking(pasted, "TypeError: undefined in App, render") == 1.0
    assert lacking(frozenset(), "anything") == 0.0
