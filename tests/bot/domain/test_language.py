"""Korean or English."""

from __future__ import annotations

import unicodedata

import pytest

from bot.domain.language import Language, language_of


@pytest.mark.parametrize(
    "text",
    [
        "휴가는 며칠인가요?",
        "Slack에서 bot을 어떻게 부르나요?",
        "How do I say 안녕하세요?",  # five of sixteen letters
        "ㅋㅋ",
        "a가",
        unicodedata.normalize("NFD", "연차 신청 방법"),
    ],
)
def test_text_with_a_share_of_hangul_is_korean(text: str) -> None:
    assert language_of(text) is Language.KOREAN


@pytest.mark.parametrize(
    "text",
    [
        "How many days off do I get?",
        "Who wrote the page called '휴가' and where is its newest version kept?",
        "",
        "?!",
        "42",
        "👍",
        "日本語",
    ],
)
def test_any_other_text_is_english(text: str) -> None:
    assert language_of(text) is Language.ENGLISH


def test_korean_begins_at_fifteen_in_a_hundred_letters() -> None:
    assert language_of("가" * 15 + "a" * 85) is Language.KOREAN
    assert language_of("가" * 14 + "a" * 86) is Language.ENGLISH


def test_digits_and_signs_do_not_weigh() -> None:
    assert language_of("가" + "1234567890 -> " * 50) is Language.KOREAN
