"""Every sentence in the bot's own name, in both languages."""

from __future__ import annotations

import re

import pytest

from bot.core import replies
from bot.domain import errors
from bot.domain.errors import AskerError, BotError, QuestionEmpty, QuestionTooLong
from bot.domain.language import Language

KO, EN = Language.KOREAN, Language.ENGLISH
HANGUL = re.compile("[가-힣]")
INSIDE = "postgresql://bot:hunter2@db.internal/bot refused /srv/home/vault.key"


def below(kind: type[BotError]) -> list[type[BotError]]:
    return [found for child in kind.__subclasses__() for found in (child, *below(child))]


def made(kind: type[BotError]) -> BotError:
    if kind is QuestionTooLong:
        return QuestionTooLong(length=100_000, limit=4_000)
    return QuestionEmpty() if kind is QuestionEmpty else kind(INSIDE)


def sentences(language: Language) -> list[str]:
    return [
        replies.found(language),
        replies.sources(language),
        replies.not_found(language),
        replies.nearest(language),
        replies.ask_a_person(language, ""),
        replies.ask_a_person(language, "#it-help"),
        replies.page(language, 3),
        *(replies.failed(language, made(kind)) for kind in below(BotError)),
    ]


def test_korean_sentences_are_korean_and_english_ones_are_not() -> None:
    assert all(HANGUL.search(sentence) for sentence in sentences(KO))
    assert not any(HANGUL.search(sentence) for sentence in sentences(EN))


def test_korean_sentences_are_polite() -> None:
    spoken = [text for text in sentences(KO) if text.endswith(".")]
    assert len(spoken) > 10
    assert all(re.search(r"(니다|세요)\.$", text) for text in spoken)


@pytest.mark.parametrize("language", Language)
def test_sentences_are_short(language: Language) -> None:
    assert max(map(len, sentences(language))) <= 125


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", below(BotError))
def test_a_failure_tells_nothing_of_the_inside(
    kind: type[BotError], language: Language
) -> None:
    said = replies.failed(language, made(kind))
    for word in ("postgres", "hunter2", "db.internal", "/srv", "vault", kind.__name__):
        assert word not in said


def test_the_asker_the_operator_and_nobody_are_told_apart() -> None:
    for language in Language:
        said = {
            replies.failed(language, made(kind))
            for kind in (errors.BadSetting, errors.IndexUnavailable, QuestionEmpty)
        }
        assert len(said) == 3


@pytest.mark.parametrize("language", Language)
def test_who_asks_too_long_a_question_hears_how_long_it_may_be(language: Language) -> None:
    said = replies.failed(language, QuestionTooLong(length=100_000, limit=4_000))
    assert "100,000" in said
    assert "4,000" in said


@pytest.mark.parametrize("kind", below(AskerError))
@pytest.mark.parametrize("language", Language)
def test_whatever_the_asker_can_put_right_has_words_of_its_own(
    kind: type[BotError], language: Language
) -> None:
    assert replies.failed(language, made(kind)) != replies.failed(language, AskerError())


@pytest.mark.parametrize("language", Language)
def test_the_contact_is_named_when_there_is_one(language: Language) -> None:
    assert "#it-help" in replies.ask_a_person(language, "#it-help")
    assert "#" not in replies.ask_a_person(language, "")
