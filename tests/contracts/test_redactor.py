"""What every redactor keeps."""

from __future__ import annotations

import pytest

from bot.adapters.redactor import KoPiiRedactor
from bot.domain.language import Language
from bot.ports import Redactor
from tests.fakes.redactor import FakeRedactor


@pytest.fixture(params=["fake", "ko-pii"])
def redactor(request: pytest.FixtureRequest) -> Redactor:
    return FakeRedactor() if request.param == "fake" else KoPiiRedactor()


@pytest.mark.parametrize(
    "text",
    ["", " \n", "연차는 며칠인가요?", "How do I reset it?", "２월 3일에 v1.2.3을 설치했어요"],
)
def test_text_without_personal_data_comes_back_as_it_was(redactor: Redactor, text: str) -> None:
    assert redactor.redact(text, Language.KOREAN) == text


def test_what_was_found_becomes_a_word_in_the_askers_language(redactor: Redactor) -> None:
    text = "010-1234-5678"
    assert redactor.redact(text, Language.KOREAN) == "[전화번호]"
    assert redactor.redact(text, Language.ENGLISH) == "[phone number]"


def test_the_rest_of_the_text_stays(redactor: Redactor) -> None:
    text = "번호는 010-1234-5678이고\n 010-9876-5432도 됩니다. "
    expected = "번호는 [전화번호]이고\n [전화번호]도 됩니다. "
    assert redactor.redact(text, Language.KOREAN) == expected


@pytest.mark.parametrize("language", Language)
def test_redacting_again_changes_nothing(redactor: Redactor, language: Language) -> None:
    once = redactor.redact("Call 010-1234-5678 or 010-9876-5432!", language)
    assert redactor.redact(once, language) == once
